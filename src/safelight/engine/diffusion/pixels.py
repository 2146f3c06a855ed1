"""From floats to pictures, or an error in words where they are none."""

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from safelight.engine.diffusion.errors import BrokenPicture
from safelight.engine.diffusion.loading import Loaded


def to_images(pixels: Tensor, loaded: Loaded, warnings: list[str]) -> list[Image.Image]:
    """Pictures of (batch, 3, height, width) in 0..1. Raises BrokenPicture for NaN."""
    pixels = pixels.float().cpu()
    if not torch.isfinite(pixels).all():
        hint = "Load the model as bfloat16 or float32, or use a VAE made for float16."
        if loaded.dtype == torch.float32:
            hint = "The weights of the model or of the LoRA may be damaged, or the LoRA's scale too large."
        raise BrokenPicture(f"The model computed NaN in {str(loaded.dtype).removeprefix('torch.')}.", hint=hint)
    if (pixels.amax(dim=(1, 2, 3)) == 0).any():
        warnings.append("A picture is black throughout.")
    return [Image.fromarray(array) for array in _as_bytes(pixels)]


def _as_bytes(pixels: Tensor) -> npt.NDArray[np.uint8]:
    """(batch, 3, h, w) in 0..1 to (batch, h, w, 3) in 0..255, rounded as diffusers' VaeImageProcessor does."""
    return (pixels.permute(0, 2, 3, 1).numpy() * 255).round().astype(np.uint8)
