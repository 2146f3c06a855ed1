"""Pods through the doors of a real server, its keeper at work, beside RunPod's API on this machine."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests import databases
from tests.features.pods.conftest import _worker
from tests.installation import migrated_url, settings_for
from tests.runpod_server import FOUR, KEY, SIX, RunPodServer

PODS = "/api/v1/pods"
ASKED = {"gpus": [FOUR], "dollars_per_hour": 0.8}


@pytest.fixture
def settings(tmp_path: Path, backend: str, there: RunPodServer) -> Iterator[Settings]:
    url = migrated_url(backend, tmp_path)
    yield settings_for(tmp_path, url, runpod_url=there.url, public_url="https://studio.example", models_dir=tmp_path)
    databases.drop(url)


@pytest.fixture
def studio(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


def until(look: Callable[[], Any], seconds: float = 30) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return found


def test_from_the_key_to_the_bill(studio: TestClient, there: RunPodServer) -> None:
    refused = studio.get(f"{PODS}/gpus")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_provider_key")
    wrong = studio.put(f"{PODS}/providers/runpod", json={"key": "rpa_no_such_key"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "provider_key_refused")
    kept = studio.put(f"{PODS}/providers/runpod", json={"key": KEY})
    assert kept.status_code == 200
    assert KEY not in kept.text

    assert [each["id"] for each in studio.get(f"{PODS}/gpus").json()] == [FOUR, SIX]
    for field, change in (("gpus", {"gpus": ["RTX 9999"]}), ("dollars_per_hour", {"dollars_per_hour": 0.1})):
        bad = studio.post(PODS, json=ASKED | change)
        assert (bad.status_code, bad.json()["errors"][0]["field"]) == (400, field)

    asked = studio.post(PODS, json=ASKED)
    assert asked.status_code == 202
    path = asked.headers["Location"]
    found = until(lambda: (pod := studio.get(path).json())["state"] == "starting" and pod)
    assert found["dollars_per_hour"] == 0.69
    assert studio.delete(f"{PODS}/providers/runpod").status_code == 409, "nobody could end it without the key"

    with studio.app.state.studio.db.transaction() as session:
        session.add(_worker("worker_of_the_pod", found["id"]))
    running = until(lambda: (pod := studio.get(path).json())["state"] == "running" and pod)
    assert [each["name"] for each in running["workers"]] == ["worker_of_the_pod"]
    assert 'safelight_pods{state="running"} 1.0' in studio.get("/metrics").text
    there.later(hours=1)

    assert studio.delete(path, params={"now": "true"}).json()["wanted"] == "ended"
    over = until(lambda: (pod := studio.get(path).json())["state"] == "ended" and pod)
    assert there.there() == []
    spent = studio.get(f"{PODS}/spending").json()
    assert (spent["pods"], spent["dollars_per_hour"]) == (0, 0)
    assert spent["in_all"] == pytest.approx(over["cost"])
    assert studio.get(PODS, params={"live": "true"}).json()["items"] == []
    assert [each["id"] for each in studio.get(PODS).json()["items"]] == [found["id"]]
    assert studio.delete(f"{PODS}/providers/runpod").status_code == 204
    assert studio.get(f"{PODS}/providers/runpod").json()["has_key"] is False


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rule_is_made_looked_at_switched_off_and_removed(studio: TestClient, there: RunPodServer) -> None:
    studio.put(f"{PODS}/providers/runpod", json={"key": KEY})
    rule = {"name": "always", "plan": ASKED | {"floor": 1, "ceiling": 2, "budget_per_day": 10}}
    made = studio.post(f"{PODS}/rules", json=rule)
    assert made.status_code == 201
    assert studio.post(f"{PODS}/rules", json=rule).json()["code"] == "rule_name_taken"
    until(there.there)
    preview = studio.get(f"{PODS}/rules/always/preview").json()
    assert (preview["make"], preview["pods"]) == (0, 1)
    assert preview["reasons"] == ["No job waits that its pods could do."]
    off = studio.put(f"{PODS}/rules/always", json=rule | {"is_on": False})
    assert off.json()["is_on"] is False
    assert studio.delete(f"{PODS}/rules/always").status_code == 204
    until(lambda: not there.there())
    assert studio.get(f"{PODS}/rules/always").status_code == 404
    done = [each["action"] for each in studio.get("/api/v1/audit").json()["items"]]
    assert {"pods.key_kept", "pods.rule_made", "pods.rule_changed", "pods.rule_removed"} <= set(done)
