import pytest
from fastapi.testclient import TestClient

from safelight.features.access import Studio
from tests.fixtures_server import client, settings, stored

__all__ = ["client", "settings", "stored"]  # what pytest finds here by name


@pytest.fixture
def studio(client: TestClient) -> Studio:
    """The parts of the running server."""
    return client.app.state.studio
