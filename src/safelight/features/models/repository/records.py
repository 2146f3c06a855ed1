"""The rows beside the files: names once given, what a person set, and what was found out about files at a mark."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import column, or_, select, table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from safelight.db.locks import alone
from safelight.db.ownership import EVERYBODYS, account_of, looks_as, seen
from safelight.features.models.tables import Model
from safelight.jobs.tables import Job
from safelight.kit.identify import Identity

_FACTS = "identity"  # in `settings`: what the files said of themselves at `mark`
_VERSION = 1  # of what identification can tell; an older answer is asked again
_FIELDS = frozenset(each.name for each in fields(Identity))
# Characters need models, so their table is known here by name alone.
_character = table(
    "character", column("id"), column("name"), column("base_model"), column("account_id"), column("project_id")
)
_run = table("classifier_run", column("id"), column("account_id"), column("project_id"))
_version = table("character_version", column("character_id"), column("model"))
_LEFT_BY = {"character_id": _character, "classifier_run_id": _run}  # in `source`: whose training a model is of
SOMEBODY_ELSES = "a character of somebody else"
_TUPLES = ("words", "notes")


@dataclass(frozen=True)
class Known:
    """What was found out about the files at `path` when they were as `mark` says."""

    path: Path
    mark: str
    identity: Identity
    sha256: str | None = None


_LOCK = 0x5AFE0D15  # any number that no other advisory lock of this database uses


def one_at_a_time(session: Session) -> None:
    """Until this transaction ends nobody else changes the rows."""
    alone(session, _LOCK)


def find(session: Session, name: str) -> Model | None:
    """The row of that name."""
    return session.get(Model, name)


def locked(session: Session, name: str) -> Model | None:
    """The row of that name, locked for this transaction."""
    return session.get(Model, name, with_for_update=True, populate_existing=True)


def names_at(session: Session, path: Path) -> list[str]:
    """The names that files go by."""
    return list(session.scalars(select(Model.name).where(Model.path == str(path))))


def characters_on(session: Session, name: str) -> list[str]:
    """Names of everybody's characters whose base model it is, or of one of whose versions it is the own model.

    Of one that the caller does not see, only that it is somebody else's.
    """
    own = select(_version.c.character_id).where(_version.c.model == name)
    uses_it = or_(_character.c.base_model == name, _character.c.id.in_(own))
    query = select(_character.c.name, seen(session, _character.c).label("seen")).where(uses_it)
    rows = session.execute(query, execution_options=EVERYBODYS)
    return [name if is_seen else SOMEBODY_ELSES for name, is_seen in rows]


def hidden(session: Session) -> frozenset[str]:
    """Names of the models that the caller does not see: what somebody else's training left on the shelf.

    Such a model is its character's or its run's, and seen with it; once that is gone, by its account alone.
    """
    if looks_as(session) is None:
        return frozenset()
    left = {name: source for name, source in session.execute(select(Model.name, Model.source)) if source}
    trained = {name: source for name, source in left.items() if any(source.get(key) for key in _LEFT_BY)}
    visible: set[str] = set()
    for key, owners in _LEFT_BY.items():
        ids = {source[key] for source in trained.values() if source.get(key)}
        query = select(owners.c.id).where(owners.c.id.in_(ids), seen(session, owners.c))
        visible |= set(session.scalars(query, execution_options=EVERYBODYS)) if ids else set()
    mine = account_of(session)
    return frozenset(
        name
        for name, source in trained.items()
        if source.get("account_id") != mine and not visible & {source.get(key) for key in _LEFT_BY}
    )


def job_on(session: Session, name: str) -> Job | None:
    """A job that has the model, or waits for a worker that will, whoever asked for it."""
    waiting = select(Job).where(Job.model_key == name, Job.state.in_(("queued", "placed", "running")))
    newest = waiting.order_by(Job.state.desc()).limit(1)
    return session.scalars(newest, execution_options=EVERYBODYS).first()


def everything(session: Session) -> list[Model]:
    """All rows."""
    return list(session.scalars(select(Model)))


def some_managed(session: Session, *, limit: int = 20) -> Sequence[tuple[str, Path]]:
    """Name and path of some models that lie in the server's folder, those that came last."""
    newest = select(Model.name, Model.path).where(Model.managed).order_by(Model.added_at.desc()).limit(limit)
    return [(name, Path(path)) for name, path in session.execute(newest)]


def known(row: Model) -> Known | None:
    """What a row tells of the files; None if an older version of Safelight, or nobody, has looked at them."""
    facts = dict(row.settings.get(_FACTS) or {})
    if facts.pop("v", None) != _VERSION or not facts.keys() <= _FIELDS:
        return None
    facts |= {name: tuple(facts.get(name) or ()) for name in _TUPLES}
    return Known(Path(row.path), row.mark, Identity(**facts), row.sha256)


def add(session: Session, name: str, facts: Known, *, managed: bool) -> bool:
    """A row for a model that has none; False if the name has one, though it be of this very moment."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(Model)
    fresh = insert.values(name=name, managed=managed, settings={_FACTS: stored(facts.identity)}, **columns(facts))
    return session.scalar(fresh.on_conflict_do_nothing().returning(Model.name)) is not None


def keep(session: Session, name: str, facts: Known, *, managed: bool) -> None:
    """Write down what was found out; what a person has set stays."""
    if add(session, name, facts, managed=managed):
        return
    if row := locked(session, name):
        for field, value in columns(facts).items():
            setattr(row, field, value)
        row.settings = {**row.settings, _FACTS: stored(facts.identity)}


def columns(facts: Known) -> dict[str, Any]:
    """The columns that the files decide."""
    identity = facts.identity
    return {
        "path": str(facts.path),
        "kind": identity.kind,
        "family": identity.family,
        "format": identity.format,
        "size": identity.size_bytes,
        "sha256": facts.sha256,
        "mark": facts.mark,
    }


def stored(identity: Identity) -> dict[str, Any]:
    """An identity as JSON."""
    return {"v": _VERSION, **asdict(identity)}
