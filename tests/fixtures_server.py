"""Fixtures of a server in this process, on SQLite and on PostgreSQL, over an installation of its own."""

import atexit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.doors import lifespan
from safelight.doors.app import create_app
from safelight.kit.pictures import PictureIntake, PictureLimits
from safelight.settings import Settings
from tests import databases
from tests.installation import migrated_url, settings_for


@cache
def _warm_intake(limits: PictureLimits, workers: int) -> PictureIntake:
    intake = PictureIntake(limits, workers=workers)
    atexit.register(intake.close)
    return intake


@contextmanager
def _intake(limits: PictureLimits, *, workers: int) -> Iterator[PictureIntake]:
    yield _warm_intake(limits, workers)


# A decoder outlives the server of one test: to start it costs as much as all else that a test with a picture does.
lifespan.PictureIntake = _intake


@pytest.fixture
def settings(tmp_path: Path, backend: str) -> Iterator[Settings]:
    url = migrated_url(backend, tmp_path)
    yield settings_for(tmp_path, url)
    databases.drop(url)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def stored(settings: Settings) -> Callable[[], list[str]]:
    """The names of all stored files, to see that nothing is left behind."""
    folder = settings.data_dir / "storage"
    return lambda: sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
