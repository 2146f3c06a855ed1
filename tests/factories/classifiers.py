"""Tiny classifiers and what a stand-alone training of one leaves, with no training."""

import io
import json
import shutil
import zipfile
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import torch
from PIL import Image

from safelight.engine.classify.networks import open_classifier
from safelight.specs.classify import (
    ClassMetrics,
    Environment,
    EpochResult,
    Evaluation,
    Metrics,
    Prediction,
    RunResult,
    Split,
    TrainConfig,
)

LABELS = ("cat", "dog|wolf", "égale")


@cache
def _built(flavour: str, labels: tuple[str, ...], channels: str) -> Path:
    folder = Path(mkdtemp(prefix="safelight-classifier-"))
    config = TrainConfig(model_flavour=flavour, image_size=32, channels=channels)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        classifier = open_classifier(config, labels)
        with torch.no_grad():  # an untrained head tells no two pictures apart
            for name in classifier.head:
                weight = dict(classifier.model.named_parameters())[name]
                weight.copy_(torch.randn(weight.shape))
    classifier.model.config.copy_side = 40
    classifier.save(folder)
    return folder


def model_folder(
    target: Path, *, flavour: str = "vit-tiny", labels: tuple[str, ...] = LABELS, channels: str = "rgb"
) -> Path:
    """A model folder of random weights at `target`."""
    shutil.copytree(_built(flavour, labels, channels), target)
    return target


def picture(seed: int = 0, size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Coloured noise, each seed another."""
    pixels = torch.randint(0, 256, (size[1], size[0], 3), generator=torch.Generator().manual_seed(seed)).byte()
    return Image.fromarray(pixels.numpy())


def png(seed: int = 0, size: tuple[int, int] = (60, 40)) -> bytes:
    """The same as a file."""
    out = io.BytesIO()
    picture(seed, size).save(out, "PNG")
    return out.getvalue()


def result_of(config: TrainConfig, labels: tuple[str, ...] = LABELS, fingerprint: str = "f" * 64) -> RunResult:
    """The result of a run of two epochs that did not take place."""

    def metrics(split: Split, accuracy: float) -> Metrics:
        return Metrics(
            split=split, count=6, loss=1.0, accuracy=accuracy, top_k=1.0, macro_precision=0.5, macro_recall=0.5,
            macro_f1=0.5, auroc=0.7, ece=0.1,
        )  # fmt: skip

    def epoch(number: int, accuracy: float) -> EpochResult:
        return EpochResult(
            epoch=number, step=number * 3, train_loss=1.0, lr=1e-3, val=metrics("val", accuracy), is_best=number == 1,
            seconds=1.0, images_per_second=10.0,
        )  # fmt: skip

    per_class = [ClassMetrics(label=label, support=2, precision=None, recall=0.5, f1=0.5) for label in labels]
    counts: list[list[int]] = [[1] * len(labels) for _ in labels]
    return RunResult(
        config=config,
        labels=list(labels),
        counts={"train": 12, "val": 6},
        skipped=["cat/broken.png: is no picture"],
        fingerprint=fingerprint,
        environment=Environment(
            safelight="0.1.0", code=None, python="3.11", platform="Linux", packages={"torch": "2"}, device="cpu",
            device_name="CPU", seed=0, deterministic=True, threads=1,
        ),
        parameters=1000,
        epochs=[epoch(1, 0.75), epoch(2, 0.5)],
        best_epoch=1,
        stopped=None,
        evaluations={
            "val": Evaluation(metrics=metrics("val", 0.75), labels=list(labels), per_class=per_class, confusion=counts)
        },
        seconds=2.0,
    )  # fmt: skip


def run_folder(target: Path, *, labels: tuple[str, ...] = LABELS) -> Path:
    """What `safelight train` leaves in its ckpt_dir."""
    target.mkdir(parents=True)
    config = TrainConfig(root="/data/pets", ckpt_dir=str(target), model_flavour="vit-tiny", image_size=32)
    result = result_of(config, labels)
    (target / "config.json").write_text(config.model_dump_json())
    (target / "result.json").write_text(result.model_dump_json())
    model_folder(target / "best", labels=labels)
    rows = [
        Prediction(path=f"{label}/{at}.png", label=at, predicted=0, probabilities=[0.5, 0.25, 0.25], loss=0.7)
        for at, label in enumerate(labels)
    ]
    (target / "predictions-val.jsonl").write_text("".join(f"{row.model_dump_json()}\n" for row in rows))
    (target / "tb").mkdir()
    (target / "tb" / "events.out.tfevents.1.host.1.0").write_bytes(b"events")
    return target


def zipped(folder: Path, *, without: str | None = None, instead: dict[str, object] | None = None) -> bytes:
    """A folder as a zip, below its own name; `instead` holds other JSON for some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_file() and name != without:
                new = (instead or {}).get(name)
                archive.writestr(f"{folder.name}/{name}", path.read_bytes() if new is None else json.dumps(new))
    return out.getvalue()
