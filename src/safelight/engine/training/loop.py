"""Training, from pictures and captions to a LoRA file, or a whole model, that plain diffusers loads.

Phases, so that the largest parts are never in memory together: prior pictures (whole pipeline), captions (text
encoders), pictures (autoencoder), then the denoiser alone, which learns. Resumes by itself from `work_dir`.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from safelight.engine.diffusion.devices import peak_memory, reset_peak_memory
from safelight.engine.registry import family_of
from safelight.engine.training import phases
from safelight.engine.training.aside import Aside
from safelight.engine.training.checkpoint import Checkpoints, Learner
from safelight.engine.training.data import Batches, TrainingPicture
from safelight.engine.training.distributed import Team, Told, attend, devices_for, gathered, joined
from safelight.engine.training.errors import TrainingDiverged, explained_memory
from safelight.engine.training.optimizer import set_learning_rate
from safelight.engine.training.phases import Run
from safelight.engine.training.precision import choose_precision
from safelight.engine.training.randomness import generators_kept, seed_everything
from safelight.engine.training.samples import SamplePlan, Sampler
from safelight.engine.training.words import Words
from safelight.kit.errors import InvalidInput
from safelight.specs.training import TrainSpec


@dataclass(frozen=True)
class StepReport:
    """After each optimizer step."""

    step: int
    """Steps done, from 1."""
    total: int
    loss: float
    """Of this step: mean over its pictures, prior pictures added with their weight."""
    rate: float
    """Steps a second, since this process began to train; samples not counted."""
    eta_seconds: float
    """With the samples to come."""
    learning_rate: float
    """Of the denoiser."""
    memory: int | None
    """Bytes of a GPU that this training has taken at its peak."""


@dataclass(frozen=True)
class CheckpointReport:
    """After each checkpoint. `folder` holds what resuming needs, and `lora`, a LoRA file to look at.

    Both are removed once two newer checkpoints are there.
    """

    step: int
    folder: Path
    lora: Path | None
    """None where all weights learn: a model's folder is written at the end alone."""


@dataclass(frozen=True)
class Trained:
    """What was learnt."""

    path: Path
    """A LoRA file, or the folder of a model of its own."""
    steps: int
    final_loss: float
    """Mean of the last tenth of the steps (a single step's loss is mostly its noise level)."""
    losses: list[float] = field(repr=False)
    """Of every step, those before a resume included."""


@dataclass(frozen=True)
class Reports:
    """Whom to tell of what happens between two steps."""

    on_step: Callable[[StepReport], None]
    before_checkpoint: Callable[[], None]
    on_checkpoint: Callable[[CheckpointReport], None]
    between_steps: Callable[[Aside], None]


def run_training(
    *,
    base: Path,
    pictures: Sequence[TrainingPicture],
    spec: TrainSpec,
    work_dir: Path,
    device: str | torch.device = "cpu",
    on_step: Callable[[StepReport], None] = lambda report: None,
    on_stage: Callable[[str, int, int], None] = lambda stage, done, total: None,
    before_checkpoint: Callable[[], None] = lambda: None,
    on_checkpoint: Callable[[CheckpointReport], None] = lambda report: None,
    between_steps: Callable[[Aside], None] = lambda aside: None,
    samples: SamplePlan | None = None,
    threads: int | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Trained:
    """Train, and save a LoRA or a model. Called again with the same arguments after a kill, it goes on where it was.

    `on_stage(stage, done, total)` tells of the phases before the first step: "draw_prior_pictures",
    "encode_captions", "encode_pictures", "start_processes"; and, after the last, of "save_model". A training that is
    killed goes on after its last checkpoint: what is to be remembered of the steps up to it must be written down
    `before_checkpoint`; where the disk has no room for one, the one before stays. Every callback may raise to cancel;
    the exception comes through, and a cancelled training can be resumed too. `samples` are drawn every
    `spec.sample_every` steps and change nothing. `between_steps` may take its time and use the device.

    Raises UnsupportedBase, InvalidInput, TrainingDiverged, TrainingOutOfMemory, TrainingProcessFailed.
    """
    if not pictures:
        raise InvalidInput.of("pictures", [], "there is nothing to learn from", hint="Give at least one picture.")
    if threads is not None:
        torch.set_num_threads(threads)
    reset_peak_memory(device)
    precision = choose_precision(spec.mixed_precision, torch.device(device))
    family, every, total = family_of(base), spec.sample_every, spec.max_train_steps
    sampler = Sampler(base, family, samples, every=every, total=total) if samples else None
    prompts = samples.prompts if samples else ()
    told = Told(base, pictures, spec, work_dir, str(device), prompts, threads)
    devices_for(told.device, spec.num_processes)
    run = Run(base, family, spec, work_dir, precision, on_stage, sampler, prompts)
    reports = Reports(on_step, before_checkpoint, on_checkpoint, between_steps)
    with generators_kept(), explained_memory():
        ready = _ready(run, pictures, metadata)
        learner, learned = ready.learner, ready.learner.learned
        with gathered(told, ready.first, lambda: on_stage("start_processes", 1, spec.num_processes)) as team:
            _learn(run, ready, reports, team)
        if not learned.is_small:
            on_stage("save_model", 0, 1)
        path = work_dir / learned.file
        ready.export(path)
    tail = learner.losses[-max(1, len(learner.losses) // 10) :]
    return Trained(path, len(learner.losses), sum(tail) / len(tail), learner.losses)


def take_part(told: Told) -> None:
    """Learn along with the process that started this one, up to the last step."""
    precision = choose_precision(told.spec.mixed_precision, torch.device(told.device))
    if told.threads is not None:
        torch.set_num_threads(told.threads)

    def unheard(*_: object) -> None:
        pass

    run = Run(
        told.base, family_of(told.base), told.spec, told.work_dir, precision, unheard, None, told.prompts, told.rank
    )
    with explained_memory():
        ready = _ready(run, told.pictures, None)
        store = attend(told, ready.first)
        with joined(told.device, store, rank=told.rank, size=told.spec.num_processes):
            team = Team(told.rank, told.spec.num_processes)
            _learn(run, ready, Reports(unheard, unheard, unheard, unheard), team)


@dataclass(frozen=True)
class _Ready:
    """All that the first step needs, on its device."""

    learner: Learner
    denoiser: nn.Module
    words: Words
    batches: Batches
    checkpoints: Checkpoints
    first: int
    """Step to begin with."""

    def export(self, path: Path) -> None:
        """What is learnt by now, as it is used."""
        self.learner.export(path, {**self.checkpoints.metadata, "steps": str(len(self.learner.losses))})


def _ready(run: Run, pictures: Sequence[TrainingPicture], metadata: Mapping[str, str] | None) -> _Ready:
    checkpoints = Checkpoints(
        run.work_dir / "checkpoints",
        fingerprint=phases.fingerprint(run, pictures),
        metadata=phases.described(run, metadata),
        keep=run.spec.keep_checkpoints,
    )
    prior = phases.draw_prior(run, pictures)
    learned = run.learned()
    words = phases.prepare_words(run, [*pictures, *prior], learned)
    batches = phases.encode(run, pictures, prior)
    denoiser = phases.prepare_denoiser(run, learned)
    learner = phases.learner_of(run, learned)
    return _Ready(learner, denoiser, words, batches, checkpoints, checkpoints.resume(learner))


def _learn(run: Run, ready: _Ready, reports: Reports, team: Team) -> None:
    spec, learner, checkpoints = run.spec, ready.learner, ready.checkpoints
    learning = list(learner.learned.parameters().values())
    first, total = ready.first, spec.max_train_steps

    if _is_enough(run, ready, first):
        return
    clock = _Clock(run.sampler, first, total)
    aside = Aside(learner, run.device, is_movable=spec.base_quantization is None)
    for step in range(first, total):
        learning_rate = set_learning_rate(learner.optimizer, spec, step)
        loss = team.sum_up(learning, _gradients(run, ready, step))
        _update(spec, learner, learning, loss, step)
        if not team.is_first:
            continue

        done = step + 1
        rate, left = clock.at(done)
        peak = peak_memory(run.device)
        try:
            reports.on_step(StepReport(done, total, learner.losses[-1], rate, left, learning_rate, peak))
            if done % spec.checkpoint_every == 0 and done < total:
                reports.before_checkpoint()
                if (folder := checkpoints.save(learner)) is not None:
                    small = folder / learner.learned.file if learner.learned.is_small else None
                    reports.on_checkpoint(CheckpointReport(done, folder, small))
            if _is_enough(run, ready, done):
                return
            if done < total:
                with clock.stopped():
                    reports.between_steps(aside)
        except BaseException:  # a cancel, of whatever kind
            checkpoints.save(learner)
            raise


def _is_enough(run: Run, ready: _Ready, step: int) -> bool:
    """Draw the samples that are due after `step`. Returns whether those whom they are for want no more steps."""
    if run.sampler is None:
        return False
    return run.sampler.visit(step, ready.denoiser, ready.words, ready.learner, run.precision, export=ready.export)


def _gradients(run: Run, ready: _Ready, step: int) -> torch.Tensor:
    """Add up the gradients of this process's part of a step. Returns its loss."""
    spec, family, precision, losses = run.spec, run.family, run.precision, []
    for batch in ready.batches.of_step(step):
        seed_everything(spec.seed, "batch", step, batch.number)
        with precision.kernels():
            with precision.autocast():
                conditioning = ready.words(batch.captions) | family.framing_conditioning(batch.framings)
                errors = family.loss(
                    ready.denoiser,
                    batch.latents,
                    noise=batch.noise,
                    timesteps=batch.timesteps,
                    conditioning=conditioning,
                    spec=spec,
                    mask=batch.mask,
                )
            loss = (errors * batch.weights).sum()
            ready.learner.scaler.scale(loss).backward()
        losses.append(loss.detach())
    return torch.stack(losses).sum()


def _update(spec: TrainSpec, learner: Learner, learning: list[nn.Parameter], loss: torch.Tensor, step: int) -> None:
    """From the gradients of a step to the next weights. Raises TrainingDiverged, and changes none."""
    optimizer, scaler = learner.optimizer, learner.scaler
    scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_(learning, spec.max_grad_norm)
    known_loss, known_norm = torch.stack([loss, norm]).tolist()  # the one wait for the device in a step
    _check_finite(step, known_loss, None if scaler.is_enabled() else known_norm)
    seed_everything(spec.seed, "update", step)
    scaler.step(optimizer)
    scaler.update()
    optimizer.zero_grad(set_to_none=True)
    if learner.ema is not None:
        learner.ema.update()
    learner.losses.append(known_loss)


class _Clock:
    """How fast the steps go, and how long the rest will take."""

    def __init__(self, sampler: Sampler | None, first: int, total: int) -> None:
        self._sampler, self._first, self._total = sampler, first, total
        self._paused = 0.0
        self._began = time.monotonic() - self._sampling()

    def at(self, step: int) -> tuple[float, float]:
        """Steps a second, and seconds left."""
        rate = (step - self._first) / (time.monotonic() - self._began - self._paused - self._sampling())
        left = self._sampler.seconds_left(step) if self._sampler else 0.0
        return rate, (self._total - step) / rate + left

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """While this lasts, nothing is learnt."""
        began = time.monotonic()
        yield
        self._paused += time.monotonic() - began

    def _sampling(self) -> float:
        return self._sampler.seconds if self._sampler else 0.0


def _check_finite(step: int, loss: float, norm: float | None) -> None:
    """An infinite gradient is fine in fp16 alone: there the scaler skips the step and scales lower."""
    if not math.isfinite(loss):
        raise TrainingDiverged.at(step + 1, "loss")
    if norm is not None and not math.isfinite(norm):
        raise TrainingDiverged.at(step + 1, "gradient")
