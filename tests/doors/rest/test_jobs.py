"""The queue over the API: its numbers, cancelling many, running one next, asking for a sample, and curves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from safelight.jobs.tables import JobMetric
from safelight.jobs.upserting import upsert
from safelight.kit.clock import utcnow
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, studio_of

JOBS = "/api/v1/jobs"


def generation(client: TestClient, **fields) -> str:
    return client.post("/api/v1/generations", json={"prompt": "a cat", **fields}).json()["job_id"]


def state(client: TestClient, job_id: str) -> str:
    return client.get(f"{JOBS}/{job_id}").json()["state"]


def test_a_job_says_what_it_makes_and_why_it_waits(client: TestClient) -> None:
    job_id = generation(client, prompt="a red cube on a table", n=4)

    job = client.get(f"{JOBS}/{job_id}").json()

    assert (job["title"], job["model"]) == ("4 pictures: a red cube on a table", "tiny")
    assert job == job | {
        "waiting_for": "No worker is running", "estimated_seconds": None, "wishes": [], "worker_name": None,
    }  # fmt: skip
    make.run(client, job_id)
    assert client.get(f"{JOBS}/{job_id}").json()["waiting_for"] is None


def test_the_summary_counts_today_as_the_person_has_it(client: TestClient) -> None:
    assert client.get(f"{JOBS}/summary").json() == {"running": 0, "waiting": 0, "done_today": 0, "failed_today": 0}
    make.learnt(client)
    generation(client)
    make.run(client, generation(client))

    now = {"running": 1, "waiting": 1, "done_today": 1, "failed_today": 0}
    assert client.get(f"{JOBS}/summary").json() == now
    tomorrow = (utcnow() + timedelta(days=1)).isoformat()
    assert client.get(f"{JOBS}/summary", params={"since": tomorrow}).json() == now | {"done_today": 0}
    for bad in ("yesterday", "2026-01-01T00:00:00"):
        assert client.get(f"{JOBS}/summary", params={"since": bad}).status_code == 400


def test_run_next_is_next_in_the_list(client: TestClient) -> None:
    first, second, third = (generation(client) for _ in range(3))

    assert client.post(f"{JOBS}/{third}/next").json()["position"] == 1

    places = {job["id"]: job["position"] for job in client.get(JOBS, params={"state": "queued"}).json()["items"]}
    assert places == {third: 1, first: 2, second: 3}
    client.post(f"{JOBS}/{third}/cancel")
    refused = client.post(f"{JOBS}/{third}/next")
    assert (refused.status_code, refused.json()["code"]) == (409, "job_not_waiting")
    assert client.post(f"{JOBS}/job_x/next").status_code == 404


def test_many_are_cancelled_each_for_itself(client: TestClient) -> None:
    waiting, running, over = (generation(client) for _ in range(3))
    make.run(client, running)
    client.post(f"{JOBS}/{over}/cancel")
    done = make.learnt(client)["job_id"]

    answer = client.post(f"{JOBS}/cancel", json={"ids": [waiting, running, over, done, "job_x", waiting]})

    assert answer.status_code == 200
    said = {each["id"]: (each["cancelled"], each["state"], each["code"]) for each in answer.json()}
    assert said == {
        waiting: (True, "cancelled", None),
        running: (True, "running", None),
        over: (True, "cancelled", None),
        done: (False, "succeeded", "job_finished"),
        "job_x": (False, None, "job_not_found"),
    }
    assert client.get(f"{JOBS}/{running}").json()["cancel_requested"]


def test_all_that_wait_are_cancelled_and_what_runs_goes_on(client: TestClient) -> None:
    running, *waiting = (generation(client) for _ in range(4))
    make.run(client, running)

    answer = client.post(f"{JOBS}/cancel", json={"all_waiting": True})

    assert {each["id"] for each in answer.json()} == set(waiting)
    assert {state(client, job_id) for job_id in waiting} == {"cancelled"}
    assert not client.get(f"{JOBS}/{running}").json()["cancel_requested"]
    assert client.post(f"{JOBS}/cancel", json={"all_waiting": True}).json() == []


def test_cancelling_all_twice_at_once_is_harmless(client: TestClient) -> None:
    waiting = [generation(client) for _ in range(8)]

    with ThreadPoolExecutor(3) as at_once:
        answers = list(at_once.map(lambda _: client.post(f"{JOBS}/cancel", json={"all_waiting": True}), range(3)))

    assert {answer.status_code for answer in answers} == {200}
    assert {state(client, job_id) for job_id in waiting} == {"cancelled"}
    by = [each["id"] for answer in answers for each in answer.json() if each["cancelled"]]
    assert sorted(by) == sorted(waiting), "each was cancelled by one of them"


@pytest.mark.parametrize("body", [{"ids": "job_1"}, {"ids": ["x"] * 1001}, {"everything": True}])
def test_a_bad_list_cancels_nothing(client: TestClient, body: dict) -> None:
    job_id = generation(client)
    assert client.post(f"{JOBS}/cancel", json=body).status_code == 400
    assert state(client, job_id) == "queued"


def test_a_running_training_is_asked_for_a_sample(client: TestClient) -> None:
    ada = make.draft(client, 5)
    job_id = make.train(client, ada["id"])

    early = client.post(f"{JOBS}/{job_id}/sample")
    assert (early.status_code, early.json()["code"]) == (409, "job_not_askable")
    make.run(client, job_id)
    for _ in range(2):
        asked = client.post(f"{JOBS}/{job_id}/sample")
        assert (asked.status_code, asked.json()["wishes"]) == (202, ["sample"])
    drawing = generation(client)
    make.run(client, drawing)
    assert client.post(f"{JOBS}/{drawing}/sample").status_code == 409
    assert client.get(f"{CHARACTERS}/{ada['id']}").json()["job_state"] == "running"


def test_curves_are_thinned_and_go_on_from_a_step(client: TestClient) -> None:
    job_id = generation(client)
    values = [1 / (n + 1) if n % 2 else 1.0 for n in range(5000)]
    values[1234] = 7.0
    with studio_of(client).db.transaction() as session:
        rows = [{"job_id": job_id, "name": "loss", "step": n, "value": v, "at": utcnow()} for n, v in enumerate(values)]
        upsert(session, JobMetric, rows)
        upsert(session, JobMetric, [rows[0] | {"name": "rate"}])

    def curves(**query) -> dict[str, list[dict]]:
        answer = client.get(f"{JOBS}/{job_id}/metrics", params=query)
        return {curve["name"]: curve["points"] for curve in answer.json()}

    assert {name: len(points) for name, points in curves().items()} == {"loss": 2000, "rate": 1}, "by default"
    few = curves(points=100, name="loss")["loss"]
    assert len(few) <= 100
    assert max(point["value"] for point in few) == 7.0
    assert [point["step"] for point in curves(since_step=4997)["loss"]] == [4998, 4999]
    assert curves(since_step=9999) == {}
    assert client.get(f"{JOBS}/{job_id}/metrics", params={"points": 3}).status_code == 400
    assert client.get(f"{JOBS}/job_x/metrics").status_code == 404
