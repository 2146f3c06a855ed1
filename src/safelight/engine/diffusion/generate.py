"""From a plan to pictures: a diffusers call per pass and sub-batch, picture i drawn from its seed as it would be alone.

A plan has one pass, or two: the second draws over the finished picture, made larger.
"""

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

from safelight.engine.diffusion import inputs, prompts, schedulers, variants
from safelight.engine.diffusion.devices import free_memory
from safelight.engine.diffusion.errors import BrokenPicture, OutOfMemory, Stopped
from safelight.engine.diffusion.inputs import Aids, Canvas
from safelight.engine.diffusion.latents import spatial
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.preview import Pace, Watch
from safelight.kit.diffusers_facts import is_flow_matching
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import Batch, GenerationPlan, LoraUse

OnStep = Callable[[int, int], None]  # steps done, steps in all (over all passes and sub-batches)
OnLook = Callable[[int, dict[int, Image.Image]], None]  # steps done of these pictures, small pictures by position

MAX_BATCH = 16
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
class _Pass:
    """One call of a pipeline for each sub-batch. `steps` are those it will take: img2img leaves out the first."""

    pipeline: Any
    arguments: dict[str, Any]
    size: tuple[int, int]
    steps: int
    canvas: Canvas | None = None
    upscaler: str | None = None  # of a second pass: what makes its pictures of the first one's


def generate(
    loaded: Loaded,
    plan: GenerationPlan,
    lora_files: Sequence[tuple[Path, LoraUse]] = (),
    *,
    aids: Aids = Aids(),
    on_step: OnStep | None = None,
    on_look: OnLook | None = None,
    wants_look: Callable[[], bool] = lambda: True,
    should_stop: Callable[[], bool] | None = None,
    max_batch: int | None = None,
) -> Generated:
    """Draw `plan.n` pictures. What a callback raises ends the run and leaves the pipeline usable.

    `aids` holds what the plan names besides, fetched. `on_look` is shown the pictures of the running sub-batch as they
    will become, just before `on_step`; when `wants_look` says so, and for 3 % of the time at most.

    Raises:
        InvalidInput: the size does not suit the model; UnsupportedScheduler, NoSuchVariant; the LoRA errors of
            `read_lora`; ModelBroken for a VAE, ControlNet or embedding.
        OutOfMemory: even one picture at a time does not fit.
        BrokenPicture: the network computed NaN.
        Stopped: `should_stop` returned true.
    """
    check_size(loaded.pipeline, plan.width, plan.height)
    if plan.hires:
        check_size(loaded.pipeline, plan.hires.width, plan.hires.height, of="hires.")
    schedulers.make(
        plan.scheduler, loaded.scheduler_config, plan.scheduler_options
    )  # refuse before anything is changed
    loaded.slots.use([(use.sha256, path, use.scale, use.text_encoder_scale) for path, use in lora_files])
    warnings: list[str] = []
    images: list[Image.Image] = []
    batches: list[Batch] = []
    progress = _Progress(loaded, plan, on_step=on_step, on_look=on_look, wants_look=wants_look, should_stop=should_stop)
    with variants.equipped(loaded, aids) as pipeline:
        with loaded.encodings.used(aids.embeddings):
            passes = _passes(pipeline, loaded, plan, aids, warnings)
        progress.steps = [each.steps for each in passes]
        width, height = passes[-1].size
        cap = min(max_batch or MAX_BATCH, max(1, BATCH_PIXELS // (width * height)))
        while len(images) < plan.n:
            seeds = [plan.seed_of(i) for i in range(len(images), min(plan.n, len(images) + cap))]
            progress.begin(done=len(images), batch=len(seeds))
            try:
                pixels = _draw(loaded, plan, seeds, passes, aids, progress)
            except RuntimeError as error:  # torch.OutOfMemoryError is one; the CPU's allocator raises it bare
                if not _is_out_of_memory(error):
                    raise
                del error
                cap = len(seeds) // 2
            else:
                drawn = _to_images(pixels, loaded, warnings)
                canvas = passes[-1].canvas
                images += [canvas.finished(each) for each in drawn] if canvas else drawn
                batches += [Batch(index=place, seeds=tuple(seeds)) for place in range(len(seeds))]
                continue
            free_memory(loaded.device)  # here, past the except block: the exception's frames hold the tensors
            if not cap:
                raise _out_of_memory(loaded, width, height)
    return Generated(images, list(dict.fromkeys(warnings)), batches)


def check_size(pipeline: Any, width: int, height: int, *, of: str = "") -> None:
    """Refuse sizes the model cannot draw exactly, which some pipelines would round in silence."""
    multiple = size_multiple(pipeline)
    for field, pixels in (("width", width), ("height", height)):
        if pixels % multiple or pixels <= 0:
            nearest = max(multiple, round(pixels / multiple) * multiple)
            raise InvalidInput.of(
                of + field, pixels, f"this model draws multiples of {multiple} pixels", hint=f"Use {nearest}."
            )


def size_multiple(pipeline: Any) -> int:
    """Pixels per latent cell, times the patch of transformers that see several cells at once."""
    processor = getattr(getattr(pipeline, "image_processor", None), "config", {})
    factor = max(int(getattr(pipeline, "vae_scale_factor", 8)), int(processor.get("vae_scale_factor", 1)))
    if "SD3" in type(getattr(pipeline, "transformer", None)).__name__:
        factor *= int(pipeline.transformer.config.patch_size)
    return factor


def _passes(pipeline: Any, loaded: Loaded, plan: GenerationPlan, aids: Aids, warnings: list[str]) -> list[_Pass]:
    """The first pass, and the second if the plan has one."""
    base = type(loaded.pipeline)
    canvas = inputs.canvas(plan, aids.image, aids.mask) if aids.image else None
    cls = type(pipeline)
    if canvas is not None or aids.controls:
        cls = variants.class_for(
            base, image=canvas is not None, mask=aids.mask is not None, controls=bool(aids.controls)
        )
    else:
        variants.class_for(base, image=False, mask=False, controls=False)
    first = variants.variant(pipeline, cls)
    words = _words(first, plan, warnings)
    size, strength = (plan.width, plan.height), plan.strength if canvas else None
    arguments = _arguments(first, plan, warnings) | words
    steps = plan.num_inference_steps
    passes = [_Pass(first, _drawn_over(first, arguments, plan, aids, size, steps, strength), size,
                    _taken(first, steps, strength), canvas)]  # fmt: skip
    if plan.hires is None:
        return passes
    cls = variants.class_for(base, image=True, mask=False, controls=bool(aids.controls))
    second, size = variants.variant(pipeline, cls), (plan.hires.width, plan.hires.height)
    steps, strength = plan.hires.num_inference_steps, plan.hires.strength
    arguments = _arguments(second, plan, []) | words
    if plan.hires.upscaler == "latent":
        passes[0].arguments["output_type"] = "latent"
    return [*passes, _Pass(second, _drawn_over(second, arguments, plan, aids, size, steps, strength), size,
                           _taken(second, steps, strength), upscaler=plan.hires.upscaler)]  # fmt: skip


def _words(pipeline: Any, plan: GenerationPlan, warnings: list[str]) -> dict[str, Any]:
    accepted = inspect.signature(type(pipeline).__call__).parameters
    words = prompts.encoded(pipeline, plan, warnings)
    if "negative_prompt" in words:
        # Guidance-distilled models (Flux) compute it by a second, true guidance alone.
        unheard = "true_cfg_scale" in accepted and (plan.true_cfg_scale or 1) <= 1
        if unheard or "negative_prompt" not in accepted:
            del words["negative_prompt"]
            remedy = "; it takes one with true_cfg_scale above 1" if unheard else ""
            warnings.append(f"This model takes no negative prompt{remedy}; it was left out.")
    return words


def _arguments(pipeline: Any, plan: GenerationPlan, warnings: list[str]) -> dict[str, Any]:
    """What this pipeline's call takes of the plan, beside words, size and pictures."""
    accepted = inspect.signature(type(pipeline).__call__).parameters
    arguments: dict[str, Any] = {"output_type": "pt"}  # floats, so that NaN can be seen before it becomes black
    if "guidance_scale" in accepted:
        arguments["guidance_scale"] = plan.guidance_scale
    for name in ("true_cfg_scale", "guidance_rescale", "clip_skip"):
        value = getattr(plan, name)
        if value is not None and name in accepted:
            arguments[name] = value
        elif value is not None:
            warnings.append(f"{type(pipeline).__name__} takes no {name}; it was left out.")
    return arguments


def _drawn_over(
    pipeline: Any, arguments: dict[str, Any], plan: GenerationPlan, aids: Aids, size: tuple[int, int], steps: int,
    strength: float | None,
) -> dict[str, Any]:  # fmt: skip
    """The arguments with size, steps, and the pictures that guide."""
    accepted = inspect.signature(type(pipeline).__call__).parameters
    more: dict[str, Any] = {"num_inference_steps": steps, "width": size[0], "height": size[1], "strength": strength}
    if aids.controls:
        pictures = [inputs.fitted(image, size, plan.resize_mode) for _, image in aids.controls]
        told: dict[str, Any] = {
            "control_image" if "control_image" in accepted else "image": pictures,
            "controlnet_conditioning_scale": [use.scale for use in plan.controls],
            "control_guidance_start": [use.start for use in plan.controls],
            "control_guidance_end": [use.end for use in plan.controls],
        }
        more |= {name: value[0] if len(pictures) == 1 else value for name, value in told.items()}
    return arguments | {name: value for name, value in more.items() if name in accepted and value is not None}


def _taken(pipeline: Any, steps: int, strength: float | None) -> int:
    if strength is None or "strength" not in inspect.signature(type(pipeline).__call__).parameters:
        return steps
    return max(1, min(int(steps * strength), steps))


def _draw(
    loaded: Loaded, plan: GenerationPlan, seeds: list[int], passes: list[_Pass], aids: Aids, progress: "_Progress"
) -> torch.Tensor:
    """All passes of one sub-batch: (batch, 3, height, width) in 0..1."""
    drawn = torch.empty(0)
    for number, each in enumerate(passes):
        progress.begin_pass(number, each.size)
        pictures: dict[str, Any] = {}
        if each.upscaler is not None:
            before = passes[number - 1]
            pictures["image"] = _enlarged(loaded, drawn, before, each, aids)
        elif each.canvas is not None:
            pictures["image"] = [each.canvas.image] * len(seeds)
            if each.canvas.mask is not None:
                pictures["mask_image"] = [each.canvas.mask] * len(seeds)
        with loaded.encodings.used(aids.embeddings):
            drawn = _call(loaded, plan, each, seeds, pictures, progress)
    return drawn


def _call(
    loaded: Loaded, plan: GenerationPlan, each: _Pass, seeds: list[int], pictures: dict[str, Any], progress: "_Progress"
) -> torch.Tensor:
    """One call of a pipeline: pixels (batch, 3, height, width) in 0..1, or latents where a second pass wants those."""
    pipeline = each.pipeline
    arguments = {**each.arguments, **pictures}
    for name in ("prompt", "negative_prompt"):
        if name in arguments:
            arguments[name] = [arguments[name]] * len(seeds)
    for name, value in each.arguments.items():
        if name.endswith("prompt_embeds"):
            arguments[name] = value.expand(len(seeds), *value.shape[1:])
    # CPU generators: the same seed draws the same noise on every device.
    arguments["generator"] = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    if "callback_on_step_end" in inspect.signature(type(pipeline).__call__).parameters:
        arguments["callback_on_step_end"] = progress
    pipeline.scheduler = schedulers.make(plan.scheduler, loaded.scheduler_config, plan.scheduler_options)
    progress.watch = Watch(pipeline.scheduler, flow=is_flow_matching(loaded.scheduler_config))
    try:
        drawn: torch.Tensor = pipeline(**arguments).images
    except BaseException as error:
        with suppress(Exception):  # put offloaded parts back; the first error is the one to tell
            pipeline.maybe_free_model_hooks()
        if isinstance(error, ValueError):  # how pipelines say that their parts or settings do not go together
            reason = str(error).strip().partition("\n")[0][:300]
            hint = "Leave out what it is about, or choose another model."
            raise InvalidInput(f"{type(pipeline).__name__} refuses this: {reason}", hint=hint) from error
        raise
    return drawn


def _enlarged(loaded: Loaded, drawn: torch.Tensor, before: _Pass, after: _Pass, aids: Aids) -> Any:
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
    images = _to_images(drawn, loaded, [])
    if before.canvas is not None:
        images = [before.canvas.finished(each) for each in images]
    if aids.upscale is not None:
        images = [aids.upscale(each) for each in images]
    return [inputs.fitted(each, after.size, "exact") for each in images]


class _Progress:
    """diffusers' callback after each step: counts over sub-batches, and looks at the pictures when it is time."""

    watch: Watch
    steps: list[int]  # of each pass

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
        self._pass, self._size = 0, (plan.width, plan.height)

    def begin(self, *, done: int, batch: int) -> None:
        """Of a sub-batch: pictures before it, and in it."""
        self._done, self._batch = done, batch

    def begin_pass(self, number: int, size: tuple[int, int]) -> None:
        """Of the sub-batch: which pass, and the size (width, height) it draws in."""
        self._pass, self._size = number, size

    def __call__(self, _pipeline: Any, step: int, _timestep: Any, _tensors: dict[str, Any]) -> dict[str, Any]:
        if self._should_stop is not None and self._should_stop():
            raise Stopped
        steps = sum(self.steps)
        # Solvers of second order report more calls than steps.
        done = sum(self.steps[: self._pass]) + min(step + 1, self.steps[self._pass])
        if self._on_look is not None and self._wants_look() and self._pace.due():
            self._loaded.viewer.prepare()
            with self._pace.looking(self._loaded.device):
                images = self._loaded.viewer.look(self.watch, self._size)
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


def _out_of_memory(loaded: Loaded, width: int, height: int) -> OutOfMemory:
    unused = [name for name in SAVING if not getattr(loaded.options, name)]
    advice = f" Loading the model with {', '.join(unused)} takes less." if unused else ""
    return OutOfMemory(
        f"{loaded.device} has not enough memory for one picture of {width}x{height}.",
        hint=f"Choose a smaller size, unload other models, or use a device with more memory.{advice}",
    )


def _is_out_of_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
