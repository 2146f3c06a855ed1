"""What one backup holds. Contents lie beside it under their own hashes, so what did not change is kept once."""

import gzip
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from safelight.backup.errors import BackupDamaged, BackupTooNew

FORMAT = 1
Kind = Literal["text", "int", "float", "bool", "datetime", "date", "json", "bytes"]


class Content(BaseModel):
    """A file: its hash, and by what it is known again without reading it."""

    sha256: str
    size: int
    modified: datetime


class Column(BaseModel):
    """A column of a table, and what its values are."""

    name: str
    kind: Kind


class TableDump(BaseModel):
    """All rows of a table, as gzipped lines of JSON arrays, in the order of `columns`."""

    name: str
    columns: list[Column]
    rows: int
    sha256: str
    size: int


class Manifest(BaseModel):
    """One backup. `tables` are in an order in which they can be filled; `secrets` are base64, by file name."""

    format: int = FORMAT
    name: str
    made_at: datetime
    program: str
    revision: str
    database: str
    tables: list[TableDump] = []
    files: dict[str, Content] = {}
    models: dict[str, Content] = {}
    has_models: bool = False
    secrets: dict[str, str] = {}
    missing: list[str] = Field(default=[], description="Files that rows name and the installation had lost before")

    @property
    def objects(self) -> dict[str, int]:
        """Hash and size of every content."""
        every: list[TableDump | Content] = [*self.tables, *self.files.values(), *self.models.values()]
        return {each.sha256: each.size for each in every}

    def packed(self) -> bytes:
        """As it is written."""
        return gzip.compress(self.model_dump_json().encode(), mtime=0)

    @classmethod
    def unpacked(cls, data: bytes) -> "Manifest":
        """As it was written. Raises BackupDamaged, BackupTooNew."""
        try:
            manifest = cls.model_validate_json(gzip.decompress(data))
        except (OSError, EOFError, ValidationError) as error:
            raise BackupDamaged("its list of contents cannot be read") from error
        if manifest.format > FORMAT:
            raise BackupTooNew(manifest.program)
        return manifest


def object_key(sha256: str) -> str:
    """Where a content lies."""
    return f"objects/{sha256[:2]}/{sha256}"


def manifest_key(name: str) -> str:
    """Where the list of a backup lies."""
    return f"backups/{name}.json.gz"
