"""Runs over the API: queued, found, stopped, gone on with, made again, forgotten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from safelight.features.access import Studio
from safelight.features.classifiers.service import runs as service
from safelight.jobs import moves
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job, JobMetric
from safelight.kit.clock import utcnow
from safelight.specs.jobs import JobFailure
from tests.factories import characters
from tests.factories import classifier_runs as factory

RUNS = "/api/v1/classifiers/runs"


@pytest.fixture
def pets(studio: Studio) -> str:
    """The id of a dataset."""
    with studio.db.transaction() as session:
        return factory.add_dataset(session).id


def start(client: TestClient, **asked: object) -> dict:
    answer = client.post(RUNS, json={"dataset": "pets", **asked})
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json()['job_id']}"
    return answer.json()["run"]


def names(client: TestClient, **query: object) -> list[str]:
    return [run["name"] for run in client.get(RUNS, params=query).json()["items"]]


def test_a_run_takes_its_config_and_what_differs(client: TestClient, pets: str) -> None:
    config = client.post(
        "/api/v1/classifiers/configs",
        json={"name": "Fast", "dataset": "pets", "settings": {"epochs": 3, "lr": 0.01}},
    ).json()
    answer = client.post(RUNS, json={"config": config["id"], "settings": {"lr": 0.1}, "tags": ["a", "b", "a"]})
    run = answer.json()["run"]

    assert (run["number"], run["name"], run["state"]) == (1, "Fast", "queued")
    assert run["changed"] == {"epochs": 3, "lr": 0.1}
    assert (run["config"]["name"], run["dataset"]["id"], run["dataset_version"]) == ("Fast", pets, 1)
    assert run["tags"] == ["a", "b"]
    job = client.get(f"/api/v1/jobs/{run['job_id']}").json()
    assert (job["kind"], job["title"], job["subject"]) == ("train_classifier", "Train Fast", f"run:{run['id']}")
    assert client.get(f"{RUNS}/1").json() == client.get(f"{RUNS}/{run['id']}").json()
    assert client.get("/api/v1/classifiers/configs").json()["items"][0]["run_count"] == 1


def test_what_cannot_come_to_anything_is_refused_before_it_waits(client: TestClient, pets: str, studio: Studio) -> None:
    def refused(**asked: object) -> tuple[int, str]:
        answer = client.post(RUNS, json=asked)
        return answer.status_code, answer.json()["errors"][0]["field"] if answer.json().get("errors") else ""

    assert refused() == (400, "dataset")
    assert refused(dataset="none")[0] == 404
    assert refused(dataset=pets, config="cfg_none")[0] == 404
    assert refused(dataset=pets, settings={"lr": -1}) == (400, "lr")
    assert refused(dataset=pets, settings={"batch_size": 500}) == (400, "batch_size")
    with studio.db.reading() as session:
        assert jobs.queued_count(session) == 0


def test_runs_that_start_at_once_have_numbers_of_their_own(client: TestClient, pets: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: start(client)["number"], range(8)))

    assert sorted(found) == list(range(1, 9))


def test_a_run_is_stopped_twice_gone_on_with_and_made_again(client: TestClient, pets: str, studio: Studio) -> None:
    run = start(client, settings={"seed": 7}, name="Seven", worker="big")
    assert client.post(f"{RUNS}/1/resume").json()["code"] == "classifier_run_not_resumable"
    assert client.delete(f"{RUNS}/1").json()["code"] == "classifier_run_busy"
    for _ in range(2):
        assert client.post(f"{RUNS}/1/stop").json()["state"] == "cancelled"

    resumed = client.post(f"{RUNS}/1/resume").json()
    assert (resumed["job_id"], resumed["run"]["state"]) == (run["job_id"], "queued")
    with studio.db.transaction() as session:
        factory.end_well(session, run["id"])
    assert client.post(f"{RUNS}/1/stop").json()["state"] == "succeeded", "there is nothing to stop"
    assert client.post(f"{RUNS}/1/resume").status_code == 409

    again = client.post(f"{RUNS}/1/rerun").json()["run"]
    assert (again["number"], again["settings"], again["dataset_version"]) == (2, run["settings"], 1)
    assert again["name"] == "Seven"
    with studio.db.reading() as session:
        assert jobs.get(session, again["job_id"]).parsed_needs.worker == "big"


def test_how_a_run_ended_is_known_when_its_job_is_forgotten(client: TestClient, pets: str, studio: Studio) -> None:
    run = start(client)
    with studio.db.transaction() as session:
        job = session.get(Job, run["job_id"])
        moves.finish(session, job, "failed", JobFailure(code="broken", message="It broke."))
        session.flush()
        assert service.settle(session) == 1  # in one transaction: the server's own tidying cannot come between
    shown = client.get(f"{RUNS}/1").json()
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "broken")
    with studio.db.transaction() as session:
        assert service.settle(session) == 0
        jobs.forget_finished(session, utcnow())

    shown = client.get(f"{RUNS}/1").json()
    assert (shown["state"], shown["failure"]) == ("failed", None)
    resumed = client.post(f"{RUNS}/1/resume").json()
    assert (resumed["run"]["number"], resumed["run"]["state"]) == (1, "queued")
    assert resumed["job_id"] != run["job_id"]


def test_runs_are_found_by_what_they_are(client: TestClient, pets: str, studio: Studio) -> None:
    good, poor, idle = (start(client, name=name, tags=[tag]) for name, tag in [("a", "x"), ("b", "y%"), ("c", "x")])
    with studio.db.transaction() as session:
        factory.end_well(session, good["id"], accuracy=0.9)
        factory.end_well(session, poor["id"], accuracy=0.6)
    client.patch(f"{RUNS}/3", json={"notes": "About 100% owls", "name": "Owls"})

    assert names(client) == ["Owls", "b", "a"]
    assert names(client, sort="accuracy") == ["a", "b", "Owls"]
    assert names(client, sort="loss") == ["a", "b", "Owls"]
    assert names(client, sort="name") == ["a", "b", "Owls"]
    assert names(client, state=["queued", "running"]) == ["Owls"]
    assert names(client, tag="x", sort="oldest") == ["a", "Owls"]
    assert names(client, tag="y%") == ["b"]
    assert names(client, search="100%") == ["Owls"]
    assert names(client, search=str(poor["number"])) == ["b"]
    assert names(client, dataset=pets, limit=2) == ["Owls", "b"]
    assert client.get("/api/v1/classifiers/tags").json() == ["x", "y%"]
    assert client.get(RUNS, params={"after": "nonsense"}).status_code == 400
    for sort in ("newest", "oldest", "name", "accuracy", "seconds"):
        whole, after = [], None
        while True:
            page = client.get(RUNS, params={"sort": sort, "limit": 1} | ({"after": after} if after else {})).json()
            whole += [run["name"] for run in page["items"]]
            if (after := page["next"]) is None:
                break
        assert whole == names(client, sort=sort)
    assert idle["val"] is None


def test_curves_are_live_and_stay_when_the_job_is_forgotten(client: TestClient, pets: str, studio: Studio) -> None:
    run = start(client)
    with studio.db.transaction() as session:
        for step in range(1, 4):
            session.add(JobMetric(job_id=run["job_id"], name="train_loss", step=step, value=1 / step, at=utcnow()))
    live = client.get(f"{RUNS}/1/curves", params={"after_step": 1}).json()
    assert live["curves"] == [
        {"name": "train_loss", "points": [{"step": 2, "value": 0.5}, {"step": 3, "value": 1 / 3}]}
    ]

    with studio.db.transaction() as session:
        factory.end_well(session, run["id"], accuracy=0.9)
        jobs.forget_finished(session, utcnow())
    curves = {curve["name"]: curve["points"] for curve in client.get(f"{RUNS}/1/curves").json()["curves"]}
    assert curves["train_loss"] == [{"step": 3, "value": 1.0}, {"step": 6, "value": 0.5}]
    assert curves["val_accuracy"][1] == {"step": 6, "value": 0.9}
    assert "val_auroc" not in curves, "there was none"
    assert [c["name"] for c in client.get(f"{RUNS}/1/curves", params={"name": "lr"}).json()["curves"]] == ["lr"]


def test_a_run_that_is_deleted_leaves_no_file(client: TestClient, pets: str, studio: Studio, stored) -> None:
    run = start(client)
    with studio.db.transaction() as session:
        factory.end_well(session, run["id"])
        factory.add_prediction(session, run["id"], 0)
    studio.storage.put(f"runs/{run['id']}/tb/events", b"x", content_type="application/octet-stream")

    assert client.delete(f"{RUNS}/1").status_code == 204
    assert stored() == []
    assert client.get(f"{RUNS}/1").json()["code"] == "classifier_run_not_found"


def test_a_run_on_a_folder_stays_with_workers_who_see_it_unless_a_worker_is_chosen(
    client: TestClient, studio: Studio, pets: str
) -> None:
    with studio.db.transaction() as session:
        factory.add_dataset(session, "Shelf", source="path", path="/srv/shelf", version=0)
        characters.worker(session, "attic", shares_models=False)

    def queued(**asked: object) -> Job:
        headers = asked.pop("headers", {})
        answer = client.post(RUNS, json={"dataset": "Shelf", **asked}, headers=headers)
        assert answer.status_code == 202, answer.text
        with studio.db.reading() as session:
            return jobs.get(session, answer.json()["job_id"])

    def may_have(job: Job) -> bool:
        with studio.db.reading() as session:
            (attic,) = jobs.workers(session)
            return jobs.standing(attic, []).fits(job.parsed_needs)

    bound = queued()
    on_one_machine = studio.db.engine.dialect.name == "sqlite"
    assert may_have(bound) == on_one_machine
    if not on_one_machine:
        waits = client.get(f"/api/v1/jobs/{bound.id}").json()["waiting_for"]
        assert waits.startswith("Its dataset is a folder on the server's machine"), waits
        client.post(f"/api/v1/jobs/{bound.id}/cancel")
        again = client.post(f"{RUNS}/1/rerun").json()["job_id"]
        with studio.db.reading() as session:
            assert not may_have(jobs.get(session, again))
    assert may_have(queued(worker="attic"))
    assert queued(headers={"Worker-Labels": "site=attic"}).parsed_needs.labels == {"site": "attic"}
    assert may_have(queued(dataset="pets"))
