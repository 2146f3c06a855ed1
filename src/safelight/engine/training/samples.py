"""Pictures drawn while a model learns, of the same prompts and seeds each time; what is learnt is none the wiser.

The learning network itself draws them, in the base model's own pipeline class: the words are encoded with those of the
training, the autoencoder waits in host memory, and nothing random that training uses is touched.
"""

import inspect
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from diffusers import DiffusionPipeline
from PIL import Image
from torch import Tensor, nn

from safelight.engine.diffusion import schedulers
from safelight.engine.diffusion.devices import free_memory
from safelight.engine.diffusion.latents import decoded, spatial
from safelight.engine.training.checkpoint import Learner
from safelight.engine.training.family import Family
from safelight.engine.training.precision import Precision
from safelight.engine.training.words import Words
from safelight.kit.logs import get_logger
from safelight.specs.generation import ModelDefaults

log = get_logger(__name__)

PIXELS_TOGETHER = 512 * 512
"""Of one call: beside a training there is little memory to spare."""


@dataclass(frozen=True)
class Sample:
    """One of the pictures. `position` is the number of its prompt."""

    step: int
    position: int
    prompt: str
    seed: int
    image: Image.Image


@dataclass(frozen=True)
class Row:
    """All pictures of a step are there."""

    step: int
    is_small: bool
    """What was learnt is a LoRA, not a model of its own."""
    export: Callable[[Path], None]
    """Writes out what drew them."""


@dataclass(frozen=True)
class SamplePlan:
    """What to draw while learning, and whom it is for. Every callback may raise to cancel the training."""

    prompts: Sequence[str]
    """Those of other things, if any, come last."""
    settings: ModelDefaults
    on_sample: Callable[[Sample], None]
    seed: int = 0
    """Of the first prompt; the next ones count on."""
    drawn: Collection[tuple[int, int]] = ()
    """Step and position of those that are there already: a resumed training draws what is missing."""
    wanted_now: Callable[[], bool] = lambda: False
    """Asked after each step: whether to draw all prompts at once, off schedule."""
    on_progress: Callable[[int, int, int], None] = lambda step, done, total: None
    """At which step of the training; denoising steps done, and in all, of the pictures drawn there."""
    on_row: Callable[[Row], bool] = lambda row: False
    """After the last picture of a step, and again where a training goes on there; whether to end the training."""


class Sampler:
    """Draws the pictures of a plan when they are due: before the first step, every so many steps, and at the end."""

    def __init__(self, base: Path, family: Family, plan: SamplePlan, *, every: int, total: int) -> None:
        self._base, self._family, self._plan = base, family, plan
        self._every, self._total = every, total
        self._vae: nn.Module | None = None
        self._pipeline: Any = None
        self._drawn, self._begun = set(plan.drawn), {step for step, _ in plan.drawn}
        self._times: list[float] = []
        self._gave_up = False

    @property
    def prompts(self) -> list[str]:
        """Those whose words must be known."""
        return list(self._plan.prompts)

    @property
    def seconds(self) -> float:
        """Spent on samples so far."""
        return sum(self._times)

    def seconds_left(self, step: int) -> float:
        """To be spent on those to come, when `step` is done and its own are not drawn yet."""
        if not self._times or self._gave_up or not self._every:
            return 0.0
        coming = self._total // self._every - (step - 1) // self._every + (self._total % self._every > 0)
        return coming * self.seconds / len(self._times)

    def visit(
        self,
        step: int,
        denoiser: nn.Module,
        words: Words,
        learner: Learner,
        precision: Precision,
        *,
        export: Callable[[Path], None],
    ) -> bool:
        """After `step` steps: draw what is due and not there yet. Returns whether the plan wants no more steps.

        Where memory is too small, the training goes on.
        """
        if self._gave_up or not (self._plan.wanted_now() or self._is_due(step)):
            return False
        missing = [number for number in range(len(self._plan.prompts)) if (step, number) not in self._drawn]
        began = time.monotonic()
        if missing and not self._fill(step, missing, denoiser, words, learner, precision):
            return False
        with torch.no_grad(), _chance_kept(precision.device):
            is_enough = self._plan.on_row(Row(step, learner.learned.is_small, export))
        if missing:
            self._times.append(time.monotonic() - began)
        return is_enough

    def _fill(
        self, step: int, missing: list[int], denoiser: nn.Module, words: Words, learner: Learner, precision: Precision
    ) -> bool:
        """Whether there was memory for them; where there is not, none are tried again."""
        try:
            with torch.no_grad(), _chance_kept(precision.device), learner.averaged():
                self._draw(step, missing, denoiser, words, precision)
        except torch.OutOfMemoryError as error:
            log.warning("samples_given_up", step=step, error=str(error)[:200])
            self._gave_up = True
        if precision.device.type != "cpu":
            free_memory(precision.device)
        return not self._gave_up

    def _is_due(self, step: int) -> bool:
        return step in self._begun or (self._every > 0 and (step % self._every == 0 or step == self._total))

    def _draw(self, step: int, missing: list[int], denoiser: nn.Module, words: Words, precision: Precision) -> None:
        plan, size = self._plan, (self._plan.settings.width, self._plan.settings.height)
        together = max(1, PIXELS_TOGETHER // (size[0] * size[1]))
        groups = [missing[start : start + together] for start in range(0, len(missing), together)]
        steps = plan.settings.num_inference_steps

        def tell(group: int, done: int) -> None:
            plan.on_progress(step, group * steps + min(done, steps), len(groups) * steps)

        with self._autoencoder(precision.device) as vae:
            pipeline = self._pipeline = self._pipeline or _pipeline_of(self._base, self._family, denoiser, vae)
            for number, group in enumerate(groups):
                with precision.autocast():
                    latents = self._denoise(pipeline, group, words, partial(tell, number))
                cells = spatial(pipeline, latents, size)
                if cells is None:
                    raise TypeError(f"{type(pipeline).__name__} gives latents of the shape {tuple(latents.shape)}")
                pixels = (decoded(vae, cells) * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
                for position, array in zip(group, pixels, strict=True):
                    image = Image.fromarray(array)
                    plan.on_sample(Sample(step, position, plan.prompts[position], plan.seed + position, image))
                    self._drawn.add((step, position))

    def _denoise(self, pipeline: Any, group: list[int], words: Words, tell: Callable[[int], None]) -> Tensor:
        """Finished latents of these prompts, laid out as the pipeline has them."""
        plan, settings = self._plan, self._plan.settings

        def on_step(_pipeline: Any, step: int, _time: Any, _tensors: dict[str, Any]) -> dict[str, Any]:
            tell(step + 1)
            return {}

        accepted = inspect.signature(type(pipeline).__call__).parameters
        guidance = {"guidance_scale": settings.guidance_scale} if "guidance_scale" in accepted else {}
        conditioning = words([plan.prompts[position] for position in group])
        pipeline.scheduler = schedulers.make(settings.scheduler, pipeline.scheduler.config)
        return pipeline(
            **self._family.prompt_arguments(conditioning, words([""] * len(group))),
            **guidance,
            num_inference_steps=settings.num_inference_steps,
            width=settings.width,
            height=settings.height,
            generator=[torch.Generator().manual_seed(plan.seed + position) for position in group],
            callback_on_step_end=on_step,
            output_type="latent",
        ).images

    @contextmanager
    def _autoencoder(self, device: torch.device) -> Iterator[nn.Module]:
        """On the device for as long as this lasts, in fp32: it runs seldom, and some overflow in half precision."""
        if self._vae is None:
            self._vae = self._family.load_vae(torch.device("cpu"), torch.float32)
        try:
            yield self._vae.to(device)
        finally:
            self._vae.to("cpu")


def _pipeline_of(base: Path, family: Family, denoiser: nn.Module, vae: nn.Module) -> Any:
    """The base model's pipeline around parts in memory; words come encoded, so it needs none that reads them."""
    given = {family.denoiser_prefix: denoiser, "vae": vae}
    index = DiffusionPipeline.load_config(base, local_files_only=True)
    parts = [name for name, value in index.items() if isinstance(value, list | tuple)]
    absent = dict.fromkeys(set(parts) - given.keys() - {"scheduler"})
    pipeline = DiffusionPipeline.from_pretrained(base, local_files_only=True, **given, **absent)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _chance_kept(device: torch.device) -> Any:
    """The global generators as they were. Our own draws are named by their place; those of other code may not be."""
    return torch.random.fork_rng(devices=[device] if device.type == "cuda" else [])
