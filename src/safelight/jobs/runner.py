"""A worker's life: announce itself, take the jobs placed on it, do their stages, say it is alive, leave in order."""

import os
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import case, select, update

from safelight import __version__
from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.db.watch import Watch
from safelight.jobs import fitness, moves, upbringing
from safelight.jobs.doing import Outcome, do_stages, outcome_of, patiently, record_end, told_of
from safelight.jobs.errors import LostOwnership
from safelight.jobs.figures import COUNTERS
from safelight.jobs.pulse import Pulse
from safelight.jobs.tables import Job, Worker
from safelight.jobs.task import JobContext, Task
from safelight.kit.errors import InternalError
from safelight.kit.logs import get_logger
from safelight.specs.jobs import Engine
from safelight.specs.telemetry import REGISTRY

log = get_logger(__name__)

EXIT_DRAINED = 0
EXIT_LOST = 75  # the lease was taken: another process has the jobs
EXIT_UNFIT = 76  # no studio here understands this worker
UNFIT_LOOK_SECONDS = 10.0


@dataclass(frozen=True)
class Vitals:
    """What changes while a worker runs. `facts` are specs.hardware.WorkerFacts as JSON.

    `shares_models`: whether it sees the server's models folder.
    """

    memory_free: int = 0
    loaded_models: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    shares_models: bool = True


@dataclass(frozen=True)
class WorkerInfo:
    """A worker's introduction. The id must be fresh each boot."""

    device: str = "cpu"
    device_name: str = "CPU"
    memory_total: int = 0
    id: str = field(default_factory=upbringing.worker_id)
    name: str = field(default_factory=socket.gethostname)
    host: str = field(default_factory=socket.gethostname)
    seats: int = 1
    engine: Engine = "native"
    labels: Mapping[str, str] = field(default_factory=dict)
    agent_id: str | None = field(default_factory=upbringing.agent_id)
    pod_id: str | None = field(default_factory=upbringing.pod_id)
    vitals: Callable[[], Vitals] = Vitals
    loaded_models: Callable[[], list[str]] | None = None  # as in the vitals, but cheap


class Runner:
    """Runs the jobs that are placed on one worker, each in a thread, until told to stop. One per process.

    How many there are together, and which, is the placer's affair. A commit tells of a new one; of which nothing was
    heard, the look that is taken anyway finds.
    """

    def __init__(
        self,
        database_url: str,
        tasks: Mapping[str, Task],
        *,
        worker: WorkerInfo,
        work_dir: Path,
        poll_seconds: float = 1.0,
        lease_seconds: float = 5.0,
        drain_seconds: float = 10.0,
    ) -> None:
        self._db = Database(database_url, pool_size=worker.seats + 3)
        self._tasks = tasks
        self._worker = worker
        self._work_dir = work_dir
        self._pulse = Pulse(work_dir)
        self._look_anyway_seconds = poll_seconds
        self._beat_seconds = lease_seconds / 3
        self._drain_seconds = drain_seconds
        self._watch = Watch(self._db, moves.mailbox_of(worker.id), is_news=self._has_mail)
        self._leaving = threading.Event()
        self._handing_back = threading.Event()
        self._gone = threading.Event()
        self._lost = False
        self._unfit: str | None = None
        self._next_unfit_look = 0.0
        self._shown_state = ""
        self._idle = threading.Condition()
        self._in_hand: set[tuple[str, int]] = set()
        self._shown_models: list[str] = []

    def run_forever(self) -> int:
        """Work until SIGTERM, SIGINT or `stop()`; returns the exit code.

        End the process with `os._exit`: a stage that ignores its interruption would keep `sys.exit` waiting.
        """
        upbringing.die_with_parent()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        self._sweep_work_dir()
        self._look_whether_fit()
        if self._unfit is not None and upbringing.is_alone():
            return EXIT_UNFIT
        self._announce()
        self._pulse.beat()
        for name, target in (("heartbeat", self._keep_lease), ("mailbox", self._watch_mailbox)):
            threading.Thread(target=target, name=name, daemon=True).start()
        log.info("worker_ready", worker=self._worker.id, device=self._worker.device)
        self._leaving.wait()
        return EXIT_LOST if self._lost else self._drain()

    def stop(self) -> None:
        """Take no new job; finish those in hand if that is quick, else hand them back."""
        self._leaving.set()

    # Being there

    def _announce(self) -> None:
        info, vitals = self._worker, self._vitals()
        with self._db.transaction() as session:
            now = moves.database_now(session)
            session.add(
                Worker(
                    id=info.id,
                    name=info.name,
                    host=info.host,
                    pid=os.getpid(),
                    device=info.device,
                    device_name=info.device_name,
                    memory_total=info.memory_total,
                    memory_free=vitals.memory_free,
                    loaded_models=vitals.loaded_models,
                    facts=vitals.facts,
                    seats=info.seats,
                    version=__version__,
                    speaks=fitness.SPEAKS,
                    engine=info.engine,
                    labels=dict(info.labels),
                    shares_models=vitals.shares_models,
                    agent_id=info.agent_id,
                    pod_id=info.pod_id,
                    state="ready" if self._unfit is None else "draining",
                    started_at=now,
                    seen_at=now,
                )
            )
            moves.tell_worker(session, info.id, "ready")
        self._shown_state = "ready" if self._unfit is None else "draining"

    def _keep_lease(self) -> None:
        while not self._gone.wait(self._beat_seconds):
            self._pulse.beat()
            try:
                alive = self._beat()
            except DatabaseAway:
                log.warning("heartbeat_waits_for_database")
            except Exception:
                log.exception("heartbeat_failed")
            else:
                if not alive:
                    log.error("worker_lost_its_lease", worker=self._worker.id)
                    self._retire()

    def _retire(self) -> None:
        self._lost = True
        self._gone.set()
        self._leaving.set()
        with self._idle:
            self._idle.notify_all()

    def _beat(self) -> bool:
        vitals = self._vitals()
        self._look_whether_fit()
        takes_nothing = self._leaving.is_set() or self._unfit is not None
        asked = case((Worker.drain_requested_at.is_not(None), "draining"), else_="ready")
        with self._db.transaction() as session:
            state = session.scalar(
                update(Worker)
                .where(Worker.id == self._worker.id, Worker.state != "gone")
                .values(
                    seen_at=moves.database_now(session),
                    memory_free=vitals.memory_free,
                    loaded_models=vitals.loaded_models,
                    facts=vitals.facts,
                    shares_models=vitals.shares_models,
                    state="draining" if takes_nothing else asked,
                )
                .returning(Worker.state)
            )
            if state is not None and (vitals.loaded_models, state) != (self._shown_models, self._shown_state):
                moves.tell_worker(session, self._worker.id, "changed")
        if state is not None and state != self._shown_state and not self._leaving.is_set():
            log.info("worker_takes_jobs" if state == "ready" else "worker_takes_no_jobs", worker=self._worker.id)
        self._shown_models, self._shown_state = vitals.loaded_models, state or ""
        return state is not None

    def _look_whether_fit(self) -> None:
        """Ask the servers' rows now and then whether one of them understands us."""
        if time.monotonic() < self._next_unfit_look:
            return
        self._next_unfit_look = time.monotonic() + UNFIT_LOOK_SECONDS
        with self._db.reading() as session:
            found = fitness.misunderstood(session, within=timedelta(seconds=3 * self._beat_seconds))
        if found != self._unfit:
            if found:
                log.error("worker_is_unfit", worker=self._worker.id, why=found)
            self._unfit = found

    def _vitals(self) -> Vitals:
        try:
            vitals = self._worker.vitals()
        except Exception:
            log.exception("vitals_unknown")
            vitals = Vitals()
        return replace(vitals, facts={**vitals.facts, COUNTERS: REGISTRY.totals()})

    def _drain(self) -> int:
        log.info("worker_draining", worker=self._worker.id)
        with suppress(DatabaseAway):
            self._beat()
        with self._idle:
            if not self._idle.wait_for(lambda: not self._in_hand, timeout=self._drain_seconds):
                self._handing_back.set()
                self._idle.wait_for(lambda: not self._in_hand or self._lost)
        if self._lost:
            return EXIT_LOST
        self._gone.set()
        with suppress(DatabaseAway), self._db.transaction() as session:
            moves.dismiss(session, self._worker.id)
        self._pulse.end()
        self._db.dispose()
        return EXIT_DRAINED

    def _sweep_work_dir(self) -> None:
        folders = {folder.name: folder for folder in self._work_dir.glob("job_*")}
        with self._db.reading() as session:
            kept = set(session.scalars(select(Job.id).where(Job.id.in_(folders), Job.state != "succeeded")))
        for name in folders.keys() - kept:
            shutil.rmtree(folders[name], ignore_errors=True)

    # Doing a job

    def _watch_mailbox(self) -> None:
        while not self._leaving.is_set():
            try:
                self._watch.wait(self._look_anyway_seconds, self._leaving)
                self._take_placed()
            except DatabaseAway:
                self._leaving.wait(self._look_anyway_seconds)
            except Exception:
                log.exception("mailbox_not_read")
                self._leaving.wait(self._look_anyway_seconds)
        self._watch.close()

    def _has_mail(self, file: sqlite3.Connection) -> bool:
        query = "SELECT 1 FROM job WHERE owner = ? AND state = 'placed' LIMIT 1"
        return file.execute(query, (self._worker.id,)).fetchone() is not None

    def _take_placed(self) -> None:
        mine = select(Job.id, Job.epoch).where(Job.owner == self._worker.id, Job.state == "placed")
        with self._db.reading() as session:
            placed = session.execute(mine).all()
        with self._idle:
            fresh = [(job_id, epoch) for job_id, epoch in placed if (job_id, epoch) not in self._in_hand]
        for job_id, epoch in fresh:
            threading.Thread(target=self._run_job, args=(job_id, epoch), name=job_id, daemon=True).start()

    def _run_job(self, job_id: str, epoch: int) -> None:
        """Do a job that was placed here, unless it is in hand. Never raises: the job row says how it went."""
        mine = job_id, epoch
        with self._idle:
            if self._leaving.is_set() or mine in self._in_hand:
                return
            self._in_hand.add(mine)
        try:
            self._do(job_id, epoch)
        except LostOwnership:
            log.warning("job_lost", job_id=job_id, epoch=epoch)
        except Exception:
            # What cannot be written down would stay "running" for as long as this worker is alive.
            log.exception("job_not_recorded", job_id=job_id)
            self._retire()
        finally:
            with self._idle:
                self._in_hand.discard(mine)
                self._idle.notify_all()

    def _do(self, job_id: str, epoch: int) -> None:
        job = patiently(lambda: self._claim(job_id, epoch))
        if job is None:
            return
        with told_of(job):
            log.info("job_started", kind=job.kind, attempt=job.attempts)
            outcome = outcome_of(lambda: do_stages(self._context(job), after=self._show_models), job.id)
            if not outcome.is_recorded:
                self._end(job, outcome)
            log.info("job_ended", state=outcome.state)
        if outcome.state == "succeeded":
            shutil.rmtree(self._work_dir / job.id, ignore_errors=True)

    def _show_models(self) -> None:
        """What is loaded now decides which job the placer sends next."""
        probe = self._worker.loaded_models
        loaded = probe() if probe is not None else self._vitals().loaded_models
        if loaded != self._shown_models:
            patiently(self._beat)

    def _claim(self, job_id: str, epoch: int) -> Job | None:
        with self._db.transaction() as session:
            job = moves.locked(session, job_id)
            if job is None or job.epoch != epoch:
                return None
            if job.state == "placed":
                moves.start(session, job)
                if task := self._tasks.get(job.kind):
                    task.announce(session, job)
            # Running already: the commit went through, and the database went away before it could say so.
            return job if job.state == "running" else None

    def _context(self, job: Job) -> JobContext:
        task = self._tasks.get(job.kind)
        if task is None:
            raise InternalError(f"This worker knows no task of kind {job.kind!r}.", code="unknown_task")
        work_dir = self._work_dir / job.id
        work_dir.mkdir(parents=True, exist_ok=True)
        return JobContext(
            db=self._db,
            job=job,
            task=task,
            work_dir=work_dir,
            hand_back=self._handing_back.is_set,
            is_announced=True,
        )

    def _end(self, job: Job, outcome: Outcome) -> None:
        self._show_models()
        patiently(lambda: record_end(self._db, job, outcome))
