"""Choosing a step by hand: what is listed, what draws, what a grid asks for, and what goes with a version."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from safelight.features.characters.service import grids, training
from safelight.jobs import moves
from safelight.jobs.tables import Job
from safelight.specs.characters import CharacterJobSpec, GridJobSpec
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, show, studio_of

LORA = {"likeness": 0.5, "drift": 0.1, "diversity": 1.0, "embedder": "autoencoder"}


@pytest.fixture
def ada(client: TestClient) -> dict:
    """Learnt in four steps; the second one scored best, the weights of the third are gone."""
    made = make.learnt(client, name="Ada", class_word="woman")
    studio = studio_of(client)
    with studio.db.transaction() as session:
        spec = CharacterJobSpec.model_validate(session.get(Job, made["job_id"]).spec)
        for step, score in ((1, 0.3), (2, 0.8), (3, 0.7)):
            make.checkpoint(session, studio, made["job_id"], spec, step=step, score=score, **LORA)
        studio.storage.delete(*training.forget_files(session, spec=spec, steps=[3]))
    return show(client, made["id"])


def of(ada: dict) -> str:
    return f"{CHARACTERS}/{ada['id']}/versions/1"


def listed(client: TestClient, ada: dict) -> dict:
    answer = client.get(f"{of(ada)}/checkpoints")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_each_step_is_listed_with_its_scores_and_samples(client: TestClient, ada: dict) -> None:
    found = listed(client, ada)
    rows = {each["step"]: each for each in found["checkpoints"]}
    assert (found["version"], found["step"], found["best_step"], list(rows)) == (1, 4, 2, [1, 2, 3, 4])
    assert [step for step, each in rows.items() if each["in_use"]] == [4]
    assert [step for step, each in rows.items() if each["is_best"]] == [2]
    assert [step for step, each in rows.items() if each["has_file"]] == [1, 2, 4]
    assert rows[2]["scores"] == {**LORA, "score": 0.8, "prompt_fit": None}
    assert rows[3]["size"] is None
    assert [sample["position"] for sample in rows[4]["samples"]] == [0, 1, 2, 3]
    assert rows[1]["samples"] == rows[4]["probes"] == []


def test_another_step_draws_from_now_on(client: TestClient, ada: dict) -> None:
    answer = client.post(f"{of(ada)}/use-step", json={"step": 2})
    assert answer.status_code == 200, answer.text
    assert listed(client, ada)["step"] == 2
    lora = client.get(f"{CHARACTERS}/{ada['id']}/lora", follow_redirects=True)
    assert lora.content == b"weights 1 2"
    again = client.post(f"{of(ada)}/use-step", json={"step": 2})
    assert again.json()["lora_size"] == answer.json()["lora_size"] == len(b"weights 1 2")


def test_a_step_of_another_version_puts_that_version_into_use(client: TestClient, ada: dict) -> None:
    make.end(client, make.train(client, ada["id"], rank=4))
    assert show(client, ada["id"])["version"] == 2
    assert client.post(f"{of(ada)}/use-step", json={"step": 1}).json()["version"] == 1
    assert client.get(f"{CHARACTERS}/{ada['id']}/lora").content == b"weights 1 1"


@pytest.mark.parametrize(
    ("step", "status", "code"),
    [(3, 409, "checkpoint_gone"), (99, 404, "checkpoint_not_found"), (0, 400, None), ("x", 400, None)],
)
def test_a_step_that_cannot_be_used_is_told_why(client: TestClient, ada: dict, step, status, code) -> None:
    answer = client.post(f"{of(ada)}/use-step", json={"step": step})
    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code
    assert listed(client, ada)["step"] == 4
    if code:
        assert "1, 2" in answer.json()["hint"]


def test_what_is_not_there_is_not_found(client: TestClient, ada: dict) -> None:
    for path in ("checkpoints", "grids"):
        answer = client.get(f"{CHARACTERS}/{ada['id']}/versions/7/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "version_not_found")
    answer = client.get(f"{of(ada)}/grids/{ada['job_id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "grid_not_found"), "another kind of job"


def test_a_version_takes_its_steps_with_it(client: TestClient, ada: dict, stored) -> None:
    make.end(client, make.train(client, ada["id"], rank=4))
    assert any("/lora/v1/" in name for name in stored())
    assert client.delete(of(ada)).status_code == 204
    assert not any("/v1/" in name for name in stored())
    assert client.get(f"{of(ada)}/checkpoints").status_code == 404


def test_a_grid_is_every_step_with_every_prompt_and_strength(client: TestClient, ada: dict) -> None:
    body = {"steps": [2, 1, 2], "prompts": ["{subject} at sea", "x"], "strengths": [0.5, 1], "seed": 7}
    answer = client.post(f"{of(ada)}/grids", json=body)
    assert answer.status_code == 202, answer.text
    grid = answer.json()
    assert answer.headers["location"] == f"/api/v1/jobs/{grid['job_id']}"
    assert (grid["steps"], grid["prompts"], grid["status"]) == ([2, 1], ["ada woman at sea", "x"], "queued")
    places = [(cell["step"], cell["prompt"], cell["strength"]) for cell in grid["cells"]]
    assert places == [(step, prompt, strength) for step in (2, 1) for prompt in (0, 1) for strength in (0.5, 1)]
    assert {cell["url"] for cell in grid["cells"]} == {None}
    assert client.get(f"{of(ada)}/grids").json() == [client.get(f"{of(ada)}/grids/{grid['job_id']}").json()]


def test_a_grid_left_to_itself_takes_what_was_kept_and_the_sample_prompts(client: TestClient, ada: dict) -> None:
    grid = client.post(f"{of(ada)}/grids", json={}).json()
    assert (grid["steps"], len(grid["prompts"]), grid["strengths"]) == ([1, 2, 4], 4, [1.0])
    assert grid["prompts"][0] == "a photo of ada woman"


def test_a_second_click_is_the_same_grid(client: TestClient, ada: dict) -> None:
    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda _: client.post(f"{of(ada)}/grids", json={"steps": [1]}), range(4)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["job_id"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"steps": [3]}, 409, "checkpoint_gone"),
        ({"steps": [99]}, 404, "checkpoint_not_found"),
        ({"prompts": ["a"] * 13}, 400, None),
        ({"strengths": [3]}, 400, None),
        ({"strengths": []}, 400, None),
        ({"prompts": [f"{n}" for n in range(12)], "strengths": [0.1 * n for n in range(8)]}, 400, None),
        ({"more": 1}, 400, None),
    ],
)
def test_a_grid_that_cannot_be_drawn_is_told_why(client: TestClient, ada: dict, body, status, code) -> None:
    answer = client.post(f"{of(ada)}/grids", json=body)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
    assert client.get(f"{of(ada)}/grids").json() == []


def test_cells_that_are_drawn_are_shown_by_every_grid_that_has_them(client: TestClient, ada: dict) -> None:
    first = client.post(f"{of(ada)}/grids", json={"steps": [1], "prompts": ["a"]}).json()["job_id"]
    studio = studio_of(client)
    make.run(client, first)
    with studio.db.transaction() as session:
        job = moves.locked(session, first)
        spec = GridJobSpec.model_validate(job.spec)
        for cell in grids.cells(spec):
            for _ in range(2):  # a stage that runs again
                grids.record(
                    session, job_id=first, spec=spec, cell=cell, thumbnail_key=cell.key, thumbhash="AA", size=(64, 64)
                )
                session.flush()
        moves.finish(session, job, "succeeded")
    grid = client.post(f"{of(ada)}/grids", json={"steps": [2, 1], "prompts": ["a"]}).json()
    assert [(cell["step"], cell["url"] is None) for cell in grid["cells"]] == [(2, True), (1, False)]
    assert len(show(client, ada["id"])["samples"]) == 4, "cells are no samples"
    assert len(client.get(f"{CHARACTERS}/{ada['id']}/samples").json()) == 8


def test_an_imported_lora_has_no_steps(client: TestClient, ada: dict) -> None:
    with studio_of(client).db.transaction() as session:
        spec = CharacterJobSpec.model_validate(session.get(Job, ada["job_id"]).spec)
        training.forget_files(session, spec=spec, steps=[1, 2, 4])
    answer = client.post(f"{of(ada)}/grids", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "character_not_ready")


@pytest.mark.parametrize(
    ("captions", "called"),
    [
        ([None] * 5, "ada woman"),
        (["ada in the rain", "ada at sea", "a photo of Ada", None, None], "ada"),
        (["ada woman in the rain", "a photo of ada woman", "the ada woman", "ada", "ada"], "ada woman"),
        (["in the rain", "at sea", "a street", "ada", "ada"], "ada woman"),
    ],
    ids=["template", "by the trigger", "by both", "captions that do not call it"],
)
def test_samples_grids_and_pictures_call_it_as_its_captions_do(client: TestClient, captions, called) -> None:
    """A model that has only read "pip" draws any monster for "pip monster"."""
    made = make.draft(client, 5, name="Ada", class_word="woman")
    for reference, caption in zip(made["references"], captions, strict=True):
        if caption:
            url = f"{CHARACTERS}/{made['id']}/references/{reference['id']}"
            assert client.patch(url, json={"caption": caption}).status_code == 200
    make.end(client, make.train(client, made["id"]))
    ada = show(client, made["id"])
    assert ada["samples"][0]["prompt"] == f"a photo of {called}"
    grid = client.post(f"{of(ada)}/grids", json={"prompts": ["{subject} at sea"]}).json()
    assert grid["prompts"] == [f"{called} at sea"]
    drawn = client.post("/api/v1/generations", json={"prompt": "at sea", "character_id": ada["id"]}).json()
    assert client.get(f"/api/v1/generations/{drawn['id']}").json()["plan"]["prompt"].startswith(f"{called}, ")
