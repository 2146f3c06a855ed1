"""Whatever the OpenAPI document allows is answered as it says, whoever asks: no server error, nothing undeclared."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests.doors.rest.openapi_asker import Asker
from tests.factories import characters
from tests.factories.people import add_account, add_key, bearer
from tests.factories.weights import lora
from tests.installation import tiny_models

CASES = 45  # of each operation: in all more than 10,000


@pytest.fixture
def seeded(settings: Settings, tmp_path: Path) -> Iterator[TestClient]:
    """A server of its own models (some are deleted) with something of most kinds in it; it reaches no hub."""
    models = tmp_path / "models"
    shutil.copytree(tiny_models(), models)
    lora(models / "fox.safetensors")
    changed = settings.model_copy(update={"models_dir": models, "hub_url": "http://127.0.0.1:9"})
    with TestClient(create_app(changed), base_url="http://127.0.0.1:8000") as client:
        yield client


def fill(client: TestClient, headers: dict[str, str]) -> None:
    client.headers.update(headers)
    characters.draft(client, 2, name="Mia")
    for path, body in {
        "projects": {"name": "Leaves"}, "datasets": {"name": "Pets"}, "styles": {"name": "Ink", "prompt": "in ink"},
        "generations": {"prompt": "a fox"}, "classifiers/configs": {"name": "Small"},
    }.items():  # fmt: skip
        client.post(f"/api/v1/{path}", json=body)
    for name in headers:
        del client.headers[name]


def told(asker: Asker) -> str:
    return "\n\n".join(f"{what}\n{request}" for what, request in asker.findings.items())


def test_some_of_all_that_the_document_allows(seeded: TestClient) -> None:
    fill(seeded, {})
    asker = Asker(seeded)
    asker.ask_each(2, every=4)
    assert not asker.findings, told(asker)
    assert asker.asked > 100


def test_what_is_undeclared_would_be_found(seeded: TestClient) -> None:
    document = seeded.app.openapi()
    for operation in (each for path in document["paths"].values() for each in path.values()):
        for status in ("4XX", "404"):
            operation["responses"].pop(status, None)
    asker = Asker(seeded)
    asker.operations = [each for each in asker.operations if each.label == "GET /api/v1/jobs/{job_id}"]
    asker.ask_each(3)
    assert "Undocumented status code" in told(asker)


def test_an_empty_idempotency_key_is_none(client: TestClient) -> None:
    """The second of two came to a defect: the column that holds them takes each but once."""
    for path in ("generations", "videos", "edits", "characters/nobody/train"):
        answer = client.post(f"/api/v1/{path}", json={"prompt": "a fox"}, headers={"Idempotency-Key": ""})
        assert (answer.status_code, "idempotency-key" in answer.text) == (400, True), answer.text


def test_events_of_a_webhook_that_are_no_words_are_bad_input(client: TestClient) -> None:
    hook = {"url": "https://example.org/", "events": ["queued", {}, []]}
    answer = client.post("/api/v1/generations", json={"prompt": "a fox", "webhook": hook})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input"), answer.text


def test_an_address_that_no_route_takes_is_told_as_its_door_tells(client: TestClient) -> None:
    """A path with an end of line in it is none that `{name:path}` matches."""
    answer = client.get("/v1/models/a%0Ab")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert answer.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("who", ["local", "member"])
def test_all_that_the_document_allows(seeded: TestClient, who: str) -> None:
    headers = {}
    if who == "member":
        db = seeded.app.state.studio.db
        add_account(db, "root", "admin")
        headers = bearer(add_key(db, add_account(db, "mia"), scopes=("read", "generate", "train")))
    fill(seeded, headers)
    asker = Asker(seeded, headers=headers)
    asker.ask_each(CASES, seed=1)
    asker.ask_in_turn(60, seed=1)
    assert not asker.findings, told(asker)
    assert asker.asked >= 10_000, asker.asked
