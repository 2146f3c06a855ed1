"""How fast generations leave the queue, by what was measured; and how many requests of the quick door may wait."""

import math
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from safelight.db.locks import alone
from safelight.features.generations import repository
from safelight.kit.errors import TooManyRequests

MEASURED = 20
UNMEASURED_SECONDS = 10.0
LONGEST_RETRY = 3600
_ADMISSION_LOCK = 0x5AFE11648  # any number that no other advisory lock of this database uses


class QueueFull(TooManyRequests):
    """As many requests wait as may; says when a place will be free."""

    code = "queue_full"

    def __init__(self, most: int, seconds: float) -> None:
        wait = max(1, min(math.ceil(seconds), LONGEST_RETRY))
        super().__init__(
            f"The queue is full: {most} requests are waiting.",
            hint=f"Try again in {wait} s. SAFELIGHT_QUICK_QUEUE is how many may wait.",
            retry_after=wait,
        )


def pace(session: Session) -> float | None:
    """Seconds from the end of one generation to that of the next, while some are drawn; None before the first.

    By the last of them, however many were drawn at once. Time in which nothing was drawn does not count.
    """
    spans = repository.last_spans(session, limit=MEASURED)
    return _covered(spans) / len(spans) if spans else None


def admit(session: Session, *, requesters: str, most: int) -> None:
    """Let one more request wait of those whose requester's name begins so. Raises QueueFull when `most` of them wait.

    Held to the end of the transaction, so that of many who ask at once no more are let in than may.
    """
    alone(session, _ADMISSION_LOCK)
    if repository.waiting_of(session, requesters) >= most:
        raise QueueFull(most, pace(session) or UNMEASURED_SECONDS)


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds in at least one of the spans."""
    total, reached = 0.0, None
    for begin, end in sorted(spans):
        start = begin if reached is None else max(begin, reached)
        total += max(0.0, (end - start).total_seconds())
        reached = end if reached is None else max(reached, end)
    return total
