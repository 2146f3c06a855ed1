"""Versions of a dataset: lists of what it held, kept as files, so that a run can always be told what it learnt from."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.datasets import repository
from safelight.features.datasets.errors import DatasetEmpty, VersionNotFound
from safelight.features.datasets.schemas.pictures import PicturesChanged
from safelight.features.datasets.schemas.versions import DatasetVersionShown, DiffPart, DiffPicture, VersionDiff
from safelight.features.datasets.service import Link, changed, classes_of, get, locked, of_pictures, parts_of, tell
from safelight.features.datasets.service.pictures import shown
from safelight.features.datasets.tables import Dataset, DatasetPicture, DatasetVersion
from safelight.kit.errors import Conflict
from safelight.specs.classify import Split
from safelight.storage import Storage, layout

SHOWN = 60
"""Pictures that a difference shows of each kind."""
_TRIES = 5


class Kept(BaseModel):
    """One picture as a version names it."""

    id: str
    key: str
    sha256: str
    size: int
    split: Split
    label: str
    filename: str


class Manifest(BaseModel):
    """What a version of a dataset holds."""

    dataset_id: str
    number: int
    pictures: list[Kept]


def version_for_run(db: Database, storage: Storage, *, dataset_id: str) -> int | None:
    """The version that a run starting now is trained on, a new one only where something changed; None of a folder.

    Call it before the transaction that records the run: it writes a file. Raises DatasetNotFound, DatasetEmpty.
    """
    with db.reading() as session:
        dataset = get(session, dataset_id)
        if dataset.source != "pictures":
            return None
        if dataset.fingerprint is not None and dataset.version:
            return dataset.version
    return keep(db, storage, id_or_name=dataset_id, note="")


def keep(db: Database, storage: Storage, *, id_or_name: str, note: str) -> int:
    """Keep a dataset as it is now; gives the number back. Where nothing has changed it is the newest, with the note.

    Raises DatasetNotFound, DatasetIsFolder, DatasetEmpty, Conflict while it changes all the time.
    """
    for _ in range(_TRIES):
        with db.transaction() as session:
            dataset = of_pictures(locked(session, id_or_name))
            if dataset.fingerprint is not None and dataset.version:
                if note:
                    _row(session, dataset, dataset.version).note = note
                return dataset.version
            stamp, pictures = dataset.updated_at, now(session, dataset)
        if not pictures:
            raise DatasetEmpty(f"{dataset.name} has no pictures to keep a version of.", hint="Send some first.")
        manifest = Manifest(dataset_id=dataset.id, number=dataset.version + 1, pictures=pictures)
        key = layout.dataset_manifest(dataset.id, manifest.number, secrets.token_hex(4))
        storage.put(key, manifest.model_dump_json().encode(), content_type="application/json")
        is_kept = False
        try:
            with db.transaction() as session:
                dataset = locked(session, dataset.id)
                if dataset.updated_at == stamp and dataset.version == manifest.number - 1:
                    _record(session, dataset, manifest, key=key, note=note)
                    is_kept = True
        finally:
            if not is_kept:
                storage.delete(key)
        if is_kept:
            return manifest.number
    raise Conflict(f"{dataset.name} changes all the time.", hint="Wait until its imports have ended.")


def now(session: Session, dataset: Dataset) -> list[Kept]:
    """What it holds now, without what is left out."""
    here = DatasetPicture
    query = select(here.id, here.key, here.sha256, here.size, here.split, here.label, here.filename).where(
        here.dataset_id == dataset.id, here.removed.is_(False), here.excluded.is_(False)
    )
    return [Kept.model_construct(**row._asdict()) for row in session.execute(query.order_by(here.id))]


def manifest_of(db: Database, storage: Storage, *, dataset_id: str, number: int) -> Manifest:
    """What a version holds. Raises DatasetNotFound, VersionNotFound."""
    with db.reading() as session:
        dataset = get(session, dataset_id)
        key = _row(session, dataset, number).manifest_key
    return Manifest.model_validate_json(storage.get(key))


def listed(session: Session, dataset: Dataset) -> list[DatasetVersionShown]:
    """Newest first."""
    return [_shown(session, dataset, row) for row in repository.versions(session, dataset.id)]


def show(session: Session, dataset: Dataset, number: int) -> DatasetVersionShown:
    """One of them. Raises VersionNotFound."""
    return _shown(session, dataset, _row(session, dataset, number))


def diff(db: Database, storage: Storage, *, id_or_name: str, before: int, after: int | None, link: Link) -> VersionDiff:
    """What lies between a version and another, or the dataset as it is now. Raises VersionNotFound."""
    with db.reading() as session:
        dataset = get(session, id_or_name)
        current = now(session, dataset) if after is None else []
    old = _by_id(manifest_of(db, storage, dataset_id=dataset.id, number=before).pictures)
    if after is not None:
        current = manifest_of(db, storage, dataset_id=dataset.id, number=after).pictures
    new = _by_id(current)
    both = [each for each in old if each in new]
    ways = {
        "added": [each for each in new if each not in old],
        "removed": [each for each in old if each not in new],
        "relabelled": [each for each in both if old[each].label != new[each].label],
        "moved": [each for each in both if old[each].label == new[each].label and old[each].split != new[each].split],
    }
    with db.reading() as session:
        named = [each for ids in ways.values() for each in ids[:SHOWN]]
        rows = {row.id: row for row in repository.those(session, dataset.id, named)}

        def part(ids: Sequence[str]) -> DiffPart:
            return DiffPart(count=len(ids), pictures=[_difference(each, old, new, rows, link) for each in ids[:SHOWN]])

        return VersionDiff(
            before=before,
            after=after,
            same=not any(ways.values()),
            **{name: part(ids) for name, ids in ways.items()},
        )


def restore(db: Database, storage: Storage, *, id_or_name: str, number: int) -> PicturesChanged:
    """Make a dataset as it was: what came later is left out, what was deleted comes back. Raises VersionNotFound."""
    wanted = _by_id(manifest_of(db, storage, dataset_id=id_or_name, number=number).pictures)
    count = 0
    with db.transaction() as session:
        dataset = of_pictures(locked(session, id_or_name))
        version = _row(session, dataset, number)
        rows = session.scalars(select(DatasetPicture).where(DatasetPicture.dataset_id == dataset.id)).all()
        for row in rows:
            then = wanted.get(row.id)
            was = (row.split, row.label, row.excluded, row.removed)
            if then is None:
                row.excluded = True
            else:
                first = row.first_label or row.label
                row.split, row.label, row.excluded, row.removed = then.split, then.label, False, False
                row.first_label = None if first == then.label else first
            count += was != (row.split, row.label, row.excluded, row.removed)
        if count:
            changed(session, dataset)
            if number == dataset.version:
                dataset.fingerprint = version.fingerprint
    return PicturesChanged(changed=count, undo=[])


def _record(session: Session, dataset: Dataset, manifest: Manifest, *, key: str, note: str) -> None:
    counts: dict[str, dict[str, int]] = {}
    for each in manifest.pictures:
        part = counts.setdefault(each.split, {})
        part[each.label] = part.get(each.label, 0) + 1
    fingerprint = fingerprint_of(manifest.pictures)
    session.add(
        DatasetVersion(
            dataset_id=dataset.id,
            number=manifest.number,
            fingerprint=fingerprint,
            manifest_key=key,
            counts=counts,
            note=note,
        )
    )
    dataset.version, dataset.fingerprint = manifest.number, fingerprint
    tell(session, dataset, "version", version=manifest.number)


def fingerprint_of(pictures: Iterable[Kept]) -> str:
    """The same for the same pictures in the same classes and parts, whatever their order and names."""
    lines = sorted(json.dumps([each.split, each.label, each.sha256]) for each in pictures)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _row(session: Session, dataset: Dataset, number: int) -> DatasetVersion:
    found = session.get(DatasetVersion, (dataset.id, number))
    if found is None:
        raise VersionNotFound(dataset.name, number, dataset.version)
    return found


def _shown(session: Session, dataset: Dataset, row: DatasetVersion) -> DatasetVersionShown:
    parts = parts_of(row.counts)
    return DatasetVersionShown(
        number=row.number,
        note=row.note,
        fingerprint=row.fingerprint,
        pictures=parts.train + parts.val + parts.test,
        parts=parts,
        labels=classes_of(row.counts),
        runs=repository.used_by(session, dataset.id, version=row.number),
        is_current=row.number == dataset.version and dataset.fingerprint == row.fingerprint,
        created_at=row.created_at,
    )


def _by_id(pictures: Iterable[Kept]) -> dict[str, Kept]:
    return {each.id: each for each in pictures}


def _difference(
    picture_id: str, old: dict[str, Kept], new: dict[str, Kept], rows: dict[str, DatasetPicture], link: Link
) -> DiffPicture:
    before, after, row = old.get(picture_id), new.get(picture_id), rows.get(picture_id)
    named = after or before
    return DiffPicture(
        picture=shown(row, link=link) if row else None,
        filename=named.filename if named else "",
        before=(before.split, before.label) if before else None,
        after=(after.split, after.label) if after else None,
    )
