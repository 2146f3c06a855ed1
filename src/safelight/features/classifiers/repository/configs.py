"""Every query about configs."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from safelight.features.classifiers.tables import ClassifierConfig, ClassifierRun


def page(
    session: Session,
    *,
    after: str | None,
    limit: int,
    project_id: str | None = None,
    dataset_id: str | None = None,
    search: str | None = None,
) -> tuple[list[ClassifierConfig], str | None]:
    """Newest first, and the cursor of the next page."""
    query = select(ClassifierConfig).order_by(ClassifierConfig.id.desc()).limit(limit + 1)
    if after:
        query = query.where(ClassifierConfig.id < after)
    if project_id:
        query = query.where(ClassifierConfig.project_id == project_id)
    if dataset_id:
        query = query.where(ClassifierConfig.dataset_id == dataset_id)
    if search:
        query = query.where(func.lower(ClassifierConfig.name).contains(search.lower(), autoescape=True))
    found = list(session.scalars(query))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def those(session: Session, ids: Collection[str]) -> dict[str, ClassifierConfig]:
    """The configs of these ids that are there still."""
    query = select(ClassifierConfig).where(ClassifierConfig.id.in_(ids))
    return {config.id: config for config in session.scalars(query)} if ids else {}


def run_counts(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """How many runs began with each."""
    query = select(ClassifierRun.config_id, func.count()).where(ClassifierRun.config_id.in_(ids))
    rows = session.execute(query.group_by(ClassifierRun.config_id)).all()
    return {config_id: count for config_id, count in rows if config_id}
