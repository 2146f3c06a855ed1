"""Places in time for the pictures of one step."""

import torch
from torch import Tensor


def spread(generator: torch.Generator, count: int) -> Tensor:
    """(count,) float64 in [0, 1): one from each of `count` equal slices, in random order.

    Each is uniform by itself, as in diffusers' scripts; together they cover all of it, which calms the gradient.
    """
    slices = torch.randperm(count, generator=generator)
    within = torch.rand(count, generator=generator, dtype=torch.float64)
    return (slices + within) / count
