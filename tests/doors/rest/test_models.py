"""Models and workers over the API: what is installed, and where it is in memory."""

import json
import shutil
from pathlib import Path

from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from tests.factories import characters as make
from tests.factories.characters import studio_of
from tests.installation import TINY, tiny_models


def worker(client: TestClient, name: str, /, **more: object) -> None:
    with studio_of(client).db.transaction() as session:
        make.worker(session, name, **more)


def test_models_tell_what_they_are_and_where_they_are_loaded(client: TestClient) -> None:
    worker(client, "attic", loaded_models=[TINY])
    worker(client, "lab")

    by_name = {model["name"]: model for model in client.get("/api/v1/models").json()["items"]}

    assert by_name["starter"]["built_in"]
    assert by_name["starter"]["licence"] == "Apache-2.0"
    assert "drawn objects" in by_name["starter"]["description"]
    assert by_name[TINY]["loaded_on"] == ["attic"]
    assert not by_name[TINY]["built_in"]
    assert by_name[TINY]["size_bytes"] > 0
    alone = client.get(f"/api/v1/models/{TINY}").json()
    assert {**alone, "sha256": None} == {**by_name[TINY], "sha256": None}, "its file is hashed in the background"
    assert "path" not in by_name[TINY], "where it lies is nobody's business"


def test_a_downloaded_models_readme_speaks_for_it(settings, tmp_path: Path) -> None:
    shutil.copytree(tiny_models() / TINY, tmp_path / "models" / "mine")
    (tmp_path / "models/mine/README.md").write_text("---\nlicense: openrail++\n---\n# Mine\n\nIt draws.\n")
    with TestClient(create_app(settings.model_copy(update={"models_dir": tmp_path / "models"}))) as client:
        mine = client.get("/api/v1/models/mine").json()

    assert (mine["licence"], mine["description"]) == ("openrail++", "It draws.")


def test_an_unknown_and_a_broken_model_are_named(settings, tmp_path: Path) -> None:
    (tmp_path / "models/broken").mkdir(parents=True)
    (tmp_path / "models/broken/model_index.json").write_text("{")
    (tmp_path / "models/odd").mkdir()
    (tmp_path / "models/odd/model_index.json").write_text(json.dumps({"_class_name": "X"}))
    with TestClient(create_app(settings.model_copy(update={"models_dir": tmp_path / "models"}))) as client:
        assert {model["name"] for model in client.get("/api/v1/models").json()["items"]} == {"starter", "odd"}
        assert client.get("/api/v1/models/broken").json()["code"] == "model_unusable"
        assert client.get("/api/v1/models/nothing").json()["code"] == "model_not_found"
        assert client.get("/api/v1/models/..%2Fsecret").status_code == 404


def test_a_worker_says_what_it_is_at_and_when_it_was_heard(client: TestClient) -> None:
    worker(client, "w1", loaded_models=[TINY], memory_total=1000, memory_free=400, state="draining")
    job_id = make.train(client, make.draft(client, 5, name="Ada")["id"])
    make.run(client, job_id)

    (shown,) = client.get("/api/v1/workers").json()["items"]

    assert (shown["job_id"], shown["job_title"]) == (job_id, "Learn Ada")
    assert (shown["memory_used"], shown["memory_total"], shown["memory_free"]) == (600, 1000, 400)
    assert shown["seen_seconds_ago"] == 0
    assert shown["loaded_models"] == [TINY]


def test_a_worker_tells_its_hardware(client: TestClient) -> None:
    facts = {
        "backend": "cuda",
        "driver": "570.1",
        "temperature_celsius": 61.0,
        "power_watts": None,
        "dtypes": ["float16"],
    }
    worker(client, "w1", facts=facts)
    worker(client, "w2", facts={"temperature_celsius": "as another version says it"})
    worker(client, "w3")
    shown = {each["name"]: each["facts"] for each in client.get("/api/v1/workers").json()["items"]}
    assert shown["w1"] == shown["w1"] | facts
    assert (shown["w2"], shown["w3"]) == (None, None)
    assert client.get("/api/v1/workers/w1").json()["facts"] == shown["w1"]
    missing = client.get("/api/v1/workers/nobody")
    assert (missing.status_code, missing.json()["code"]) == (404, "worker_not_found")
    assert "w1" in missing.json()["hint"]
