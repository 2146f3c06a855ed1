"""Bodies that are read as a whole are small, and hold few values: a list of lists takes fifty times its bytes."""

import pytest
from fastapi import UploadFile
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.doors.rest.middleware import MAX_VALUES
from safelight.settings import Settings
from tests.factories.files import full_disk


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[" + b"[]," * (MAX_VALUES + 1) + b"[]]", "application/json"),
        (b"[" * (MAX_VALUES + 1), "application/json"),
        (b"{" * (MAX_VALUES + 1), ""),
        (b"a=1&" * (MAX_VALUES + 1), "application/x-www-form-urlencoded"),
    ],
    ids=["lists", "nested", "of no kind", "a form"],
)
def test_too_many_values_are_refused_before_they_are_read(client: TestClient, body: bytes, kind: str) -> None:
    for path in ("/api/v1/generations", "/v1/images/edits", "/sdapi/v1/txt2img")[: 3 if "json" in kind else 1]:
        answer = client.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code == 413, answer.text
        assert "body_too_many_values" in answer.text


def test_a_deep_body_is_bad_input(client: TestClient) -> None:
    for path in ("/api/v1/generations", "/v1/images/edits", "/sdapi/v1/txt2img"):
        answer = client.post(path, content=b"[" * 100_000, headers={"content-type": "application/json"})
        assert answer.status_code in {400, 422}, answer.text


def test_a_disk_that_is_full_while_a_form_comes_is_told_as_that(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", full_disk)

    answer = client.post("/api/v1/inputs", files={"file": ("a.png", b"x" * 2_000_000, "image/png")})

    assert (answer.status_code, answer.json()["code"]) == (507, "out_of_space"), answer.text


def test_of_each_file_of_a_form_little_stays_in_memory(settings: Settings) -> None:
    app = create_app(settings)

    @app.post("/looked-at")
    def look(files: list[UploadFile]) -> list[bool]:
        return [file._in_memory for file in files]

    app.router.routes.insert(0, app.router.routes.pop())
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        files = [("files", ("a.png", b"x" * size, "image/png")) for size in (50_000, 70_000, 900_000)]
        assert client.post("/looked-at", files=files).json() == [True, False, False]
