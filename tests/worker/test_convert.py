"""Conversions: a new folder in the wanted type, whole or not at all; a killed or cancelled one leaves nothing."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import diffusers
import pytest
import torch
from fastapi.testclient import TestClient

from safelight.features.models.repository import ModelShelf
from safelight.features.models.service import removal
from safelight.features.models.service.converting import half_made
from safelight.jobs import service as jobs
from safelight.jobs.doing import do_stage
from safelight.jobs.errors import Cancelled
from safelight.jobs.task import JobContext
from safelight.settings import Settings
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop
from tests.engine import original, tiny
from tests.factories import weights
from tests.installation import TINY, tiny_models
from tests.worker import bench

API = "/api/v1/models"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(tiny_models() / TINY, tmp_path / "models" / TINY)
    return Settings(_env_file=None, **{**settings.model_dump(), "models_dir": tmp_path / "models"})


@pytest.fixture
def shop(settings: Settings, client: TestClient) -> Iterator[Workshop]:
    with bench.workshop(settings) as workshop:
        yield workshop


def files(settings: Settings) -> set[str]:
    return {path.name for path in settings.effective_models_dir.iterdir()}


def started(client: TestClient, **spec: str) -> str:
    return str(client.post(f"{API}/{TINY}/convert", json=spec).json()["job_id"])


def stage(shop: Workshop, context: JobContext, name: str) -> None:
    do_stage(context, next(stage for stage in all_tasks(shop)["convert"].stages if stage.name == name))


def test_a_converted_model_is_on_the_shelf_smaller_and_says_where_it_came_from(
    shop: Workshop, settings: Settings, client: TestClient
) -> None:
    asked = client.post(f"{API}/{TINY}/convert", json={"dtype": "f16"})
    again = client.post(f"{API}/{TINY}/convert", json={"dtype": "f16"})
    assert asked.status_code == 202
    assert asked.json() == again.json() == {"job_id": asked.json()["job_id"], "name": f"{TINY}-f16"}

    bench.do(shop, bench.claim(shop, settings, asked.json()["job_id"]))

    before, after = client.get(f"{API}/{TINY}").json(), client.get(f"{API}/{TINY}-f16").json()
    assert (after["dtype"], after["family"], after["parameters"]) == ("float16", before["family"], before["parameters"])
    assert after["size_bytes"] < 0.6 * before["size_bytes"]
    assert after["source"] == {"converted_from": TINY, "sha256": before["sha256"], "dtype": "f16"}
    assert (after["defaults"], after["training"]) == (before["defaults"], before["training"])
    assert files(settings) == {TINY, f"{TINY}-f16"}
    assert client.post(f"{API}/{TINY}/convert", json={"dtype": "f16"}).status_code == 409


def test_a_worker_that_died_half_way_leaves_no_half_model(
    shop: Workshop, settings: Settings, client: TestClient
) -> None:
    job_id = started(client, dtype="bf16")
    context = bench.claim(shop, settings, job_id)
    hidden = half_made(shop.shelf, job_id)
    (hidden / "unet").mkdir(parents=True)  # of the worker before
    (hidden / "unet" / "stray.safetensors").write_bytes(b"half")
    assert f"{TINY}-bf16" not in {model["name"] for model in client.get(API).json()["items"]}

    stage(shop, context, "write")
    stage(shop, context, "register")
    context.results.pop("register")
    stage(shop, context, "register")  # it died after the renaming, and this is the next one

    assert files(settings) == {TINY, f"{TINY}-bf16"}
    assert not (settings.effective_models_dir / f"{TINY}-bf16" / "unet" / "stray.safetensors").exists()


def test_a_cancelled_conversion_leaves_nothing(
    shop: Workshop, settings: Settings, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = started(client)
    context = bench.claim(shop, settings, job_id)
    monkeypatch.setattr("safelight.jobs.task.WRITE_SECONDS", 0.0)  # it asks each time whether to stop
    with shop.db.transaction() as session:
        jobs.cancel(session, job_id)

    with pytest.raises(Cancelled):
        stage(shop, context, "write")
    assert files(settings) == {TINY}


@pytest.fixture
def single(settings: Settings) -> str:
    """The name of a single file beside the folder whose configs it borrows."""
    torch.manual_seed(0)
    original.save(tiny.sd(), settings.effective_models_dir / "single.safetensors")
    return "single"


def test_a_single_file_becomes_a_folder(shop: Workshop, settings: Settings, client: TestClient, single: str) -> None:
    asked = client.post(f"{API}/{single}/convert", json={"dtype": "f16"}).json()
    bench.do(shop, bench.claim(shop, settings, asked["job_id"]))
    after = client.get(f"{API}/{asked['name']}").json()
    assert (after["format"], after["dtype"], after["pipeline"]) == ("diffusers", "float16", "StableDiffusionPipeline")
    assert after["source"]["converted_from"] == single
    assert files(settings) == {TINY, "single.safetensors", asked["name"]}


def test_a_cancelled_unpacking_ends_at_once_and_what_it_still_writes_goes(
    shop: Workshop, settings: Settings, client: TestClient, single: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = str(client.post(f"{API}/{single}/convert", json={}).json()["job_id"])
    context = bench.claim(shop, settings, job_id)
    monkeypatch.setattr("safelight.jobs.task.WRITE_SECONDS", 0.0)
    held, going = threading.Event(), threading.Event()
    write = diffusers.DiffusionPipeline.save_pretrained

    def slowly(pipeline: object, folder: Path, **more: object) -> None:
        going.set()
        assert held.wait(60)
        write(pipeline, folder, **more)

    monkeypatch.setattr(diffusers.DiffusionPipeline, "save_pretrained", slowly)

    def cancel() -> None:
        assert going.wait(60)
        with shop.db.transaction() as session:
            jobs.cancel(session, job_id)

    click = threading.Thread(target=cancel)
    click.start()
    with pytest.raises(Cancelled):
        stage(shop, context, "write")
    click.join()
    assert files(settings) == {TINY, "single.safetensors"}

    (unpacking,) = [thread for thread in threading.enumerate() if thread.name == "unpack"]
    held.set()
    unpacking.join(60)
    assert files(settings) == {TINY, "single.safetensors"}


def test_what_conversions_of_the_past_have_left_is_swept_and_that_of_living_jobs_stays(
    shop: Workshop, settings: Settings, client: TestClient
) -> None:
    living = half_made(shop.shelf, started(client))
    dead = half_made(shop.shelf, "job_forgotten")
    removed = settings.effective_models_dir / f"{removal.REMOVED}model_x"
    for folder in (living, dead, removed):
        folder.mkdir()
    shelf = ModelShelf.at(settings.effective_models_dir, default=TINY, db=shop.db)

    removal.sweep(shelf)

    assert files(settings) == {TINY, living.name}


def test_what_needs_no_conversion_is_refused(client: TestClient, settings: Settings) -> None:
    weights.lora(settings.effective_models_dir / "ink.safetensors")
    assert client.post(f"{API}/ink/convert").json()["code"] == "model_unusable"
    assert client.post(f"{API}/nobody/convert").status_code == 404
    assert client.post(f"{API}/{TINY}/convert", json={"name": "starter"}).status_code == 409
    assert client.post(f"{API}/{TINY}/convert", json={"name": "../x"}).status_code in {400, 422}
    assert client.post(f"{API}/{TINY}/convert", json={"dtype": "int8"}).status_code in {400, 422}
