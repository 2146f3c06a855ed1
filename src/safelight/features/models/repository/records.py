"""The rows beside the files: names once given, what a person set, and what was found out about files at a mark."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import column, or_, select, table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from safelight.db.locks import alone
from safelight.features.models.tables import Model
from safelight.jobs.tables import Job
from safelight.kit.identify import Identity

_FACTS = "identity"  # in `settings`: what the files said of themselves at `mark`
_VERSION = 1  # of what identification can tell; an older answer is asked again
_FIELDS = frozenset(each.name for each in fields(Identity))
# Characters need models, so their table is known here by name alone.
_character = table("character", column("id"), column("name"), column("base_model"))
_version = table("character_version", column("character_id"), column("model"))
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
    """Names of the characters whose base model it is, or of one of whose versions it is the own model."""
    own = select(_version.c.character_id).where(_version.c.model == name)
    uses_it = or_(_character.c.base_model == name, _character.c.id.in_(own))
    return list(session.scalars(select(_character.c.name).where(uses_it)))


def job_on(session: Session, name: str) -> Job | None:
    """A job that has the model, or waits for a worker that will."""
    waiting = select(Job).where(Job.model_key == name, Job.state.in_(("queued", "placed", "running")))
    return session.scalars(waiting.order_by(Job.state.desc()).limit(1)).first()


def everything(session: Session) -> list[Model]:
    """All rows."""
    return list(session.scalars(select(Model)))


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
