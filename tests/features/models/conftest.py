"""A server with an empty models folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from safelight.db import Database
from safelight.settings import Settings
from tests import databases
from tests.fixtures_server import client
from tests.installation import migrated_url, settings_for

__all__ = ["client"]  # what pytest finds here by name


@pytest.fixture
def settings(tmp_path: Path, backend: str) -> Iterator[Settings]:
    url = migrated_url(backend, tmp_path)
    folder = tmp_path / "models"
    folder.mkdir()
    yield settings_for(tmp_path, url, models_dir=folder, default_model="starter")
    databases.drop(url)


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.effective_models_dir


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    database = Database(settings.effective_database_url)
    yield database
    database.dispose()
