"""What a run says of the pictures of its dataset, by cell of its confusion or the most wrong first."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from safelight.features.classifiers.errors import PictureGone, RunUnfinished
from safelight.features.classifiers.repository import predictions as repository
from safelight.features.classifiers.schemas.predictions import (
    LabelProbability,
    PredictionSort,
    Relabel,
    Relabelled,
    RunPrediction,
)
from safelight.features.classifiers.service import data, runs
from safelight.features.classifiers.tables import ClassifierPrediction, ClassifierRun
from safelight.features.datasets.tables import DatasetPicture
from safelight.kit.errors import InvalidInput
from safelight.specs.classify import Split

Link = Callable[[str], str]


def page(
    session: Session,
    *,
    run: ClassifierRun,
    split: Split,
    label: str | None = None,
    predicted: str | None = None,
    correct: bool | None = None,
    sort: PredictionSort = "position",
    after: str | None = None,
    limit: int = 50,
    link: Link,
) -> tuple[list[RunPrediction], str | None]:
    """One page. Raises RunUnfinished, InvalidInput for a class that the run does not know."""
    labels = labels_of(session, run)
    found, cursor = repository.page(
        session,
        run_id=run.id,
        split=split,
        label=_index(labels, "label", label),
        predicted=_index(labels, "predicted", predicted),
        correct=correct,
        sort=sort,
        after=after,
        limit=limit,
    )
    return shown(session, found, labels=labels, link=link), cursor


def shown(
    session: Session, found: Sequence[ClassifierPrediction], *, labels: Sequence[str], link: Link
) -> list[RunPrediction]:
    """As the API shows them, with the pictures as they are in their dataset now."""
    pictures = repository.pictures(session, [each.picture_id for each in found if each.picture_id])
    return [_one(each, pictures.get(each.picture_id or ""), labels, link) for each in found]


def relabel(session: Session, *, run: ClassifierRun, spec: Relabel) -> Relabelled:
    """File pictures under another class of the dataset as it is now. Raises PictureGone where it is a folder."""
    if run.dataset_version is None:
        raise PictureGone(
            "The pictures of this run lie in a folder that is not the studio's.",
            hint="Move the files into the folder of the other class, and train again.",
        )
    rows = repository.at(session, run_id=run.id, split=spec.split, positions=spec.positions)
    there = repository.pictures(session, [row.picture_id for row in rows if row.picture_id])
    changed = data.relabel(session, dataset_id=run.dataset_id, picture_ids=list(there), label=spec.label)
    return Relabelled(changed=changed, gone=len(set(spec.positions)) - len(there))


def labels_of(session: Session, run: ClassifierRun) -> list[str]:
    """The classes of a run that has ended well. Raises RunUnfinished."""
    if run.result is None:
        raise RunUnfinished(run.number, runs.state_of(run, runs.job_of(session, run)))
    labels: list[str] = run.result["labels"]
    return labels


def _index(labels: Sequence[str], field: str, label: str | None) -> int | None:
    if label is None:
        return None
    if label not in labels:
        raise InvalidInput.of(field, label, "the run knows no such class", hint="Its classes are its `labels`.")
    return labels.index(label)


def _one(row: ClassifierPrediction, picture: DatasetPicture | None, labels: Sequence[str], link: Link) -> RunPrediction:
    filed = labels[row.label]
    thumbnail = (picture.thumbnail_key or picture.key) if picture else row.thumbnail_key
    return RunPrediction(
        split=row.split,
        position=row.position,
        path=row.path,
        label=filed,
        predicted=labels[row.predicted],
        correct=row.label == row.predicted,
        confidence=row.confidence,
        loss=row.loss,
        top=[LabelProbability(label=labels[label], probability=probability) for label, probability in row.top],
        picture_id=picture.id if picture else None,
        current_label=picture.label if picture and picture.label != filed else None,
        url=link(picture.key) if picture else None,
        thumbnail_url=link(thumbnail) if thumbnail else None,
        thumbhash=picture.thumbhash if picture else None,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
    )
