"""Whose rows these are: what a session sees and may change follows from who asks, on every door alike.

A request puts its `Sight` into the context; every session opened below it then finds only what that person may see,
whatever the query, stamps what it adds with that person's account, and refuses to change what only may be looked at.
Without one (the placer, a worker, the command line on the server itself) a session sees everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from sqlalchemy import ColumnElement, String, TableClause, false, or_, select, true
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column, with_loader_criteria
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.sql.visitors import iterate

from safelight.db.base import Base
from safelight.kit.errors import Forbidden, SafelightError
from safelight.specs.people import Principal

INSTALLATION = ""
"""The account of what belongs to nobody: made before there were accounts, or by the installation's own key."""
EVERYBODYS = MappingProxyType({"safelight.everybodys": True})
"""Execution options of a query that means everybody's rows, or says itself whose: a count of what is in use, say."""
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
    """Belongs to one account; nobody else sees it, but for whom the project that it *is* (`is_project`) is shared with.

    Only the owner changes it.
    """

    is_project: ClassVar[bool] = False
    # `active_history`: what a row was before decides whether it may be changed, even where that was not loaded yet.
    account_id: Mapped[str] = mapped_column(
        String(40), default=INSTALLATION, server_default=INSTALLATION, index=True, active_history=True
    )


class Shared(Owned):
    """Belongs to one account, and is seen by whoever its project is shared with.

    Editors of the project change it; only its owner deletes it, or puts it into another project.
    """

    project_id: Mapped[str | None] = mapped_column(String(40), index=True, active_history=True)


class PartOf:
    """A row of a larger thing, that is seen and changed with it: `whole` names its class and our key to it."""

    whole: ClassVar[tuple[str, str]]


Doing = Literal["look", "change", "remove"]


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
    principal: Principal | None = field(default=None, compare=False)

    def sees(self, *, account_id: str, project_id: str | None) -> bool:
        """Whether this caller sees what belongs to that account and project."""
        return not self.is_nobody and (account_id == self.account_id or project_id in self.reads)

    def changes(self, row: Owned) -> bool:
        """Whether this caller may change a row, as it was before this transaction touched it."""
        if self.is_nobody:
            return False
        if _before(row, "account_id") in (None, self.account_id):
            return True
        if isinstance(row, Shared) and _before(row, "project_id") in self.writes:
            return True
        return self.is_operator and _is_job(row)

    def removes(self, row: Owned) -> bool:
        """Whether this caller may delete a row."""
        return not self.is_nobody and _before(row, "account_id") in (None, self.account_id)

    def of(self, table: type[Any], doing: Doing = "look") -> ColumnElement[bool]:
        """What of a table this caller sees, or may change or delete, as a condition."""
        if issubclass(table, PartOf):
            name, key = table.whole
            whole = _table_of(name)
            # Of the bare table: it is neither guarded once more, nor taken for the one of a query around it.
            ids = select(whole.__table__.c.id).where(self._of_columns(whole, whole.__table__.c, _to_whole(doing)))
            condition: ColumnElement[bool] = getattr(table, key).in_(ids.correlate(None))
            return condition
        return self._of_columns(table, table, doing)

    def _of_columns(self, table: type[Any], columns: Any, doing: Doing) -> ColumnElement[bool]:
        if self.is_nobody:
            return false()
        if self.is_operator and _is_job(table):
            return true()
        mine: ColumnElement[bool] = columns.account_id == self.account_id
        if doing == "look" and self.reads and table.is_project:
            return or_(mine, columns.id.in_(sorted(self.reads)))
        projects = {"look": self.reads, "change": self.writes, "remove": frozenset[str]()}[doing]
        if issubclass(table, Shared) and projects:
            return or_(mine, columns.project_id.in_(sorted(projects)))
        return mine


@lru_cache(maxsize=4096)  # each request has a sight of its own, equal to that of the same person's last one
def _limits(sight: Sight, doing: Doing, names: frozenset[str]) -> tuple[Any, ...]:
    """For each of these tables that holds things of somebody, or parts of them: only those this caller may."""
    tables = [table for table in guarded_tables() if table.__tablename__ in names]
    limited = [table for table in tables if not (sight.is_operator and _is_job(_whole_of(table)))]
    return tuple(with_loader_criteria(table, sight.of(table, doing), include_aliases=True) for table in limited)


@dataclass(frozen=True)
class Caller:
    """Who calls, and what they see (None: everything); of nobody, why."""

    principal: Principal | None
    sight: Sight | None
    refusal: SafelightError | None = None
    over: SafelightError | None = None
    """Which of their limits they have reached, so that whatever they ask for is refused for now."""


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


def looks_as(session: Session) -> Sight | None:
    """For whom this session sees and changes; None where the program acts for itself."""
    sight: Sight | None = session.info.get(_SIGHT)
    return sight


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


def guarded_tables() -> list[type[Any]]:
    """Those, and the tables of their parts."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned | PartOf)]


def account_of(session: Session) -> str:
    """Whose account this session acts for; INSTALLATION's where the program acts for itself."""
    sight: Sight | None = session.info.get(_SIGHT)
    return INSTALLATION if sight is None else sight.account_id


def seen(session: Session, columns: Any) -> ColumnElement[bool]:
    """What this session sees, for a query on a table that is known by name alone: `columns` has an account_id.

    No query but one of the ORM is guarded by itself; see `Unguardable`.
    """
    sight: Sight | None = session.info.get(_SIGHT)
    kind = Shared if hasattr(columns, "project_id") else Owned
    return true() if sight is None else sight._of_columns(kind, columns, "look")  # noqa: SLF001  of this module


class Unguardable(RuntimeError):
    """A defect of the caller: a query on bare tables, or a bulk insert, that no sight can be put upon."""


@cache
def _table_of(name: str) -> type[Any]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__name__ == name)


def _whole_of(table: type[Any]) -> type[Any]:
    return _table_of(table.whole[0]) if issubclass(table, PartOf) else table


def _to_whole(doing: Doing) -> Doing:
    return "look" if doing == "look" else "change"  # who edits a thing may take parts out of it


def _is_job(row: object) -> bool:
    table = row if isinstance(row, type) else type(row)
    return getattr(table, "__tablename__", "") == "job"


def _before(row: Any, name: str) -> Any:
    """What a row held before this transaction changed it."""
    gone = get_history(row, name).deleted
    return gone[0] if gone else getattr(row, name)


@sqlalchemy_event.listens_for(Session, "do_orm_execute")
def _only_what_is_seen(state: ORMExecuteState) -> None:
    sight: Sight | None = state.session.info.get(_SIGHT)
    if sight is None or state.is_column_load or state.execution_options.keys() >= EVERYBODYS.keys():
        return
    names = _met(state.statement)
    if not state.is_orm_statement:
        _refuse_bare_tables(names)
    elif state.is_select:
        state.statement = state.statement.options(*_limits(sight, "look", names))
    elif state.is_update:
        state.statement = state.statement.options(*_limits(sight, "change", names))
    elif state.is_delete:
        state.statement = state.statement.options(*_limits(sight, "remove", names))
    elif state.is_insert and any(issubclass(mapper.class_, Owned | PartOf) for mapper in state.all_mappers):
        raise Unguardable("rows that belong to somebody are added one by one: session.add_all(…)")


def _met(statement: Any) -> frozenset[str]:
    """The guarded tables that a statement reads or writes, at any depth, and those that a join may reach from them."""
    names = {found.name for found in iterate(statement) if isinstance(found, TableClause)}
    return frozenset().union(*(_reached().get(name, ()) for name in names))


@cache
def _reached() -> dict[str, frozenset[str]]:
    """For each table, itself and what its relationships lead to, as far as these are guarded."""
    nexts: dict[str, set[str]] = {
        mapper.class_.__tablename__: {each.mapper.class_.__tablename__ for each in mapper.relationships}
        for mapper in Base.registry.mappers
    }
    guarded = {table.__tablename__ for table in guarded_tables()}
    found = {}
    for name, following in nexts.items():
        reached, more = {name}, following
        while more - reached:
            reached |= more
            more = {further for each in more for further in nexts[each]}
        found[name] = frozenset(reached & guarded)
    return found


def _refuse_bare_tables(names: frozenset[str]) -> None:
    if names:
        raise Unguardable(f"a query on the bare tables {sorted(names)}: use the mapped classes, or say EVERYBODYS")


@sqlalchemy_event.listens_for(Session, "before_flush")
def _only_what_is_ours(session: Session, _context: UOWTransaction, _instances: object) -> None:
    sight: Sight | None = session.info.get(_SIGHT)
    if sight is None:
        return
    for row in session.new:
        _check_new(session, sight, row)
    for row in session.dirty:
        if session.is_modified(row):
            _check_changed(session, sight, row)
    for row in session.deleted:
        if isinstance(row, Owned):
            _refuse_unless(sight.removes(row))
        elif isinstance(row, PartOf):
            _refuse_unless(_may_change_whole(session, sight, row))


def _check_new(session: Session, sight: Sight, row: object) -> None:
    if isinstance(row, Owned):
        row.account_id = row.account_id or sight.account_id
        _refuse_unless(row.account_id == sight.account_id and not sight.is_nobody)
    if isinstance(row, Shared) and row.project_id:
        _refuse_unless(_may_put_into(session, sight, row.project_id))
    if isinstance(row, PartOf):
        _refuse_unless(_may_change_whole(session, sight, row))


def _check_changed(session: Session, sight: Sight, row: object) -> None:
    if isinstance(row, Owned):
        _refuse_unless(sight.changes(row) and row.account_id == _before(row, "account_id"))
    if isinstance(row, Shared) and row.project_id != _before(row, "project_id"):
        _refuse_unless(_may_move(session, sight, row))
    if isinstance(row, PartOf):
        _refuse_unless(_may_change_whole(session, sight, row))


def _may_move(session: Session, sight: Sight, row: Shared) -> bool:
    """Its owner, into a project that they may change; or a project's owner out of it, back to none."""
    if row.account_id == sight.account_id:
        return not row.project_id or _may_put_into(session, sight, row.project_id)
    return not row.project_id and _owns_project(session, sight, _before(row, "project_id"))


def _may_put_into(session: Session, sight: Sight, project_id: str) -> bool:
    return project_id in sight.writes or _owns_project(session, sight, project_id)


def _owns_project(session: Session, sight: Sight, project_id: str) -> bool:
    table = next(table for table in owned_tables() if table.is_project)
    with session.no_autoflush:
        project = session.get(table, project_id)
    return project is not None and bool(project.account_id == sight.account_id)


def _may_change_whole(session: Session, sight: Sight, row: PartOf) -> bool:
    name, key = row.whole
    table = _table_of(name)
    with session.no_autoflush:
        whole = session.get(table, getattr(row, key)) if getattr(row, key) else None
    if whole is None:  # of this very flush, by a relationship that has set no key yet; or not to be seen
        return getattr(row, key) is None or any(isinstance(new, table) for new in session.new)
    return sight.changes(whole)


def _refuse_unless(allowed: bool) -> None:  # noqa: FBT001  the one thing it asks
    if not allowed:
        raise ReadOnly
