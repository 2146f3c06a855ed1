"""Learned upscalers (ESRGAN and its kin, single .safetensors files) through spandrel, tile by tile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from PIL import Image

from safelight.engine.diffusion.devices import free_memory, is_out_of_memory
from safelight.engine.diffusion.errors import BrokenPicture, ModelBroken, OutOfMemory, Stopped
from safelight.engine.interrupt import interruptible
from safelight.kit.pictures.resize import plain, scaled
from safelight.kit.safetensors_header import read_header

OnTile = Callable[[int, int], None]  # tiles done, tiles in all
Box = tuple[int, int, int, int]  # left, top, right, bottom

OVERLAP = 32
"""Pixels of the picture that a tile sees beyond its edge. Tiles are exact where this is the network's reach or more: a
3x3 layer reaches 1 pixel, one RRDB of ESRGAN 15. Of a deep net the outer reach weighs next to nothing: Real-ESRGAN
itself takes 10."""
SMALLEST = 32
_TILE = {"cuda": 512, "mps": 256, "cpu": 192}


class Upscaler:
    """One network on its device. `scale` is its factor."""

    def __init__(self, network: Any, *, name: str, device: torch.device, dtype: torch.dtype) -> None:
        self._network = network
        self._device, self._dtype = device, dtype
        self._tile = _TILE.get(device.type, 256)
        self.name = name
        self.scale = int(network.scale)

    @property
    def dtype(self) -> str:
        """Number type that it computes in, such as float16."""
        return str(self._dtype).removeprefix("torch.")

    @classmethod
    def load(cls, path: Path, device: str | torch.device, dtype: torch.dtype | None = None) -> Self:
        """Read a single .safetensors file. `dtype` None takes float16 on a GPU where the network bears it.

        Raises ModelBroken for what is no upscaler that spandrel knows, and the errors of `read_header`.
        """
        import spandrel  # noqa: PLC0415  it reads the code of forty architectures, and few jobs need one

        read_header(path)
        device = torch.device(device)
        try:
            network = spandrel.ModelLoader("cpu").load_from_file(path)
        except (spandrel.UnsupportedModelError, RuntimeError, KeyError, ValueError, AssertionError) as error:
            raise ModelBroken(
                f"{path.name} is no upscaler that is known here.",
                hint="Use a single .safetensors file of ESRGAN, SwinIR, DAT, HAT or another network that spandrel has.",
            ) from error
        channels = {network.input_channels, network.output_channels}
        if not isinstance(network, spandrel.ImageModelDescriptor) or not channels <= {1, 3}:
            raise ModelBroken(f"{path.name} does not turn one picture into another.", hint="Choose an upscaler.")
        half = device.type != "cpu" and network.supports_half
        chosen = dtype or (torch.float16 if half else torch.float32)
        if (chosen == torch.float16 and not half) or (chosen == torch.bfloat16 and not network.supports_bfloat16):
            chosen = torch.float32
        network.to(device=device, dtype=chosen).eval()
        network.model.requires_grad_(requires_grad=False)
        return cls(network, name=path.stem, device=device, dtype=chosen)

    def run(
        self,
        image: Image.Image,
        on_tile: OnTile | None = None,
        should_stop: Callable[[], bool] | None = None,
        *,
        tile: int | None = None,
        overlap: int = OVERLAP,
    ) -> Image.Image:
        """The picture `scale` times as large; RGBA if it is transparent, whose alpha is enlarged by Lanczos.

        Tiles that do not fit into memory are parted into four. What `on_tile` raises ends the run.

        Raises OutOfMemory when not even a small tile fits, BrokenPicture for NaN, Stopped.
        """
        picture = plain(image)
        rgb = picture.convert("RGB")
        pixels = np.asarray(rgb)
        large = np.empty((rgb.height * self.scale, rgb.width * self.scale, 3), np.uint8)
        side = tile or self._tile
        if self._network.tiling.name == "INTERNAL":
            side = max(rgb.size)
        waiting = _boxes(rgb.size, side)[::-1]
        done, total = 0, len(waiting)

        def check() -> None:
            if should_stop is not None and should_stop():
                raise Stopped

        with interruptible([self._network.model], check):
            while waiting:
                check()
                box = waiting.pop()
                try:
                    self._draw(pixels, large, box, overlap)
                except RuntimeError as error:
                    if not is_out_of_memory(error):
                        raise
                    del error
                    parts = None
                else:
                    done += 1
                    if on_tile is not None:
                        on_tile(done, total)
                    continue
                free_memory(self._device)  # past the except block: the exception's frames hold the tensors
                parts = self._parted(box)
                waiting += parts[::-1]
                total += len(parts) - 1
        result = Image.fromarray(large)
        if picture.mode == "RGBA":
            result.putalpha(picture.getchannel("A").resize(result.size, Image.Resampling.LANCZOS))
        return result

    def _draw(self, pixels: Any, large: Any, box: Box, overlap: int) -> None:
        """Compute one tile with what lies around it, and keep its inside."""
        height, width = pixels.shape[:2]
        left, top, right, bottom = box
        x, y = max(0, left - overlap), max(0, top - overlap)
        seen = pixels[y : min(height, bottom + overlap), x : min(width, right + overlap)]
        tensor = torch.from_numpy(seen.astype(np.float32) / 255).permute(2, 0, 1)[None]  # (1, 3, h, w)
        if self._network.input_channels == 1:
            tensor = tensor.mean(1, keepdim=True)
        out = self._network(tensor.to(self._device, self._dtype))[0].float().cpu()  # (c, h * scale, w * scale)
        if not torch.isfinite(out).all():
            raise BrokenPicture(
                f"The upscaler {self.name} computed NaN in {self.dtype}.",
                hint="Use another upscaler, or run this one on the CPU.",
            )
        scale = self.scale
        inside = out[:, (top - y) * scale : (bottom - y) * scale, (left - x) * scale : (right - x) * scale]
        # One channel is laid out as three by broadcasting.
        large[top * scale : bottom * scale, left * scale : right * scale] = (
            (inside * 255).round().byte().permute(1, 2, 0).numpy()
        )

    def _parted(self, box: Box) -> list[Box]:
        """A tile that did not fit as four smaller ones; the next pictures begin with such."""
        left, top, right, bottom = box
        side = max(right - left, bottom - top) // 2
        if side < SMALLEST:
            raise OutOfMemory(
                f"{self._device} has not enough memory for the upscaler {self.name}.",
                hint="Unload other models, use a smaller upscaler, or resize without one.",
            )
        self._tile = min(self._tile, side)
        parts = _boxes((right - left, bottom - top), side)
        return [(left + part[0], top + part[1], left + part[2], top + part[3]) for part in parts]


def upscale(
    image: Image.Image,
    upscaler: Upscaler,
    scale: float,
    *,
    on_tile: OnTile | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Image.Image:
    """The picture `scale` times as large: the network as often as that takes, at least once, then Lanczos to size."""
    target = scaled(image.size, scale)
    large, round_ = image, 0
    rounds = passes(scale, upscaler.scale)
    while round_ < rounds:
        before = round_

        def told(done: int, total: int, before: int = before) -> None:
            if on_tile is not None:
                on_tile(before * total + done, rounds * total)

        large = upscaler.run(large, told, should_stop)
        round_ += 1
    return large if large.size == target else large.resize(target, Image.Resampling.LANCZOS)


def passes(scale: float, factor: int) -> int:
    """How often a network of this factor must run to reach `scale`; once at least, and once if it does not enlarge."""
    count, reached = 1, float(factor)
    while factor > 1 and reached < scale:
        count, reached = count + 1, reached * factor
    return count


def _boxes(size: tuple[int, int], side: int) -> list[Box]:
    """Tiles of about `side` pixels, as equal as they can be, that cover a picture row by row."""
    width, height = size
    across, down = -(-width // side), -(-height // side)
    return [
        (width * x // across, height * y // down, width * (x + 1) // across, height * (y + 1) // down)
        for y in range(down)
        for x in range(across)
    ]
