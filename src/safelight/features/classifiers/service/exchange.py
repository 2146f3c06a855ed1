"""Runs that go out as the file of a stand-alone training, and such trainings that become runs of the studio."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db.locks import alone
from safelight.features.classifiers.errors import NotARun
from safelight.features.classifiers.repository import runs as repository
from safelight.features.classifiers.schemas.exchange import RunImported
from safelight.features.classifiers.service import data, runs
from safelight.features.classifiers.tables import ClassifierPrediction, ClassifierRun
from safelight.features.datasets.tables import Dataset, DatasetPicture, DatasetVersion
from safelight.features.projects import service as projects
from safelight.kit import archives
from safelight.kit.clock import utcnow
from safelight.kit.errors import SafelightError
from safelight.kit.files import sha256_of
from safelight.kit.identify import identify
from safelight.specs.classify import LESS_IS_BETTER, Prediction, RunResult, Split, TrainConfig
from safelight.storage import Storage, layout

RESULT = "result.json"
MODEL = "best"
EVENTS = "tb"
WEIGHTS = "model.safetensors"
MODEL_FILES = frozenset({"config.json", "preprocessor_config.json", "README.md", WEIGHTS})
TOP = 5  # classes kept with a prediction
MAX_RESULT = 16_000_000  # bytes
MAX_MODEL = 8_000_000_000  # bytes of one file of a model
MAX_LINE = 1_000_000  # bytes of one prediction: what 40,000 classes take
MAX_PREDICTIONS = 200_000  # of one split
MAX_FILES = 20_000
SPLITS: tuple[Split, ...] = ("val", "test")
_CONTENT = {".json": "application/json", ".md": "text/markdown; charset=utf-8"}


def exported(session: Session, *, asked: str) -> TrainConfig:
    """What `safelight train` needs to do the same; with `root` where the dataset is a folder. Raises RunNotFound."""
    run = runs.get(session, asked)
    config = TrainConfig.model_validate(run.settings)
    found = session.get(Dataset, run.dataset_id)
    root = found.path if found is not None and found.source == "path" else None
    return config.model_copy(update={"root": root, "ckpt_dir": f"runs/{run.number}"})


@dataclass(frozen=True)
class Brought:
    """A stand-alone run, unpacked and looked through."""

    result: RunResult
    model: Path
    events: tuple[Path, ...]
    predictions: dict[Split, list[Prediction]] = field(default_factory=dict)


def unpacked(file: IO[bytes], folder: Path) -> Brought:
    """The run in a zip of its folder, its files below `folder`. Raises NotARun."""
    with _archive(file) as archive:
        entries = {name: entry for entry in archives.files(archive) if (name := _plain(entry)) is not None}
        results = sorted((name for name in entries if name.name == RESULT), key=lambda name: len(name.parts))
        if not results:
            raise NotARun(f"it holds no {RESULT}: the training has not ended well, or this is another folder")
        top = results[0].parent
        result = _result(_small(archive, entries[results[0]]))
        model, events = folder / MODEL, folder / EVENTS
        model.mkdir(parents=True)
        events.mkdir()
        kept = []
        for name, entry in entries.items():
            if name.parent == top / MODEL and name.name in MODEL_FILES:
                _copy(archive, entry, model / name.name)
            elif name.parent == top / EVENTS and name.name.startswith("events.out.tfevents."):
                _copy(archive, entry, events / name.name)
                kept.append(events / name.name)
        predictions = {
            split: _predictions(archive, entries[path], result)
            for split in SPLITS
            if (path := top / f"predictions-{split}.jsonl") in entries
        }
    _refuse_other_model(model, result)
    return Brought(result, model, tuple(kept), predictions)


def store(storage: Storage, brought: Brought, *, run_id: str) -> str:
    """Put the files of a run into storage; gives back the prefix of its model. Delete it all if no row comes of it."""
    prefix = layout.run_model(run_id, 0)
    for path in sorted(brought.model.iterdir()):
        content = _CONTENT.get(path.suffix, "application/octet-stream")
        storage.put(layout.file_below(prefix, path.name), path, content_type=content)
    for path in brought.events:
        storage.put(
            layout.file_below(layout.run_events(run_id), path.name), path, content_type="application/octet-stream"
        )
    return prefix


def record(
    session: Session,
    brought: Brought,
    *,
    run_id: str,
    model_key: str,
    name: str | None,
    dataset: str | None,
    project: str | None,
) -> RunImported:
    """Write the run down, with what it says of each picture. Raises what is not found."""
    result = brought.result
    found = _dataset(session, result, dataset)
    alone(session, runs.NUMBERS)
    weights = brought.model / WEIGHTS
    metric = result.config.monitor_metric
    values = [value for epoch in result.epochs if (value := getattr(epoch.val, metric)) is not None]
    run = ClassifierRun(
        id=run_id,
        number=repository.next_number(session),
        project_id=projects.get(session, project).id if project else None,
        name=name or Path(result.config.ckpt_dir or "imported").name[:80],
        dataset_id=found.id if found else "",
        dataset_version=_version(session, result, found),
        settings=result.config.model_dump(mode="json"),
        state="succeeded",
        notes="Trained by `safelight train` and brought in.",
        monitored=(min if metric in LESS_IS_BETTER else max)(values, default=None),
        result=result.model_dump(mode="json"),
        model_key=model_key,
        model_sha256=sha256_of(weights),
        model_size=weights.stat().st_size,
        finished_at=utcnow(),
    )
    session.add(run)
    session.flush()
    known, total = 0, 0
    for split, predictions in brought.predictions.items():
        pictures = _pictures(session, found, split)
        session.add_all(
            ClassifierPrediction(
                run_id=run_id,
                split=split,
                position=position,
                picture_id=pictures.get(each.path),
                path=each.path,
                label=each.label,
                predicted=each.predicted,
                confidence=each.probabilities[each.predicted],
                loss=each.loss,
                top=_top(each.probabilities),
            )
            for position, each in enumerate(predictions)
        )
        known += sum(each.path in pictures for each in predictions)
        total += len(predictions)
    runs.tell(session, run, "created")
    return RunImported(
        run_id=run.id, number=run.number, name=run.name, dataset_id=found.id if found else None,
        pictures_found=known, predictions=total,
    )  # fmt: skip


@contextmanager
def _archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        with archives.opened(file, most=MAX_FILES) as archive:
            yield archive
    except archives.ArchiveFault as fault:
        raise NotARun(f"it cannot be unpacked: {fault}") from fault


def _plain(entry: zipfile.ZipInfo) -> PurePosixPath | None:
    """The path of a file that is not hidden; what leads out of the archive is none of ours."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or any(part.startswith((".", "__MACOSX")) for part in path.parts):
        return None
    return path


def _small(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    data = archives.read(archive, entry, MAX_RESULT)
    if len(data) > MAX_RESULT:
        raise NotARun(f"{entry.filename} is larger than {MAX_RESULT // 1_000_000} MB")
    return data


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    left = MAX_MODEL
    with archives.entry(archive, entry) as source, path.open("wb") as target:
        while piece := source.read(1 << 20):
            left -= len(piece)
            if left < 0:
                raise NotARun(f"{entry.filename} is larger than {MAX_MODEL // 1_000_000_000} GB")
            target.write(piece)


def _result(data: bytes) -> RunResult:
    try:
        return RunResult.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotARun(f"its {RESULT} is not that of a run: {where}: {first['msg']}") from error


def _predictions(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, result: RunResult) -> list[Prediction]:
    found: list[Prediction] = []
    with archives.entry(archive, entry) as opened:
        for number, line in enumerate(iter(lambda: opened.readline(MAX_LINE + 1), b""), 1):
            if len(line) > MAX_LINE or number > MAX_PREDICTIONS:
                raise NotARun(f"{entry.filename} is larger than any of {MAX_PREDICTIONS} predictions")
            try:
                each = Prediction.model_validate_json(line)
            except ValidationError as error:
                raise NotARun(f"{entry.filename}, line {number}, is no prediction") from error
            of_class = range(len(result.labels))
            if each.label not in of_class or each.predicted not in of_class or len(each.probabilities) != len(of_class):
                raise NotARun(f"{entry.filename}, line {number}, names a class that the run does not have")
            found.append(each)
    return found


def _refuse_other_model(folder: Path, result: RunResult) -> None:
    try:
        identity = identify(folder)
        labels = json.loads((folder / "config.json").read_bytes()).get("id2label") or {}
    except (SafelightError, OSError, ValueError, AttributeError) as error:
        raise NotARun(f"its {MODEL}/ is no model: {error}") from error
    if identity.kind != "classifier" or not (folder / WEIGHTS).is_file():
        raise NotARun(f"its {MODEL}/ is no classifier with a {WEIGHTS}")
    if [labels.get(str(at)) for at in range(len(labels))] != result.labels:
        raise NotARun(f"the classes of its {MODEL}/ are not those of its {RESULT}")


def _dataset(session: Session, result: RunResult, asked: str | None) -> Dataset | None:
    """The one that is named, or that which has this fingerprint."""
    if asked:
        return data.dataset(session, asked)
    version = select(DatasetVersion.dataset_id).where(DatasetVersion.fingerprint == result.fingerprint)
    query = select(Dataset).where((Dataset.fingerprint == result.fingerprint) | Dataset.id.in_(version))
    return session.scalar(query.order_by(Dataset.id.desc()).limit(1))


def _version(session: Session, result: RunResult, found: Dataset | None) -> int | None:
    if found is None:
        return None
    mine = (DatasetVersion.dataset_id == found.id) & (DatasetVersion.fingerprint == result.fingerprint)
    return session.scalar(select(DatasetVersion.number).where(mine).order_by(DatasetVersion.number.desc()).limit(1))


def _pictures(session: Session, found: Dataset | None, split: Split) -> dict[str, str]:
    """Ids of pictures by class/file."""
    if found is None:
        return {}
    here = DatasetPicture
    query = select(here.label, here.filename, here.id).where(here.dataset_id == found.id, here.split == split)
    return {f"{label}/{filename}": id_ for label, filename, id_ in session.execute(query)}


def _top(probabilities: list[float]) -> list[list[float]]:
    order = sorted(range(len(probabilities)), key=lambda at: -probabilities[at])[:TOP]
    return [[at, round(probabilities[at], 6)] for at in order]
