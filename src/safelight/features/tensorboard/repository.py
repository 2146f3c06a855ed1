"""Every query about what TensorBoard shows."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.projects.tables import Project


def run(session: Session, id_or_number: str) -> ClassifierRun | None:
    """The run of that id, or of that number."""
    query = select(ClassifierRun)
    # Longer numbers are none of ours, and too large for the column.
    is_number = id_or_number.isascii() and id_or_number.isdigit() and len(id_or_number) <= 9
    return session.scalar(
        query.where(ClassifierRun.number == int(id_or_number))
        if is_number
        else query.where(ClassifierRun.id == id_or_number)
    )


def project(session: Session, project_id: str) -> Project | None:
    """The project of that id."""
    return session.get(Project, project_id)


def runs_of(session: Session, project_id: str, *, limit: int) -> Sequence[ClassifierRun]:
    """The newest runs of a project."""
    query = select(ClassifierRun).where(ClassifierRun.project_id == project_id)
    return session.scalars(query.order_by(ClassifierRun.number.desc()).limit(limit)).all()
