"""Every query about what runs say of pictures."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from safelight.features.classifiers.repository.cursors import cursor, place_of
from safelight.features.classifiers.schemas.predictions import PredictionSort
from safelight.features.classifiers.tables import ClassifierPrediction
from safelight.features.datasets.tables import DatasetPicture
from safelight.specs.classify import Split

_KEYS: dict[PredictionSort, ColumnElement[Any]] = {
    "position": ClassifierPrediction.position.expression,
    "confident": -ClassifierPrediction.confidence,
    "uncertain": ClassifierPrediction.confidence.expression,
    "loss": -ClassifierPrediction.loss,
}


def page(
    session: Session,
    *,
    run_id: str,
    split: Split,
    label: int | None = None,
    predicted: int | None = None,
    correct: bool | None = None,
    sort: PredictionSort = "position",
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[ClassifierPrediction], str | None]:
    """One page of what a run says of a part of its dataset, and the cursor of the next."""
    key, position = _KEYS[sort], ClassifierPrediction.position
    query = select(ClassifierPrediction, key.label("key")).where(
        ClassifierPrediction.run_id == run_id, ClassifierPrediction.split == split
    )
    if label is not None:
        query = query.where(ClassifierPrediction.label == label)
    if predicted is not None:
        query = query.where(ClassifierPrediction.predicted == predicted)
    if correct is not None:
        same = ClassifierPrediction.label == ClassifierPrediction.predicted
        query = query.where(same if correct else ~same)
    if after:
        value, last = place_of(after, (int, float), int)
        query = query.where(or_(key > value, and_(key == value, position > last)))
    rows = session.execute(query.order_by(key, position).limit(limit + 1)).all()
    ends = [cursor(row[1], row[0].position) for row in rows]
    return [row[0] for row in rows[:limit]], ends[limit - 1] if len(rows) > limit else None


def at(session: Session, *, run_id: str, split: Split, positions: Collection[int]) -> Sequence[ClassifierPrediction]:
    """What a run says of these pictures."""
    query = select(ClassifierPrediction).where(
        ClassifierPrediction.run_id == run_id,
        ClassifierPrediction.split == split,
        ClassifierPrediction.position.in_(positions),
    )
    return session.scalars(query).all()


def pictures(session: Session, ids: Collection[str]) -> dict[str, DatasetPicture]:
    """The pictures of these ids that are there still."""
    query = select(DatasetPicture).where(DatasetPicture.id.in_(ids))
    return {picture.id: picture for picture in session.scalars(query)} if ids else {}
