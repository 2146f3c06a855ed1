"""Here a fresh database is empty: making the tables is what is tested."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases


@pytest.fixture
def database_url(backend: str, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    url = databases.text_of(databases.postgres().create())
    yield url
    databases.drop(url)
