"""The server as a whole: health, log-in, every route's auth, errors of the frame, and starting without torch."""

import re
import subprocess
import sys
import time
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.routing import BaseRoute

from safelight.doors.app import create_app
from tests.installation import environment_of, running_worker

PUBLIC = {
    ("GET", "/ping"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/files/{key}"),  # by signature
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/docs/{name}"),
    ("GET", "/"),
    # Where one comes in; POST /auth/refresh is not here, for it says 401 to whoever brings no token.
    ("POST", "/api/v1/agents/join"),
    ("GET", "/api/v1/auth/state"),
    ("POST", "/api/v1/auth/setup"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/logout"),
    ("GET", "/api/v1/auth/oidc/{provider}/start"),
    ("GET", "/api/v1/auth/oidc/{provider}/callback"),
}


def test_ping_and_live_answer_at_once(client: TestClient) -> None:
    assert client.get("/ping").json()["status"] == "ok"
    assert client.get("/health/live").status_code == 200


@pytest.mark.computes
def test_ready_says_what_is_missing_and_then_that_nothing_is(client: TestClient, settings) -> None:
    before = client.get("/health/ready")
    assert before.status_code == 503
    assert before.json()["database"]["ok"]
    assert before.json()["storage"]["ok"]
    assert not before.json()["workers"]["ok"]

    with running_worker(settings):
        until(lambda: client.get("/health/ready").status_code == 200)
        worker = client.get("/api/v1/workers").json()["items"][0]
    assert worker["device"] == "cpu"
    assert worker["state"] == "ready"
    facts = worker["facts"]
    assert (facts["backend"], facts["dtype"], facts["memory_limit_bytes"]) == ("cpu", "float32", None)
    assert 0 < facts["memory_reserved_bytes"] < worker["memory_total"] == facts["machine_memory_bytes"]
    assert facts["versions"]["torch"] == facts["torch"]


def test_every_route_has_decided_its_auth(settings) -> None:
    app = create_app(settings.model_copy(update={"api_key": SecretStr("the-key")}))
    with TestClient(app) as client:
        every = routes(app.routes)
        assert {"/api/v1/jobs/{job_id}", "/sdapi/v1/txt2img", "/v1/images/edits"} <= {path for _, path in every}
        for method, path in every:
            answer = client.request(method, re.sub(r"{[^}]*}", "x", path), follow_redirects=False)
            if (method, path) in PUBLIC:
                assert answer.status_code != 401, path
            else:
                assert answer.status_code == 401, f"{method} {path} let a stranger in"
                assert code_of(answer.json()) in {"unauthenticated", "invalid_api_key"}

        assert client.get("/api/v1/jobs", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/api/v1/jobs", headers={"Authorization": "Bearer the-key"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/jobs", 405), ("GET", "/api/v1/jobs/job_x", 404)],
)
def test_every_error_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"]
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_a_body_over_the_limit_is_refused_while_it_comes(settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"max_upload_total_mb": 1}))) as client:
        announced = client.post("/api/v1/generations", content=b"x" * 1_100_000)
        unannounced = client.post("/api/v1/generations", content=(b"x" * 100_000 for _ in range(11)))

    for answer in (announced, unannounced):
        assert answer.status_code == 413, answer.text
        assert answer.json()["code"] == "body_too_large"


def test_a_defect_is_told_without_its_insides(settings, monkeypatch) -> None:
    app = create_app(settings)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("secret")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/broken")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text


@pytest.mark.computes
def test_the_quick_door_makes_a_character_and_draws_it(client: TestClient, settings) -> None:
    from tests.factories.pictures import uploads

    with running_worker(settings):
        made = client.post("/characters", data={"name": "Pip", "class_word": "creature"}, files=uploads(6))
        assert made.status_code == 202, made.text
        job = f"/api/v1/jobs/{made.json()['job_id']}"
        until(lambda: client.get(job).json()["state"] in {"succeeded", "failed"}, seconds=120)
        assert client.get(job).json()["failure"] is None
        image = client.post("/generate-image", json={"character_id": "Pip", "prompt": "on a hill", "seed": 3})

    assert image.status_code == 200, image.text
    assert image.json()["prompt"] == "pip creature, on a hill"
    assert client.get(image.json()["image_url"]).content.startswith(b"\x89PNG")
    character = client.get("/api/v1/characters/pip").json()
    assert character["status"] == "ready"
    assert len(character["samples"]) == 4
    curves = {curve["name"] for curve in client.get(f"{job}/metrics").json()}
    assert {"learning_rate", "loss", "likeness", "drift", "score"} <= curves
    assert client.post("/generate-image", json={"character_id": "nobody", "prompt": "x"}).status_code == 404


def test_the_server_starts_without_torch(settings) -> None:
    """Imports of the whole server, lifespan included, in a process of its own."""
    code = (
        "import sys\nfrom fastapi.testclient import TestClient\nfrom safelight.doors.app import create_app\n"
        "from safelight.settings import Settings\n"
        "with TestClient(create_app(Settings(_env_file=None)), base_url='http://127.0.0.1') as client:\n"
        "    assert client.get('/ping').status_code == 200\n"
        "    assert client.get('/api/v1/models').status_code == 200\n"
        "print([m for m in ('torch', 'diffusers', 'transformers', 'peft') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**environment_of(settings)}
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


def routes(found: list[BaseRoute]) -> list[tuple[str, str]]:
    return [
        (method, re.sub(r":path}", "}", route.path))
        for route in iter_route_contexts(found)
        for method in getattr(route, "methods", None) or ()
        if method != "HEAD"
    ]


def code_of(answer: dict[str, Any]) -> str:
    """The code of an error, in whichever door's shape."""
    error = answer.get("error", answer)
    return error if isinstance(error, str) else error["code"]


def until(condition, *, seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.05)
