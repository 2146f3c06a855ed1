"""An agent for tests: the real Runner behind doors of its own to the database and to the storage; tasks that sleep.

Arguments: database URL, URL of the S3 server, work folder, lease seconds.
"""

import os
import sys
import time
from functools import partial
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import Session

from safelight.jobs.runner import Runner, WorkerInfo
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit import logs
from safelight.kit.signing import LinkSigner
from safelight.storage import S3Options, Storage, open_storage
from safelight.storage.errors import StorageAway

ACCESS_KEY, SECRET_KEY, BUCKET = "safelight-test", "not-a-secret-of-anyone", "studio"
STORAGE_URL = f"s3://{BUCKET}/fleet"
# What the job's row says in the moment of the write stands beside what the writer believes.
RESULTS = "CREATE TABLE chaos_result (job_id text, epoch int, epoch_then int, state_then text, worker text, key text)"
_WRITE = text(
    "INSERT INTO chaos_result SELECT id, CAST(:epoch AS int), epoch, state, CAST(:worker AS text), CAST(:key AS text) "
    "FROM job WHERE id = :job"
)


class NapSpec(BaseModel):
    """How long it sleeps, in steps; one that keeps a file of what it did writes it to the storage."""

    steps: int = 10
    seconds: float = 0.05
    keeps: bool = True


def storage_at(url: str) -> Storage:
    """The bucket of that server."""
    options = S3Options(ACCESS_KEY, SECRET_KEY, endpoint=url)
    return open_storage(STORAGE_URL, signer=LinkSigner(b"0123456789abcdef"), s3=options)


def nap(context: JobContext) -> dict[str, object]:
    """The computing, which takes no CPU."""
    for step in range(context.spec.steps):
        time.sleep(context.spec.seconds)
        context.progress(step + 1, context.spec.steps)
    return {}


def keep(storage: Storage, context: JobContext) -> dict[str, object]:
    """A file first, then its row in the transaction that ends the stage, as pictures are kept."""
    if not context.spec.keeps:
        return {}
    key = f"{context.job_id}/{context.attempt}.txt"
    while True:
        try:
            storage.put(key, context.job_id.encode(), content_type="text/plain")
        except StorageAway:
            context.waits("The storage is away")
            time.sleep(0.2)
        else:
            break
    context.record(partial(write, context, key))
    return {"key": key}


def write(context: JobContext, key: str, session: Session) -> None:
    """The row of the result."""
    told = {"job": context.job_id, "epoch": context._epoch, "worker": os.environ["SAFELIGHT_WORKER_ID"], "key": key}
    session.execute(_WRITE, told)


def nap_task(storage: Storage) -> Task:
    """Sleep, and keep a file of it there."""
    return Task("nap", NapSpec, (Stage("nap", nap), Stage("keep", partial(keep, storage))))


def main() -> None:
    """Work until told to stop."""
    logs.configure(level="info", as_json=False)
    url, s3, work_dir, lease = sys.argv[1:5]
    tasks = {"nap": nap_task(storage_at(s3))}
    runner = Runner(url, tasks, worker=WorkerInfo(), work_dir=Path(work_dir), lease_seconds=float(lease))
    os._exit(runner.run_forever())


if __name__ == "__main__":
    main()
