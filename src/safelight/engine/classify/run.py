"""A run that is ready to learn: data, network, and what moves it, put together from a config."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from safelight.engine.classify import outputs
from safelight.engine.classify.augment import AugmentPlan
from safelight.engine.classify.cache import build_cache, copy_side
from safelight.engine.classify.checkpoint import Learner, Place
from safelight.engine.classify.errors import BatchTooLarge
from safelight.engine.classify.feed import Feed
from safelight.engine.classify.folder import ClassFolder, read_folder
from safelight.engine.classify.hooks import Hooks
from safelight.engine.classify.losses import Criterion, criterion_of
from safelight.engine.classify.metrics import monitored
from safelight.engine.classify.networks import Classifier, freeze_backbone, open_classifier
from safelight.engine.classify.optimizers import build_optimizer
from safelight.engine.classify.schedules import Schedule
from safelight.engine.diffusion.devices import is_out_of_memory
from safelight.engine.training.ema import Ema
from safelight.engine.training.precision import Precision, choose_precision
from safelight.engine.training.randomness import seed_everything
from safelight.kit.errors import InvalidInput
from safelight.specs.classify import Split, TrainConfig

EVERY_SECONDS = 0.25
"""Between two words of progress."""


@dataclass
class Run:
    """All that the loop works with."""

    config: TrainConfig
    hooks: Hooks
    home: Path
    tb: Path
    device: torch.device
    precision: Precision
    data: ClassFolder
    classifier: Classifier
    feeds: dict[Split, Feed]
    criterion: Criterion
    schedule: Schedule
    learner: Learner
    learning: Sequence[Tensor]
    per_epoch: int
    """Optimizer steps of an epoch."""
    total: int
    fingerprint: str
    is_settled: bool = True
    """The weights are those of `place`: no gradient has been added since."""
    pending: list[Tensor] = field(default_factory=list)
    """Sums of losses since the last step, and of how many pictures."""
    pending_count: int = 0
    unread: list[Tensor] = field(default_factory=list)
    """The same, of steps whose losses are still on the device."""
    unread_count: int = 0
    rate: float = 0.0
    loss: float | None = None
    clock: float = 0.0
    told: float = 0.0

    @property
    def model(self) -> Any:
        """The network."""
        return self.classifier.model

    @property
    def place(self) -> Place:
        """How far it is."""
        return self.learner.place

    @property
    def sign(self) -> int:
        """By which the monitored metric is multiplied, so that more is better."""
        return -1 if self.config.less_is_better else 1

    @property
    def values(self) -> list[float]:
        """The monitored metric after each epoch; more is better."""
        return [self.sign * monitored(result.val, self.config.monitor_metric) for result in self.place.epochs]

    def averaged(self) -> AbstractContextManager[None]:
        """The weights as they are judged and kept: their average, where there is one."""
        return nullcontext() if self.learner.ema is None else self.learner.ema.applied()

    def is_due(self) -> bool:
        """Whether it is time for a word of progress."""
        return time.monotonic() - self.told >= EVERY_SECONDS

    def tell(self, message: str) -> None:
        """Progress, if it is due or all is done."""
        if self.is_due() or self.place.step >= self.total:
            self.told = time.monotonic()
            epoch = min(self.place.epoch, self.config.epochs)
            self.hooks.on_progress(self.place.step, self.total, epoch=epoch, loss=self.loss, message=message)


def prepare(config: TrainConfig, device: torch.device, cache: Path, hooks: Hooks, stack: ExitStack) -> Run:
    """From a config to a run at its first step. What must be closed is left with `stack`."""
    if config.root is None:
        raise InvalidInput.of("root", None, "there is no folder to learn from", hint="Name a folder of pictures.")
    precision = _precision(config, device)

    reading = _reading(hooks)
    data = read_folder(
        Path(config.root).expanduser(),
        val_fraction=config.val_fraction,
        test_fraction=config.test_fraction,
        seed=config.seed,
        cache=cache,
        on_progress=reading,
        check=hooks.check,
    )
    _check_monitored(config, data)
    hooks.on_progress(0, 1, epoch=0, loss=None, message="Opening the model")
    hooks.check()
    seed_everything(config.seed, "weights")
    classifier = open_classifier(config, data.labels)
    plan = AugmentPlan.of(config, str(device))
    side = classifier.model.config.copy_side = copy_side(classifier.size, plan.smallest_crop)
    copies = None
    if config.cache:
        copies = build_cache(
            data,
            cache,
            side=side,
            channels=config.channels,
            budget=int(config.cache_gib * 2**30),
            workers=config.workers,
            on_progress=lambda done, total: reading(done, total, "Decoding the pictures"),
            check=hooks.check,
        )
    feeds: dict[Split, Feed] = {}
    for split, items in data.parts.items():
        is_train = split == "train"
        feeds[split] = Feed(
            items,
            labels=len(data.labels),
            size=classifier.size,
            channels=config.channels,
            mean=classifier.mean,
            std=classifier.std,
            batch_size=config.batch_size,
            device=device,
            augment=plan if is_train else None,
            seed=config.seed,
            side=side,
            workers=config.workers,
            cache=copies,
            channels_last=config.channels_last,
            drop_last=is_train,  # a last batch of one would have no statistics to normalise by
        )
        stack.callback(feeds[split].close)
    return _put_together(config, device, precision, hooks, data, classifier, feeds)


def _reading(hooks: Hooks) -> Callable[..., None]:
    told = 0.0

    def reading(done: int, total: int, what: str = "Reading the pictures") -> None:
        nonlocal told
        if time.monotonic() - told >= EVERY_SECONDS or done == total:
            told = time.monotonic()
            hooks.on_progress(0, 1, epoch=0, loss=None, message=f"{what}: {done} of {total}")

    return reading


def _put_together(
    config: TrainConfig,
    device: torch.device,
    precision: Precision,
    hooks: Hooks,
    data: ClassFolder,
    classifier: Classifier,
    feeds: dict[Split, Feed],
) -> Run:
    model = classifier.model
    if config.freeze_backbone:
        freeze_backbone(classifier)
    _move(model, device, config.model_flavour)
    if config.channels_last:
        model.to(memory_format=torch.channels_last)
    if config.compile:
        model.compile()
    optimizer = build_optimizer(config, classifier)
    learning = [weight for group in optimizer.param_groups for weight in group["params"]]
    ema = None if config.ema_decay is None else Ema(_averaged(model), config.ema_decay)
    counts = [0] * len(data.labels)
    for item in data.parts["train"]:
        counts[item.label] += 1
    per_epoch = -(-len(feeds["train"]) // config.accumulation_steps)
    total = min(per_epoch * config.epochs, config.max_steps or per_epoch * config.epochs)
    warmup = min(round(config.warmup_epochs * per_epoch), total // 2)
    home = outputs.home_of(config)
    return Run(
        config=config,
        hooks=hooks,
        home=home,
        tb=Path(config.tb_root).expanduser() if config.tb_root else home / "tb",
        device=device,
        precision=precision,
        data=data,
        classifier=classifier,
        feeds=feeds,
        criterion=criterion_of(config, counts, device),
        schedule=Schedule(config.schedule, total, warmup),
        learner=Learner(model, optimizer, precision.scaler(), ema),
        learning=learning,
        per_epoch=per_epoch,
        total=total,
        fingerprint=outputs.fingerprint_of(config, data),
    )


def _move(model: torch.nn.Module, device: torch.device, flavour: str) -> None:
    try:
        model.to(device)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        raise BatchTooLarge(
            f"{device} has not enough memory for {flavour}, not even without pictures.",
            hint="Use a smaller model, or unload others.",
        ) from error


def _averaged(model: torch.nn.Module) -> dict[str, Tensor]:
    """Weights that learn, and the statistics that go with them."""
    learning = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    return learning | {name: buffer for name, buffer in model.named_buffers() if buffer.is_floating_point()}


def _precision(config: TrainConfig, device: torch.device) -> Precision:
    if config.amp_dtype == "fp16" and device.type != "cuda":
        raise InvalidInput.of(
            "amp_dtype", "fp16", f"fp16 training needs a CUDA device, not {device}", hint="Use 'bf16' or 'no'."
        )
    return choose_precision(config.amp_dtype, device)


def _check_monitored(config: TrainConfig, data: ClassFolder) -> None:
    present = {item.label for item in data.parts["val"]}
    missing = [label for index, label in enumerate(data.labels) if index not in present]
    if config.monitor_metric == "auroc" and missing:
        raise InvalidInput.of(
            "monitor_metric",
            "auroc",
            f"val has no picture of '{missing[0]}', so there is no AUROC over all classes",
            hint="Monitor another metric, or add pictures of it.",
        )
