"""Small looks at pictures while they are drawn: what the denoiser takes the finished ones to be at each step."""

import functools
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from safelight.engine.diffusion.devices import finish_work
from safelight.engine.diffusion.latents import spatial
from safelight.engine.diffusion.palette import FINE, Palette
from safelight.kit.logs import get_logger

log = get_logger(__name__)

SIDE = 256
"""Pixels of a look, at most."""
SHARE = 0.03
"""Of the time, at most, for looks."""


class Watch:
    """Keeps what a scheduler was told last, so that a look costs nothing until somebody takes it."""

    def __init__(self, scheduler: Any, *, flow: bool) -> None:
        self._scheduler, self._flow = scheduler, flow
        self._told: tuple[Tensor, Any, Tensor] | None = None
        original = scheduler.step

        @functools.wraps(original)  # pipelines look at its signature
        def step(model_output: Tensor, timestep: Any, sample: Tensor, *args: Any, **kwargs: Any) -> Any:
            answer = original(model_output, timestep, sample, *args, **kwargs)
            self._told = (model_output, self._sigma(timestep), sample)
            return answer

        scheduler.step = step

    def _sigma(self, timestep: Any) -> Any:
        """Noise over picture in the last sample."""
        if hasattr(self._scheduler, "sigmas"):
            return self._scheduler.sigmas[self._scheduler.step_index - 1]
        alpha = self._scheduler.alphas_cumprod[int(timestep)]
        return ((1 - alpha) / alpha).sqrt()

    def finished(self) -> Tensor | None:
        """The finished latents as the denoiser foresaw them at the last step; None before the first."""
        if self._told is None:
            return None
        output, sigma, sample = (torch.as_tensor(value).float() for value in self._told)
        if self._flow:
            return sample - sigma * output
        alpha = 1 / (1 + sigma**2).sqrt()
        if float(self._scheduler.init_noise_sigma) == 1:  # variance-preserving: alpha * (picture + sigma * noise)
            sample = sample / alpha
        kind = self._scheduler.config.prediction_type
        if kind == "epsilon":
            return sample - sigma * output
        if kind == "v_prediction":
            return alpha**2 * sample - sigma * alpha * output
        return output


class Viewer:
    """Looks at what one pipeline draws. Its palette is fitted at the first, and kept."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        self._palette: Palette | None = None
        self._blind = False

    def prepare(self) -> None:
        """Fit the palette, unless it is there: what only the first look costs."""
        if self._palette is None and not self._blind:
            with self._guarded():
                self._palette = Palette(self._pipeline.vae, int(getattr(self._pipeline, "vae_scale_factor", 8)))

    def look(self, watch: Watch, size: tuple[int, int]) -> list[Image.Image]:
        """Each of the pictures that are being drawn, `size` (width, height) large; empty where that cannot be shown."""
        self.prepare()
        if self._palette is not None and not self._blind:
            with self._guarded():
                return self._look(self._palette, watch, size)
        return []

    def _look(self, palette: Palette, watch: Watch, size: tuple[int, int]) -> list[Image.Image]:
        latents = watch.finished()
        cells = None if latents is None else spatial(self._pipeline, latents, size)
        if cells is None or cells.shape[1] != palette.channels:
            return []
        scale = min(1, SIDE / max(size))
        width, height = (max(1, round(side * scale)) for side in size)
        if cells.shape[-1] * FINE > width:
            cells = adaptive_avg_pool2d(cells, (-(-height // FINE), -(-width // FINE)))
        colours = (palette.colours(cells) * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
        return [Image.fromarray(each).resize((width, height), Image.Resampling.BICUBIC) for each in colours]

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """A picture is never lost for a look at it: what fails is told once, and not tried again."""
        try:
            yield
        except (AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
            # Pipelines of other kinds (of video, without an autoencoder) and a full device fail in their own ways.
            log.warning("previews_unavailable", pipeline=type(self._pipeline).__name__, error=str(error)[:300])
            self._blind = True


class Pace:
    """When to look again: never for more than 3 % of the time."""

    def __init__(self) -> None:
        self._next = 0.0

    def due(self) -> bool:
        """Whether it is time."""
        return time.monotonic() >= self._next

    @contextmanager
    def looking(self, device: torch.device) -> Iterator[None]:
        """Around a look, whose cost sets when the next is due."""
        finish_work(device)  # waiting for the step itself is no cost of the look
        began = time.monotonic()
        yield
        now = time.monotonic()
        self._next = now + (now - began) / SHARE


def webp(image: Image.Image) -> bytes:
    """As it goes to a browser: a millisecond, and a few kB."""
    target = io.BytesIO()
    image.save(target, "WEBP", quality=70, method=0)
    return target.getvalue()
