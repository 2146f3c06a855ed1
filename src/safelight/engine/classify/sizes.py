"""Networks that are built for one size of pictures, made to see another."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F


def interpolated(embedding: Tensor, shape: Sequence[int]) -> Tensor | None:
    """(1, extra + n², width) as (1, extra + m², width), bicubic; None for weights of any other form."""
    if embedding.dim() != 3 or embedding.shape[0] != 1 or len(shape) != 3 or embedding.shape[2] != shape[2]:
        return None
    for extra in (1, 0, 2, 5):  # a class token, none, a distillation token too, four registers
        before, after = embedding.shape[1] - extra, int(shape[1]) - extra
        n, m = round(max(before, 0) ** 0.5), round(max(after, 0) ** 0.5)
        if n * n == before and m * m == after and n and m:
            grid = embedding[:, extra:].reshape(1, n, n, -1).permute(0, 3, 1, 2)
            wide = F.interpolate(grid, size=(m, m), mode="bicubic", align_corners=False, antialias=True)
            return torch.cat([embedding[:, :extra], wide.permute(0, 2, 3, 1).reshape(1, m * m, -1)], dim=1)
    return None


def set_size(config: Any, size: int) -> None:
    """In a transformers config, where it says one."""
    if hasattr(config, "image_size"):
        config.image_size = [size, size] if isinstance(config.image_size, list | tuple) else size
    elif getattr(config, "model_type", "") == "timm_wrapper" and _wants_size(config):
        config.model_args = (config.model_args or {}) | {"img_size": size}


def _wants_size(config: Any) -> bool:
    """Whether timm's network is built for one size; others see any."""
    try:
        import timm  # noqa: PLC0415  it takes seconds to load

        with torch.device("meta"):
            timm.create_model(config.architecture, pretrained=False, img_size=64)
    except TypeError:  # the network takes no such argument
        return False
    except (RuntimeError, AssertionError, ValueError):  # it does; 64 is not what it likes
        return True
    return True
