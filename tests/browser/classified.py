"""Runs of classifiers as a worker leaves them, or is in the middle of, without anything being computed."""

import io
import time
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy.orm import Session

from safelight.features.classifiers.service import recording, showing
from safelight.features.classifiers.tables import ClassifierRun
from safelight.jobs import moves
from safelight.jobs.tables import Job, JobMetric, JobProgress
from safelight.specs.classify import (
    ClassMetrics,
    Environment,
    EpochResult,
    Evaluation,
    Metrics,
    RunResult,
    TrainConfig,
)
from safelight.storage import StoredFile
from tests.browser.learnt import LearntStudio
from tests.factories import characters as make
from tests.factories.pictures import picture

LABELS = ("hammer", "knife", "saw")
VAL = 8
"""Validation pictures of each class."""
Confusion = Sequence[Sequence[int]]
WORSE: Confusion = ((7, 0, 1), (0, 6, 2), (0, 5, 3))
BETTER: Confusion = ((8, 0, 0), (0, 7, 1), (0, 3, 5))


def zipped() -> bytes:
    """Pictures of three classes in two parts, and one file that is no picture."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for at, label in enumerate(LABELS):
            for number in range(2 * VAL):
                part = "val" if number < VAL else "train"
                archive.writestr(f"{part}/{label}/{number:02}.png", picture(100 * at + number, side=64))
        archive.writestr("train/saw/broken.png", b"no picture")
    return packed.getvalue()


def tools(studio: httpx.Client, name: str = "Tools") -> dict[str, Any]:
    """A dataset of three classes, brought as a zip and taken in by the server."""
    made = studio.post("/api/v1/datasets", json={"name": name}).raise_for_status().json()
    sent = [("files", ("tools.zip", zipped(), "application/zip"))]
    studio.post(f"/api/v1/datasets/{made['id']}/pictures", files=sent).raise_for_status()
    deadline = time.monotonic() + 60
    while True:
        (imported,) = studio.get(f"/api/v1/datasets/{made['id']}/imports").raise_for_status().json()
        if imported["state"] == "succeeded":
            break
        assert time.monotonic() < deadline, imported
        time.sleep(0.05)
    shown: dict[str, Any] = studio.get(f"/api/v1/datasets/{made['id']}").raise_for_status().json()
    return shown


def start(studio: httpx.Client, dataset: dict[str, Any], name: str, **settings: Any) -> dict[str, Any]:
    """A run that waits."""
    spec = {"dataset": dataset["id"], "name": name, "settings": {"batch_size": 8} | settings}
    answer = studio.post("/api/v1/classifiers/runs", json=spec)
    assert answer.is_success, answer.text
    run: dict[str, Any] = answer.json()["run"]
    return run


def finished(
    studio: LearntStudio, dataset: dict[str, Any], name: str, confusion: Confusion = WORSE, **settings: Any
) -> dict[str, Any]:
    """A run of four epochs that has ended well, with what it says of each validation picture."""
    run = start(studio, dataset, name, **settings)
    make.run(studio, run["job_id"])
    parts = studio.app.state.studio
    ids = _pictures(studio, dataset)
    with parts.db.transaction() as session:
        row = session.get(ClassifierRun, run["id"])
        result = _result(showing.settings_of(row), confusion)
        for epoch in result.epochs:
            _epoch(session, run["job_id"], epoch)
        recording.finish(
            session,
            run_id=run["id"],
            result=result,
            monitored=result.epochs[-1].val.accuracy,
            model_key=f"runs/{run['id']}/model/1",
            weights=StoredFile(
                key="model.safetensors", size=1_200_000, sha256="a" * 64, content_type="application/octet-stream"
            ),
            predictions=list(_predictions(confusion, ids)),
        )
        moves.finish(session, moves.locked(session, run["job_id"]), "succeeded")
    return shown(studio, run)


def learning(studio: LearntStudio, dataset: dict[str, Any], name: str, **settings: Any) -> dict[str, Any]:
    """A run that a worker has, in its first epoch."""
    run = start(studio, dataset, name, **settings)
    make.run(studio, run["job_id"])
    learn(studio, run, epoch=0)
    return shown(studio, run)


def learn(studio: LearntStudio, run: dict[str, Any], *, epoch: int, accuracy: float = 0.5) -> None:
    """It has learnt so many epochs, and is in the next."""
    parts = studio.app.state.studio
    with parts.db.transaction() as session:
        total = run["epochs"] * 10
        progress = {
            "stage": "train",
            "stages": ["data", "train", "keep"],
            "step": epoch * 10 + 1,
            "total": total,
            "fraction": 0.05 + 0.93 * epoch / run["epochs"],
            "eta_seconds": 130.0,
            "message": f"Epoch {epoch + 1} of {run['epochs']}",
        }
        job = session.get(Job, run["job_id"])
        session.merge(JobProgress(job_id=run["job_id"], progress=progress, at=datetime.now(UTC)))
        if epoch:
            _epoch(session, run["job_id"], _judged(epoch, accuracy))
            for at, label in enumerate(LABELS):
                _point(session, run["job_id"], f"val_recall/{label}", epoch * 10, max(0.0, accuracy - 0.1 * at))
        moves.tell(session, job, "progress", progress=progress)


def shown(studio: LearntStudio, run: dict[str, Any]) -> dict[str, Any]:
    """The run as it is now."""
    found: dict[str, Any] = studio.get(f"/api/v1/classifiers/runs/{run['id']}").raise_for_status().json()
    return found


def _pictures(studio: LearntStudio, dataset: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label in LABELS:
        query = {"split": "val", "label": label, "limit": 100}
        page = studio.get(f"/api/v1/datasets/{dataset['id']}/pictures", params=query).raise_for_status().json()
        found[label] = [each["id"] for each in page["items"]]
    return found


def _metrics(accuracy: float) -> Metrics:
    return Metrics(
        split="val",
        count=3 * VAL,
        loss=1.2 - accuracy,
        accuracy=accuracy,
        top_k=1.0,
        macro_precision=accuracy,
        macro_recall=accuracy,
        macro_f1=accuracy,
        auroc=min(1.0, accuracy + 0.1),
        ece=0.05,
    )


def _judged(epoch: int, accuracy: float) -> EpochResult:
    return EpochResult(
        epoch=epoch,
        step=epoch * 10,
        train_loss=1.2 - accuracy,
        lr=1e-3,
        val=_metrics(accuracy),
        is_best=True,
        seconds=20.0,
        images_per_second=200.0,
    )


def _result(config: TrainConfig, confusion: Confusion) -> RunResult:
    right = sum(row[at] for at, row in enumerate(confusion)) / (3 * VAL)
    per_class = [
        ClassMetrics(
            label=label,
            support=VAL,
            precision=confusion[at][at] / max(1, sum(row[at] for row in confusion)),
            recall=confusion[at][at] / VAL,
            f1=None,
        )
        for at, label in enumerate(LABELS)
    ]
    epochs = [_judged(epoch, right - 0.1 * (4 - epoch)) for epoch in range(1, 5)]
    judged = Evaluation(
        metrics=_metrics(right), labels=list(LABELS), per_class=per_class, confusion=[list(row) for row in confusion]
    )
    return RunResult(
        config=config,
        labels=list(LABELS),
        counts={"train": 3 * VAL, "val": 3 * VAL},
        skipped=["train/saw/broken.png: no picture"],
        fingerprint="da7a" * 16,
        environment=Environment(
            safelight="0.0.0",
            code=None,
            python="3.11.2",
            platform="Linux 6.1 x86_64",
            packages={"torch": "2.13.0", "transformers": "5.23.0"},
            device="cpu",
            device_name="A processor",
            seed=config.seed,
            deterministic=True,
            threads=2,
        ),
        parameters=300_000,
        epochs=epochs,
        best_epoch=4,
        stopped=None,
        evaluations={"val": judged},
        seconds=84.0,
    )


def _predictions(confusion: Confusion, ids: dict[str, list[str]]) -> Sequence[dict[str, Any]]:
    rows = []
    for label, row in enumerate(confusion):
        said = [predicted for predicted, count in enumerate(row) for _ in range(count)]
        for number, predicted in enumerate(said):
            sure = 0.95 - 0.03 * number
            others = [each for each in range(len(LABELS)) if each != predicted]
            rest = [[other, (1 - sure) / len(others)] for other in others]
            rows.append(
                {
                    "split": "val",
                    "position": len(rows),
                    "picture_id": ids[LABELS[label]][number],
                    "path": f"{LABELS[label]}/{number:02}.png",
                    "label": label,
                    "predicted": predicted,
                    "confidence": sure,
                    "loss": 0.1 if label == predicted else 3.0 - 0.1 * number,
                    "top": [[predicted, sure], *rest],
                    "thumbnail_key": None,
                }
            )
    return rows


def _epoch(session: Session, job_id: str, epoch: EpochResult) -> None:
    values = {"train_loss": epoch.train_loss, "lr": epoch.lr, "val_loss": epoch.val.loss}
    for name, value in {**values, "val_accuracy": epoch.val.accuracy, "val_macro_f1": epoch.val.macro_f1}.items():
        _point(session, job_id, name, epoch.step, value)


def _point(session: Session, job_id: str, name: str, step: int, value: float) -> None:
    session.merge(JobMetric(job_id=job_id, name=name, step=step, value=value, at=datetime.now(UTC)))
