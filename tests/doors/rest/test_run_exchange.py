"""Runs that leave the studio as a file, stand-alone runs that come in, and ONNX of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.db import Database
from safelight.features.classifiers.tables import ClassifierPrediction, ClassifierRun
from safelight.features.datasets.tables import Dataset, DatasetPicture
from safelight.settings import Settings
from safelight.specs.classify import RunResult, TrainConfig
from tests.factories.classifiers import LABELS, run_folder, zipped

IMPORT = "/api/v1/classifiers/runs/import"


def bring(client: TestClient, data: bytes, **form: str) -> dict:
    answer = client.post(IMPORT, files={"file": ("run.zip", data)}, data=form)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_stand_alone_run_comes_in_with_all_it_has(
    client: TestClient, settings: Settings, stored: Callable[[], list[str]], tmp_path: Path
) -> None:
    folder = run_folder(tmp_path / "first-try")
    db = Database(settings.effective_database_url, pool_size=1)
    with db.transaction() as session:  # the dataset is known here: its fingerprint says so
        session.add(Dataset(id="ds_1", name="Pets", slug="pets", fingerprint="f" * 64))
        session.flush()
        session.add(
            DatasetPicture(
                id="dsp_1", dataset_id="ds_1", split="val", label="cat", filename="0.png", key="datasets/ds_1/a.png",
                sha256="0" * 64, size=1, width=1, height=1,
            )
        )  # fmt: skip
    made = bring(client, zipped(folder), name="from the cluster")
    assert (made["dataset_id"], made["predictions"], made["pictures_found"]) == ("ds_1", 3, 1)
    again = bring(client, zipped(folder))
    assert (again["number"], again["name"]) == (made["number"] + 1, "first-try")
    with db.reading() as session:
        run = session.get_one(ClassifierRun, made["run_id"])
        assert (run.state, run.monitored, run.name) == ("succeeded", 0.75, "from the cluster")
        assert RunResult.model_validate(run.result).labels == list(LABELS)
        first = session.get_one(ClassifierPrediction, (run.id, "val", 0))
        assert (first.picture_id, first.confidence, first.top[0]) == ("dsp_1", 0.5, [0, 0.5])
    db.dispose()
    names = {name.partition(f"{made['run_id']}/")[2] for name in stored() if made["run_id"] in name}
    assert {name.rpartition("/")[2] for name in names} == {
        "config.json", "model.safetensors", "preprocessor_config.json", "events.out.tfevents.1.host.1.0",
    }  # fmt: skip
    told = client.get(f"/api/v1/classifiers/runs/{made['number']}/config.json").json()
    assert TrainConfig.model_validate(told).image_size == 32
    state = client.get(f"/api/v1/classifiers/runs/{made['run_id']}/onnx").json()
    assert (state["onnx"], state["job_id"]) == (None, None)
    asked = [client.post(f"/api/v1/classifiers/runs/{made['run_id']}/onnx") for _ in range(2)]
    assert [each.status_code for each in asked] == [202, 202]
    assert asked[0].json()["job_id"] == asked[1].json()["job_id"]  # a second click is the same job


def test_what_is_no_finished_run_is_refused_and_leaves_nothing(
    client: TestClient, stored: Callable[[], list[str]], tmp_path: Path
) -> None:
    folder = run_folder(tmp_path / "run")
    result = RunResult.model_validate_json((folder / "result.json").read_bytes()).model_dump(mode="json")
    odd = [{"path": "cat/0.png", "label": 7, "predicted": 0, "probabilities": [1.0, 0, 0], "loss": 0.1}]
    refused = {
        b"no zip": "cannot be unpacked",
        zipped(folder, without="result.json"): "holds no result.json",
        zipped(folder, without="best/model.safetensors"): "no classifier with a model.safetensors",
        zipped(folder, without="best/config.json"): "is no model",
        zipped(folder, instead={"result.json": {"labels": []}}): "is not that of a run",
        zipped(folder, instead={"result.json": {**result, "labels": ["x", "y", "z"]}}): "are not those of",
        zipped(folder, instead={"predictions-val.jsonl": odd[0]}): "names a class that the run does not have",
    }
    for data, reason in refused.items():
        answer = client.post(IMPORT, files={"file": ("run.zip", data)})
        assert (answer.status_code, answer.json()["code"]) == (422, "not_a_run"), answer.text
        assert reason in answer.json()["detail"]
    gone = client.post(IMPORT, files={"file": ("run.zip", zipped(folder))}, data={"project": "none"})
    assert gone.status_code == 404
    assert stored() == []


@pytest.mark.parametrize("path", ["config.json", "onnx"])
def test_a_run_that_is_not_there_is_said(client: TestClient, path: str) -> None:
    assert client.get(f"/api/v1/classifiers/runs/run_none/{path}").json()["code"] == "classifier_run_not_found"
