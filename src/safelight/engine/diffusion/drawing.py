"""The calls of diffusers behind pictures: a call per pass and sub-batch, picture i drawn from its seed as if alone.

It knows neither who asked nor what else is drawn meanwhile: that is the business of `generate` and of the hub.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from safelight.engine.diffusion import inputs, schedulers
from safelight.engine.diffusion.devices import free_memory, is_out_of_memory
from safelight.engine.diffusion.errors import OutOfMemory
from safelight.engine.diffusion.inputs import Aids, Canvas
from safelight.engine.diffusion.latents import spatial
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.passes import Pass, Words, accepted_by, batched, passes_of, words_of
from safelight.engine.diffusion.pixels import to_images
from safelight.engine.diffusion.preview import Watch
from safelight.engine.diffusion.progress import Ask, Progress
from safelight.kit.diffusers_facts import is_flow_matching
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import Batch

MAX_BATCH = 16  # pictures of one call
BATCH_PIXELS = 4 * 1024 * 1024  # of one call; past this a GPU is full, and only memory grows
SAVING = ("vae_tiling", "vae_slicing", "attention_slicing", "cpu_offload")
"""Load options that take less memory for a picture, the cheapest first."""


@dataclass(frozen=True)
class Generated:
    """Pictures in the order of their seeds, with whom each was drawn, and what a person should know about them."""

    images: list[Image.Image]
    warnings: list[str]
    batches: list[Batch]


@dataclass(frozen=True)
class Row:
    """One picture."""

    ask: Ask
    seed: int
    words: Words


@dataclass(frozen=True)
class Drawn:
    """One sub-batch, done."""

    rows: list[Row]
    pixels: Tensor  # (rows, 3, height, width) in 0..1, in main memory
    canvas: Canvas | None


class Drawing:
    """The pictures of requests that are equal in all but words, seeds and LoRAs of the denoiser.

    `pipeline` is the model's own or a stand-in for it; text encoders are called inside `remembered()`.
    """

    def __init__(
        self,
        loaded: Loaded,
        pipeline: Any,
        asks: Sequence[Ask],
        aids: Aids,
        progress: Progress,
        remembered: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._loaded, self._pipeline, self._asks, self._aids = loaded, pipeline, asks, aids
        self._progress, self._remembered = progress, remembered
        self._plan = asks[0].plan

    def draw(
        self, max_batch: int | None = None, begin: Callable[[Sequence[Row]], None] = lambda _: None
    ) -> Iterator[Drawn]:
        """All pictures, at most `max_batch` in one call, and fewer where memory is short; each sub-batch as it is done.

        `begin` hears of each sub-batch before it.

        Raises:
            OutOfMemory: even one picture at a time does not fit.
            InvalidInput: the pipeline refuses what it is told.
        """
        passes, rows = self._prepared()
        self._progress.steps = [each.steps for each in passes]
        width, height = passes[-1].size
        cap = min(max_batch or MAX_BATCH, max(1, BATCH_PIXELS // (width * height)))
        done = 0
        while done < len(rows):
            batch = rows[done : done + cap]
            self._progress.begin(done=done, batch=len(batch))
            begin(batch)
            try:
                pixels = self._all_passes(batch, passes).float().cpu()
            except RuntimeError as error:
                if not is_out_of_memory(error):
                    raise
                del error
                cap = len(batch) // 2
            else:
                yield Drawn(batch, pixels, passes[-1].canvas)
                done += len(batch)
                continue
            free_memory(self._loaded.device)  # here, past the except block: the exception's frames hold the tensors
            if not cap:
                raise _out_of_memory(self._loaded, width, height)

    def _prepared(self) -> tuple[list[Pass], list[Row]]:
        warnings: list[str] = []
        passes = passes_of(self._pipeline, self._loaded, self._plan, self._aids, warnings)
        rows = []
        for ask in self._asks:
            with self._remembered():
                words = words_of(passes[0].pipeline, ask.plan, ask.warnings)
            ask.warnings += warnings
            rows += [Row(ask, ask.plan.seed_of(i), words) for i in range(ask.plan.n)]
        return passes, rows

    def _all_passes(self, rows: Sequence[Row], passes: Sequence[Pass]) -> Tensor:
        """One sub-batch: (batch, 3, height, width) in 0..1."""
        drawn = torch.empty(0)
        for number, each in enumerate(passes):
            self._progress.begin_pass(number, each.size)
            pictures: dict[str, Any] = {}
            if each.upscaler is not None:
                pictures["image"] = self._enlarged(drawn, passes[number - 1], each)
            elif each.canvas is not None:
                pictures["image"] = [each.canvas.image] * len(rows)
                if each.canvas.mask is not None:
                    pictures["mask_image"] = [each.canvas.mask] * len(rows)
            with self._remembered():
                drawn = self._call(each, rows, pictures)
        return drawn

    def _call(self, each: Pass, rows: Sequence[Row], pictures: dict[str, Any]) -> Tensor:
        """One call: pixels (batch, 3, height, width) in 0..1, or latents where a second pass wants those."""
        pipeline = each.pipeline
        arguments = {**each.arguments, **batched([row.words for row in rows]), **pictures}
        # CPU generators: the same seed draws the same noise on every device.
        arguments["generator"] = [torch.Generator("cpu").manual_seed(row.seed) for row in rows]
        if "callback_on_step_end" in accepted_by(pipeline):
            arguments["callback_on_step_end"] = self._progress
        config = self._loaded.scheduler_config
        pipeline.scheduler = schedulers.make(self._plan.scheduler, config, self._plan.scheduler_options)
        self._progress.watch = Watch(pipeline.scheduler, flow=is_flow_matching(config))
        try:
            drawn: Tensor = pipeline(**arguments).images
        except BaseException as error:
            with suppress(Exception):  # put offloaded parts back; the first error is the one to tell
                pipeline.maybe_free_model_hooks()
            if isinstance(error, ValueError):  # how pipelines say that their parts or settings do not go together
                reason = str(error).strip().partition("\n")[0][:300]
                hint = "Leave out what it is about, or choose another model."
                raise InvalidInput(f"{type(pipeline).__name__} refuses this: {reason}", hint=hint) from error
            raise
        return drawn

    def _enlarged(self, drawn: Tensor, before: Pass, after: Pass) -> Any:
        """What the second pass draws over: pictures, or latents (batch, channels, height, width)."""
        if after.upscaler == "latent":
            latents = spatial(before.pipeline, drawn, before.size)
            if latents is None:
                raise InvalidInput.of(
                    "hires.upscaler", "latent", "this model's latents are of a layout that is not known",
                    hint="Use lanczos.",
                )  # fmt: skip
            scale = (after.size[1] / before.size[1], after.size[0] / before.size[0])
            size = tuple(round(side * by) for side, by in zip(latents.shape[-2:], scale, strict=True))
            return torch.nn.functional.interpolate(latents, size=size, mode="bicubic", antialias=True)
        images = to_images(drawn, self._loaded, [])
        if before.canvas is not None:
            images = [before.canvas.finished(each) for each in images]
        if self._aids.upscale is not None:
            images = [self._aids.upscale(each) for each in images]
        return [inputs.fitted(each, after.size, "exact") for each in images]


class Pictures:
    """Of one request, gathered from the sub-batches."""

    def __init__(self, ask: Ask, loaded: Loaded) -> None:
        self._ask, self._loaded = ask, loaded
        self._images: list[Image.Image] = []
        self._batches: list[tuple[int, tuple[int, ...]]] = []
        self._warnings: list[str] = []

    def add(self, drawn: Drawn) -> None:
        """Take those of this request. Raises BrokenPicture."""
        places = [place for place, row in enumerate(drawn.rows) if row.ask is self._ask]
        if places:
            images = to_images(drawn.pixels[places[0] : places[-1] + 1], self._loaded, self._warnings)
            self._images += [drawn.canvas.finished(each) for each in images] if drawn.canvas else images
            seeds = tuple(drawn.rows[place].seed for place in places)
            self._batches += [(index, seeds) for index in range(len(seeds))]

    def generated(self, *, shared: bool = False) -> Generated:
        """All of them; `shared` if anything of them was computed together with other requests."""
        batches = [Batch(index=index, seeds=seeds, shared=shared) for index, seeds in self._batches]
        return Generated(self._images, list(dict.fromkeys([*self._ask.warnings, *self._warnings])), batches)


def _out_of_memory(loaded: Loaded, width: int, height: int) -> OutOfMemory:
    unused = [name for name in SAVING if not getattr(loaded.options, name)]
    advice = f" Loading the model with {', '.join(unused)} takes less." if unused else ""
    return OutOfMemory(
        f"{loaded.device} has not enough memory for one picture of {width}x{height}.",
        hint=f"Choose a smaller size, unload other models, or use a device with more memory.{advice}",
    )
