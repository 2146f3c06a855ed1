"""One row by its id or its name. Names are one account's own, so two that share theirs may share a name too."""

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from safelight.db.ownership import Owned, account_of
from safelight.kit.errors import Conflict, shorten

Row = TypeVar("Row", bound=Owned)
_ENOUGH = 20  # rows of one name


class AmbiguousName(Conflict):
    """Several things of that name are shared with the caller, and none is their own."""

    code = "ambiguous_name"

    def __init__(self, asked: str, ids: list[str]) -> None:
        super().__init__(
            f"{len(ids)} things named {shorten(asked)!r} are shared with you.",
            hint=f"Say which by its id: {', '.join(ids[:5])}.",
        )


def named(session: Session, query: Select[Row], asked: str) -> Row | None:
    """The row that is meant: the one of that id, else the caller's own, else the one that is shared with them.

    Raises AmbiguousName where several are shared and none is their own.
    """
    found = session.scalars(query.limit(_ENOUGH)).all()
    mine = account_of(session)
    for row in found:
        if _id(row) == asked:
            return row
    own = [row for row in found if row.account_id == mine] or list(found)
    if len(own) > 1:
        raise AmbiguousName(asked, sorted(map(_id, own)))
    return own[0] if own else None


def _id(row: Any) -> str:
    return str(row.id)
