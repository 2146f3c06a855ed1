"""A server that serves a small build, and a browser."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import brotli
import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests.installation import migrated_url

PAGE = b"<!doctype html><title>Safelight</title>" + b"<!-- much of the same -->" * 40
SCRIPT = b"console.log('hello')" * 60


def settings_at(folder: Path, **more: object) -> Settings:
    """Pages know no database and no model; one kind of each will do."""
    url = migrated_url("sqlite", folder)
    return Settings(_env_file=None, **{"data_dir": folder / "data", "database_url": url, **more})


def build(folder: Path) -> Path:
    """A small build as Vite leaves one."""
    for name, data in {
        "index.html": PAGE,
        "index.html.br": brotli.compress(PAGE),
        "index.html.gz": gzip.compress(PAGE),
        "assets/index-CQxIXQMS.js": SCRIPT,
        "assets/index-CQxIXQMS.js.br": brotli.compress(SCRIPT),
        "assets/index-CQxIXQMS.js.gz": gzip.compress(SCRIPT),
        "assets/geist-latin-wght-normal-BgDaEnEv.woff2": b"wOF2",
        "theme.js": b"//",
        "docs/swagger-ui.js": b"// Swagger UI",
        "docs/start.js": b"//",
        "lamp-off.svg": b"<svg/>",
        ".vite/manifest.json": b"{}",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder.parent / "secret.txt").write_text("secret")
    return folder


@contextmanager
def browsing(settings: Settings, static: Path) -> Iterator[TestClient]:
    """A browser at a server that serves the build in `static`."""
    with (
        patch("safelight.doors.web.build.STATIC", static),
        TestClient(
            create_app(settings), base_url="http://127.0.0.1:8000", headers={"Accept": "text/html,*/*;q=0.8"}
        ) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built") / "static")


@pytest.fixture(scope="module")
def browser(static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One for all tests that only look."""
    with browsing(settings_at(tmp_path_factory.mktemp("server")), static) as client:
        yield client
