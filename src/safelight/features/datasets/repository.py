"""Every query about datasets, their pictures and versions."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, column, delete, func, select, table
from sqlalchemy.orm import Session

from safelight.db.naming import named
from safelight.db.ownership import EVERYBODYS
from safelight.features.datasets.schemas.pictures import PicturesWhere
from safelight.features.datasets.tables import Dataset, DatasetPicture, DatasetVersion
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED

AT_ONCE = 500  # ids in one statement
IMPORT = "dataset_import"
EXAMINE = "dataset_examine"
LOOK = "dataset_look"

# Runs need datasets, so their table is known here by name alone.
_run = table("classifier_run", column("dataset_id"), column("dataset_version"), column("state"))


def subject_of(dataset_id: str) -> str:
    """What jobs about a dataset are marked with."""
    return f"dataset:{dataset_id}"


def find(session: Session, id_or_slug: str) -> Dataset | None:
    """The dataset of that id, or of that name's slug: rather the caller's own than one shared with them.

    Raises AmbiguousName.
    """
    query = select(Dataset).where((Dataset.id == id_or_slug) | (Dataset.slug == id_or_slug))
    return named(session, query, id_or_slug)


def page(
    session: Session, *, search: str | None, project_id: str | None, source: str | None, after: str | None, limit: int
) -> list[Dataset]:
    """Newest first; one more than `limit`, to know whether there is a next page."""
    query = select(Dataset).order_by(Dataset.id.desc()).limit(limit + 1)
    if search:
        query = query.where(func.lower(Dataset.name).contains(search.lower(), autoescape=True))
    if project_id:
        query = query.where(Dataset.project_id == project_id)
    if source:
        query = query.where(Dataset.source == source)
    return list(session.scalars(query.where(Dataset.id < after) if after else query))


def used_by(session: Session, dataset_id: str, *, version: int | None = None, unfinished: bool = False) -> int:
    """Everybody's runs that name the dataset, or this version of it; only those that have not ended, if asked."""
    query = select(func.count()).select_from(_run).where(_run.c.dataset_id == dataset_id)
    if version is not None:
        query = query.where(_run.c.dataset_version == version)
    if unfinished:
        query = query.where(_run.c.state.not_in(FINISHED))
    return session.scalar(query, execution_options=EVERYBODYS) or 0


def counts(session: Session, dataset_id: str) -> dict[str, dict[str, int]]:
    """Pictures by part and class, without those that are left out."""
    here = DatasetPicture
    query = (
        select(here.split, here.label, func.count())
        .where(here.dataset_id == dataset_id, here.removed.is_(False), here.excluded.is_(False))
        .group_by(here.split, here.label)
    )
    found: dict[str, dict[str, int]] = {}
    for split, label, count in session.execute(query):
        found.setdefault(split, {})[label] = count
    return found


def totals(session: Session, dataset_id: str) -> tuple[int, int]:
    """Pictures and bytes that are kept, those that only versions name among them."""
    query = select(func.count(), func.coalesce(func.sum(DatasetPicture.size), 0))
    count, size = session.execute(query.where(DatasetPicture.dataset_id == dataset_id)).one()
    return count, int(size)


def excluded(session: Session, dataset_id: str) -> int:
    """Pictures that are left out."""
    query = select(func.count()).where(
        DatasetPicture.dataset_id == dataset_id, DatasetPicture.removed.is_(False), DatasetPicture.excluded.is_(True)
    )
    return session.scalar(query) or 0


def some_thumbnails(session: Session, dataset_id: str, *, limit: int) -> list[str]:
    """Keys of a few pictures, small, of different classes where there are some."""
    first = (
        select(func.min(DatasetPicture.id))
        .where(
            DatasetPicture.dataset_id == dataset_id,
            DatasetPicture.removed.is_(False),
            DatasetPicture.excluded.is_(False),
        )
        .group_by(DatasetPicture.label)
        .limit(limit)
    )
    query = select(DatasetPicture.thumbnail_key, DatasetPicture.key).where(DatasetPicture.id.in_(first))
    return [small or key for small, key in session.execute(query)]


def picture(session: Session, dataset_id: str, picture_id: str) -> DatasetPicture | None:
    """One picture that is not deleted."""
    found = session.get(DatasetPicture, picture_id)
    return found if found is not None and found.dataset_id == dataset_id and not found.removed else None


def selected(dataset_id: str, where: PicturesWhere) -> Select[DatasetPicture]:
    """The pictures that a filter finds, in the order in which they came."""
    conditions = [DatasetPicture.dataset_id == dataset_id, DatasetPicture.removed.is_(False)]
    if where.split is not None:
        conditions.append(DatasetPicture.split == where.split)
    if where.label is not None:
        conditions.append(DatasetPicture.label == where.label)
    if where.excluded is not None:
        conditions.append(DatasetPicture.excluded.is_(where.excluded))
    if where.relabelled is not None:
        moved = and_(DatasetPicture.first_label.is_not(None), DatasetPicture.first_label != DatasetPicture.label)
        conditions.append(moved if where.relabelled else ~moved)
    if where.search:
        conditions.append(func.lower(DatasetPicture.filename).contains(where.search.lower(), autoescape=True))
    if where.finding is not None:
        conditions += [_has(where.finding), ~_dismissed(where.finding)]
    if where.has_findings is not None:
        found = cast(DatasetPicture.findings, Text).contains('"state": "open"')
        conditions.append(found if where.has_findings else ~found)
    return select(DatasetPicture).where(*conditions).order_by(DatasetPicture.id)


def with_any(session: Session, dataset_id: str, kinds: Collection[str]) -> Sequence[DatasetPicture]:
    """Pictures that are learnt from with findings of these kinds, dismissed or not."""
    wanted = select(DatasetPicture).where(
        DatasetPicture.dataset_id == dataset_id,
        DatasetPicture.removed.is_(False),
        DatasetPicture.excluded.is_(False),
        cast(DatasetPicture.findings, Text).contains('"state": "'),
    )
    rows = session.scalars(wanted.order_by(DatasetPicture.id)).all()
    return [row for row in rows if any(each["kind"] in kinds for each in row.findings)]


def with_open_findings(session: Session, dataset_id: str) -> int:
    """Pictures that are learnt from of which something is found that nobody has dismissed."""
    chosen = selected(dataset_id, PicturesWhere(has_findings=True, excluded=False)).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(chosen)) or 0


def usual_side(session: Session, dataset_id: str, *, at_most: int) -> int:
    """The shorter side, in pixels, that half of the pictures have or exceed; `at_most` where it is larger."""
    here = DatasetPicture
    short = case((here.width < here.height, here.width), else_=here.height)
    mine = select(short).where(here.dataset_id == dataset_id, here.removed.is_(False), here.excluded.is_(False))
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    return min(at_most, session.scalar(mine.order_by(short).offset(count // 2).limit(1)) or at_most)


def has_smaller(session: Session, dataset_id: str, side: int) -> bool:
    """Whether there are pictures with a side of fewer pixels."""
    here = DatasetPicture
    small = select(here.id).where(here.dataset_id == dataset_id, (here.width < side) | (here.height < side))
    return session.scalar(small.where(here.removed.is_(False)).limit(1)) is not None


def those(session: Session, dataset_id: str, ids: Sequence[str]) -> list[DatasetPicture]:
    """The pictures of these ids that are there, in order."""
    found: list[DatasetPicture] = []
    for at in range(0, len(ids), AT_ONCE):
        query = select(DatasetPicture).where(
            DatasetPicture.id.in_(ids[at : at + AT_ONCE]),
            DatasetPicture.dataset_id == dataset_id,
            DatasetPicture.removed.is_(False),
        )
        found += session.scalars(query)
    return sorted(found, key=lambda row: row.id)


def known_ids(session: Session, ids: Sequence[str]) -> set[str]:
    """Which of these pictures are there, deleted or not."""
    return set(session.scalars(select(DatasetPicture.id).where(DatasetPicture.id.in_(ids))))


def same_content(session: Session, dataset_id: str, digests: Collection[str]) -> set[tuple[str, str, str]]:
    """Content, part and class of the pictures with one of these contents, as they are now."""
    query = select(DatasetPicture.sha256, DatasetPicture.split, DatasetPicture.label).where(
        DatasetPicture.dataset_id == dataset_id,
        DatasetPicture.removed.is_(False),
        DatasetPicture.sha256.in_(digests),
    )
    return {(digest, split, label) for digest, split, label in session.execute(query)}


def versions(session: Session, dataset_id: str) -> Sequence[DatasetVersion]:
    """Newest first."""
    query = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id)
    return session.scalars(query.order_by(DatasetVersion.number.desc())).all()


def delete_pictures(session: Session, rows: Sequence[DatasetPicture]) -> None:
    """Forget rows for good."""
    ids = [row.id for row in rows]
    for at in range(0, len(ids), AT_ONCE):
        session.execute(delete(DatasetPicture).where(DatasetPicture.id.in_(ids[at : at + AT_ONCE])))


def jobs_of(session: Session, dataset_id: str, *kinds: str, limit: int = 50) -> Sequence[Job]:
    """Jobs of these kinds about a dataset, newest first."""
    query = select(Job).where(Job.subject == subject_of(dataset_id), Job.kind.in_(kinds))
    return session.scalars(query.order_by(Job.id.desc()).limit(limit)).all()


def _has(kind: str) -> ColumnElement[bool]:
    return cast(DatasetPicture.findings, Text).contains(f'"kind": "{kind}"')


def _dismissed(kind: str) -> ColumnElement[bool]:
    return cast(DatasetPicture.dismissed, Text).contains(f'"{kind}"')
