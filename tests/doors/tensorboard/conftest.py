from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests.installation import migrated_url


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[TestClient]:
    """A server on SQLite, which needs no model."""
    given = Settings(
        _env_file=None,
        data_dir=folder / "data",
        database_url=migrated_url("sqlite", folder),
        models_dir=folder / "models",
        **settings,
    )
    with TestClient(create_app(given), base_url="http://127.0.0.1:8000") as client:
        yield client
