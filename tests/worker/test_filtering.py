"""The content filter: what was drawn is looked at before it is kept, whatever door it was asked through."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.doors.app import create_app
from safelight.features.preferences import service as preferences
from safelight.kit.claims import Signer
from safelight.settings import Settings
from safelight.specs.filtering import ContentFilter
from safelight.specs.predicting import ClassifierUse
from safelight.worker import filtering
from safelight.worker.filtering import ContentBlocked
from safelight.worker.workshop import Workshop
from tests.factories.classifiers import LABELS, model_folder
from tests.installation import tiny_models
from tests.worker import bench

URL = "/api/v1/content-filter"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    models = tmp_path / "models"
    models.mkdir()
    (models / "tiny").symlink_to(tiny_models() / "tiny")
    model_folder(models / "pets")
    return settings.model_copy(update={"models_dir": models, "model_folders": str(tiny_models())})


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def workshop(client: TestClient, settings: Settings) -> Iterator[Workshop]:
    with bench.workshop(settings) as tools:
        yield tools


def _set(client: TestClient, **more: object) -> dict:
    answer = client.put(URL, json={"model": "pets", "blocked": list(LABELS), "threshold": 0.01, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _drawn(client: TestClient, workshop: Workshop, settings: Settings) -> dict:
    asked = client.post("/api/v1/generations", json={"prompt": "a cat", "seed": 1, "num_inference_steps": 1})
    assert asked.status_code == 202, asked.text
    bench.do(workshop, bench.claim(workshop, settings, asked.json()["job_id"]))
    return client.get(f"/api/v1/generations/{asked.json()['id']}").json()


def test_it_is_off_until_an_admin_sets_it_and_knows_only_the_classes_of_its_model(client: TestClient) -> None:
    assert client.get(URL).json()["is_on"] is False
    assert client.put(URL, json={"model": "pets", "blocked": ["dragon"]}).status_code == 400
    assert client.put(URL, json={"model": "nobody", "blocked": ["cat"]}).status_code == 404
    shown = _set(client, action="blur")
    assert (shown["is_on"], shown["labels"], shown["action"]) == (True, list(LABELS), "blur")
    _set(client, blocked=[LABELS[0]])
    assert client.get(URL).json()["blocked"] == [LABELS[0]]
    assert client.delete(URL).status_code == 204
    assert client.get(URL).json()["is_on"] is False
    actions = [entry["action"] for entry in client.get("/api/v1/audit").json()["items"]]
    assert actions == ["content_filter.removed", "content_filter.set", "content_filter.set"]


@pytest.mark.computes
def test_what_is_blocked_is_not_kept_or_blurred_or_marked_and_signed_as_it_is_kept(
    client: TestClient, workshop: Workshop, settings: Settings
) -> None:
    object.__setattr__(workshop, "signer", Signer(b"1" * 32))  # it is frozen
    _set(client, action="refuse")
    with pytest.raises(ContentBlocked):
        _drawn(client, workshop, settings)
    assert not [file.key for file in workshop.storage.list("generations")]
    plain, marked, blurred = None, None, None
    for action in ("flag", "blur"):
        _set(client, action=action)
        made = _drawn(client, workshop, settings)
        (picture,) = made["pictures"]
        found = picture["recipe"]["content_filter"]
        assert (found["action"], found["model"]) == (action, "pets")
        assert any("content filter" in note for note in made["notes"])
        data = client.get(picture["url"]).content
        assert client.post("/api/v1/recipes/verify", files={"file": ("a.png", data)}).json()["state"] == "intact"
        marked, blurred = (data, blurred) if action == "flag" else (marked, data)
    _set(client, threshold=1.0)
    plain = _drawn(client, workshop, settings)
    assert plain["pictures"][0]["recipe"]["content_filter"] is None
    pixels = [_pixels(data) for data in (client.get(plain["pictures"][0]["url"]).content, marked, blurred)]
    assert pixels[0] == pixels[1]
    assert pixels[0] != pixels[2]


@pytest.mark.computes
def test_a_filter_that_cannot_be_opened_lets_nothing_pass(
    client: TestClient, workshop: Workshop, settings: Settings
) -> None:
    _set(client)
    with workshop.db.transaction() as session:
        gone = ContentFilter(
            classifier=ClassifierUse(name="gone"), blocked=["cat"], threshold=0.5, action="flag"
        ).model_dump(mode="json")
        preferences.keep_for_program(session, "content_filter", gone)
    with pytest.raises(Exception, match="gone"):
        _drawn(client, workshop, settings)
    assert not [file.key for file in workshop.storage.list("generations")]


def test_a_blurred_picture_holds_nothing_of_what_it_was() -> None:
    image = Image.effect_noise((640, 480), 80).convert("RGB")
    small = filtering._blurred(image)
    assert small.size == image.size
    assert len(set(small.resize((12, 9), Image.Resampling.BOX).get_flattened_data())) <= 12 * 9


def _pixels(data: bytes) -> bytes:
    import io

    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB").tobytes()
