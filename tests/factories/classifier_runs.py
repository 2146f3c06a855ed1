"""Datasets, runs and results of classifiers as rows, without a training."""

import hashlib
import io
import random
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.classifiers.tables import ClassifierPrediction, ClassifierRun
from safelight.features.datasets.tables import Dataset, DatasetPicture, DatasetVersion
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.classify import (
    ClassMetrics,
    Environment,
    EpochResult,
    Evaluation,
    Metrics,
    RunResult,
    TrainConfig,
)
from safelight.storage import Storage

LABELS = ["cat", "dog", "owl"]
COUNTS = {"train": dict.fromkeys(LABELS, 40), "val": dict.fromkeys(LABELS, 8)}


def add_dataset(session: Session, name: str = "Pets", *, counts: dict[str, Any] | None = None, **more: Any) -> Dataset:
    """A dataset of stored pictures with one version; its pictures are numbers alone."""
    dataset = Dataset(id=new_id("data"), name=name, slug=name.lower(), counts=COUNTS if counts is None else counts)
    dataset.version, dataset.fingerprint = 1, "f" * 64
    for field, value in more.items():
        setattr(dataset, field, value)
    session.add(dataset)
    session.flush()
    if dataset.source == "pictures":
        session.add(
            DatasetVersion(
                dataset_id=dataset.id, number=1, fingerprint="f" * 64, manifest_key="datasets/m.json", counts=COUNTS
            )
        )
    session.flush()
    return dataset


def add_picture(session: Session, dataset: Dataset, *, label: str, number: int, split: str = "val") -> DatasetPicture:
    """A row of a picture."""
    picture = DatasetPicture(
        id=new_id("dpic"),
        dataset_id=dataset.id,
        split=split,
        label=label,
        filename=f"{number:03}.png",
        key=f"datasets/{dataset.id}/pictures/{number}.png",
        sha256=f"{number:064}",
        size=100,
        width=8,
        height=8,
    )
    session.add(picture)
    session.flush()
    return picture


def metrics(split: str, accuracy: float, *, count: int = 24) -> Metrics:
    """What a model is worth."""
    return Metrics(
        split=split,
        count=count,
        loss=1 - accuracy,
        accuracy=accuracy,
        top_k=1.0,
        macro_precision=accuracy,
        macro_recall=accuracy,
        macro_f1=accuracy,
        auroc=None,
        ece=0.05,
    )


def result(config: TrainConfig, *, accuracy: float, confusion: list[list[int]] | None = None) -> RunResult:
    """What a run of two epochs has found."""
    matrix = confusion or [[8, 0, 0], [0, 8, 0], [0, 0, 8]]
    epochs = [
        EpochResult(
            epoch=number,
            step=number * 3,
            train_loss=1 / number,
            lr=1e-3,
            val=metrics("val", accuracy - 0.1 * (2 - number)),
            is_best=True,
            seconds=1.5,
            images_per_second=200.0 * number,
        )
        for number in (1, 2)
    ]
    per_class = [ClassMetrics(label=label, support=8, precision=accuracy, recall=accuracy, f1=None) for label in LABELS]
    return RunResult(
        config=config,
        labels=LABELS,
        counts={"train": 120, "val": 24},
        skipped=["train/cat/broken.png: no picture"],
        fingerprint="f" * 64,
        environment=Environment(
            safelight="1",
            code=None,
            python="3.11",
            platform="Linux",
            packages={"torch": "2.13"},
            device="cpu",
            device_name="CPU",
            seed=config.seed,
            deterministic=True,
            threads=1,
        ),
        parameters=1000,
        epochs=epochs,
        best_epoch=2,
        stopped=None,
        evaluations={
            "val": Evaluation(metrics=metrics("val", accuracy), labels=LABELS, per_class=per_class, confusion=matrix)
        },
        seconds=3.0,
    )


def end_well(session: Session, run_id: str, *, accuracy: float = 0.9, confusion: list[list[int]] | None = None) -> None:
    """A run as a worker leaves it."""
    run = session.get(ClassifierRun, run_id)
    assert run is not None
    found = result(TrainConfig.model_validate(run.settings), accuracy=accuracy, confusion=confusion)
    run.state, run.finished_at, run.monitored = "succeeded", utcnow(), accuracy
    run.result = found.model_dump(mode="json")
    run.model_key, run.model_sha256, run.model_size = f"runs/{run_id}/model/1", "a" * 64, 1000
    if run.job_id and (job := session.get(Job, run.job_id)):
        job.state, job.finished_at = "succeeded", utcnow()
    session.flush()


def add_prediction(session: Session, run_id: str, position: int, **more: Any) -> None:
    """What a run says of one picture."""
    row = {"label": 0, "predicted": 0, "confidence": 0.9, "loss": 0.1, "path": f"cat/{position:03}.png"} | more
    row.setdefault("top", [[row["predicted"], row["confidence"]]])
    session.add(ClassifierPrediction(run_id=run_id, split="val", position=position, **row))


COLOURS = {"cat": (200, 40, 40), "dog": (40, 60, 200)}


def picture_of(label: str, number: int, *, side: int = 16) -> bytes:
    """A PNG that is easily told from those of the other class, and like no other of its own."""
    noise = random.Random(f"{label}/{number}")
    image = Image.new("RGB", (side, side), COLOURS[label])
    for _ in range(20):
        image.putpixel((noise.randrange(side), noise.randrange(side)), (noise.randrange(256), 128, 128))
    written = io.BytesIO()
    image.save(written, format="PNG")
    return written.getvalue()


def store_dataset(db: Database, storage: Storage, *, train: int = 8, val: int = 4, name: str = "Pets") -> Dataset:
    """A dataset of two classes whose pictures are there."""
    counts = {part: dict.fromkeys(COLOURS, count) for part, count in (("train", train), ("val", val))}
    with db.transaction() as session:
        dataset = Dataset(id=new_id("data"), name=name, slug=name.lower(), counts=counts, source="pictures")
        session.add(dataset)
        session.flush()
        number = 0
        for part, classes in counts.items():
            for label, count in classes.items():
                for _ in range(count):
                    number += 1
                    content = picture_of(label, number)
                    picture = add_picture(session, dataset, label=label, number=number, split=part)
                    picture.sha256, picture.size = hashlib.sha256(content).hexdigest(), len(content)
                    picture.width = picture.height = 16
                    storage.put(picture.key, content, content_type="image/png")
    return dataset


def write_folder(root: Path, *, train: int = 8, val: int = 4) -> Path:
    """The same as a folder."""
    for part, count in (("train", train), ("val", val)):
        for label in COLOURS:
            folder = root / part / label
            folder.mkdir(parents=True)
            for number in range(count):
                (folder / f"{part}{number}.png").write_bytes(picture_of(label, number + 100 * (part == "val")))
    return root


QUICK: dict[str, Any] = {
    "model_flavour": "vit-tiny",
    "image_size": 16,
    "batch_size": 4,
    "epochs": 3,
    "augmentation": "none",
    "warmup_epochs": 0,
    "checkpoint_seconds": 0.001,
}
