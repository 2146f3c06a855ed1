"""The job of predictions: pictures that a classifier judges, from the request to the verdicts."""

import base64
import hashlib
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image

from safelight.doors.app import create_app
from safelight.engine.classify.predict import Classifier, judge
from safelight.features.classifiers.tables import ClassifierRun
from safelight.kit.errors import InternalError
from safelight.settings import Settings
from safelight.specs.classify import TrainConfig
from safelight.specs.predicting import ClassifierUse
from safelight.storage import layout
from safelight.worker.fetching import folder_of
from safelight.worker.workshop import Workshop
from tests.factories.classifiers import LABELS, model_folder, picture, png
from tests.worker import bench

pytestmark = pytest.mark.computes
LATER = {"Prefer": "wait=0"}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    models = tmp_path / "models"
    model_folder(models / "pets")
    return settings.model_copy(update={"models_dir": models})


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def workshop(client: TestClient, settings: Settings) -> Iterator[Workshop]:
    with bench.workshop(settings) as tools:
        yield tools


@pytest.fixture
def expected(settings: Settings) -> torch.Tensor:
    """What the model says of the pictures 0, 1 and 2."""
    classifier = Classifier.load(settings.effective_models_dir / "pets")
    return judge(classifier, [picture(seed) for seed in range(3)])


def files(*pictures: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (f"{at}.png", data)) for at, data in enumerate(pictures)]


def finish(client: TestClient, workshop: Workshop, settings: Settings, job_id: str) -> dict:
    bench.do(workshop, bench.claim(workshop, settings, job_id))
    return client.get(f"/api/v1/predictions/{job_id}").json()


def with_run(workshop: Workshop, folder: Path, **more: object) -> str:
    """A run whose model is in storage."""
    prefix = layout.run_model("run_1", 1)
    for path in folder.iterdir():
        workshop.storage.put(f"{prefix}/{path.name}", path, content_type="application/octet-stream")
    weights = (folder / "model.safetensors").read_bytes()
    row = {"model_key": prefix, "model_sha256": hashlib.sha256(weights).hexdigest(), "state": "succeeded"} | more
    with workshop.db.transaction() as session:
        settings = TrainConfig().model_dump(mode="json")
        session.add(ClassifierRun(id="run_1", number=1, dataset_id="ds_1", settings=settings, **row))
    return "run_1"


def test_every_picture_gets_its_verdict_in_order(
    client: TestClient, workshop: Workshop, settings: Settings, expected: torch.Tensor
) -> None:
    sent = files(*(png(seed) for seed in range(3)))
    asked = client.post("/api/v1/models/pets/predict", files=sent, data={"top_k": "2"}, headers=LATER)
    assert asked.status_code == 202, asked.text
    assert (asked.json()["pictures"], asked.headers["Preference-Applied"]) == ([], "wait=0")
    shown = finish(client, workshop, settings, asked.json()["job_id"])
    assert (shown["status"], shown["labels"]) == ("succeeded", list(LABELS))
    for row, found in zip(expected, shown["pictures"], strict=True):
        best = int(row.argmax())
        assert (found["label"], found["top"][0]["index"]) == (LABELS[best], best)
        assert found["confidence"] == pytest.approx(float(row[best]), abs=1e-5)
        assert [each["probability"] for each in found["top"]] == sorted(
            (each["probability"] for each in found["top"]), reverse=True
        )
        assert len(found["top"]) == 2
    assert [each["filename"] for each in shown["pictures"]] == ["0.png", "1.png", "2.png"]


def test_a_request_waits_for_the_verdict(client: TestClient, workshop: Workshop, settings: Settings) -> None:
    answers: list = []
    asking = threading.Thread(
        target=lambda: answers.append(client.post("/api/v1/models/pets/predict", files=files(png())))
    )
    asking.start()
    while not (waiting := client.get("/api/v1/jobs", params={"kind": "predict"}).json()["items"]):
        assert asking.is_alive()
    bench.do(workshop, bench.claim(workshop, settings, waiting[0]["id"]))
    asking.join(60)
    assert (answers[0].status_code, answers[0].json()["status"]) == (200, "succeeded")


def test_pictures_that_are_here_are_named_and_others_come_within_the_json(
    client: TestClient, workshop: Workshop, settings: Settings, expected: torch.Tensor
) -> None:
    run = with_run(workshop, settings.effective_models_dir / "pets")
    known = client.post("/api/v1/inputs", files={"file": ("a.png", png(0, (64, 64)))}).json()["id"]
    data = f"data:image/png;base64,{base64.b64encode(png(1)).decode()}"
    body = {"images": [known, data], "saliency": "auto"}
    asked = client.post("/api/v1/models/1/predict", json=body, headers=LATER)  # a run is named by its number as well
    assert (asked.status_code, asked.json()["model"]) == (202, run), asked.text
    first, second = finish(client, workshop, settings, asked.json()["job_id"])["pictures"]
    assert first["image"] == known
    assert second["confidence"] == pytest.approx(float(expected[1].max()), abs=1e-5)
    assert second["saliency_method"] == "attention"
    with Image.open(io.BytesIO(base64.b64decode(second["saliency"].partition(",")[2]))) as overlay:
        assert overlay.size == (60, 40)  # the whole picture's
        alpha = overlay.convert("RGBA").getchannel("A")
    assert alpha.getextrema()[1] > 0
    assert (alpha.getpixel((2, 20)), alpha.getpixel((57, 20))) == (0, 0)  # the model saw the middle square alone


REFUSED = [
    ("pets", {"files": files(b"no picture", png(), b"")}, 422, "pictures_unusable"),
    ("cows", {"files": files(png())}, 404, "model_not_found"),
    ("run_none", {"files": files(png())}, 404, "classifier_run_not_found"),
    ("run_1", {"files": files(png())}, 409, "classifier_run_unfinished"),
    ("1", {"files": files(png())}, 409, "classifier_run_unfinished"),
    ("2", {"files": files(png())}, 404, "model_not_found"),
    ("pets", {"data": {"top_k": "1"}, "files": {"other": ("a.png", png())}}, 400, "invalid_input"),
    ("pets", {"files": files(png()), "data": {"top_k": "0"}}, 400, "invalid_input"),
    ("pets", {"files": files(*[b"x"] * 65)}, 400, ""),
    ("pets", {"json": {"images": ["img_none"]}}, 400, "invalid_input"),
    ("pets", {"json": {"images": ["https://example.org/a.png"]}}, 400, "invalid_input"),
    ("pets", {"json": {"images": ["data:image/png;base64,?"]}}, 400, "invalid_input"),
]


def test_what_cannot_be_judged_is_refused_before_there_is_a_job(
    client: TestClient, workshop: Workshop, tmp_path: Path
) -> None:
    with_run(workshop, model_folder(tmp_path / "other"), model_key=None, state="running")
    for name, request_, status, said in REFUSED:
        refused = client.post(f"/api/v1/models/{name}/predict", headers=LATER, **request_)
        assert (refused.status_code, said in refused.json()["code"]) == (status, True), refused.text
        if said == "pictures_unusable":
            assert [each["field"] for each in refused.json()["errors"]] == ["files[0]", "files[2]"]
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_a_model_that_was_changed_in_storage_is_not_used(workshop: Workshop, settings: Settings) -> None:
    run = with_run(workshop, settings.effective_models_dir / "pets")
    use = ClassifierUse(name=run, prefix=layout.run_model(run, 1), sha256="0" * 64)
    with pytest.raises(InternalError, match="not the one that was recorded"):
        folder_of(workshop, use)
    assert list((workshop.cache_dir / "classifiers").iterdir()) == []
