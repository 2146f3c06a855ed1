"""Fixtures for every test. A test that asks for `database` runs on SQLite and on PostgreSQL;
one that `computes`, and every case but the first of one that has several, does the second by `make test-slow`."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

os.environ["SAFELIGHT_ALLOWED_HOSTS"] = "testserver"  # the name that FastAPI's client gives a server by itself
sys.path.insert(0, str(Path(__file__).parent.parent))

from safelight.db import Database
from tests import databases

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("untimed", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What only computes for long is the same on either database: the second run of it is slow.

    So are further cases of a test, for what differs between databases shows in the first, and tests of doors, for they
    ask by the same services. Files with tests that compute come first, so that several processes end together (with
    --no-loadscope-reorder).
    """
    computing = [item for item in items if item.get_closest_marker("computes")]
    first: dict[tuple[Path, str], pytest.Item] = {}
    for item in items:
        if isinstance(item, pytest.Function) and "postgresql" in item.name:
            is_first = first.setdefault((item.path, item.originalname), item) is item
            is_door = (Path(__file__).parent / "doors") in item.path.parents
            if not is_first or is_door or item.get_closest_marker("computes"):
                item.add_marker(pytest.mark.slow)
    long = {item.path for item in computing}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(autouse=True)
def _torch_as_it_was() -> Iterator[None]:
    """What one test leaves of torch's own state, the next ones would compute with."""
    yield
    if torch := sys.modules.get("torch"):
        state = {"number type": torch.get_default_dtype(), "gradients": torch.is_grad_enabled()}
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(mode=True)
        assert state == {"number type": torch.float32, "gradients": True}


@pytest.fixture(params=databases.BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Which kind of database this run of the test is on."""
    return request.param


@pytest.fixture
def make_database_url(backend: str, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes fresh databases, with all tables and no rows."""
    made: list[str] = []

    def make() -> str:
        made.append(databases.fresh_url(backend, tmp_path))
        return made[-1]

    yield make
    for url in made:
        databases.give_back(url)


@pytest.fixture
def database_url(make_database_url: Callable[[], str]) -> str:
    """A fresh database."""
    return make_database_url()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, connected."""
    database = Database(database_url)
    yield database
    database.dispose()
