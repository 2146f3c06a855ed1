"""The job of a classifier's run: trained, judged and kept; lost in mid-epoch and gone on with elsewhere."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.datasets.tables import Dataset
from safelight.jobs import moves
from safelight.jobs.errors import HandedBack
from safelight.jobs.tables import Job
from safelight.jobs.task import JobContext
from safelight.settings import Settings
from tests.factories import classifier_runs as factory
from tests.worker import bench

pytestmark = pytest.mark.computes

RUNS = "/api/v1/classifiers/runs"


def start(client: TestClient, dataset: Dataset, **settings: object) -> dict:
    answer = client.post(RUNS, json={"dataset": dataset.id, "settings": factory.QUICK | settings})
    assert answer.status_code == 202, answer.text
    return answer.json()["run"]


def shown(client: TestClient, run: dict) -> dict:
    return client.get(f"{RUNS}/{run['id']}").json()


def test_a_run_is_trained_judged_and_kept(client: TestClient, settings: Settings, stored, tmp_path: Path) -> None:
    studio = client.app.state.studio
    dataset = factory.store_dataset(studio.db, studio.storage)
    run = start(client, dataset)
    with bench.workshop(settings) as workshop:
        bench.do(workshop, bench.claim(workshop, settings, run["job_id"]))

    found = shown(client, run)
    assert (found["state"], found["labels"], found["counts"]) == ("succeeded", ["cat", "dog"], {"train": 16, "val": 8})
    assert found["val"]["accuracy"] == 1.0, "red and blue"
    assert (found["monitored"], len(found["epoch_results"])) == (1.0, 3)
    assert found["progress"]["stages"] == ["fetch", "train", "keep"]
    assert found["environment"]["device"] == "cpu"
    assert str(tmp_path) not in json.dumps(found), "no path of the worker's machine is told"
    curves = {curve["name"]: curve["points"] for curve in client.get(f"{RUNS}/1/curves").json()["curves"]}
    assert [point["step"] for point in curves["val_accuracy"]] == [4, 8, 12]
    assert len(curves["train_loss"]) == 12

    predictions = client.get(f"{RUNS}/1/predictions", params={"label": "dog", "sort": "loss"}).json()["items"]
    assert {each["predicted"] for each in predictions} == {"dog"}
    assert all(each["path"].startswith("dog/0") and each["picture_id"] and each["url"] for each in predictions)
    evaluation = client.get(f"{RUNS}/1/evaluations/val").json()
    assert evaluation["confusion"] == [[4, 0], [0, 4]]

    kept = [name for name in stored() if name.startswith("runs/")]
    assert not [name for name in kept if "/state/" in name], "nobody will go on from here"
    assert [name for name in kept if "/tb/events.out.tfevents" in name]
    assert not (settings.work_dir / run["job_id"]).exists()

    assert client.post(f"{RUNS}/1/publish", json={"name": "pets"}).json() == {"model": "pets"}
    assert client.post(f"{RUNS}/1/publish", json={}).json() == {"model": "pets"}, "it is there already"
    again = start(client, dataset, model_flavour="pets", load_pretrained=True, epochs=1, lr=1e-6)
    with bench.workshop(settings) as workshop:
        bench.do(workshop, bench.claim(workshop, settings, again["job_id"]))
    assert shown(client, again)["val"]["accuracy"] == 1.0, "it began with what was learnt"
    client.delete("/api/v1/models/pets")

    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{RUNS}/1/model.zip").content))
    config = json.loads(archive.read(next(name for name in archive.namelist() if name.endswith("/config.json"))))
    assert config["id2label"] == {"0": "cat", "1": "dog"}


def test_a_run_that_lost_its_worker_goes_on_elsewhere_as_if_nothing_had_been(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    studio = client.app.state.studio
    dataset = factory.store_dataset(studio.db, studio.storage)
    calm, shaken = start(client, dataset), start(client, dataset)
    with bench.workshop(settings) as workshop:
        bench.do(workshop, bench.claim(workshop, settings, calm["job_id"]))
        first = bench.claim(workshop, settings, shaken["job_id"])
        with monkeypatch.context() as patched:
            patched.setattr("safelight.worker.tasks.run_files.LOOK_SECONDS", 0.0)
            patched.setattr(first, "progress", _until(first, 6))
            with pytest.raises(HandedBack):
                bench.do(workshop, first)
        with workshop.db.transaction() as session:
            job = moves.locked(session, shaken["job_id"])
            moves.give_back(session, job)
        elsewhere = settings.model_copy(update={"data_dir": settings.data_dir})
        begun: list[int] = []
        second = bench.claim(workshop, elsewhere, shaken["job_id"])
        second.work_dir = tmp_path / "elsewhere" / shaken["job_id"]
        second.work_dir.mkdir(parents=True)
        measured = second.measured

        def noted(step: int, values: dict[str, float]) -> None:
            begun.append(step)
            measured(step, values)

        second.measured = noted
        bench.do(workshop, second)

    assert min(begun) > 5, "not from the beginning"
    results = [shown(client, run) for run in (calm, shaken)]
    assert results[1]["state"] == "succeeded"
    assert len(results[0]["epoch_results"]) == 3
    for before, after in zip(results[0]["epoch_results"], results[1]["epoch_results"], strict=True):
        for pace in ("seconds", "images_per_second"):
            before.pop(pace), after.pop(pace)
        assert before == after
    assert results[0]["trained_model"]["sha256"] == results[1]["trained_model"]["sha256"]


def test_mistakes_in_a_folder_are_kept_small_and_a_gone_run_leaves_nothing(
    client: TestClient, settings: Settings, stored, tmp_path: Path
) -> None:
    studio = client.app.state.studio
    root = factory.write_folder(tmp_path / "pets")
    (root / "val" / "cat" / "wrong.png").write_bytes(factory.picture_of("dog", 999))
    with studio.db.transaction() as session:
        dataset = factory.add_dataset(session, source="path", path=str(root), counts={}, version=0)
    run = start(client, dataset)
    assert run["dataset_version"] is None
    with bench.workshop(settings) as workshop:
        bench.do(workshop, bench.claim(workshop, settings, run["job_id"]))
        mistakes = client.get(f"{RUNS}/1/predictions", params={"correct": "false"}).json()["items"]
        assert [(each["path"], each["predicted"], each["url"]) for each in mistakes] == [("cat/wrong.png", "dog", None)]
        assert client.get(mistakes[0]["thumbnail_url"]).headers["content-type"] == "image/webp"
        asked = {"split": "val", "positions": [mistakes[0]["position"]], "label": "dog"}
        assert client.post(f"{RUNS}/1/relabel", json=asked).json()["code"] == "classifier_pictures_elsewhere"

        gone = start(client, dataset, epochs=1)
        context = bench.claim(workshop, settings, gone["job_id"])
        with studio.db.transaction() as session:
            session.delete(session.get(ClassifierRun, gone["id"]))
        bench.do(workshop, context)
    assert not [name for name in stored() if gone["id"] in name]
    with studio.db.reading() as session:
        assert session.get(Job, gone["job_id"]).state == "succeeded"


def _until(context: JobContext, steps: int):
    """Progress that hands the job back in the middle."""
    told = context.progress

    def progress(step: int, total: int, **more: object) -> None:
        told(step, total, **more)
        if context.stage == "train" and step >= steps:
            raise HandedBack(context.job_id)

    return progress
