"""Pictures of a dataset: found by filter, moved, relabelled, left out and deleted, one or many at once."""

import random
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.datasets import repository
from safelight.features.datasets.errors import ClassNotFound, DatasetEmpty, PictureNotFound
from safelight.features.datasets.schemas import SplitOff
from safelight.features.datasets.schemas.pictures import (
    MAX_NAMED,
    DatasetPictureShown,
    DatasetPictureUpdate,
    PicturesChange,
    PicturesChanged,
    PicturesQuery,
    PicturesWhere,
)
from safelight.features.datasets.service import Link, changed, of_pictures
from safelight.features.datasets.tables import Dataset, DatasetPicture
from safelight.kit.paging import Page

SEEN = "seen"
"""Among the findings of a picture: what was measured of it, from which the others follow."""


def page(session: Session, *, dataset: Dataset, wanted: PicturesQuery, link: Link) -> Page[DatasetPictureShown]:
    """In the order in which they came."""
    query = repository.selected(dataset.id, wanted).limit(wanted.limit + 1)
    if wanted.after:
        query = query.where(DatasetPicture.id > wanted.after)
    found = list(session.scalars(query))
    items = [shown(row, link=link) for row in found[: wanted.limit]]
    return Page(items=items, next=items[-1].id if len(found) > wanted.limit else None)


def get(session: Session, *, dataset: Dataset, picture_id: str) -> DatasetPicture:
    """One picture. Raises PictureNotFound."""
    found = repository.picture(session, dataset.id, picture_id)
    if found is None:
        raise PictureNotFound(dataset.name, picture_id)
    return found


def update(session: Session, *, dataset: Dataset, picture_id: str, spec: DatasetPictureUpdate) -> DatasetPicture:
    """Change one picture of a dataset that is held locked. Raises PictureNotFound, DatasetIsFolder."""
    row = get(session, dataset=of_pictures(dataset), picture_id=picture_id)
    if _apply(row, spec):
        changed(session, dataset)
    return row


def change(session: Session, *, dataset: Dataset, spec: PicturesChange) -> tuple[PicturesChanged, list[str]]:
    """The same change for many pictures of a dataset that is held locked; also files to delete after the commit.

    Ids that are not there (any more) are passed over: a second click changes nothing more. Raises DatasetIsFolder.
    """
    of_pictures(dataset)
    if spec.ids is not None:
        rows = repository.those(session, dataset.id, list(dict.fromkeys(spec.ids)))
    else:
        rows = list(session.scalars(repository.selected(dataset.id, spec.where or PicturesWhere())))
    if spec.delete:
        keys = remove(session, dataset=dataset, rows=rows)
        return PicturesChanged(changed=len(rows), undo=[]), keys
    return _changed(session, dataset, rows, spec), []


def rename_classes(session: Session, *, dataset: Dataset, labels: Sequence[str], to: str) -> PicturesChanged:
    """Call classes of a dataset that is held locked otherwise, or make them one. Raises ClassNotFound."""
    of_pictures(dataset)
    rows = []
    for label in dict.fromkeys(labels):
        found = list(session.scalars(repository.selected(dataset.id, PicturesWhere(label=label))))
        if not found:
            raise ClassNotFound(dataset.name, label)
        rows += found
    return _changed(session, dataset, rows, DatasetPictureUpdate(label=to), is_rename=True)


def split_off(session: Session, *, dataset: Dataset, spec: SplitOff) -> PicturesChanged:
    """Move a share of each class of train into another part; of a dataset that is held locked. Raises DatasetEmpty."""
    of_pictures(dataset)
    where = PicturesWhere(split="train", excluded=False)
    by_class: dict[str, list[DatasetPicture]] = {}
    for row in session.scalars(repository.selected(dataset.id, where)):
        by_class.setdefault(row.label, []).append(row)
    chosen: list[DatasetPicture] = []
    for label, rows in sorted(by_class.items()):
        count = min(max(1, round(len(rows) * spec.fraction)), len(rows) - 1)  # the class stays in train, too
        # By content, not by id: the same pictures are taken wherever they were sent to.
        rows.sort(key=lambda row: (row.sha256, row.id))
        chosen += random.Random(f"{spec.seed}/{label}").sample(rows, count)
    if not chosen:
        raise DatasetEmpty(
            f"{dataset.name} has no class with two pictures to train on: there is nothing to set aside.",
            hint="Send more pictures.",
        )
    return _changed(session, dataset, chosen, DatasetPictureUpdate(split=spec.part))


def remove(session: Session, *, dataset: Dataset, rows: Sequence[DatasetPicture]) -> list[str]:
    """Forget pictures of a dataset that is held locked; those that a version may name stay, hidden.

    Gives back the files to delete once this is committed.
    """
    newest = next(iter(repository.versions(session, dataset.id)), None)
    kept = {row.id for row in rows if newest is not None and row.created_at <= newest.created_at}
    for row in rows:
        row.removed = row.removed or row.id in kept
    gone = [row for row in rows if row.id not in kept]
    repository.delete_pictures(session, gone)
    if rows:
        changed(session, dataset)
    return [key for row in gone for key in files_of(row)]


def files_of(row: DatasetPicture) -> list[str]:
    """The storage keys of a picture."""
    return [key for key in (row.key, row.thumbnail_key) if key]


def open_findings(row: DatasetPicture) -> list[str]:
    """Kinds of what was found of a picture and nobody has dismissed."""
    return list(dict.fromkeys(each["kind"] for each in row.findings if each["kind"] not in {SEEN, *row.dismissed}))


def shown(row: DatasetPicture, *, link: Link) -> DatasetPictureShown:
    """As the API shows it."""
    return DatasetPictureShown(
        id=row.id,
        split=row.split,
        label=row.label,
        first_label=row.first_label,
        filename=row.filename,
        width=row.width,
        height=row.height,
        size=row.size,
        excluded=row.excluded,
        findings=open_findings(row),
        url=link(row.key),
        thumbnail_url=link(row.thumbnail_key or row.key),
        thumbhash=row.thumbhash,
        created_at=row.created_at,
    )


def _changed(
    session: Session,
    dataset: Dataset,
    rows: Sequence[DatasetPicture],
    spec: DatasetPictureUpdate,
    *,
    is_rename: bool = False,
) -> PicturesChanged:
    undo: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for row in rows:
        was = {"split": row.split, "label": row.label, "excluded": row.excluded}
        dismissed = row.dismissed
        if not _apply(row, spec):
            continue
        if is_rename:  # the pictures are where they were put; only the name is another
            row.first_label = None
        back: dict[str, Any] = {name: value for name, value in was.items() if value != getattr(row, name)}
        if row.dismissed != dismissed and isinstance(spec, PicturesChange):
            back |= {"heed": spec.keep} if spec.keep else {"keep": spec.heed}
        undo.setdefault(repr(back), (back, []))[1].append(row.id)
    if undo:
        changed(session, dataset)
    return PicturesChanged(
        changed=sum(len(ids) for _, ids in undo.values()),
        undo=[
            PicturesChange(ids=ids[at : at + MAX_NAMED], **back)
            for back, ids in undo.values()
            for at in range(0, len(ids), MAX_NAMED)
        ],
    )


def _apply(row: DatasetPicture, spec: DatasetPictureUpdate) -> bool:
    """Change what is given; whether anything is other now."""
    was = (row.split, row.label, row.excluded, row.dismissed)
    if spec.split is not None:
        row.split = spec.split
    if spec.label is not None and spec.label != row.label:
        first = row.first_label or row.label
        row.label, row.first_label = spec.label, None if spec.label == first else first
    if spec.excluded is not None:
        row.excluded = spec.excluded
    if isinstance(spec, PicturesChange):
        keep = [spec.keep] if spec.keep and spec.keep not in row.dismissed else []
        kinds = [kind for kind in [*row.dismissed, *keep] if kind != spec.heed]
        if kinds != row.dismissed:
            row.dismissed = kinds
            row.findings = marked(row.findings, kinds)
    return was != (row.split, row.label, row.excluded, row.dismissed)


def marked(findings: Sequence[dict[str, object]], dismissed: Sequence[str]) -> list[dict[str, object]]:
    """Findings that say of themselves whether they are open, which a query can ask for."""
    return [
        each if each["kind"] == SEEN else {**each, "state": "kept" if each["kind"] in dismissed else "open"}
        for each in findings
    ]
