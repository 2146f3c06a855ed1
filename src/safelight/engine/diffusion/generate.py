"""From a plan to pictures: one diffusers call per sub-batch, picture i drawn from seed + i as it would be alone."""

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from safelight.engine.diffusion import schedulers
from safelight.engine.diffusion.devices import free_memory
from safelight.engine.diffusion.errors import BrokenPicture, OutOfMemory, Stopped
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.preview import Pace, Watch
from safelight.kit.errors import InvalidInput, shorten
from safelight.specs.generation import Batch, GenerationPlan, LoraUse

OnStep = Callable[[int, int], None]  # steps done, steps in all (over all sub-batches)
OnLook = Callable[[int, dict[int, Image.Image]], None]  # steps done of these pictures, small pictures by position

MAX_BATCH = 16
BATCH_PIXELS = 4 * 1024 * 1024  # of one call; past this a GPU is full, and only memory grows


@dataclass(frozen=True)
class Generated:
    """Pictures in the order of their seeds, with whom each was drawn, and what a person should know about them."""

    images: list[Image.Image]
    warnings: list[str]
    batches: list[Batch]


def generate(
    loaded: Loaded,
    plan: GenerationPlan,
    lora_files: Sequence[tuple[Path, LoraUse]] = (),
    *,
    on_step: OnStep | None = None,
    on_look: OnLook | None = None,
    wants_look: Callable[[], bool] = lambda: True,
    should_stop: Callable[[], bool] | None = None,
    max_batch: int | None = None,
) -> Generated:
    """Draw `plan.n` pictures. What a callback raises ends the run and leaves the pipeline usable.

    `on_look` is shown the pictures of the running sub-batch as they will become, just before `on_step`; when
    `wants_look` says so, and for 3 % of the time at most.

    Raises:
        InvalidInput: the size does not suit the model; UnsupportedScheduler; the LoRA errors of `read_lora`.
        OutOfMemory: even one picture at a time does not fit.
        BrokenPicture: the network computed NaN.
        Stopped: `should_stop` returned true.
    """
    pipeline = loaded.pipeline
    check_size(pipeline, plan.width, plan.height)
    schedulers.make(plan.scheduler, loaded.scheduler_config)  # refuse before anything is changed
    loaded.slots.use([(use.sha256, path, use.scale) for path, use in lora_files])
    warnings = prompt_warnings(pipeline, plan.prompt)
    arguments = _arguments(pipeline, plan, warnings)
    cap = min(max_batch or MAX_BATCH, max(1, BATCH_PIXELS // (plan.width * plan.height)))
    images: list[Image.Image] = []
    batches: list[Batch] = []
    progress = _Progress(loaded, plan, on_step=on_step, on_look=on_look, wants_look=wants_look, should_stop=should_stop)
    while len(images) < plan.n:
        seeds = [plan.seed + i for i in range(len(images), min(plan.n, len(images) + cap))]
        progress.begin(done=len(images), batch=len(seeds))
        try:
            pixels = _draw(loaded, plan, seeds, arguments, progress)
        except RuntimeError as error:  # torch.OutOfMemoryError is one; the CPU's allocator raises it bare
            if not _is_out_of_memory(error):
                raise
            del error
            cap = len(seeds) // 2
        else:
            images += _to_images(pixels, loaded, warnings)
            batches += [Batch(index=place, seeds=tuple(seeds)) for place in range(len(seeds))]
            continue
        free_memory(loaded.device)  # here, past the except block: the exception's frames hold the tensors
        if not cap:
            raise OutOfMemory(
                f"{loaded.device} has not enough memory for one picture of {plan.width}x{plan.height}.",
                hint="Choose a smaller size, unload other models, or use a device with more memory.",
            )
    return Generated(images, warnings, batches)


def check_size(pipeline: Any, width: int, height: int) -> None:
    """Refuse sizes the model cannot draw exactly, which some pipelines would round in silence."""
    multiple = size_multiple(pipeline)
    for field, pixels in (("width", width), ("height", height)):
        if pixels % multiple or pixels <= 0:
            nearest = max(multiple, round(pixels / multiple) * multiple)
            raise InvalidInput.of(
                field, pixels, f"this model draws multiples of {multiple} pixels", hint=f"Use {nearest}."
            )


def size_multiple(pipeline: Any) -> int:
    """Pixels per latent cell, times the patch of transformers that see several cells at once."""
    processor = getattr(getattr(pipeline, "image_processor", None), "config", {})
    factor = max(int(getattr(pipeline, "vae_scale_factor", 8)), int(processor.get("vae_scale_factor", 1)))
    if "SD3" in type(getattr(pipeline, "transformer", None)).__name__:
        factor *= int(pipeline.transformer.config.patch_size)
    return factor


def prompt_warnings(pipeline: Any, prompt: str) -> list[str]:
    """Tell what no text encoder will read. If one of several reads it all (T5 beside CLIP), nothing is lost."""
    ends: list[tuple[int, int, Any, list[int]]] = []
    sequence = inspect.signature(type(pipeline).__call__).parameters.get("max_sequence_length")
    for name in ("tokenizer", "tokenizer_2", "tokenizer_3"):
        tokenizer = getattr(pipeline, name, None)
        if tokenizer is None:
            continue
        limit = tokenizer.model_max_length
        if sequence is not None and "T5" in type(tokenizer).__name__:
            limit = min(limit, sequence.default)
        ids = tokenizer(prompt, truncation=False, verbose=False).input_ids
        if len(ids) <= limit:
            return []
        ends.append((limit, len(ids), tokenizer, ids))
    if not ends:
        return []
    limit, count, tokenizer, ids = max(ends, key=lambda end: end[0])
    lost = tokenizer.decode(ids[limit - 1 : -1])  # the last place of those kept is the end mark's
    return [f"The prompt has {count} tokens and the model reads {limit}; left out: {shorten(lost)!r}."]


def _arguments(pipeline: Any, plan: GenerationPlan, warnings: list[str]) -> dict[str, Any]:
    """What this pipeline's call takes of the plan."""
    accepted = inspect.signature(type(pipeline).__call__).parameters
    arguments: dict[str, Any] = {
        "num_inference_steps": plan.num_inference_steps,
        "width": plan.width,
        "height": plan.height,
        "output_type": "pt",  # floats, so that NaN can be seen before it becomes black
    }
    if "guidance_scale" in accepted:
        arguments["guidance_scale"] = plan.guidance_scale
    if plan.negative_prompt:
        # Guidance-distilled models (Flux) would need a second, true guidance scale, which no plan carries.
        if "negative_prompt" in accepted and "true_cfg_scale" not in accepted:
            arguments["negative_prompt"] = plan.negative_prompt
        else:
            warnings.append("This model takes no negative prompt; it was left out.")
    return arguments


def _draw(
    loaded: Loaded, plan: GenerationPlan, seeds: list[int], arguments: dict[str, Any], progress: "_Progress"
) -> torch.Tensor:
    """One call of the pipeline: (batch, 3, height, width) in 0..1."""
    pipeline = loaded.pipeline
    accepted = inspect.signature(type(pipeline).__call__).parameters
    arguments = {**arguments, "prompt": [plan.prompt] * len(seeds)}
    if "negative_prompt" in arguments:
        arguments["negative_prompt"] = [plan.negative_prompt] * len(seeds)
    # CPU generators: the same seed draws the same noise on every device.
    arguments["generator"] = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    if "callback_on_step_end" in accepted:
        arguments["callback_on_step_end"] = progress
    pipeline.scheduler = schedulers.make(plan.scheduler, loaded.scheduler_config)
    progress.watch = Watch(pipeline.scheduler, flow=schedulers.is_flow_matching(loaded.scheduler_config))
    try:
        return pipeline(**arguments).images
    except BaseException:
        with suppress(Exception):  # put offloaded parts back; the first error is the one to tell
            pipeline.maybe_free_model_hooks()
        raise


class _Progress:
    """diffusers' callback after each step: counts over sub-batches, and looks at the pictures when it is time."""

    watch: Watch

    def __init__(
        self,
        loaded: Loaded,
        plan: GenerationPlan,
        *,
        on_step: OnStep | None,
        on_look: OnLook | None,
        wants_look: Callable[[], bool],
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._loaded, self._plan = loaded, plan
        self._on_step, self._on_look = on_step, on_look
        self._wants_look, self._should_stop = wants_look, should_stop
        self._done, self._batch, self._pace = 0, 0, Pace()

    def begin(self, *, done: int, batch: int) -> None:
        """Of a sub-batch: pictures before it, and in it."""
        self._done, self._batch = done, batch

    def __call__(self, _pipeline: Any, step: int, _timestep: Any, _tensors: dict[str, Any]) -> dict[str, Any]:
        if self._should_stop is not None and self._should_stop():
            raise Stopped
        steps = self._plan.num_inference_steps
        done = min(step + 1, steps)  # solvers of second order report more calls than steps
        if self._on_look is not None and self._wants_look() and self._pace.due():
            self._loaded.viewer.prepare()
            with self._pace.looking(self._loaded.device):
                images = self._loaded.viewer.look(self.watch, (self._plan.width, self._plan.height))
                if images:
                    self._on_look(done, dict(enumerate(images, start=self._done)))
        if self._on_step is not None:
            # A step of a batch counts for each of its pictures.
            self._on_step(self._done * steps + done * self._batch, self._plan.n * steps)
        return {}


def _to_images(pixels: torch.Tensor, loaded: Loaded, warnings: list[str]) -> list[Image.Image]:
    pixels = pixels.float().cpu()
    if not torch.isfinite(pixels).all():
        hint = "Load the model as bfloat16 or float32, or use a VAE made for float16."
        if loaded.dtype == torch.float32:
            hint = "The weights of the model or of the LoRA may be damaged, or the LoRA's scale too large."
        raise BrokenPicture(f"The model computed NaN in {str(loaded.dtype).removeprefix('torch.')}.", hint=hint)
    if (pixels.amax(dim=(1, 2, 3)) == 0).any():
        warnings.append("A picture is black throughout.")
    return [Image.fromarray(array) for array in _as_bytes(pixels)]


def _as_bytes(pixels: torch.Tensor) -> npt.NDArray[np.uint8]:
    """(batch, 3, h, w) in 0..1 to (batch, h, w, 3) in 0..255, rounded as diffusers' VaeImageProcessor does."""
    return (pixels.permute(0, 2, 3, 1).numpy() * 255).round().astype(np.uint8)


def _is_out_of_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
