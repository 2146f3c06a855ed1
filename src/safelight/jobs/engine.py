"""The only home of DBOS: it carries a placed job to one worker's mailbox queue and runs it there.

Each placement is a workflow of its own, named by job and epoch and written in the transaction that places the job.
What must outlive it (results of stages, ownership, attempts) is in the job row.
"""

import logging
import time
from collections.abc import Callable, Iterable

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from sqlalchemy import make_url
from sqlalchemy.orm import Session

APPLICATION = "safelight"
# The default is a hash of the code, which would strand running jobs at every upgrade.
VERSION = "1"
WORKFLOW = "job"
SCHEMA = "dbos"
"""Of the engine's own tables, on PostgreSQL."""
QUIET_SECONDS = 30.0
KEEP_SECONDS = 3600

RunJob = Callable[[str, int], None]


def migrate(url: str) -> None:
    """Create or upgrade DBOS's own tables. For the server alone, before any worker starts."""
    _tame_logs()
    DBOS.migrate(_dbos_url(url))


class Inbox:
    """A worker's side: takes jobs from its own mailbox, as many at a time as it has seats."""

    def __init__(self, url: str, *, worker_id: str, seats: int, poll_seconds: float, run_job: RunJob) -> None:
        _tame_logs()
        self._url = _dbos_url(url)
        self._worker_id = worker_id
        self._seats = seats
        self._poll_seconds = poll_seconds
        self._run_job = run_job

    def open(self) -> None:
        """Start to take jobs, in a thread of DBOS's."""
        client = _client(self._url)
        try:
            # Before the launch, which otherwise looks for new queues only once a second.
            client.register_queue(
                queue_of(self._worker_id), worker_concurrency=self._seats, polling_interval_sec=self._poll_seconds
            )
        finally:
            client.destroy()
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": self._url,
                "executor_id": self._worker_id,
                "application_version": VERSION,
                "serializer": DBOSPortableJSONSerializer(),
                "run_migrations": False,
                "use_listen_notify": False,
                "sys_db_pool_size": 4,  # a job in hand holds none
                "log_level": "WARNING",
                "scheduler_polling_interval_sec": 3600.0,
            }
        )

        @DBOS.workflow(name=WORKFLOW)
        def run_job(job_id: str, epoch: int) -> None:
            self._run_job(job_id, epoch)

        DBOS.listen_queues([queue_of(self._worker_id)])
        DBOS.launch()

    def close(self) -> None:
        """Take no more; a job that is still running is not waited for."""
        DBOS.destroy()


class Outbox:
    """The placer's side: puts jobs into mailboxes, and clears away what is done or dead."""

    def __init__(self, url: str) -> None:
        _tame_logs()
        self._client = _client(_dbos_url(url))

    def deliver(self, session: Session, *, worker_id: str, job_id: str, epoch: int) -> None:
        """Into the worker's mailbox, when the session commits."""
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": WORKFLOW,
                "workflow_id": f"{job_id}:{epoch}",
                "queue_name": queue_of(worker_id),
                "app_version": VERSION,
            },
            job_id,
            epoch,
        )

    def forget_workers(self, worker_ids: Iterable[str]) -> None:
        """Delete the mailboxes of workers that are gone, with what is in them."""
        for worker_id in worker_ids:
            self._client.delete_queue(queue_of(worker_id))
            self._delete(queue_name=queue_of(worker_id))

    def forget_done(self) -> None:
        """Delete finished deliveries older than an hour."""
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - KEEP_SECONDS))
        self._delete(status=["SUCCESS", "ERROR", "CANCELLED"], completed_before=before)

    def close(self) -> None:
        """Close the connections."""
        self._client.destroy()

    def _delete(self, *, limit: int = 500, **which: str | list[str]) -> None:
        found = self._client.list_workflows(limit=limit, load_input=False, load_output=False, **which)  # type: ignore[arg-type]  # the filters of one call, by name
        if found:
            self._client.delete_workflows([workflow.workflow_id for workflow in found])


def queue_of(worker_id: str) -> str:
    """The name of a worker's mailbox."""
    return f"gpu:{worker_id}"


def _client(url: str) -> DBOSClient:
    return DBOSClient(
        system_database_url=url,
        application_name=APPLICATION,
        # JSON from day one: with the default, pickle, whoever can write a row runs code in whoever reads it.
        serializer=DBOSPortableJSONSerializer(),
        system_database_pool_size=2,
        lazy=True,
        # The placer has its own patience, and must see that the database is away.
        retry_connection_errors=False,
    )


def _dbos_url(url: str) -> str:
    return make_url(url).render_as_string(hide_password=False)


class _Quiet(logging.Filter):
    """One line of a kind per half a minute: a poller without a database repeats itself 20 times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.getMessage()[:40]
        now = time.monotonic()
        if now - self._last.get(kind, -QUIET_SECONDS) < QUIET_SECONDS:
            return False
        self._last[kind] = now
        return True


def _tame_logs() -> None:
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not any(isinstance(one, _Quiet) for one in logger.filters):
        logger.addFilter(_Quiet())
        # With a handler of its own present, DBOS adds none, and its lines go through ours at the root.
        logger.addHandler(logging.NullHandler())
        logger.propagate = True
