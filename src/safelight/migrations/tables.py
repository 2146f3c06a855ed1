"""Every table of the program, found by file name: a new `tables.py` needs no line here."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from safelight.db import Base

_PACKAGE = Path(__file__).parents[1]


def metadata() -> MetaData:
    """All tables, after importing each `tables.py` outside this folder."""
    for path in sorted(_PACKAGE.rglob("tables.py")):
        if path != Path(__file__):
            import_module(".".join(("safelight", *path.relative_to(_PACKAGE).with_suffix("").parts)))
    return Base.metadata
