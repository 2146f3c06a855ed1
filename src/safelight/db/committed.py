"""What is done only when a transaction has truly ended well."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

_ACTS = "after_commit"  # in the info of a session: a listener of its own would cost each session milliseconds


def once_committed(session: Session, act: Callable[[], None]) -> None:
    """Do it after the commit of this transaction; never, if it is rolled back."""
    session.info.setdefault(_ACTS, []).append(act)


@event.listens_for(Session, "after_commit")
def _act(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for act in session.info.pop(_ACTS, ()):
        act()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_ACTS, None)
