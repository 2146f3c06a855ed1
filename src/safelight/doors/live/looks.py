"""The previews of the jobs that somebody watches: read once per process, at most four times a second per job."""

import asyncio
import contextvars
from collections.abc import Callable
from dataclasses import dataclass, field

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.doors.live.facts import Look
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job

READ_SECONDS = 0.25


@dataclass
class _Watched:
    """What is known of one job, and of which pictures there is more to read (None: of all)."""

    newest: dict[int, Look] = field(default_factory=dict)
    wanted: set[int] | None = field(default_factory=set)
    task: asyncio.Task[None] | None = None


class Looks:
    """Reads previews when they are announced, and hands each to `spread`."""

    def __init__(self, database: Database, spread: Callable[[Look], None]) -> None:
        self._database = database
        self._spread = spread
        self._watched: dict[str, _Watched] = {}

    def watch(self, job_id: str) -> list[Look]:
        """What can be seen of the job by now; the first time it is read, and spread a moment later."""
        if job_id not in self._watched:
            self._watched[job_id] = _Watched(wanted=None)
            self._read_soon(job_id)
        return list(self._watched[job_id].newest.values())

    def announce(self, job_id: str, positions: list[int]) -> None:
        """There is something new to see of these pictures of a watched job."""
        watched = self._watched.setdefault(job_id, _Watched())
        if watched.wanted is not None:
            watched.wanted.update(positions)
        self._read_soon(job_id)

    def forget(self, job_id: str) -> None:
        """Nobody watches the job any more, or what was seen of it is over."""
        watched = self._watched.pop(job_id, None)
        if watched and watched.task:
            watched.task.cancel()

    async def close(self) -> None:
        """Stop reading."""
        tasks = [watched.task for watched in self._watched.values() if watched.task]
        for job_id in list(self._watched):
            self.forget(job_id)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _read_soon(self, job_id: str) -> None:
        watched = self._watched[job_id]
        if watched.task is None:
            # A context of its own: it reads for all who watch, not as the one who came first.
            work = self._follow(job_id, watched)
            watched.task = asyncio.create_task(work, context=contextvars.Context())

    async def _follow(self, job_id: str, watched: _Watched) -> None:
        """Read as long as there is more; what is announced while it pauses is read after the pause."""
        try:
            while watched.wanted is None or watched.wanted:
                positions, watched.wanted = watched.wanted, set()
                try:
                    looks = await asyncio.to_thread(self._read, job_id, positions)
                except DatabaseAway:  # they are still to be seen, as soon as it answers
                    looks = []
                    also = watched.wanted
                    watched.wanted = None if positions is None or also is None else positions | also
                for look in looks:
                    if watched.newest.get(look.position) == look:
                        continue  # announced while it was being read
                    watched.newest[look.position] = look
                    self._spread(look)
                await asyncio.sleep(READ_SECONDS)
        finally:
            watched.task = None

    def _read(self, job_id: str, positions: set[int] | None) -> list[Look]:
        with self._database.reading() as session:
            job = session.get(Job, job_id)
            if job is None:
                return []
            return [
                Look(job_id, row.position, row.step, row.image, job.account_id, job.project_id)
                for row in jobs.previews(session, job_id, positions=positions)
            ]
