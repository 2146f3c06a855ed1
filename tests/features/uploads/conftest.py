"""A studio whose files lie in a folder, and one whose files lie in a real S3."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from safelight.settings import Settings
from tests import databases
from tests.fixtures_server import client
from tests.installation import migrated_url, settings_for
from tests.storage.conftest import ACCESS_KEY, SECRET_KEY, S3Server, s3_server

__all__ = ["client", "s3_server"]  # what pytest finds here by name


@pytest.fixture(params=["folder", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    url = migrated_url("sqlite", tmp_path)
    more: dict[str, object] = {}
    if request.param == "s3":
        server: S3Server = request.getfixturevalue("s3_server")
        more = {
            "storage_url": f"s3://{server.bucket}/{tmp_path.name.replace('_', '-').lower()}",
            "s3_endpoint": server.options.endpoint,
            "s3_access_key_id": ACCESS_KEY,
            "s3_secret_access_key": SECRET_KEY,
        }
    models = tmp_path / "models"
    models.mkdir()
    yield settings_for(tmp_path, url, models_dir=models, default_model="starter", **more)
    databases.drop(url)
