"""A worker's tasks run in this process: its tools, and a job done stage by stage as the runner does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch

from safelight.db import Database
from safelight.engine.diffusion.cache import PipelineCache
from safelight.features.models.repository import ModelShelf
from safelight.jobs import moves
from safelight.jobs.doing import do_stages
from safelight.jobs.tables import Worker
from safelight.jobs.task import JobContext
from safelight.kit.clock import utcnow
from safelight.kit.secret_file import secret_at
from safelight.kit.signing import LinkSigner
from safelight.settings import Settings
from safelight.storage.configured import storage_from
from safelight.worker.store import FileCache
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop

WORKER = "w1"


@contextmanager
def workshop(settings: Settings) -> Iterator[Workshop]:
    """What the tasks share, on one CPU thread."""
    torch.set_num_threads(1)
    db = Database(settings.effective_database_url, pool_size=2)
    storage = storage_from(settings, LinkSigner(secret_at(settings.data_dir / "secret.key")))
    yield Workshop(
        db=db,
        storage=storage,
        files=FileCache(storage, settings.data_dir / "cache" / "files", 1 << 30),
        shelf=ModelShelf.at(settings.effective_models_dir, default=settings.default_model),
        pipelines=PipelineCache(2, "cpu", torch.float32),
        device="cpu",
        dtype="float32",
        threads=1,
        cache_dir=settings.data_dir / "cache",
    )
    db.dispose()


def claim(workshop: Workshop, settings: Settings, job_id: str) -> JobContext:
    """The job, in hand; of a worker that the server never finds dead, and sends nothing to."""
    with workshop.db.transaction() as session:
        seen = utcnow() + timedelta(hours=1)
        worker = Worker(id=WORKER, name=WORKER, host="here", pid=1, device="cpu", device_name="CPU", version="0")
        worker.memory_total = worker.memory_free = 0
        worker.state, worker.started_at, worker.seen_at = "draining", seen, seen
        session.merge(worker)
    with workshop.db.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        moves.place(session, job, WORKER)
        moves.start(session, job)
    work_dir = settings.work_dir / job_id
    work_dir.mkdir(parents=True, exist_ok=True)
    return JobContext(db=workshop.db, job=job, task=all_tasks(workshop)[job.kind], work_dir=work_dir)


def do(workshop: Workshop, context: JobContext) -> None:
    """Every stage that is not done, to the end of the job."""
    if not do_stages(context):
        with workshop.db.transaction() as session:
            moves.finish(session, context.owned(session), "succeeded")
