"""A small build as Vite leaves one, and a server that serves it."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests.installation import migrated_url

PAGE = b"<!doctype html><title>Safelight</title>" + b"<!-- much of the same -->" * 40
SCRIPT = b"console.log('hello')" * 60


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Pages know no database and no model; one kind of each will do."""
    return Settings(_env_file=None, data_dir=tmp_path / "data", database_url=migrated_url("sqlite", tmp_path))


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "static"
    for name, data in {
        "index.html": PAGE,
        "index.html.br": brotli.compress(PAGE),
        "index.html.gz": gzip.compress(PAGE),
        "assets/index-CQxIXQMS.js": SCRIPT,
        "assets/index-CQxIXQMS.js.br": brotli.compress(SCRIPT),
        "assets/index-CQxIXQMS.js.gz": gzip.compress(SCRIPT),
        "assets/geist-latin-wght-normal-BgDaEnEv.woff2": b"wOF2",
        "theme.js": b"//",
        "lamp-off.svg": b"<svg/>",
        ".vite/manifest.json": b"{}",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr("safelight.doors.web.build.STATIC", folder)
    return folder


@pytest.fixture
def browser(settings: Settings, static: Path) -> Iterator[TestClient]:
    with TestClient(
        create_app(settings), base_url="http://127.0.0.1:8000", headers={"Accept": "text/html,*/*;q=0.8"}
    ) as client:
        yield client
