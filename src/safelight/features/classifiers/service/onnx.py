"""A run's model for ONNX runtimes: made by a worker, and offered once it was checked against torch."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.classifiers.errors import RunNotFound, RunUnfinished
from safelight.features.classifiers.repository import runs
from safelight.features.classifiers.schemas.exchange import OnnxFile, OnnxState
from safelight.features.classifiers.tables import ClassifierRun
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED, JobFailure, Needs
from safelight.specs.predicting import ClassifierUse, OnnxJobSpec
from safelight.storage import Storage, layout
from safelight.storage.errors import StorageNotFound

JOB_KIND = "classifier_onnx"
PRIORITY = 60


def start(session: Session, *, asked: str, max_queued: int) -> Job:
    """Queue the export; one that waits or runs is given back. Raises RunNotFound, RunUnfinished, TooManyRequests."""
    run = _finished(session, asked)
    if under_way := jobs.unfinished(session, kind=JOB_KIND, subject=_subject(run)):
        return under_way[-1]
    return jobs.submit(
        session,
        kind=JOB_KIND,
        title=f"ONNX of run {run.number}",
        spec=OnnxJobSpec(
            run_id=run.id,
            classifier=ClassifierUse(
                name=run.id, prefix=run.model_key, sha256=run.model_sha256, size_bytes=run.model_size or 0
            ),
        ),
        subject=_subject(run),
        of=run,
        needs=Needs(),
        priority=PRIORITY,
        max_queued=max_queued,
    )


def shown(session: Session, *, asked: str, storage: Storage, link: Callable[[str, str], str]) -> OnnxState:
    """What there is. `link` is given the key and the name to save it under. Raises RunNotFound."""
    run = runs.find(session, asked)
    if run is None:
        raise RunNotFound(asked)
    model, check = layout.run_onnx(run.id)
    try:
        file = OnnxFile.model_validate_json(storage.get(check))
    except StorageNotFound:
        file = None
    newest = select(Job).where(Job.kind == JOB_KIND, Job.subject == _subject(run)).order_by(Job.id.desc()).limit(1)
    job = session.scalar(newest)
    return OnnxState(
        run_id=run.id,
        onnx=file,
        url=link(model, f"{run.name or 'classifier'}-{run.number}.onnx") if file else None,
        job_id=job.id if job else None,
        status=job.state if job else None,
        progress=jobs.progress_of(session, [job.id]).get(job.id) if job and job.state not in FINISHED else None,
        failure=JobFailure.model_validate(job.failure) if job and job.failure else None,
    )


def _finished(session: Session, asked: str) -> ClassifierRun:
    run = runs.find(session, asked)
    if run is None:
        raise RunNotFound(asked)
    if run.model_key is None:
        raise RunUnfinished(run.number, run.state)
    return run


def _subject(run: ClassifierRun) -> str:
    return f"classifier_run:{run.id}"
