"""Sweeps over the API: counted before, started whole or not at all, their best run told."""

import pytest
from fastapi.testclient import TestClient

from safelight.features.access import Studio
from safelight.features.classifiers.schemas.sweeps import Range, Values
from safelight.features.classifiers.service.spaces import combinations
from safelight.jobs import service as jobs
from tests.factories import classifier_runs as factory

SWEEPS = "/api/v1/classifiers/sweeps"
SPACE = {"lr": {"low": 0.001, "high": 0.1, "scale": "log"}, "batch_size": {"values": [8, 16]}}


@pytest.fixture
def pets(studio: Studio) -> str:
    """The id of a dataset."""
    with studio.db.transaction() as session:
        return factory.add_dataset(session).id


def test_a_grid_has_every_combination_and_chance_repeats_itself() -> None:
    space = {"lr": Range(low=1e-4, high=1e-2, scale="log"), "epochs": Range(low=1, high=3, steps=5)}
    grid, total = combinations(space, method="grid", count=1, seed=0)
    assert total == len(grid) == 9
    assert sorted({each["lr"] for each in grid}) == [1e-4, 1e-3, 1e-2]
    assert sorted({each["epochs"] for each in grid}) == [1, 2, 3], "whole ones, each once"

    some, total = combinations(space, method="random", count=7, seed=3)
    assert total == len(some) == 7
    assert some == combinations(space, method="random", count=7, seed=3)[0]
    assert some != combinations(space, method="random", count=7, seed=4)[0]
    assert all(1e-4 <= each["lr"] <= 1e-2 and each["epochs"] in {1, 2, 3} for each in some)
    few, total = combinations({"flip": Values(values=[True, False])}, method="random", count=50, seed=0)
    assert (len(few), total) == (2, 2), "none twice"


def test_a_sweep_is_counted_before_and_tells_its_best_run(client: TestClient, pets: str, studio: Studio) -> None:
    asked = {"dataset": pets, "space": SPACE, "settings": {"epochs": 2}}
    preview = client.post(f"{SWEEPS}/preview", json=asked).json()
    assert (preview["count"], preview["problems"]) == (6, [])
    assert preview["runs"][0] == {"lr": 0.001, "batch_size": 8}

    answer = client.post(SWEEPS, json=asked | {"name": "Rates", "tags": ["night"]})
    assert answer.status_code == 202, answer.text
    sweep = answer.json()
    assert (sweep["run_count"], sweep["states"], sweep["best_run_id"]) == (6, {"queued": 6}, None)
    first, second = (each["run"] for each in sweep["runs"][:2])
    assert first["name"] == "Rates lr=0.001 batch_size=8"
    assert (first["tags"], first["epochs"]) == (["night"], 2)

    with studio.db.transaction() as session:
        factory.end_well(session, first["id"], accuracy=0.7)
        factory.end_well(session, second["id"], accuracy=0.8)
    shown = client.get(f"{SWEEPS}/{sweep['id']}").json()
    assert (shown["best_run_id"], shown["best_value"], shown["monitor_metric"]) == (second["id"], 0.8, "accuracy")
    assert [each["run"]["id"] for each in shown["runs"][:2]] == [second["id"], first["id"]]
    assert shown["runs"][0]["values"] == {"lr": 0.001, "batch_size": 16}
    assert client.get(SWEEPS, params={"search": "RATE"}).json()["items"][0]["states"] == {"queued": 4, "succeeded": 2}

    assert client.delete(f"{SWEEPS}/{sweep['id']}").json()["code"] == "classifier_run_busy"
    stopped = client.post(f"{SWEEPS}/{sweep['id']}/stop").json()
    assert stopped["states"] == {"cancelled": 4, "succeeded": 2}
    assert client.delete(f"{SWEEPS}/{sweep['id']}").status_code == 204
    assert client.get("/api/v1/classifiers/runs").json()["items"] == []


def test_what_is_wrong_with_a_sweep_starts_nothing(client: TestClient, pets: str, studio: Studio) -> None:
    def problems(**space: object) -> list[str]:
        asked = {"dataset": pets, "space": space}
        fields = [each["field"] for each in client.post(f"{SWEEPS}/preview", json=asked).json()["problems"]]
        answer = client.post(SWEEPS, json=asked | {"name": "Wrong"})
        assert (answer.status_code == 400) == bool(fields)
        return fields

    assert problems(rate={"values": [1]}) == ["rate"]
    assert problems(lr={"values": [0.1, -1]}) == ["lr"]
    assert problems(lr={"low": 0, "high": 1, "scale": "log"}) == ["lr"]
    assert problems(lr={"low": 2, "high": 1}) == ["lr"]
    assert problems(optimizer={"low": 1, "high": 2}) == ["optimizer"]
    assert problems(batch_size={"values": [8, 500]}) == ["batch_size"], "more than there are pictures"
    assert problems(lr={"low": 0.1, "high": 1, "steps": 50}, seed={"low": 0, "high": 40, "steps": 41}) == ["space"]
    assert problems(monitor_metric={"values": ["loss", "accuracy"]}, monitor_mode={"values": ["max"]}) == [
        "monitor_mode"
    ]
    with studio.db.reading() as session:
        assert jobs.queued_count(session) == 0
