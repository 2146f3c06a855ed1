"""The datasets that configs and runs name: found, named, and fixed as a version."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.classifiers.schemas.common import Named
from safelight.features.datasets import service as datasets
from safelight.features.datasets.schemas.pictures import PicturesChange
from safelight.features.datasets.service import pictures as dataset_pictures
from safelight.features.datasets.service import versions
from safelight.features.datasets.tables import Dataset
from safelight.features.projects import service as projects
from safelight.kit.errors import InvalidInput
from safelight.storage import Storage


def dataset(session: Session, asked: str) -> Dataset:
    """The dataset of that id or name. Raises DatasetNotFound."""
    return datasets.get(session, asked)


def names(session: Session, ids: Collection[str | None]) -> dict[str, Named]:
    """The datasets of these ids that are there still."""
    wanted = {each for each in ids if each}
    query = select(Dataset.id, Dataset.name).where(Dataset.id.in_(wanted))
    return {found: Named(id=found, name=name) for found, name in session.execute(query)} if wanted else {}


def projects_named(session: Session, ids: Collection[str | None]) -> dict[str, Named]:
    """The projects of these ids that are there still."""
    wanted = {each for each in ids if each}
    return {found: Named(id=found, name=each.name) for found, each in projects.named(session, wanted).items()}


def version_for_run(db: Database, storage: Storage, found: Dataset, *, number: int | None = None) -> int | None:
    """The version that a run learns from: an earlier one, or the dataset as it is now; None of a folder.

    Call it with no session open: it may write a file. Raises VersionNotFound, DatasetEmpty.
    """
    if found.source != "pictures":
        if number is not None:
            raise InvalidInput.of("dataset_version", number, "a dataset that is a folder has no versions")
        return None
    if number is None:
        return versions.version_for_run(db, storage, dataset_id=found.id)
    with db.reading() as session:
        return versions.show(session, datasets.get(session, found.id), number).number


def relabel(session: Session, *, dataset_id: str, picture_ids: list[str], label: str) -> int:
    """File pictures under another class; returns how many there were. Raises DatasetNotFound."""
    if not picture_ids:
        return 0
    held = datasets.locked(session, dataset_id)
    done, _ = dataset_pictures.change(session, dataset=held, spec=PicturesChange(ids=picture_ids, label=label))
    return done.changed


def pictures(found: Dataset) -> dict[str, dict[str, int]]:
    """How many pictures there are now, by part and class."""
    return {part: dict(classes) for part, classes in found.counts.items()}
