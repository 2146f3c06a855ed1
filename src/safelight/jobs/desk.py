"""What the server does itself: jobs that only fetch and read files, done by a few threads of its own.

A desk is to its jobs what a worker is to others: it has a row by which it shows that it is alive, so that the placer
frees the jobs of a server that was killed. Several servers share the work. It needs no mailbox: it takes a job itself.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from safelight import __version__
from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.jobs import fitness, moves
from safelight.jobs.doing import do_stages, outcome_of, patiently, record_end, told_of
from safelight.jobs.errors import LostOwnership
from safelight.jobs.figures import COUNTERS
from safelight.jobs.tables import SERVER, Job, Worker
from safelight.jobs.task import JobContext, Task
from safelight.kit.errors import InternalError
from safelight.kit.ids import new_id
from safelight.kit.logs import get_logger
from safelight.kit.metrics import Totals, less
from safelight.specs.telemetry import REGISTRY

log = get_logger(__name__)


class Desk:
    """Does up to `at_once` of the server's jobs. Start one in every server."""

    def __init__(
        self,
        database: Database,
        tasks: Mapping[str, Task],
        *,
        work_dir: Path,
        at_once: int = 3,
        lease_seconds: float = 5.0,
        poll_seconds: float = 0.2,
        drain_seconds: float = 10.0,
    ) -> None:
        self._db = database
        self._tasks = tasks
        self._work_dir = work_dir
        self._at_once = at_once
        self._lease = timedelta(seconds=lease_seconds)
        self._poll_seconds = poll_seconds
        self._drain_seconds = drain_seconds
        self._id: str | None = None
        self._next_beat = 0.0
        self._told: Totals = {}
        self._told_before: Totals = {}
        self._leaving = threading.Event()
        self._hands: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        """Take jobs from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more, hand back what is in hand, and leave."""
        self._leaving.set()
        deadline = time.monotonic() + self._drain_seconds
        for thread in (self._thread, *self._hands):
            if thread.ident is not None:
                thread.join(timeout=max(0.0, deadline - time.monotonic()))
        self._resign()

    def _resign(self) -> None:
        """Strike this desk off, which frees its jobs; a beat later it is there again under another id."""
        self._next_beat = 0.0
        if self._id is not None:
            with suppress(DatabaseAway), self._db.transaction() as session:
                moves.dismiss(session, self._id)

    def _run(self) -> None:
        away = False
        while not self._leaving.wait(2.0 if away else self._poll_seconds):
            try:
                self._beat()
                self._take_jobs()
            except Exception as error:
                if not away:
                    defect = None if isinstance(error, DatabaseAway) else error
                    log.warning("desk_interrupted", error=str(error), exc_info=defect)
                away = True
            else:
                away = False

    def _beat(self) -> None:
        """Say that this desk is there; under a fresh id if it was struck off meanwhile, for its jobs are lost then."""
        if time.monotonic() < self._next_beat:
            return
        with self._db.transaction() as session:
            now, totals = moves.database_now(session), REGISTRY.totals()
            facts = {COUNTERS: less(totals, self._told_before), fitness.UNDERSTANDS: fitness.OLDEST}
            mine = update(Worker).where(Worker.id == self._id, Worker.state != "gone")
            mine = mine.values(seen_at=now, facts=facts)
            known = self._id is not None and session.execute(mine.returning(Worker.id)).first() is not None
            if not known:
                fresh = new_id("desk")
                session.add(_row(fresh, now))
        if not known:
            self._id = fresh
            self._told_before = self._told  # under the id that was struck off, where it still counts
        else:
            self._told = totals
        self._next_beat = time.monotonic() + self._lease.total_seconds() / 3

    def _take_jobs(self) -> None:
        self._hands = [hand for hand in self._hands if hand.is_alive()]
        while len(self._hands) < self._at_once and not self._leaving.is_set():
            job = self._claim()
            if job is None:
                return
            self._hands.append(threading.Thread(target=self._do, args=(job,), name=job.id, daemon=True))
            self._hands[-1].start()

    def _claim(self) -> Job | None:
        waiting = select(Job.id).where(Job.place == SERVER, Job.state == "queued")
        waiting = waiting.order_by(Job.priority, Job.queued_at, Job.id).limit(1)
        with self._db.reading() as session:
            if self._id is None or session.scalar(waiting) is None:
                return None
        with self._db.transaction() as session:
            # Held until the commit, so that nobody strikes this desk off before the job is its own.
            present = select(Worker.id).where(Worker.id == self._id, Worker.state != "gone")
            if session.scalar(present.with_for_update()) is None:
                self._next_beat = 0.0
                return None
            job_id = session.scalar(waiting.with_for_update(skip_locked=True))
            job = None if job_id is None else moves.locked(session, job_id)
            if job is None:
                return None
            moves.place(session, job, self._id)
            moves.start(session, job)
            if task := self._tasks.get(job.kind):
                task.announce(session, job)
            return job

    def _do(self, job: Job) -> None:
        """A thread's whole life: one job, from its first unfinished stage to its end."""
        with told_of(job):
            self._do_told(job)

    def _do_told(self, job: Job) -> None:
        log.info("job_started", kind=job.kind, attempt=job.attempts)
        try:
            outcome = outcome_of(lambda: do_stages(self._context(job)), job.id)
            if not outcome.is_recorded:
                patiently(lambda: record_end(self._db, job, outcome))
        except LostOwnership:
            log.warning("job_lost", epoch=job.epoch)
        except Exception:
            # What cannot be written down would stay "running" for as long as this desk is there.
            log.exception("job_not_recorded")
            self._resign()
        else:
            log.info("job_ended", state=outcome.state)
            if outcome.state == "succeeded":
                shutil.rmtree(self._work_dir / job.id, ignore_errors=True)

    def _context(self, job: Job) -> JobContext:
        task = self._tasks.get(job.kind)
        if task is None:
            raise InternalError(f"This server knows no task of kind {job.kind!r}.", code="unknown_task")
        return JobContext(
            db=self._db,
            job=job,
            task=task,
            work_dir=self._work_dir / job.id,
            hand_back=self._leaving.is_set,
            is_announced=True,
        )


def _row(desk_id: str, now: datetime) -> Worker:
    host = socket.gethostname()
    return Worker(
        id=desk_id, name=host, host=host, pid=os.getpid(), device=SERVER, device_name="Server", memory_total=0,
        memory_free=0, version=__version__, speaks=fitness.SPEAKS, facts={fitness.UNDERSTANDS: fitness.OLDEST},
        started_at=now, seen_at=now,
    )  # fmt: skip
