"""One lock for what only one transaction of the installation may do at a time."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def alone(session: Session, key: int) -> None:
    """Wait until no other transaction holds `key`, and hold it until this one ends.

    `key` is any number that no other advisory lock of the database uses. SQLite's writers are alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
