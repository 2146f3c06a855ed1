"""The placer: one thread of one server, elected by a lease, that gives waiting jobs to workers with free seats.

It also strikes off workers that fell silent, frees their jobs, and forgets what is old. All it knows is in the
database, so any server can take over at any moment.
"""

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, exists, select, text
from sqlalchemy.orm import Session

from safelight import events
from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.db.watch import Watch
from safelight.jobs import figures, moves, service
from safelight.jobs.lines import InHand, Lines, name_all
from safelight.jobs.matching import FAIRNESS_SECONDS, match
from safelight.jobs.shares import Shares
from safelight.jobs.standing import Candidate
from safelight.jobs.tables import PAST, SERVER, WAITS, Job, Lease, Worker
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.kit.logs import get_logger

log = get_logger(__name__)

LEASE = "placer"
WINDOW = 1000
SHORTEST_HEAD = 8
QUICK_TURN, RESTS, LONGEST_REST = 0.005, 4, 0.2  # seconds of a turn that need no rest; then so many times what it took
TIDY_SECONDS = 60.0
PICK_UP_SECONDS = 10.0
LONGEST_PAUSE = 5.0
EVENTS_KEPT = timedelta(hours=1)
GONE_WORKERS_KEPT = timedelta(minutes=10)
_ONE_WAITS = text(f"SELECT id FROM job WHERE {WAITS} LIMIT 1")  # noqa: S608  our own words
_OF_WORKER = (
    *(Worker.id, Worker.name, Worker.device, Worker.memory_total, Worker.loaded_models, Worker.seats, Worker.state),
    *(Worker.engine, Worker.labels, Worker.shares_models, Worker.speaks, Worker.version, Worker.drain_requested_at),
)


class Placer:
    """Start one in every server; the one that holds the lease works, the others stand by."""

    def __init__(
        self,
        database: Database,
        *,
        lease_seconds: float = 5.0,
        tick_seconds: float = 0.25,
        fairness_seconds: float = FAIRNESS_SECONDS,
        retention: timedelta = timedelta(days=30),
        may_pause: Callable[[Session], bool] = lambda session: True,
        room: Callable[[Session, Collection[tuple[str, str]]], Mapping[str, int]] = lambda session, holders: {},
    ) -> None:
        """`may_pause`: whether a job that can stand aside for others is to do so, as things are set now.

        `room`: how many jobs more each of these accounts and keys may have at work, where that is limited, by id.
        """
        self._db = database
        self._watch = Watch(database, moves.PLACER, is_news=_has_queue)
        self._me = new_id("placer")
        self._lease = timedelta(seconds=lease_seconds)
        self._tick_seconds = tick_seconds
        self._fairness_seconds = fairness_seconds
        self._retention = retention
        self._may_pause = may_pause
        self._room = room
        self._shares = Shares()
        self._lines = Lines()
        self._met: dict[str, Row[Any]] = {}
        self._goes_on = False
        self._rest = 0.0
        self._stopping = threading.Event()
        self._away = 0.0
        self._elected = False
        self._next_election = self._next_care = self._next_tidy = 0.0
        self._watch_from = self._last_look = datetime.min.replace(tzinfo=utcnow().tzinfo)
        self._thread = threading.Thread(target=self._run, name="placer", daemon=True)

    def start(self) -> None:
        """Begin, or stand by."""
        self._thread.start()

    def stop(self) -> None:
        """End, and let another server take over at once."""
        self._stopping.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping.wait(self._away or self._rest):
            try:
                if not self._goes_on:
                    self._watch.wait(self._tick_seconds, self._stopping)
                self._tick()
            except Exception as error:
                if not self._away:
                    defect = None if isinstance(error, DatabaseAway) else error
                    log.warning("placer_interrupted", error=str(error.__cause__ or error), exc_info=defect)
                self._away = min(max(self._away * 2, 0.25), LONGEST_PAUSE)
            else:
                if self._away:
                    log.info("placer_resumed")
                self._away = 0.0
        self._watch.close()
        self._resign()

    def _tick(self) -> None:
        now = time.monotonic()
        if now >= self._next_election:
            self._elected = self._elect()
            self._next_election = now + self._lease.total_seconds() / 3
        if not self._elected:
            self._shares.rest()
            self._goes_on = False
            return
        begun = time.thread_time()
        self._place()
        # In a large fleet a turn costs most for what it looks at, however little it places: so it lets more gather.
        self._rest = min(LONGEST_REST, RESTS * max(0.0, time.thread_time() - begun - QUICK_TURN))
        if now >= self._next_care:
            self._next_care = now + self._lease.total_seconds() / 10
            self._care()
        if now >= self._next_tidy:
            self._next_tidy = now + TIDY_SECONDS
            self._tidy()

    # Election

    def _elect(self) -> bool:
        with self._db.transaction() as session:
            now = moves.database_now(session)
            lease = session.get(Lease, LEASE, with_for_update=True)
            if lease is None:
                session.add(Lease(name=LEASE, holder=self._me, until=now + self._lease))
                name_all(session)
                return True
            if lease.holder != self._me and lease.until > now:
                return False
            if lease.holder != self._me:
                name_all(session)
            lease.holder = self._me
            lease.until = now + self._lease
            return True

    def _resign(self) -> None:
        try:
            with self._db.transaction() as session:
                session.execute(delete(Lease).where(Lease.name == LEASE, Lease.holder == self._me))
        except Exception as error:  # noqa: BLE001  it would run out by itself
            log.info("placer_lease_left_to_expire", error=str(error))

    # Placing

    def _place(self) -> None:
        self._goes_on = False
        with self._db.reading() as session:
            if session.scalar(_ONE_WAITS) is None:
                self._shares.rest()
                return  # most commits are no news for the placer
            in_hand = self._lines.in_hand(session)
            candidates = self._candidates(session, in_hand)
            free = sum(_free_seats(one) for one in candidates)
            waiting, last = self._lines.heads(session, each=self._at_most(free)) if free else ([], set())
            room = self._room(session, {job.holders for job in waiting})
            ended = self._ended(session, {job.id for job in in_hand})
        if self._lines.nameless:
            with self._db.transaction() as session:
                name_all(session)
        at_work = [(job.id, job.asked.payer, job.owner) for job in in_hand]
        payers = {job.payer for job in waiting} if free else None
        self._shares.look(at_work, now=time.monotonic(), waiting=payers, ended=ended)
        behind = self._shares.behind()
        pairs = match(
            waiting, candidates, behind=behind, room=room, fairness_seconds=self._fairness_seconds, last_known=last
        )
        if not pairs:
            return
        worker_of = {job.id: worker.id for job, worker in pairs}
        with self._db.transaction() as session:
            moves.place_all(session, worker_of)
        for wanted, worker in pairs:
            self._shares.placed(wanted.id, wanted.payer, worker.id, now=time.monotonic())
        self._goes_on = pairs[-1][0].id in last

    def _ended(self, session: Session, in_hand: Collection[str]) -> dict[str, float]:
        """How many seconds ago the jobs ended that were at work at the last look: they pay for no longer."""
        gone = self._shares.gone(in_hand)
        if not gone:
            return {}
        now = utcnow()
        rows = session.execute(select(Job.id, Job.finished_at).where(Job.id.in_(gone)))
        return {job_id: (now - at).total_seconds() for job_id, at in rows if at is not None}

    def _candidates(self, session: Session, in_hand: Sequence[InHand]) -> list[Candidate]:
        """The live workers that take jobs and have a seat; and the others too, where a training may be disturbed.

        A worker never changes but for the models that it has loaded, which matter only where it has a seat.
        """
        may_pause = self._may_pause(session)
        held: defaultdict[str, list[service.Held]] = defaultdict(list)
        for job in in_hand:
            pauses = may_pause and job.asked.needs.pauses
            held[job.owner].append(service.Held(job.priority, pauses, job.asked.group_key))
        alive = moves.database_now(session) - self._lease
        ready = (Worker.state == "ready", Worker.device != SERVER, Worker.seen_at > alive)
        willing = select(Worker.id, Worker.seats).where(*ready, Worker.drain_requested_at.is_(None))
        seats = {row.id: row.seats for row in session.execute(willing)}
        hosts = {worker_id for worker_id in seats if any(one.pauses for one in held.get(worker_id, ()))}
        with_room = {worker_id for worker_id, count in seats.items() if len(held.get(worker_id, ())) < max(1, count)}
        asked = with_room | hosts
        if hosts:
            asked |= seats.keys() - self._met.keys()
        rows = select(*_OF_WORKER).where(*ready)
        if len(asked) < len(seats) / 2:
            rows = rows.where(Worker.id.in_(asked))
        self._met = {worker_id: row for worker_id, row in self._met.items() if worker_id in seats}
        self._met |= {row.id: row for row in session.execute(rows)}
        shown = self._met.keys() & seats.keys() if hosts else with_room
        found = [self._met[worker_id] for worker_id in shown if worker_id in self._met]
        return [service.seated(row, held[row.id]) for row in found if service.is_willing(row)]

    def _at_most(self, free: int) -> int:
        """How many jobs of each line to look at: enough for all free seats, but not without end."""
        return min(free, max(SHORTEST_HEAD, WINDOW // (self._lines.count or WINDOW)))

    # Care for jobs whose worker is gone

    def _care(self) -> None:
        with self._db.reading() as session:
            now = moves.database_now(session)
            silent = self._silent_workers(session, now) if self._may_judge(now) else []
            orphans = session.scalars(_orphans()).all()
        for worker_id in silent:
            with self._db.transaction() as session:
                # It may have said something meanwhile.
                if worker_id in self._silent_workers(session, now) and moves.dismiss(session, worker_id):
                    log.warning("worker_struck_off", worker=worker_id)
        for job_id in orphans:
            with self._db.transaction() as session:
                job = moves.locked(session, job_id)
                if job is not None and session.scalar(_orphans().where(Job.id == job_id)):
                    moves.bereave(session, job)

    def _may_judge(self, now: datetime) -> bool:
        """Whether this placer has looked on for a whole lease without a break.

        After a break (the database or this process was away, or the machine slept) all workers seem silent.
        """
        if now - self._last_look > self._lease / 2:
            self._watch_from = now
        self._last_look = now
        return now - self._watch_from >= self._lease

    def _silent_workers(self, session: Session, now: datetime) -> Sequence[str]:
        """Those that stopped saying they are alive, and those that do not open their mailbox."""
        unopened = utcnow() - max(2 * self._lease, timedelta(seconds=PICK_UP_SECONDS))
        stuck = exists().where(Job.owner == Worker.id, Job.state == "placed", Job.placed_at < unopened)
        return session.scalars(
            select(Worker.id).where(Worker.state != "gone", (Worker.seen_at < now - self._lease) | stuck)
        ).all()

    # Forgetting

    def _tidy(self) -> None:
        with self._db.transaction() as session:
            events.trim(session, utcnow() - EVENTS_KEPT)
            service.forget_finished(session, utcnow() - self._retention)
        with self._db.reading() as session:
            before = moves.database_now(session) - GONE_WORKERS_KEPT
            old = (Worker.state == "gone") & (Worker.seen_at < before) & (Worker.id != PAST)
            gone = session.scalars(select(Worker.id).where(old)).all()
        with self._db.transaction() as session:
            figures.bury(session, gone)


def _has_queue(file: sqlite3.Connection) -> bool:
    """Most commits are no news for the placer."""
    query = "SELECT 1 FROM job WHERE state = 'queued' AND place != ? LIMIT 1"
    return file.execute(query, (SERVER,)).fetchone() is not None


def _free_seats(one: Candidate) -> int:
    if not one.in_hand:
        return max(1, one.seats)
    return max(0, one.seats - one.in_hand) if one.group_key is not None else 0


def _orphans() -> Select[str]:
    """Jobs that were placed on a worker in the very moment in which it was struck off."""
    live = exists().where(Worker.id == Job.owner, Worker.state != "gone")
    return select(Job.id).where(Job.state.in_(("placed", "running")), ~live)
