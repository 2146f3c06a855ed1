"""From a draft to versions: starting, starting twice, learning again, choosing a version, and the film of samples."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, add, show, studio_of
from tests.factories.pictures import picture


def jobs_of(client: TestClient) -> list[dict]:
    return client.get("/api/v1/jobs").json()["items"]


def test_a_draft_starts_with_what_was_chosen_for_it(client: TestClient) -> None:
    ada = make.draft(client, 6, name="Ada", class_word="woman")
    url = f"{CHARACTERS}/{ada['id']}"
    client.patch(url, json={"preset": "thorough", "overrides": {"rank": 4}})
    client.patch(f"{url}/references/{ada['references'][2]['id']}", json={"excluded": True})

    answer = client.post(f"{url}/train", json={})

    assert answer.status_code == 202
    body = answer.json()
    assert answer.headers["location"] == f"/api/v1/jobs/{body['job_id']}"
    assert (body["character"]["status"], body["character"]["attempt"]) == ("queued", 1)
    assert (body["character"]["training"]["max_train_steps"], body["character"]["training"]["rank"]) == (8, 4)
    with studio_of(client).db.reading() as session:
        from safelight.jobs.tables import Job

        spec = session.get(Job, body["job_id"]).spec
    assert len(spec["references"]) == 5
    assert ada["references"][2]["id"] not in {reference["id"] for reference in spec["references"]}
    assert spec["sample_prompts"][0] == "a photo of ada woman"
    assert jobs_of(client)[0]["title"] == "Learn Ada"


@pytest.mark.parametrize(("pictures", "excluded"), [(0, 0), (4, 0), (5, 1)])
def test_too_few_pictures_start_nothing(client: TestClient, pictures: int, excluded: int) -> None:
    ada = make.draft(client, pictures)
    for reference in ada["references"][:excluded]:
        client.patch(f"{CHARACTERS}/{ada['id']}/references/{reference['id']}", json={"excluded": True})

    answer = client.post(f"{CHARACTERS}/{ada['id']}/train", json={})

    assert (answer.status_code, answer.json()["code"]) == (400, "too_few_pictures")
    assert jobs_of(client) == []
    assert show(client, ada["id"])["status"] == "draft"


def test_a_second_click_is_the_same_training(client: TestClient) -> None:
    ada = make.draft(client, 5)
    url = f"{CHARACTERS}/{ada['id']}/train"

    with ThreadPoolExecutor(6) as at_once:
        answers = list(at_once.map(lambda _: client.post(url, json={"preset": "quick"}), range(6)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["job_id"] for answer in answers}) == 1
    assert len(jobs_of(client)) == 1
    other = client.post(url, json={"preset": "good"})
    assert (other.status_code, other.json()["code"]) == (409, "character_in_training"), "other settings are no repeat"


def test_a_request_that_is_repeated_later_starts_nothing_anew(client: TestClient) -> None:
    ada = make.draft(client, 5)
    url, key = f"{CHARACTERS}/{ada['id']}/train", {"Idempotency-Key": "one"}
    job_id = client.post(url, json={}, headers=key).json()["job_id"]
    make.end(client, job_id)

    assert client.post(url, json={}, headers=key).json()["job_id"] == job_id
    assert client.post(url, json={}, headers={"Idempotency-Key": "two"}).json()["job_id"] != job_id
    other = make.draft(client, 5)
    reused = client.post(f"{CHARACTERS}/{other['id']}/train", json={}, headers={"Idempotency-Key": "two"})
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")


def test_one_creation_sent_twice_at_once_makes_one_character(client: TestClient, stored) -> None:
    from tests.factories.pictures import uploads

    def create(_: int):
        return client.post(CHARACTERS, data={"name": "Pip"}, files=uploads(5), headers={"Idempotency-Key": "one"})

    with ThreadPoolExecutor(3) as at_once:
        answers = list(at_once.map(create, range(3)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["job_id"] for answer in answers}) == 1
    assert len(stored()) == 10, "what the others brought is gone again"


def test_a_full_queue_leaves_the_draft_as_it_was(settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"max_queued_jobs": 1}))) as client:
        first, second = make.draft(client, 5), make.draft(client, 5)
        make.train(client, first["id"])
        full = client.post(f"{CHARACTERS}/{second['id']}/train", json={"preset": "quick"})

        assert full.status_code == 429
        after = show(client, second["id"])
        assert (after["status"], after["preset"], after["training"]) == ("draft", "good", None)
        plan = client.get(f"{CHARACTERS}/{second['id']}/plan").json()
        assert plan["problems"] == ["The queue is full."]


def test_what_was_learnt_is_a_version_with_samples(client: TestClient) -> None:
    ada = make.learnt(client, name="Ada")

    assert (ada["status"], ada["version"], ada["job_state"]) == ("ready", 1, "succeeded")
    (version,) = ada["versions"]
    assert version == version | {"number": 1, "in_use": True, "steps": 4, "final_loss": 0.1, "size": 7}
    assert version["training"]["max_train_steps"] == 4
    assert [sample["step"] for sample in version["samples"]] == [4] * 4
    assert ada["samples"] == version["samples"]
    assert ada["cover"]["url"].split("?")[0] == version["samples"][0]["thumbnail_url"].split("?")[0]
    film = client.get(f"{CHARACTERS}/{ada['id']}/samples").json()
    assert [(sample["step"], sample["position"]) for sample in film] == [(s, p) for s in (0, 4) for p in range(4)]


def test_another_training_makes_the_next_version_and_any_can_be_used(client: TestClient, stored) -> None:
    ada = make.learnt(client, name="Ada")
    url = f"{CHARACTERS}/{ada['id']}"
    make.end(client, make.train(client, ada["id"], preset="quick", rank=4))

    assert [(v["number"], v["in_use"]) for v in show(client, ada["id"])["versions"]] == [(2, True), (1, False)]
    assert client.get(f"{url}/lora").content == b"weights" * 2
    old = client.get(f"{url}/lora", params={"version": 1})
    assert old.content == b"weights"
    assert "ada-v1.safetensors" in old.headers["content-disposition"]

    used = client.post(f"{url}/versions/1/use").json()
    assert (used["version"], used["lora_size"]) == (1, 7)
    assert client.get(f"{url}/lora").content == b"weights"

    assert client.delete(f"{url}/versions/1").json()["code"] == "version_in_use"
    assert client.delete(f"{url}/versions/2").status_code == 204
    assert not any("/v2" in name for name in stored())
    assert [v["number"] for v in show(client, ada["id"])["versions"]] == [1]
    assert {sample["version"] for sample in client.get(f"{url}/samples").json()} == {1}
    for gone in (client.post(f"{url}/versions/2/use"), client.delete(f"{url}/versions/2")):
        assert (gone.status_code, gone.json()["code"]) == (404, "version_not_found")
    assert client.get(f"{url}/lora", params={"version": 9}).json()["code"] == "version_not_found"


def test_a_number_is_never_used_twice(client: TestClient) -> None:
    ada = make.learnt(client)
    make.end(client, make.train(client, ada["id"], rank=4))
    client.post(f"{CHARACTERS}/{ada['id']}/versions/1/use")

    make.train(client, ada["id"], rank=8)

    assert show(client, ada["id"])["attempt"] == 3, "samples of version 2 keep their addresses"


def test_a_failed_training_says_why_and_the_next_one_can_start(client: TestClient) -> None:
    ada = make.draft(client, 5)
    make.end(client, make.train(client, ada["id"]), "failed")

    failed = show(client, ada["id"])
    assert (failed["status"], failed["failure"]["code"]) == ("failed", "out_of_memory")
    assert add(client, ada["id"], picture(9)).status_code == 201
    assert client.patch(f"{CHARACTERS}/{ada['id']}", json={"trigger": "ohwx"}).json()["trigger"] == "ohwx"
    make.end(client, make.train(client, ada["id"]))
    assert show(client, ada["id"])["status"] == "ready"


def test_learning_again_leaves_the_version_in_use(client: TestClient) -> None:
    ada = make.learnt(client)
    make.run(client, make.train(client, ada["id"], rank=4))

    again = show(client, ada["id"])
    assert (again["status"], again["version"], again["attempt"], again["job_state"]) == ("ready", 1, 2, "running")
    assert client.delete(f"{CHARACTERS}/{ada['id']}").json()["code"] == "character_in_training"


@pytest.mark.parametrize("body", [{"preset": "best"}, {"rank": 0}, {"steps": 4}])
def test_bad_settings_start_nothing(client: TestClient, body: dict) -> None:
    ada = make.draft(client, 5)

    answer = client.post(f"{CHARACTERS}/{ada['id']}/train", json=body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(body))
    assert jobs_of(client) == []
