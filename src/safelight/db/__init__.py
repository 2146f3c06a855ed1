"""The database: connections, column types, and the only commit of the program."""

from safelight.db.base import Base
from safelight.db.database import Database

__all__ = ["Base", "Database"]
