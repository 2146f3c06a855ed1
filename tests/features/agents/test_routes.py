"""Joining and draining by the API."""

from fastapi.testclient import TestClient

from safelight.jobs import moves
from safelight.jobs import service as jobs
from safelight.jobs.tables import Worker


def test_a_token_is_shown_once_and_a_studio_of_files_says_what_to_change(client: TestClient) -> None:
    made = client.post("/api/v1/agents/tokens", json={"name": "attic", "labels": {"site": "attic"}, "uses": 2})
    assert made.status_code == 201, made.json()
    token = made.json()["token"]
    assert made.json()["command"] == f"safelight agent --join http://127.0.0.1:8000 --token {token}"
    listed = client.get("/api/v1/agents/tokens")
    assert token not in listed.text
    assert [(one["name"], one["uses_left"], one["usable"]) for one in listed.json()["items"]] == [("attic", 2, True)]
    asked = {"name": "attic", "host": "attic", "version": "1", "speaks": 1}
    refused = client.post("/api/v1/agents/join", json=asked, headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_reachable")
    assert "SAFELIGHT_" in refused.json()["hint"]
    wrong = client.post("/api/v1/agents/join", json=asked, headers={"Authorization": "Bearer slj_x"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "join_token_refused")
    assert client.delete("/api/v1/agents/tokens/attic").status_code == 204
    assert client.delete("/api/v1/agents/nobody").json()["code"] == "agent_not_found"
    for label in ("a b", "safelight.models"):
        bad = client.post("/api/v1/agents/tokens", json={"name": "x", "labels": {label: "c"}})
        assert bad.json()["errors"][0]["field"].startswith("labels")


def test_a_worker_is_drained_and_undrained_by_name(client: TestClient) -> None:
    with client.app.state.studio.db.transaction() as session:
        now = moves.database_now(session)
        session.add(
            Worker(
                id="worker_1", name="attic", host="attic", pid=1, device="cpu", device_name="CPU", memory_total=0,
                memory_free=0, version="1", started_at=now, seen_at=now,
            )
        )  # fmt: skip
    drained = client.post("/api/v1/workers/attic/drain").json()
    assert (drained["state"], drained["drain_requested_at"] is None) == ("draining", False)
    undrained = client.delete("/api/v1/workers/worker_1/drain").json()
    assert undrained["drain_requested_at"] is None
    assert client.post("/api/v1/workers/none/drain").json()["code"] == "worker_not_found"


def test_a_request_says_on_which_workers_its_job_may_be_done(client: TestClient) -> None:
    asked = {"prompt": "a lamp"}
    made = client.post("/api/v1/generations", json=asked, headers={"Worker-Labels": "site=attic"}).json()
    with client.app.state.studio.db.reading() as session:
        assert jobs.get(session, made["job_id"]).parsed_needs.labels.items() >= {("site", "attic")}
    bad = client.post("/api/v1/generations", json=asked, headers={"Worker-Labels": "attic"})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (400, "Worker-Labels")
