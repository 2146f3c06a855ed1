"""From a picture to frames, by any image-to-video pipeline of diffusers: it is given what its call takes, by name."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self

import torch
from PIL import Image

from safelight.engine.diffusion.devices import free_memory, is_out_of_memory
from safelight.engine.diffusion.errors import BrokenPicture, OutOfMemory, Stopped
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.passes import check_size
from safelight.engine.interrupt import interruptible, networks_of
from safelight.engine.video.errors import NoVideoModel
from safelight.kit.pictures.resize import resize
from safelight.specs.generation import GenerationPlan
from safelight.specs.video import VideoSettings

OnStep = Callable[[int, int], None]  # denoising steps done, in all
OnDecoded = Callable[[int, int], None]  # frames decoded, in all

CHUNK = 8
"""Frames decoded at once where a model lets one choose, as in diffusers' examples: 25 at once need 20 GB and more."""
FPS = 8.0
_PACES = ("fps", "frame_rate", "target_fps")  # as pipelines call it, if they take it


@dataclass(frozen=True)
class Animated:
    """The frames, the settings as they were in the end, and what a person should know."""

    frames: list[Image.Image]
    settings: VideoSettings
    notes: list[str]


def animate(
    loaded: Loaded,
    image: Image.Image,
    plan: GenerationPlan,
    *,
    on_step: OnStep | None = None,
    on_decoded: OnDecoded | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Animated:
    """Make `plan.video` of a picture, which is brought to the plan's size first.

    What a callback raises ends the run and leaves the pipeline usable; `should_stop` is asked between layers.

    Raises:
        NoVideoModel: the pipeline makes no video of a picture. InvalidInput: the size does not suit the model.
        OutOfMemory: not even one frame at a time can be decoded, or the denoiser itself does not fit.
        BrokenPicture: the network computed NaN. Stopped: `should_stop` returned true.
    """
    pipeline, asked = loaded.pipeline, plan.video or VideoSettings()
    accepted = inspect.signature(type(pipeline).__call__).parameters
    if "image" not in accepted or "num_frames" not in accepted:
        raise NoVideoModel(
            f"{loaded.name} makes no video of a picture: it is a {type(pipeline).__name__}.",
            hint="Choose an image-to-video model, such as Stable Video Diffusion.",
        )
    check_size(pipeline, plan.width, plan.height)
    notes: list[str] = []
    arguments, settings = _arguments(accepted, plan, asked, notes)
    arguments["image"] = resize(image, (plan.width, plan.height), mode=plan.resize_mode).convert("RGB")
    # A CPU generator: the same seed draws the same noise on every device.
    arguments["generator"] = torch.Generator("cpu").manual_seed(plan.seed)
    pipeline.scheduler = type(pipeline.scheduler).from_config(loaded.scheduler_config)
    decoding = _Decoding(pipeline, on_decoded)

    def check() -> None:
        if should_stop is not None and should_stop():
            raise Stopped

    out_of_memory = False
    with ExitStack() as around:
        around.enter_context(_told_of_steps(pipeline, on_step, check))
        around.enter_context(interruptible(networks_of(pipeline), check))
        around.enter_context(decoding.watched(frames=settings.num_frames, size=(plan.width, plan.height)))
        around.enter_context(_left_as_it_was(pipeline))
        try:
            frames = pipeline(**arguments).frames
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            out_of_memory = True
    if out_of_memory:
        free_memory(loaded.device)
        raise OutOfMemory(
            f"{loaded.device} has not enough memory for a video of {plan.width}x{plan.height}.",
            hint="Choose a smaller size or fewer frames, load the model with cpu_offload, or unload other models.",
        )
    pictures = _pictures(frames, loaded)
    settings = settings.model_copy(
        update={"num_frames": len(pictures), "decode_chunk_size": decoding.chunk or settings.decode_chunk_size}
    )
    return Animated(pictures, settings, notes)


def _arguments(
    accepted: Any, plan: GenerationPlan, asked: VideoSettings, notes: list[str]
) -> tuple[dict[str, Any], VideoSettings]:
    """What this pipeline's call takes of the plan, and the settings that come of it."""
    arguments: dict[str, Any] = {"num_inference_steps": plan.num_inference_steps, "output_type": "pt"}
    arguments |= {name: getattr(plan, name) for name in ("width", "height", "prompt") if name in accepted}
    if plan.negative_prompt:
        _pass(accepted, arguments, "negative_prompt", plan.negative_prompt, notes)
    used: dict[str, Any] = {"codec": asked.codec}
    for name in ("num_frames", "motion_bucket_id", "noise_aug_strength"):
        value = getattr(asked, name)
        if name in accepted:
            used[name] = _default(accepted, name) if value is None else value
        if value is not None:
            _pass(accepted, arguments, name, value, notes)
    _pace(accepted, asked, arguments, used)
    if "max_guidance_scale" in accepted:
        arguments["max_guidance_scale"] = plan.guidance_scale
        lowest = asked.min_guidance_scale
        lowest = _default(accepted, "min_guidance_scale") if lowest is None else lowest
        arguments["min_guidance_scale"] = used["min_guidance_scale"] = min(lowest, plan.guidance_scale)
    elif "guidance_scale" in accepted:
        arguments["guidance_scale"] = plan.guidance_scale
    if "decode_chunk_size" in accepted:
        arguments["decode_chunk_size"] = used["decode_chunk_size"] = asked.decode_chunk_size or CHUNK
    elif asked.decode_chunk_size is not None:
        notes.append("This model takes no decode_chunk_size; it was left out.")
    return arguments, VideoSettings(**used)


def _pace(accepted: Any, asked: VideoSettings, arguments: dict[str, Any], used: dict[str, Any]) -> None:
    """Frames per second: of the film always, for the model where it takes them."""
    name = next((name for name in _PACES if name in accepted), None)
    own = _default(accepted, name) if name else None
    used["fps"] = asked.fps or own or FPS
    if name:
        arguments[name] = round(used["fps"]) if isinstance(own, int) else used["fps"]  # the film keeps the fraction


def _default(accepted: Any, name: str) -> Any:
    value = accepted[name].default
    return None if value is inspect.Parameter.empty else value


def _pass(accepted: Any, arguments: dict[str, Any], name: str, value: Any, notes: list[str]) -> None:
    if name in accepted:
        arguments[name] = value
    else:
        notes.append(f"This model takes no {name}; it was left out.")


class _Decoding:
    """Counts frames as the decoder gives them out, and decodes fewer at once where they do not fit into memory."""

    def __init__(self, pipeline: Any, on_decoded: OnDecoded | None) -> None:
        self._pipeline, self._on_decoded = pipeline, on_decoded
        self._values = 0
        self.chunk: int | None = None

    @contextmanager
    def watched(self, *, frames: int | None, size: tuple[int, int]) -> Iterator[None]:
        """While the pipeline runs."""
        decoder = getattr(getattr(self._pipeline, "vae", None), "decoder", None)
        original = getattr(self._pipeline, "decode_latents", None)
        hook = None
        if isinstance(decoder, torch.nn.Module) and self._on_decoded is not None:
            whole = self._frames(frames)

            def decoded(_module: Any, _inputs: Any, output: Any) -> None:
                # Of whatever shape, in tiles or whole: three values a pixel.
                drawn = output[0] if isinstance(output, tuple) else output  # some give out a cache beside it
                self._values += drawn.numel() if isinstance(drawn, torch.Tensor) else 0
                done = self._values // (3 * size[0] * size[1])
                if self._on_decoded is not None and whole:
                    self._on_decoded(min(done, whole), whole)

            hook = decoder.register_forward_hook(decoded)
        can_part = False
        if original is not None and "decode_chunk_size" in inspect.signature(original).parameters:
            can_part, self._pipeline.decode_latents = True, self._in_parts(original)
        try:
            yield
        finally:
            if hook is not None:
                hook.remove()
            if can_part:
                del self._pipeline.decode_latents

    def _in_parts(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def decode(*args: Any, **options: Any) -> Any:
            call = inspect.signature(original).bind(*args, **options)
            while True:
                chunk = call.arguments.get("decode_chunk_size") or CHUNK
                self._values, self.chunk = 0, chunk
                try:
                    return original(*call.args, **call.kwargs)
                except RuntimeError as error:
                    if not is_out_of_memory(error) or chunk == 1:
                        raise
                free_memory(self._pipeline.device)  # past the except block: its frames hold the tensors
                call.arguments["decode_chunk_size"] = chunk // 2

        return decode

    def _frames(self, asked: int | None) -> int | None:
        for part in ("unet", "transformer"):
            config = getattr(getattr(self._pipeline, part, None), "config", {})
            asked = asked or config.get("num_frames")
        return asked


@contextmanager
def _told_of_steps(pipeline: Any, on_step: OnStep | None, check: Callable[[], None]) -> Iterator[None]:
    """Stand in for the progress bar, the one thing that every pipeline moves with each of its steps."""

    class Bar:
        def __init__(self, iterable: Any = None, total: int | None = None) -> None:
            self._items, self._total, self._done = iterable, total, 0

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return

        def __iter__(self) -> Iterator[Any]:
            for item in self._items:
                yield item
                self.update()

        def update(self, count: int = 1) -> None:
            check()
            self._done += count
            if on_step is not None:
                on_step(self._done, self._total or len(self._items or ()))

    pipeline.progress_bar = Bar
    try:
        yield
    finally:
        del pipeline.progress_bar


@contextmanager
def _left_as_it_was(pipeline: Any) -> Iterator[None]:
    """After an error put offloaded parts back, and a decoder that was computing in other numbers."""
    vae = getattr(pipeline, "vae", None)
    dtype = getattr(vae, "dtype", None)
    try:
        yield
    except BaseException:
        with suppress(Exception):  # the first error is the one to tell
            pipeline.maybe_free_model_hooks()
            if vae is not None and vae.dtype != dtype:
                vae.to(dtype=dtype)
        raise


def _pictures(frames: Any, loaded: Loaded) -> list[Image.Image]:
    """(1, frames, 3, height, width) in 0..1 as pictures."""
    pixels = frames[0].float().cpu()
    if not torch.isfinite(pixels).all():
        raise BrokenPicture(
            f"The model computed NaN in {str(loaded.dtype).removeprefix('torch.')}.",
            hint="Load it as bfloat16 or float32.",
        )
    arrays = (pixels.clamp(0, 1).permute(0, 2, 3, 1).numpy() * 255).round().astype("uint8")
    return [Image.fromarray(array) for array in arrays]
