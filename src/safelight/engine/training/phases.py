"""What comes before the first step, one part of the base model in memory at a time: the phases of a run."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from safelight.engine.training.adapter import Adapters, Learned
from safelight.engine.training.cache import LatentCache
from safelight.engine.training.checkpoint import Learner
from safelight.engine.training.data import Batches, Example, TrainingPicture
from safelight.engine.training.ema import Ema
from safelight.engine.training.family import Family
from safelight.engine.training.frozen import hold_in_fewer_bits
from safelight.engine.training.masks import masked
from safelight.engine.training.optimizer import Group, build_optimizer
from safelight.engine.training.precision import Precision
from safelight.engine.training.prior import buckets_of, free_memory, make_prior_pictures
from safelight.engine.training.samples import Sampler
from safelight.engine.training.whole import WholeNetworks
from safelight.engine.training.words import CachedWords, LiveWords, Words
from safelight.kit.files import sha256_of
from safelight.specs.training import TrainSpec

_AFTERWARDS = {
    "checkpoint_every", "keep_checkpoints", "sample_every", "choose_best", "early_stop", "pause_for_pictures",
    "probe_prompts", "likeness_model",
}  # fmt: skip
"""What is done with the weights of a step, and does not change them."""


@dataclass(frozen=True)
class Run:
    """What stays the same throughout."""

    base: Path
    family: Family
    spec: TrainSpec
    work_dir: Path
    precision: Precision
    on_stage: Callable[[str, int, int], None]
    sampler: Sampler | None
    prompts: Sequence[str] = ()
    """Of samples: their words are encoded along with the captions."""
    rank: int = 0

    @property
    def device(self) -> torch.device:
        """That trains."""
        return self.precision.device

    @property
    def resolution(self) -> int:
        """Pixel side of a square bucket."""
        return self.spec.resolution or self.family.resolution

    @property
    def learning_dtype(self) -> torch.dtype:
        """In which networks that are to learn are loaded: fp32 where all of their weights do."""
        return torch.float32 if self.spec.method == "full" else self.precision.weights

    def learned(self) -> Learned:
        """Where the weights that learn are gathered; empty at first."""
        return WholeNetworks(self.base) if self.spec.method == "full" else Adapters()

    def progress_of(self, stage: str) -> Callable[[int, int], None]:
        """For what counts by itself."""
        return lambda done, total: self.on_stage(stage, done, total)


def draw_prior(run: Run, pictures: Sequence[TrainingPicture]) -> list[TrainingPicture]:
    """The pictures that keep the base's knowledge, if any are wanted."""
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


def prepare_words(run: Run, pictures: Sequence[TrainingPicture], learned: Learned) -> Words:
    """Live text encoders where they learn; else their output for every caption, and they are freed."""
    captions = ["", *(picture.caption for picture in pictures), *run.prompts]
    if run.spec.train_text_encoder:
        encoders = run.family.load_text_encoders(torch.device("cpu"), run.learning_dtype)
        for prefix, network in encoders.networks.items():
            learned.attach(prefix, network, run.family.text_encoder_targets, run.spec)
            network.to(run.device)
        return LiveWords(encoders, captions)
    words = CachedWords(run.device)
    encoders = run.family.load_text_encoders(run.device, torch.float32)
    words.encode(encoders, captions, run.progress_of("encode_captions"))
    del encoders
    free_memory()
    return words


def encode(run: Run, pictures: Sequence[TrainingPicture], prior: Sequence[TrainingPicture]) -> Batches:
    """Every picture as latents, ready to be drawn from."""
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
    own, companions = variants[: len(pictures)], variants[len(pictures) :]
    examples = [
        Example(picture.caption, masked(encoded, picture.mask, unmasked_weight=spec.unmasked_weight))
        for picture, encoded in zip(pictures, own, strict=True)
        for _ in range(picture.repeats)
    ]
    kept = [Example(picture.caption, encoded) for picture, encoded in zip(prior, companions, strict=True)]
    return Batches(examples, kept, family=run.family, spec=spec, device=run.device, rank=run.rank)


def prepare_denoiser(run: Run, learned: Learned) -> nn.Module:
    """The denoiser on its device, ready to learn."""
    denoiser = run.family.load_denoiser(run.learning_dtype)
    learned.attach(run.family.denoiser_prefix, denoiser, run.family.denoiser_targets(run.spec.target), run.spec)
    if run.spec.base_quantization is not None:
        hold_in_fewer_bits(denoiser, run.spec.base_quantization, run.device)
    wanted = run.spec.gradient_checkpointing
    if run.device.type == "cuda" if wanted is None else wanted:
        denoiser.enable_gradient_checkpointing()  # type: ignore[operator]  # a method of ModelMixin, seen as nn.Module
    return denoiser.to(run.device)


def learner_of(run: Run, learned: Learned) -> Learner:
    """Optimizer, scaler and average around what learns."""
    spec, denoiser = run.spec, run.family.denoiser_prefix
    slower = spec.text_encoder_learning_rate or spec.learning_rate / 10
    groups = [
        Group(list(learned.parameters(prefix).values()), spec.learning_rate if prefix == denoiser else slower)
        for prefix in sorted(learned.networks, key=lambda prefix: prefix != denoiser)  # the denoiser's first
    ]
    ema = Ema(learned.parameters(), spec.ema_decay) if spec.ema_decay is not None else None
    return Learner(learned, build_optimizer(spec, groups, run.device), run.precision.scaler(), ema)


def fingerprint(run: Run, pictures: Sequence[TrainingPicture]) -> str:
    """Of all that the result depends on: a checkpoint of anything else is not this training's."""
    digest = hashlib.sha256(run.family.fingerprint.encode())
    digest.update(run.spec.model_dump_json(exclude=_AFTERWARDS).encode())
    for picture in pictures:
        mask = sha256_of(picture.mask) if picture.mask else ""
        digest.update(f"{sha256_of(picture.path)}:{picture.repeats}:{mask}:{picture.caption}\n".encode())
    return digest.hexdigest()


def described(run: Run, metadata: Mapping[str, str] | None) -> dict[str, str]:
    """Header of the LoRA file, card of the model: what it was trained on, and how."""
    return {
        "safelight.family": run.family.name,
        "safelight.base_fingerprint": run.family.fingerprint,
        "safelight.spec": run.spec.model_dump_json(),
        **(metadata or {}),
    }
