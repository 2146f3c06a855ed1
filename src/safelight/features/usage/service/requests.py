"""Requests in this server's memory: how many each account and key made in the last minute, and those not yet noted.

To count one takes microseconds and no database; what was counted is written every few seconds.
"""

import math
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from datetime import date
from typing import Literal

from safelight.db import Database
from safelight.db.weighing import bytes_of
from safelight.features.usage import repository
from safelight.jobs import allowance
from safelight.jobs.allowance import Used
from safelight.jobs.errors import LimitReached
from safelight.kit.clock import utcnow
from safelight.specs.people import Principal

WINDOW_SECONDS = 60.0
WEIGH_SECONDS = 600.0
NAME = "requests_per_minute"
_Place = tuple[str, str, date]


class RequestBook:
    """One for each server, so a limit of requests holds for each server by itself."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._last: defaultdict[str, deque[float]] = defaultdict(deque)
        self._asked: Counter[_Place] = Counter()
        self._refused: Counter[_Place] = Counter()
        self._weighed: dict[str, float] = {}

    def take(self, principal: Principal) -> LimitReached | None:
        """Count a request of somebody; why it is refused, if it is. A refused one takes nothing from the minute."""
        with self._lock:
            refusal = self._refusal(principal)
            if refusal is None:
                self._asked[_place(principal)] += 1
                for who in self._limited(principal):
                    self._last[who].append(self._now())
            return refusal

    def refuse(self, principal: Principal) -> LimitReached | None:
        """Why somebody is refused, which is then counted; None where they are not, and then nothing is."""
        with self._lock:
            return self._refusal(principal)

    def used(self, principal: Principal) -> list[Used]:
        """What of their requests a caller has made in the last minute, where that is limited."""
        with self._lock:
            return self._used(principal)

    def write(self, database: Database) -> None:
        """Note what was counted, and now and then how much those accounts keep. Raises DatabaseAway, then all stays."""
        with self._lock:
            asked, refused = self._asked, self._refused
            self._asked, self._refused = Counter(), Counter()
            for who in [who for who, times in self._last.items() if not self._since(times)]:
                del self._last[who]
        if not asked:
            return
        now, moment = utcnow(), self._now()
        due = {place[0] for place in asked if moment - self._weighed.get(place[0], -math.inf) > WEIGH_SECONDS}
        try:
            with database.reading() as session:
                weights = {account_id: bytes_of(session, account_id) for account_id in due}
            with database.transaction() as session:
                for place in sorted(asked):  # in one order, so that two servers do not wait for each other
                    account_id, key_id, day = place
                    allowance.add(session, account_id, key_id, day=day, requests=asked[place], refused=refused[place])
                for account_id in sorted(due):
                    repository.note_bytes(session, account_id, now.date(), weights[account_id])
        except Exception:
            with self._lock:
                self._asked += asked
                self._refused += refused
            raise
        self._weighed |= dict.fromkeys(due, moment)

    def _refusal(self, principal: Principal) -> LimitReached | None:
        full = next((one for one in self._used(principal) if one.remaining < 1), None)
        if full is None:
            return None
        self._asked[_place(principal)] += 1
        self._refused[_place(principal)] += 1
        retry = math.ceil(full.resets_in or 1)
        return LimitReached(NAME, full.limit, full.used, of=full.of, retry_after=max(1, retry))

    def _used(self, principal: Principal) -> list[Used]:
        found = []
        for who, limit, of in self._limits(principal):
            times = self._last[who]
            count = self._since(times)
            resets_in = times[0] + WINDOW_SECONDS - self._now() if count else WINDOW_SECONDS
            found.append(Used(NAME, limit, count, of, resets_in))
        return found

    def _since(self, times: deque[float]) -> int:
        begin = self._now() - WINDOW_SECONDS
        while times and times[0] <= begin:
            times.popleft()
        return len(times)

    def _limited(self, principal: Principal) -> list[str]:
        return [who for who, _, _ in self._limits(principal)]

    @staticmethod
    def _limits(principal: Principal) -> list[tuple[str, int, Literal["account", "key"]]]:
        found: list[tuple[str, int, Literal["account", "key"]]] = []
        names = (principal.account_id, "account"), (principal.key_id or "", "key")
        for limits, (who, of) in zip(principal.limits, names, strict=False):
            if limits.requests_per_minute is not None:
                found.append((who, limits.requests_per_minute, of))  # type: ignore[arg-type]  # of the two above
        return found


def _place(principal: Principal) -> _Place:
    return principal.account_id, principal.key_id or "", utcnow().date()
