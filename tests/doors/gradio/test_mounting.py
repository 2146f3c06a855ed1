"""How the playground hangs in the server: who gets in, what is seen while it loads, and when it cannot."""

import base64
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import HTMLResponse
from starlette.websockets import WebSocketDisconnect

from safelight.doors.app import create_app
from safelight.doors.gradio import mounting
from safelight.doors.gradio.mounting import policy
from safelight.settings import Settings
from tests.browser.studio import RunningStudio
from tests.doors.gradio.conftest import connected
from tests.installation import migrated_url

PAGE = {"Accept": "text/html"}
TEMPLATE = b"""<head><meta property="og:image" content="https://elsewhere.example/a.png" />
<link rel="stylesheet" href="https://elsewhere.example/a.css"><link rel="manifest" href="/manifest.json" />
<link rel="stylesheet" href="./a.css"></head>"""


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def stand_in(server: FastAPI) -> FastAPI:
    """An app in Gradio's place."""
    app = FastAPI()
    app.add_api_route("/playground/", lambda: HTMLResponse(TEMPLATE))
    app.add_api_route("/playground/config", lambda: {"mode": "blocks"})
    return app


def settings_at(folder: Path, **more: object) -> Settings:
    url = migrated_url("sqlite", folder)
    return Settings(_env_file=None, **{"data_dir": folder, "database_url": url, "local_workers": 0, **more})


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = settings_at(tmp_path_factory.mktemp("guarded"), api_key="open sesame ü")
    with patch.object(mounting, "_load", stand_in), TestClient(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize("path", ["/playground/", "/playground", "/playground/config", "/playground/gradio_api/upload"])
@pytest.mark.parametrize("given", [None, "Bearer wrong", "Basic !!!", basic("a", "wrong"), "Bearer ", "Digest x"])
def test_without_the_key_there_is_nothing(guarded: TestClient, path: str, given: str | None) -> None:
    answer = guarded.get(path, headers={"Authorization": given} if given else {}, follow_redirects=False)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert "password" in answer.text


@pytest.mark.parametrize(
    "given", [basic("anybody", "open sesame ü"), basic("", "open sesame ü"), basic("open sesame ü", "")]
)
def test_the_key_opens_as_a_password(guarded: TestClient, given: str) -> None:
    assert guarded.get("/playground/config", headers={"Authorization": given}).json() == {"mode": "blocks"}


def test_a_socket_needs_the_key_too(guarded: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), guarded.websocket_connect("/playground/anything"):
        pass


def test_the_page_is_kept_at_home(guarded: TestClient) -> None:
    entering = {"Authorization": basic("", "open sesame ü")}
    loading = guarded.get("/playground/", headers=PAGE | entering)
    if "Loading" in loading.text:
        assert loading.headers["refresh"] == "1"
        assert guarded.get("/playground/config", headers=entering).is_success, "programs wait instead"
    page = guarded.get("/playground/", headers=PAGE | entering)
    assert "elsewhere" not in page.text
    assert "manifest" not in page.text
    assert "./a.css" in page.text
    assert "rel='icon'" in page.text
    assert int(page.headers["content-length"]) == len(page.content)
    assert page.headers["content-security-policy"] == policy(None)
    assert "https://s3.example.org" in policy("https://s3.example.org")


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/a.png", "http://testserver/api/v1/models", "http://testserver@evil/files/a",
        "http://169.254.169.254/latest", "http://evil/files/a.png", "http:/testserver/files/a.png",
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", ["gradio_api/file=", "file=", "gradio_api/proxy="])
def test_gradio_fetches_nothing_for_anybody(guarded: TestClient, way: str, address: str) -> None:
    entering = {"Authorization": basic("", "open sesame ü")}
    answer = guarded.get(f"/playground/{way}{quote(address)}", headers=entering, follow_redirects=False)
    assert (answer.status_code, "nothing from other hosts" in answer.text) == (403, True)


def test_our_own_files_are_fetched_by_their_link(guarded: TestClient) -> None:
    entering = {"Authorization": basic("", "open sesame ü")}
    link = "http://testserver/files/generations/g/0.png?expires=1&signature=x-y_z"
    answer = guarded.get(f"/playground/gradio_api/file={quote(link)}", headers=entering, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, link)


def test_what_failed_is_said_and_tried_again(tmp_path: Path) -> None:
    tries = []

    def fails_once(server: FastAPI) -> FastAPI:
        tries.append(server)
        if len(tries) == 1:
            raise ImportError("no such thing")
        return stand_in(server)

    with patch.object(mounting, "_load", fails_once), TestClient(create_app(settings_at(tmp_path))) as client:
        failed = client.get("/playground/config")
        assert (failed.status_code, "log says why" in failed.text) == (503, True)
        assert client.get("/api/v1/models").status_code == 200, "the rest works"
        assert client.get("/playground/config").json() == {"mode": "blocks"}
    assert len(tries) == 2


def test_nothing_is_loaded_before_somebody_comes(tmp_path: Path) -> None:
    with patch.object(mounting, "_load") as load, TestClient(create_app(settings_at(tmp_path))) as client:
        client.get("/ping")
        client.get("/")
    load.assert_not_called()


def test_alone_it_is_loaded_at_once(tmp_path: Path) -> None:
    loaded = []

    def load(server: FastAPI) -> FastAPI:
        loaded.append(server)
        return stand_in(server)

    with (
        patch.object(mounting, "_load", load),
        TestClient(create_app(settings_at(tmp_path, only="gradio"))) as client,
    ):
        assert client.get("/", follow_redirects=False).headers["location"] == "/playground"
        assert client.get("/playground/config").is_success
        assert client.get("/api/v1/models").status_code == 404
    assert len(loaded) == 1


def test_without_gradio_the_studio_does_without(tmp_path: Path) -> None:
    with (
        patch("importlib.util.find_spec", lambda name: None),
        TestClient(create_app(settings_at(tmp_path))) as client,
    ):
        assert client.get("/playground/").status_code == 404
        assert client.get("/ping").is_success


def test_gradios_own_client_enters_with_the_key(tmp_path: Path) -> None:
    studio = RunningStudio(tmp_path, api_key="sesame", local_workers="0", only="gradio")
    try:
        studio.start()
        with pytest.raises(Exception, match="credentials were not provided"):
            connected(studio)
        client = connected(studio, headers={"Authorization": "Bearer sesame"})
        assert client.view_api(return_format="dict", print_info=False)["named_endpoints"]
        client.close()
    finally:
        studio.stop()
