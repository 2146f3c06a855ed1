"""The rows of models whose files lie in the storage."""

from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from safelight.db.ownership import EVERYBODYS
from safelight.features.models.tables import StoredModel
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.specs.jobs import MODELS_HERE


def find(session: Session, name: str) -> StoredModel | None:
    """The row of that name."""
    return session.get(StoredModel, name)


def locked(session: Session, name: str) -> StoredModel | None:
    """The row of that name, locked for this transaction."""
    return session.get(StoredModel, name, with_for_update=True, populate_existing=True)


def marks(session: Session) -> Mapping[str, str]:
    """Of each stored model the mark of the files that were copied."""
    rows = session.execute(select(StoredModel.name, StoredModel.mark))
    return {name: mark for name, mark in rows}  # noqa: C416  dict() of rows loses their types


def digests(session: Session) -> set[str]:
    """SHA-256 of every file that some stored model has."""
    return {str(each["sha256"]) for files in session.scalars(select(StoredModel.files)) for each in files}


def bind_waiting(session: Session, name: str, *, here: bool) -> None:
    """Say of the jobs that wait for a model whether only workers with the server's models folder may have them."""
    # A classifier's jobs go together by its weights, and are of it by name.
    of_model = or_(Job.model_key == name, Job.subject == f"classifier:{name}")
    waiting = select(Job).where(of_model, Job.state == "queued", Job.place == "worker")
    for job in session.scalars(waiting.with_for_update(), execution_options=EVERYBODYS):
        needs = job.parsed_needs
        labels = {key: value for key, value in needs.labels.items() if key != MODELS_HERE[0]}
        if here and needs.engine == "native":
            labels[MODELS_HERE[0]] = MODELS_HERE[1]
        jobs.ask_anew(job, needs.model_copy(update={"labels": labels}))
