"""Training a LoRA, from pictures and captions to a file that plain diffusers loads.

Phases, so that the largest parts are never in memory together: prior pictures (whole pipeline), captions (text
encoders), pictures (autoencoder), then the denoiser alone, which learns. Resumes by itself from `work_dir`.
"""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from safelight.engine.diffusion.devices import peak_memory, reset_peak_memory
from safelight.engine.registry import family_of
from safelight.engine.training.adapter import Adapters
from safelight.engine.training.cache import LatentCache
from safelight.engine.training.checkpoint import LORA, Checkpoints, Learner
from safelight.engine.training.data import Batches, Example, TrainingPicture
from safelight.engine.training.ema import Ema
from safelight.engine.training.errors import TrainingDiverged, explained_memory
from safelight.engine.training.family import Family
from safelight.engine.training.optimizer import Group, build_optimizer, set_learning_rate
from safelight.engine.training.precision import Precision, choose_precision
from safelight.engine.training.prior import buckets_of, free_memory, make_prior_pictures
from safelight.engine.training.samples import SamplePlan, Sampler
from safelight.engine.training.words import CachedWords, LiveWords, Words
from safelight.kit.errors import InvalidInput
from safelight.kit.files import sha256_of
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
    """Of the denoiser's LoRA."""
    memory: int | None
    """Bytes of a GPU that this training has taken at its peak."""


@dataclass(frozen=True)
class CheckpointReport:
    """After each checkpoint. `folder` holds what resuming needs, and `lora`, a LoRA file to look at.

    Both are removed once two newer checkpoints are there.
    """

    step: int
    folder: Path
    lora: Path


@dataclass(frozen=True)
class Trained:
    """The finished LoRA."""

    path: Path
    steps: int
    final_loss: float
    """Mean of the last tenth of the steps (a single step's loss is mostly its noise level)."""
    losses: list[float] = field(repr=False)
    """Of every step, those before a resume included."""


@dataclass(frozen=True)
class _Run:
    """What stays the same throughout."""

    base: Path
    family: Family
    spec: TrainSpec
    work_dir: Path
    precision: Precision
    on_stage: Callable[[str, int, int], None]
    on_step: Callable[[StepReport], None]
    before_checkpoint: Callable[[], None]
    on_checkpoint: Callable[[CheckpointReport], None]
    sampler: Sampler | None

    @property
    def device(self) -> torch.device:
        return self.precision.device

    @property
    def resolution(self) -> int:
        return self.spec.resolution or self.family.resolution

    def progress_of(self, stage: str) -> Callable[[int, int], None]:
        return lambda done, total: self.on_stage(stage, done, total)


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
    samples: SamplePlan | None = None,
    threads: int | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Trained:
    """Train and save a LoRA. Called again with the same arguments after a kill, it goes on where it was.

    `on_stage(stage, done, total)` tells of the phases before the first step: "draw_prior_pictures",
    "encode_captions", "encode_pictures". A training that is killed goes on after its last checkpoint: what is to be
    remembered of the steps up to it must be written down `before_checkpoint`. Every callback may raise to cancel; the
    exception comes through, and a cancelled training can be resumed too. `samples` are drawn every `spec.sample_every`
    steps and change nothing.

    Raises UnsupportedBase, InvalidInput, TrainingDiverged, TrainingOutOfMemory.
    """
    if not pictures:
        raise InvalidInput.of("pictures", [], "there is nothing to learn from", hint="Give at least one picture.")
    if threads is not None:
        torch.set_num_threads(threads)
    reset_peak_memory(device)
    precision = choose_precision(spec.mixed_precision, torch.device(device))
    family, every, total = family_of(base), spec.sample_every, spec.max_train_steps
    sampler = Sampler(base, family, samples, every=every, total=total) if samples else None
    run = _Run(base, family, spec, work_dir, precision, on_stage, on_step, before_checkpoint, on_checkpoint, sampler)
    checkpoints = Checkpoints(
        work_dir / "checkpoints", fingerprint=_fingerprint(run, pictures), metadata=_described(run, metadata)
    )
    with explained_memory():
        prior = _draw_prior(run, pictures)
        adapters = Adapters()
        words = _prepare_words(run, [*pictures, *prior], adapters)
        batches = _encode(run, pictures, prior)
        denoiser = _prepare_denoiser(run, adapters)
        learner = _learner(run, adapters)
        _learn(run, learner, checkpoints, denoiser=denoiser, words=words, batches=batches)
    path = work_dir / LORA
    learner.export(path, {**checkpoints.metadata, "steps": str(len(learner.losses))})
    tail = learner.losses[-max(1, len(learner.losses) // 10) :]
    return Trained(path, len(learner.losses), sum(tail) / len(tail), learner.losses)


def _learn(
    run: _Run,
    learner: Learner,
    checkpoints: Checkpoints,
    *,
    denoiser: nn.Module,
    words: Words,
    batches: Batches,
) -> None:
    spec, family, precision, scaler = run.spec, run.family, run.precision, learner.scaler
    optimizer, learning = learner.optimizer, list(learner.adapters.parameters().values())
    first, total = checkpoints.resume(learner), spec.max_train_steps

    def sample(step: int) -> None:
        if run.sampler is not None:
            run.sampler.visit(step, denoiser, words, learner, precision)

    sample(first)
    clock = _Clock(run.sampler, first, total)
    for step in range(first, total):
        learning_rate = set_learning_rate(optimizer, spec, step)
        losses = []
        for batch in batches.of_step(step):
            with precision.kernels():
                with precision.autocast():
                    conditioning = words(batch.captions) | family.framing_conditioning(batch.framings)
                    errors = family.loss(
                        denoiser,
                        batch.latents,
                        noise=batch.noise,
                        timesteps=batch.timesteps,
                        conditioning=conditioning,
                        spec=spec,
                    )
                loss = (errors * batch.weights).sum()
                scaler.scale(loss).backward()
            losses.append(loss.detach())

        scaler.unscale_(optimizer)
        norm = nn.utils.clip_grad_norm_(learning, spec.max_grad_norm)
        _check_finite(step, torch.stack(losses).sum(), None if scaler.is_enabled() else norm)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)
        if learner.ema is not None:
            learner.ema.update()
        learner.losses.append(float(torch.stack(losses).sum()))

        done = step + 1
        rate, left = clock.at(done)
        peak = peak_memory(run.device)
        try:
            run.on_step(StepReport(done, total, learner.losses[-1], rate, left, learning_rate, peak))
            if done % spec.checkpoint_every == 0 and done < total:
                run.before_checkpoint()
                folder = checkpoints.save(learner)
                run.on_checkpoint(CheckpointReport(done, folder, folder / LORA))
            sample(done)
        except BaseException:  # a cancel, of whatever kind
            checkpoints.save(learner)
            raise


class _Clock:
    """How fast the steps go, and how long the rest will take."""

    def __init__(self, sampler: Sampler | None, first: int, total: int) -> None:
        self._sampler, self._first, self._total = sampler, first, total
        self._began = time.monotonic() - self._sampling()

    def at(self, step: int) -> tuple[float, float]:
        """Steps a second, and seconds left."""
        rate = (step - self._first) / (time.monotonic() - self._began - self._sampling())
        left = self._sampler.seconds_left(step) if self._sampler else 0.0
        return rate, (self._total - step) / rate + left

    def _sampling(self) -> float:
        return self._sampler.seconds if self._sampler else 0.0


def _check_finite(step: int, loss: torch.Tensor, norm: torch.Tensor | None) -> None:
    """An infinite gradient is fine in fp16 alone: there the scaler skips the step and scales lower."""
    if not torch.isfinite(loss):
        raise TrainingDiverged.at(step + 1, "loss")
    if norm is not None and not torch.isfinite(norm):
        raise TrainingDiverged.at(step + 1, "gradient")


def _draw_prior(run: _Run, pictures: Sequence[TrainingPicture]) -> list[TrainingPicture]:
    if not run.spec.num_prior_images:
        return []
    buckets = buckets_of(pictures, run.resolution, aspect_buckets=run.spec.aspect_buckets)
    return make_prior_pictures(
        run.base,
        run.family,
        run.spec,
        buckets,
        run.work_dir / "prior",
        device=run.device,
        # On a CPU as the base model draws there; elsewhere the larger models would not fit otherwise.
        dtype=torch.float32 if run.device.type == "cpu" else run.precision.weights,
        on_progress=run.progress_of("draw_prior_pictures"),
    )


def _prepare_words(run: _Run, pictures: Sequence[TrainingPicture], adapters: Adapters) -> Words:
    """Live text encoders with LoRA where they learn; else their output for every caption, and they are freed."""
    captions = ["", *(picture.caption for picture in pictures), *(run.sampler.prompts if run.sampler else ())]
    if run.spec.train_text_encoder:
        encoders = run.family.load_text_encoders(torch.device("cpu"), run.precision.weights)
        for prefix, network in encoders.networks.items():
            adapters.attach(prefix, network, run.family.text_encoder_targets, run.spec)
            network.to(run.device)
        return LiveWords(encoders, captions)
    words = CachedWords(run.device)
    encoders = run.family.load_text_encoders(run.device, torch.float32)
    words.encode(encoders, captions, run.progress_of("encode_captions"))
    del encoders
    free_memory()
    return words


def _encode(run: _Run, pictures: Sequence[TrainingPicture], prior: Sequence[TrainingPicture]) -> Batches:
    spec = run.spec
    cache = LatentCache(
        run.work_dir / "latents",
        family=run.family,
        resolution=run.resolution,
        aspect_buckets=spec.aspect_buckets,
        flip=spec.flip,
    )
    everything = [*pictures, *prior]
    variants = cache.encode([p.path for p in everything], run.device, run.progress_of("encode_pictures"))
    free_memory()
    examples = [Example(p.caption, encoded) for p, encoded in zip(everything, variants, strict=True)]
    own, companions = examples[: len(pictures)], examples[len(pictures) :]
    return Batches(own, companions, family=run.family, spec=spec, device=run.device)


def _prepare_denoiser(run: _Run, adapters: Adapters) -> nn.Module:
    denoiser = run.family.load_denoiser(run.precision.weights)
    adapters.attach(run.family.denoiser_prefix, denoiser, run.family.denoiser_targets(run.spec.target), run.spec)
    wanted = run.spec.gradient_checkpointing
    if run.device.type == "cuda" if wanted is None else wanted:
        denoiser.enable_gradient_checkpointing()  # type: ignore[operator]  # a method of ModelMixin, seen as nn.Module
    return denoiser.to(run.device)


def _learner(run: _Run, adapters: Adapters) -> Learner:
    spec, denoiser = run.spec, run.family.denoiser_prefix
    slower = spec.text_encoder_learning_rate or spec.learning_rate / 10
    groups = [
        Group(list(adapters.parameters(prefix).values()), spec.learning_rate if prefix == denoiser else slower)
        for prefix in sorted(adapters.networks, key=lambda prefix: prefix != denoiser)  # the denoiser's first
    ]
    ema = Ema(adapters.parameters(), spec.ema_decay) if spec.ema_decay is not None else None
    return Learner(adapters, build_optimizer(spec, groups, run.device), run.precision.scaler(), ema)


def _fingerprint(run: _Run, pictures: Sequence[TrainingPicture]) -> str:
    """Of all that the result depends on: a checkpoint of anything else is not this training's."""
    digest = hashlib.sha256(run.family.fingerprint.encode())
    digest.update(run.spec.model_dump_json(exclude={"checkpoint_every", "sample_every"}).encode())
    for picture in pictures:
        digest.update(f"{sha256_of(picture.path)}:{picture.caption}\n".encode())
    return digest.hexdigest()


def _described(run: _Run, metadata: Mapping[str, str] | None) -> dict[str, str]:
    """Header of the LoRA file: what it was trained on, and how."""
    return {
        "safelight.family": run.family.name,
        "safelight.base_fingerprint": run.family.fingerprint,
        "safelight.spec": run.spec.model_dump_json(),
        **(metadata or {}),
    }
