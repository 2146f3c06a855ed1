"""The colours of latents, without decoding them: a linear map fitted to the model's own autoencoder.

It suits any model, and costs next to nothing beside a decode.
"""

import time
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import (
    adaptive_avg_pool2d,
    avg_pool2d,
    conv2d,
    interpolate,
    pad,
    pixel_shuffle,
    pixel_unshuffle,
    unfold,
)

from safelight.engine.diffusion.latents import encoded

SPECIMENS, CELLS = 32, 16
"""Pictures that the map is fitted to, and latent cells along a side of each."""
FIT_SECONDS = 1.0
"""After which the pictures encoded so far must do: a large autoencoder on a CPU takes seconds for each."""
FINE = 2
"""Pixels along a side of a latent cell."""


class Palette:
    """The colours that latents stand for: an affine map, least squares over pictures of many colours.

    A cell alone does not tell its colour in every autoencoder (small ones keep that of an even area at its edges), so
    the map sees its neighbours too, and its wider surroundings blurred.
    """

    def __init__(self, vae: Any, factor: int) -> None:
        """`factor`: pixels along a side of a latent cell. Raises ValueError if the autoencoder computes no numbers."""
        pictures = specimens(SPECIMENS, CELLS * factor)
        latents = _encoded(vae, pictures)
        colours = adaptive_avg_pool2d(pictures[: len(latents)], FINE * latents.shape[-1])
        given = _context(latents).double()
        wanted = pixel_unshuffle(colours, FINE).permute(0, 2, 3, 1).flatten(0, 2).double()
        damping = 1e-2 * len(given) * torch.eye(given.shape[1], dtype=torch.double)
        weights = torch.linalg.solve(given.T @ given + damping, given.T @ wanted).float().T
        if not torch.isfinite(weights).all():
            raise ValueError("the autoencoder gives no finite latents")
        self.channels = latents.shape[1]
        near, far, self._constant = weights.split([25 * self.channels, 25 * self.channels, 1], dim=1)
        self._near, self._far = (window.reshape(-1, self.channels, 5, 5) for window in (near, far))

    def colours(self, latents: Tensor) -> Tensor:
        """(n, channels, h, w) to (n, 3, 2 h, 2 w) in 0..1."""
        near, blurred = _surroundings(latents.float())
        near_weights, far_weights, constant = (
            weights.to(latents.device) for weights in (self._near, self._far, self._constant)
        )
        colours = conv2d(near, near_weights, constant[:, 0]) + conv2d(blurred, far_weights, dilation=3)
        return pixel_shuffle(colours, FINE).nan_to_num().clamp(0, 1)


@torch.no_grad()
def _encoded(vae: Any, pictures: Tensor) -> Tensor:
    """Latents of as many of the pictures as there is time for, on the CPU."""
    dtype, deadline = vae.dtype, time.monotonic() + FIT_SECONDS
    upcast = dtype == torch.float16 and vae.config.get("force_upcast")  # it overflows, and pipelines do the same
    if upcast:
        vae.to(torch.float32)
    latents: list[Tensor] = []
    for some in pictures.split(4):
        latents.append(encoded(vae, some.to(vae.device) * 2 - 1).cpu())
        if time.monotonic() > deadline:
            break
    if upcast:
        vae.to(dtype)
    return torch.cat(latents)


def _surroundings(latents: Tensor) -> tuple[Tensor, Tensor]:
    """Latents for a window of 5x5 cells, and blurred over 3x3 for one of 5x5 cells that lie 3 apart."""
    near = pad(latents, (2, 2, 2, 2), mode="replicate")
    return near, avg_pool2d(pad(latents, (7, 7, 7, 7), mode="replicate"), 3, stride=1)


def _context(latents: Tensor) -> Tensor:
    """(n, channels, h, w) to (n h w, 50 channels + 1): what the map sees of each cell, and a constant."""
    near, blurred = _surroundings(latents)
    seen = torch.cat([unfold(near, 5), unfold(blurred, 5, dilation=3)], dim=1).transpose(1, 2).flatten(0, 1)
    return torch.cat([seen, torch.ones(len(seen), 1)], dim=1)


def specimens(count: int, side: int) -> Tensor:
    """(count, 3, side, side) in 0..1: what pictures are made of, in many colours. The same every time."""
    chance = torch.Generator().manual_seed(0)

    def colours(*shape: int) -> Tensor:
        return torch.rand(count, *shape, generator=chance)

    ground = colours(3, 1, 1).expand(-1, -1, side, side).clone()
    ground[::4] = interpolate(colours(3, 4, 4), (side, side), mode="bicubic")[::4]
    across = torch.linspace(-1, 1, side)
    for _ in range(3):
        middle, radius = colours(2, 1, 1) * 2 - 1, colours(1, 1, 1) * 0.5 + 0.1
        inside = (across - middle[:, :1]) ** 2 + (across.view(-1, 1) - middle[:, 1:]) ** 2 < radius**2
        ground = torch.where(inside, colours(3, 1, 1), ground)
    grain = torch.randn(ground.shape, generator=chance) * 0.03 * colours(1, 1, 1)
    return (ground + grain).clamp(0, 1)
