"""The rows beside the files: names once given, what a person set, and what was found out about files at a mark."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from safelight.features.models.tables import Model
from safelight.kit.identify import Identity

_FACTS = "identity"  # in `settings`: what the files said of themselves at `mark`
_VERSION = 1  # of what identification can tell; an older answer is asked again
_FIELDS = frozenset(field.name for field in fields(Identity))
_TUPLES = ("words", "notes")


@dataclass(frozen=True)
class Known:
    """What was found out about the files at `path` when they were as `mark` says."""

    path: Path
    mark: str
    identity: Identity
    sha256: str | None = None


def find(session: Session, name: str) -> Model | None:
    """The row of that name."""
    return session.get(Model, name)


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


def keep(session: Session, found: Iterable[tuple[str, Known, bool]]) -> None:
    """Write down what was found out (name, facts, managed); what a person has set stays."""
    rows = {row.name: row for row in everything(session)}
    for name, facts, managed in found:
        values = columns(facts)
        row = rows.get(name)
        if row is None:
            insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(Model)
            settings = {_FACTS: stored(facts.identity)}
            # two servers may look at the same new file at once
            session.execute(
                insert.values(name=name, managed=managed, settings=settings, **values).on_conflict_do_nothing()
            )
            continue
        for column, value in values.items():
            setattr(row, column, value)
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
