"""Whose rows these are: what a session sees and may change follows from who asks, on every door alike.

A request puts its `Sight` into the context; every session opened below it then finds only what that person may see,
whatever the query, stamps what it adds with that person's account, and refuses to change what only may be looked at.
Without one (the placer, a worker, the command line on the server itself) a session sees everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, String, false, or_, true
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column, with_loader_criteria

from safelight.db.base import Base
from safelight.kit.errors import Forbidden, Unauthenticated
from safelight.specs.people import Principal

INSTALLATION = ""
"""The account of what belongs to nobody: made before there were accounts, or by the installation's own key."""
_SIGHT = "sight"


class ReadOnly(Forbidden):
    """The row may be seen and not changed: it is shared with the caller as a viewer."""

    code = "read_only"

    def __init__(self) -> None:
        super().__init__(
            "This is shared with you to look at, not to change.",
            hint="Ask its owner to make you an editor of its project, or make a copy of your own.",
        )


class Owned:
    """Belongs to one account; nobody else sees it."""

    account_id: Mapped[str] = mapped_column(String(40), default=INSTALLATION, server_default=INSTALLATION, index=True)


class Shared(Owned):
    """Belongs to one account, and is seen by whoever its project is shared with."""

    project_id: Mapped[str | None] = mapped_column(String(40), index=True)


class PartOf:
    """A row of a larger thing, that is seen and changed with it: `whole` names its class and our key to it."""

    whole: ClassVar[tuple[str, str]]


@dataclass(frozen=True)
class Sight:
    """What one caller sees (`reads`) and may change (`writes`) beside their own: ids of projects.

    An operator sees every job, to keep the queue in order.
    """

    account_id: str
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    is_operator: bool = False
    is_nobody: bool = False

    def sees(self, *, account_id: str, project_id: str | None) -> bool:
        """Whether this caller sees what belongs to that account and project."""
        return not self.is_nobody and (account_id == self.account_id or project_id in self.reads)

    def changes(self, row: Owned) -> bool:
        """Whether this caller may change a row."""
        if self.is_nobody:
            return False
        if row.account_id in (None, self.account_id):
            return True
        return (isinstance(row, Shared) and row.project_id in self.writes) or (self.is_operator and _is_job(row))

    def of(self, table: type[Any], *, writing: bool = False) -> ColumnElement[bool]:
        """What of a table this caller sees, or may change, as a condition."""
        if self.is_nobody:
            return false()
        if self.is_operator and _is_job(table):
            return true()
        mine = table.account_id == self.account_id
        projects = self.writes if writing else self.reads
        if issubclass(table, Shared) and projects:
            return or_(mine, table.project_id.in_(sorted(projects)))
        condition: ColumnElement[bool] = mine
        return condition

    @cached_property
    def looking(self) -> tuple[Any, ...]:
        """For each table of things that belong to somebody: only those this caller sees."""
        return tuple(with_loader_criteria(table, self.of(table), include_aliases=True) for table in owned_tables())

    @cached_property
    def changing(self) -> tuple[Any, ...]:
        """For each table of things that belong to somebody: only those this caller may change."""
        return tuple(
            with_loader_criteria(table, self.of(table, writing=True), include_aliases=True) for table in owned_tables()
        )


@dataclass(frozen=True)
class Caller:
    """Who calls, and what they see (None: everything); of nobody, why."""

    principal: Principal | None
    sight: Sight | None
    refusal: Unauthenticated | None = None


NOBODY = Sight("nobody", is_nobody=True)
_current: ContextVar[Sight | None] = ContextVar("sight", default=None)


def current_sight() -> Sight | None:
    """Of whoever this context acts for; None where the program acts for itself."""
    return _current.get()


@contextmanager
def seen_by(sight: Sight | None) -> Iterator[None]:
    """Act for this caller, in this context and the threads and tasks that are started with it."""
    token = _current.set(sight)
    try:
        yield
    finally:
        _current.reset(token)


def look_as(session: Session, sight: Sight | None) -> None:
    """From here on this session sees and changes for that caller."""
    session.info[_SIGHT] = sight


@contextmanager
def unguarded(session: Session) -> Iterator[None]:
    """For what the program itself notes on somebody's behalf, such as when a thing was last used."""
    sight = session.info.get(_SIGHT)
    session.flush()
    look_as(session, None)
    try:
        yield
        session.flush()
    finally:
        look_as(session, sight)


def owned_tables() -> list[type[Any]]:
    """All tables whose rows belong to somebody."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)]


def _is_job(row: object) -> bool:
    table = row if isinstance(row, type) else type(row)
    return getattr(table, "__tablename__", "") == "job"


@sqlalchemy_event.listens_for(Session, "do_orm_execute")
def _only_what_is_seen(state: ORMExecuteState) -> None:
    sight: Sight | None = state.session.info.get(_SIGHT)
    if sight is None or state.is_column_load:
        return
    if state.is_select:
        state.statement = state.statement.options(*sight.looking)
    elif state.is_update or state.is_delete:
        state.statement = state.statement.options(*sight.changing)


@sqlalchemy_event.listens_for(Session, "before_flush")
def _only_what_is_ours(session: Session, _context: UOWTransaction, _instances: object) -> None:
    sight: Sight | None = session.info.get(_SIGHT)
    if sight is None:
        return
    for row in session.new:
        if isinstance(row, Owned) and not row.account_id:
            row.account_id = sight.account_id
        if isinstance(row, Shared) and row.project_id and row.account_id != sight.account_id:
            _refuse_unless(sight.changes(row))
        if isinstance(row, PartOf):
            _refuse_unless(_may_change_whole(session, sight, row))
    for row in [*session.dirty, *session.deleted]:
        if isinstance(row, Owned) and (row in session.deleted or session.is_modified(row)):
            _refuse_unless(sight.changes(row))
        elif isinstance(row, PartOf) and (row in session.deleted or session.is_modified(row)):
            _refuse_unless(_may_change_whole(session, sight, row))


def _may_change_whole(session: Session, sight: Sight, row: PartOf) -> bool:
    name, key = row.whole
    table = next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__name__ == name)
    with session.no_autoflush:
        whole = session.get(table, getattr(row, key))
    if whole is None:  # of this very flush, by a relationship that has set no key yet; or not to be seen
        return getattr(row, key) is None or any(isinstance(new, table) for new in session.new)
    return sight.changes(whole)


def _refuse_unless(allowed: bool) -> None:  # noqa: FBT001  the one thing it asks
    if not allowed:
        raise ReadOnly
