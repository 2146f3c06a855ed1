"""Keeps the local workers running: one process per device, restarted when it ends, killed when it ignores a cancel.

It sees an exit at once and strikes the worker off, so that its job moves on without waiting for the lease.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from safelight.db import Database
from safelight.jobs import moves
from safelight.jobs.tables import Job
from safelight.jobs.upbringing import WORKER_DEVICE, WORKER_ID, WORKER_PARENT
from safelight.kit.ids import new_id
from safelight.kit.logs import get_logger

log = get_logger(__name__)

LOOK_SECONDS = 0.1
CANCEL_LOOK_SECONDS = 0.5
LONGEST_PAUSE = 30.0
HEALTHY_SECONDS = 60.0


@dataclass
class _Seat:
    """The place of one worker: its device, and whoever works there now."""

    device: str
    process: subprocess.Popen[bytes] | None = None
    worker_id: str = ""
    started: float = 0.0
    pause: float = 1.0
    not_before: float = 0.0
    cancel_seen: dict[str, float] = field(default_factory=dict)


class Supervisor:
    """Runs `command` once per device, with the device and a fresh worker id in its environment."""

    def __init__(
        self,
        database: Database,
        command: Sequence[str],
        *,
        devices: Sequence[str],
        environment: Mapping[str, str] | None = None,
        cancel_grace_seconds: float = 30.0,
        stop_grace_seconds: float = 20.0,
        longest_pause_seconds: float = LONGEST_PAUSE,
    ) -> None:
        self._db = database
        self._command = list(command)
        self._environment = dict(os.environ if environment is None else environment)
        self._seats = [_Seat(device) for device in devices]
        self._cancel_grace = cancel_grace_seconds
        self._stop_grace = stop_grace_seconds
        self._longest_pause = longest_pause_seconds
        self._stopping = threading.Event()
        self._next_cancel_look = 0.0
        self._struck_off: list[str] = []
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the workers, and keep them running."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the workers to leave, and kill those that do not in time."""
        self._stopping.set()
        self._thread.join()

    def pids(self) -> list[int]:
        """The processes that run now."""
        return [seat.process.pid for seat in self._seats if seat.process]

    def _run(self) -> None:
        # The workers die with this thread (see upbringing.die_with_parent), so it also ends them.
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                for seat in self._seats:
                    self._look_after(seat)
                self._report()
                self._look_for_deaf_workers()
            except Exception as error:  # noqa: BLE001  the thread's edge: workers must be looked after whatever happens
                log.warning("supervisor_interrupted", error=str(error))
                self._stopping.wait(1.0)
        self._end_all()

    def _look_after(self, seat: _Seat) -> None:
        if seat.process is None:
            if time.monotonic() >= seat.not_before:
                self._spawn(seat)
        elif (code := seat.process.poll()) is not None:
            self._buried(seat, code)

    def _spawn(self, seat: _Seat) -> None:
        seat.worker_id = new_id("worker")
        seat.started = time.monotonic()
        seat.cancel_seen.clear()
        own = {WORKER_ID: seat.worker_id, WORKER_DEVICE: seat.device, WORKER_PARENT: str(os.getpid())}
        seat.process = subprocess.Popen(  # noqa: S603  the server's own command
            self._command, env=self._environment | own, start_new_session=True
        )
        log.info("worker_started", worker=seat.worker_id, device=seat.device, pid=seat.process.pid)

    def _buried(self, seat: _Seat, code: int) -> None:
        lived = time.monotonic() - seat.started
        if lived >= HEALTHY_SECONDS:
            seat.pause = 1.0
        log.warning("worker_ended", worker=seat.worker_id, code=code, restart_in=seat.pause)
        # What it started itself (a training of several processes) goes with it.
        _signal(seat.process, signal.SIGKILL)
        seat.process = None
        seat.not_before = time.monotonic() + seat.pause
        seat.pause = min(seat.pause * 2, self._longest_pause)
        self._struck_off.append(seat.worker_id)

    def _report(self) -> None:
        while self._struck_off:
            with self._db.transaction() as session:
                moves.dismiss(session, self._struck_off[0])
            self._struck_off.pop(0)

    def _look_for_deaf_workers(self) -> None:
        """Kill a worker whose job was asked to stop and did not: Python cannot interrupt a kernel that hangs."""
        now = time.monotonic()
        if now < self._next_cancel_look:
            return
        self._next_cancel_look = now + CANCEL_LOOK_SECONDS
        seats = {seat.worker_id: seat for seat in self._seats if seat.process}
        asked = select(Job.id, Job.owner).where(
            Job.state == "running", Job.owner.in_(seats), Job.cancel_requested_at.is_not(None)
        )
        with self._db.reading() as session:
            rows = session.execute(asked).all()
        for job_id, owner in rows:
            seat = seats[str(owner)]
            if now - seat.cancel_seen.setdefault(job_id, now) > self._cancel_grace:
                log.warning("worker_ignores_cancel", worker=owner, job_id=job_id)
                _signal(seat.process, signal.SIGKILL)

    def _end_all(self) -> None:
        for seat in self._seats:
            _signal(seat.process, signal.SIGTERM, group=False)
        deadline = time.monotonic() + self._stop_grace
        for seat in self._seats:
            if seat.process is None:
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                seat.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            _signal(seat.process, signal.SIGKILL)
            seat.process.wait()
            self._struck_off.append(seat.worker_id)
            seat.process = None
        try:
            self._report()
        except Exception as error:  # noqa: BLE001  the leases run out by themselves
            log.info("workers_left_to_expire", error=str(error))


def _signal(process: subprocess.Popen[bytes] | None, number: signal.Signals, *, group: bool = True) -> None:
    if process is None:
        return
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if group else os.kill)(process.pid, number)
