"""Facts are written with their transaction, and get ids in the order of the commits.

A sequence alone does not give that order: of two open transactions the one with the later id may commit first, and a
reader that goes by last id then misses the other. So facts wait in the session until it commits; only then is one
lock taken (all row locks are held by then, so it cannot close a ring), the rows are written and listeners are notified.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, bindparam, delete, event, func, select
from sqlalchemy.orm import Session, SessionTransaction

from safelight.db.locks import alone
from safelight.db.ownership import Owned
from safelight.db.watch import notify
from safelight.events.tables import EventRow
from safelight.kit.clock import utcnow

CHANNEL = "safelight_event"
PAGE = 500
_PENDING = "safelight.events"
_ORDER_LOCK = 0x5AFE11647  # any number that no other advisory lock of this database uses
_AFTER = (
    select(
        EventRow.id,
        EventRow.topic,
        EventRow.kind,
        EventRow.payload,
        EventRow.at,
        EventRow.account_id,
        EventRow.project_id,
    )
    .where(EventRow.id > bindparam("last_id"))
    .order_by(EventRow.id)
    .limit(bindparam("limit"))
)


_INSERT = EventRow.bare().insert()


@dataclass(frozen=True)
class Event:
    """A fact as listeners see it. Ids grow in the order of the commits."""

    id: int
    topic: str
    kind: str
    payload: dict[str, Any]
    at: datetime
    account_id: str | None = None
    """Whom it concerns; None is everybody."""
    project_id: str | None = None


def publish(
    session: Session,
    *,
    topic: str,
    kind: str,
    payload: dict[str, Any],
    of: Owned | None = None,
    account_id: str | None = None,
) -> None:
    """Tell a fact to its listeners when, and only when, the session commits. Keep the payload small.

    Those are whoever sees the row that it is `of`, or that account alone; with neither, everybody. A savepoint that is
    rolled back does not take its facts with it: tell them after it.
    """
    told = {"topic": topic, "kind": kind, "payload": payload, "at": utcnow()}
    # A new row is given its account when it is flushed; one that goes will not be there by then.
    whose = of if of is not None and of.account_id is None else _whose(of, account_id)
    session.info.setdefault(_PENDING, []).append((told, whose))


def _whose(row: Owned | None, account_id: str | None = None) -> dict[str, str | None]:
    if row is None:
        return {"account_id": account_id, "project_id": None}
    return {"account_id": row.account_id, "project_id": getattr(row, "id" if row.is_project else "project_id", None)}


def read_after(session: Session, last_id: int, *, limit: int = PAGE) -> Sequence[Event]:
    """The facts that were committed after `last_id`, oldest first."""
    return [Event(*row) for row in session.execute(_AFTER, {"last_id": last_id, "limit": limit})]


def latest_id(session: Session | Connection) -> int:
    """Id of the newest fact that this session sees. Ask first, and the session sees all up to it and nothing later."""
    return session.scalar(select(func.max(EventRow.id))) or 0


def trim(session: Session, before: datetime, *, limit: int = 5000) -> int:
    """Forget up to `limit` facts older than `before`, but never the newest: its id is where listeners are.

    Returns how many went.
    """
    oldest = select(EventRow.id).where(EventRow.id < latest_id(session)).order_by(EventRow.id).limit(limit)
    done = session.execute(delete(EventRow).where(EventRow.id.in_(oldest.scalar_subquery()), EventRow.at < before))
    return done.rowcount if isinstance(done, CursorResult) else 0


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return
    pending = session.info.pop(_PENDING, None)
    if not pending:
        return
    session.flush()
    rows = [told | (_whose(whose) if isinstance(whose, Owned) else whose) for told, whose in pending]
    alone(session, _ORDER_LOCK)
    session.execute(_INSERT, rows)
    notify(session, CHANNEL)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_PENDING, None)
