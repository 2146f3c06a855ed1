"""What a training would do, without doing it: its data and its network are read, and nothing is written."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safelight.engine.classify.folder import read_folder
from safelight.engine.classify.networks import open_classifier
from safelight.engine.classify.outputs import STATE, home_of
from safelight.engine.diffusion.devices import detect
from safelight.specs.classify import Split, TrainConfig


@dataclass(frozen=True)
class Prospect:
    """What would be learnt from, by what, and how long."""

    root: str
    labels: tuple[str, ...]
    counts: dict[Split, dict[str, int]]
    """Pictures by part and class."""
    skipped: tuple[str, ...]
    """Files that would be left out, each with the reason."""
    model: str
    parameters: int
    learning: int
    """Parameters that would change."""
    image_size: int
    device: str
    steps_per_epoch: int
    epochs: int
    folder: str
    has_state: bool
    """There is something to go on from, if the settings are the same."""

    def document(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)

    def told(self) -> dict[str, str]:
        """For people."""
        parts = [f"{split} {sum(found.values())}" for split, found in self.counts.items()]
        fewest = min(self.counts["train"].items(), key=lambda each: each[1])
        return {
            "data": f"{self.root}: {', '.join(parts)} pictures of {len(self.labels)} classes",
            "fewest": f"{fewest[0]}, {fewest[1]} to learn from",
            "left out": f"{len(self.skipped)} files" if self.skipped else "",
            "model": f"{self.model}, {self.parameters:,} weights, {self.learning:,} learn; {self.image_size} pixels",
            "device": self.device,
            "steps": f"{self.steps_per_epoch * self.epochs:,} in {self.epochs} epochs",
            "folder": f"{self.folder}{' (with a state to go on from)' if self.has_state else ''}",
        }


def look_over(config: TrainConfig, *, device: str | None = None) -> Prospect:
    """Read a dataset and a network as the training would. Raises UnusableDataset, UnusableModel, InvalidInput."""
    data = read_folder(
        Path(config.root or "").expanduser(),
        val_fraction=config.val_fraction,
        test_fraction=config.test_fraction,
        seed=config.seed,
    )
    classifier = open_classifier(config, data.labels)
    counts: dict[Split, dict[str, int]] = {}
    for split, items in data.parts.items():
        by_class = counts[split] = dict.fromkeys(data.labels, 0)
        for item in items:
            by_class[data.labels[item.label]] += 1
    head = set(classifier.head)
    weights = dict(classifier.model.named_parameters())
    batches = max(1, len(data.parts["train"]) // config.batch_size)
    home = home_of(config)
    return Prospect(
        root=str(data.root),
        labels=data.labels,
        counts=counts,
        skipped=data.skipped,
        model=config.model_flavour,
        parameters=sum(each.numel() for each in weights.values()),
        learning=sum(each.numel() for name, each in weights.items() if name in head or not config.freeze_backbone),
        image_size=classifier.size,
        device=device or detect()[0].name,
        steps_per_epoch=-(-batches // config.accumulation_steps),
        epochs=config.epochs,
        folder=str(home),
        has_state=config.resume and (home / STATE).is_dir(),
    )
