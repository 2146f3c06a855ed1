"""Who may see TensorBoard, and what of a request reaches it; a small program stands in its place."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from safelight.features.tensorboard.service import board, boards
from tests.doors.tensorboard.conftest import serving
from tests.factories.event_files import add_project, add_run
from tests.features.tensorboard.stand_in import STAND_IN

PAGE = {"Accept": "text/html,*/*"}
BEARER = {"Authorization": "Bearer the-key"}


@pytest.fixture(scope="module")
def _stand_in() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(board, "_RUN", STAND_IN)
        yield


@pytest.fixture(scope="module")
def open_server(_stand_in, tmp_path_factory) -> Iterator[TestClient]:
    """A server without a key."""
    with serving(tmp_path_factory.mktemp("open")) as client:
        client.run = add_run(client.app.state.studio.db, 7)
        yield client


@pytest.fixture(scope="module")
def locked_server(_stand_in, tmp_path_factory) -> Iterator[TestClient]:
    """A server with a key."""
    with serving(tmp_path_factory.mktemp("locked"), api_key=SecretStr("the-key")) as client:
        client.run = add_run(client.app.state.studio.db, 7)
        yield client


@pytest.fixture
def stranger(locked_server: TestClient) -> TestClient:
    """A browser that has no key and no cookie yet."""
    locked_server.cookies.clear()
    return locked_server


def test_a_link_becomes_a_cookie_that_opens_this_one_and_no_other(stranger: TestClient) -> None:
    other = add_run(stranger.app.state.studio.db, 8)
    address = f"/tensorboard/{stranger.run}/"
    refused = stranger.get(address, headers=PAGE)
    assert refused.status_code == 401
    assert "Open TensorBoard from the run" in refused.text
    assert stranger.post(f"/api/v1/classifiers/runs/{stranger.run}/tensorboard").status_code == 401

    url = stranger.post(f"/api/v1/classifiers/runs/{stranger.run}/tensorboard", headers=BEARER).json()["url"]
    first = stranger.get(url, follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "./")
    set_cookie = first.headers["set-cookie"]
    assert {"HttpOnly", f"Path={address.rstrip('/')}", "SameSite=lax"} <= {
        part.strip() for part in set_cookie.split(";")
    }
    assert "Secure" not in set_cookie

    seen = stranger.get(address + "data/runs")
    assert seen.status_code == 200
    assert "set-cookie" not in seen.headers
    assert stranger.get(address.rstrip("/")).status_code == 200
    theirs = {name.lower() for name in seen.json()["headers"]}
    assert "cookie" not in theirs
    assert stranger.get(f"/tensorboard/{other}/").status_code == 401
    cookie = {"Cookie": f"safelight_tensorboard={stranger.cookies['safelight_tensorboard']}"}
    assert stranger.get(f"/tensorboard/{other}/", headers=cookie).status_code == 401


@pytest.mark.parametrize("spoil", ["signature=", "expires=9", "/tensorboard/run_x/"])
def test_a_link_that_was_tampered_with_opens_nothing(stranger: TestClient, spoil: str) -> None:
    url = stranger.post(f"/api/v1/classifiers/runs/{stranger.run}/tensorboard", headers=BEARER).json()["url"]
    spoiled = {
        "signature=": url.replace("signature=", "signature=x"),
        "expires=9": url.replace("expires=", "expires=9"),
        "/tensorboard/run_x/": url.replace(stranger.run, "run_x"),
    }[spoil]
    assert stranger.get(spoiled).status_code == 403
    assert stranger.get(spoiled, headers=PAGE).status_code == 403
    assert not stranger.cookies


def test_a_link_and_a_cookie_have_their_time_and_a_cookie_in_use_is_renewed(stranger: TestClient, monkeypatch) -> None:
    signer = stranger.app.state.studio.signer
    now = signer._now()
    address = f"/tensorboard/{stranger.run}/"
    url = stranger.post(f"/api/v1/classifiers/runs/{stranger.run}/tensorboard", headers=BEARER).json()["url"]
    monkeypatch.setattr(signer, "_now", lambda: now + 91)
    assert stranger.get(url).json()["code"] == "link_expired"
    monkeypatch.setattr(signer, "_now", lambda: now)
    stranger.get(url)
    before = stranger.cookies["safelight_tensorboard"]

    monkeypatch.setattr(signer, "_now", lambda: now + 11 * 3600)
    assert stranger.get(address).status_code == 200
    after = stranger.cookies["safelight_tensorboard"]
    assert after != before
    monkeypatch.setattr(signer, "_now", lambda: now + 20 * 3600)
    assert stranger.get(address).status_code == 200
    monkeypatch.setattr(signer, "_now", lambda: now + 60 * 3600)
    assert stranger.get(address).status_code == 401
    old = {"Cookie": f"safelight_tensorboard={before}"}
    assert stranger.get(address, headers=old).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "1.2", "9" * 20 + ".x", "99999999999.", "\udcff.x"])
def test_a_cookie_that_is_none_of_ours_is_a_stranger(stranger: TestClient, cookie: str) -> None:
    given = {"Cookie": f"safelight_tensorboard={cookie}".encode(errors="surrogateescape")}
    assert stranger.get(f"/tensorboard/{stranger.run}/", headers=given).status_code == 401


def test_a_program_sends_the_key_which_goes_no_further(stranger: TestClient) -> None:
    address = f"/tensorboard/{stranger.run}/data%2Fx?run=a%20b%26c&run=d"
    given = BEARER | {"X-Secret": "s", "Accept": "application/json", "Origin": "http://127.0.0.1:8000"}
    answer = stranger.post(address, headers=given, data={"tag": "val loss"})
    said = answer.json()
    assert (said["method"], said["path"], said["body"]) == ("POST", address, "tag=val+loss")
    theirs = {name.lower(): value for name, value in said["headers"].items()}
    assert theirs.keys() <= {
        "accept", "accept-encoding", "content-length", "content-type", "host", "connection", "user-agent"
    }  # fmt: skip
    assert theirs["host"].startswith("127.0.0.1:")
    assert theirs["host"] != "127.0.0.1:8000"
    assert "the-key" not in str(theirs)
    assert answer.headers.get_list("content-security-policy") == ["script-src 'self'", "frame-ancestors 'self'"]
    assert not {"set-cookie", "connection", "x-frame-options"} & answer.headers.keys()
    assert stranger.get(address, headers={"Authorization": "Bearer wrong"}).status_code == 401
    head = stranger.head(address, headers=BEARER)
    assert (head.status_code, head.content) == (200, b"")
    assert stranger.put(address, headers=BEARER).status_code == 405


def test_without_a_closing_slash_it_is_the_same(open_server: TestClient) -> None:
    answer = open_server.get(f"/tensorboard/{open_server.run}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"{open_server.run}/")
    assert open_server.get(f"/tensorboard/{open_server.run}").json()["path"] == f"/tensorboard/{open_server.run}/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_of_other_sites_get_nothing(open_server: TestClient, headers: dict[str, str]) -> None:
    for method in ("GET", "POST"):
        answer = open_server.request(method, f"/tensorboard/{open_server.run}/data/runs", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_page")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
        {"Host": "localhost:8000", "Origin": "http://localhost:8000"},
        {"Host": "[::1]:8000"},
    ],
)
def test_our_own_pages_and_links_from_anywhere_are_let_in(open_server: TestClient, headers: dict[str, str]) -> None:
    assert open_server.get(f"/tensorboard/{open_server.run}/data/runs", headers=headers).status_code == 200


@pytest.mark.usefixtures("_stand_in")
def test_behind_a_public_address_the_cookie_is_secure_and_the_name_is_known(tmp_path) -> None:
    public = "https://studio.example/lab"
    with serving(tmp_path, api_key=SecretStr("the-key"), public_url=public) as client:
        run = add_run(client.app.state.studio.db, 7)
        url = client.post(f"/api/v1/classifiers/runs/{run}/tensorboard", headers=BEARER).json()["url"]
        assert url.startswith(f"{public}/tensorboard/{run}/?")
        seen = client.get(
            url.removeprefix(public), headers={"Origin": "https://studio.example"}, follow_redirects=False
        )
        assert {"Secure", f"Path=/lab/tensorboard/{run}"} <= {x.strip() for x in seen.headers["set-cookie"].split(";")}


def test_what_is_not_there_is_told_as_such(open_server: TestClient, monkeypatch) -> None:
    for address in ("/tensorboard/run_x/", "/tensorboard/..%2f..%2fetc/", "/tensorboard/7/"):
        assert open_server.get(address).status_code == 404
    for path in ("runs/run_x", "projects/proj_x"):
        for method in ("POST", "GET", "DELETE"):
            assert open_server.request(method, f"/api/v1/classifiers/{path}/tensorboard").status_code == 404

    run = add_run(open_server.app.state.studio.db, 9)
    monkeypatch.setattr(boards, "is_installed", lambda: False)
    monkeypatch.setattr("safelight.features.tensorboard.access.is_installed", lambda: False)
    path = f"/api/v1/classifiers/runs/{run}/tensorboard"
    missing = open_server.post(path)
    assert (missing.status_code, missing.json()["code"]) == (503, "tensorboard_missing")
    assert "retry-after" not in missing.headers
    assert open_server.get(path).json()["state"] == "unavailable"
    assert "pip install" in open_server.get(f"/tensorboard/{run}/", headers=PAGE).text


def test_a_page_waits_visibly_and_a_crash_is_one_more_start(open_server: TestClient) -> None:
    run = add_run(open_server.app.state.studio.db, 10)
    api, address = f"/api/v1/classifiers/runs/{run}/tensorboard", f"/tensorboard/{run}/"
    assert open_server.get(api).json()["state"] == "stopped"

    waiting = open_server.get(address, headers=PAGE)
    assert (waiting.status_code, waiting.headers["retry-after"], waiting.headers["refresh"]) == (503, "1", "1")
    assert "Starting TensorBoard" in waiting.text
    assert open_server.get(api).json()["state"] == "starting"
    before = open_server.get(address + "data").json()["pid"]
    shown = open_server.get(api).json()
    assert (shown["state"], shown["runs"], shown["idle_timeout_seconds"]) == ("running", 1, 900)
    assert shown["memory_bytes"] > 1_000_000

    crashed = open_server.get(address + "die")
    assert (crashed.status_code, crashed.json()["code"]) == (503, "tensorboard_starting")
    assert crashed.headers["retry-after"] == "1"
    again = open_server.get(address + "data")
    while again.status_code == 503:  # until the crash is noticed it may say so once more
        again = open_server.get(address + "data")
    assert again.json()["pid"] != before

    assert open_server.delete(api).status_code == 204
    assert open_server.get(api).json()["state"] == "stopped"


def test_one_that_does_not_start_says_why_to_who_looks(open_server: TestClient, monkeypatch) -> None:
    studio = open_server.app.state.studio
    project = add_project(studio.db, "Broken")
    api = f"/api/v1/classifiers/projects/{project}/tensorboard"
    with monkeypatch.context() as patch:
        patch.setattr(board, "_RUN", "import sys\nsys.exit('no <b>disk</b>')\n")
        opened = open_server.post("/api/v1/classifiers/projects/broken/tensorboard").json()
        assert (opened["target"], opened["runs"]) == (project, 0)
        while open_server.get(api).json()["state"] == "starting":
            pass
    failed = open_server.get(api).json()
    assert failed["state"] == "failed"
    assert "no <b>disk</b>" in failed["message"]
    page = open_server.get(f"/tensorboard/{project}/", headers=PAGE)
    assert page.status_code == 503
    assert "no &lt;b&gt;disk" in page.text
    assert "refresh" not in page.headers
    assert open_server.get(f"/tensorboard/{project}/data").status_code == 200
