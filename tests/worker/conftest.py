from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from safelight.settings import Settings
from safelight.worker.workshop import Workshop
from tests.fixtures_server import client, settings, stored
from tests.worker import bench

__all__ = ["client", "settings", "stored", "workshop"]  # what pytest finds here by name


@pytest.fixture
def workshop(client: TestClient, settings: Settings) -> Iterator[Workshop]:
    """A worker's tools beside a server."""
    with bench.workshop(settings) as tools:
        yield tools
