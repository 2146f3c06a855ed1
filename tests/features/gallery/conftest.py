from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from safelight.features.access import Studio
from safelight.kit.clock import utcnow
from tests.factories.gallery import seed_pictures
from tests.fixtures_server import client, settings, stored

__all__ = ["client", "settings", "stored"]  # what pytest finds here by name

COUNT = 450


@pytest.fixture
def studio(client: TestClient) -> Studio:
    """The parts of the running server."""
    return client.app.state.studio


@pytest.fixture
def ids(studio: Studio) -> list[str]:
    """450 pictures of the last half year, newest first, with their files."""
    return seed_pictures(studio.db, studio.storage, COUNT, newest=utcnow() - timedelta(days=1), days=180)
