"""Models in the storage: what is copied, what is told of it, and how another machine gets them."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import update

from safelight.db import Database
from safelight.features.models.errors import ModelNotHere
from safelight.features.models.repository import STARTER, ModelShelf
from safelight.features.models.service.reach import within_reach
from safelight.jobs import moves
from safelight.jobs import service as jobs
from safelight.jobs.lines import Lines
from safelight.jobs.tables import Worker
from safelight.kit.clock import utcnow
from safelight.kit.signing import LinkSigner
from safelight.settings import Settings
from safelight.specs.jobs import MODELS_HERE, Needs
from safelight.specs.models import ModelInfo
from safelight.storage.configured import storage_from
from safelight.worker.elsewhere import Elsewhere
from safelight.worker.store import FileCache
from tests.factories import characters as make
from tests.factories.characters import studio_of
from tests.factories.pictures import picture
from tests.factories.weights import esrgan
from tests.fixtures_server import stored

__all__ = ["stored"]  # what pytest finds here by name


def store(client: TestClient, name: str) -> dict[str, object]:
    """Copy it, to the end of the job; the model as it is then shown."""
    client.get("/api/v1/models")  # which notices what was put there
    started = client.post(f"/api/v1/models/{name}/store")
    assert started.status_code == 202, started.text
    until = time.monotonic() + 30
    while (job := client.get(started.headers["location"]).json())["finished_at"] is None:
        assert time.monotonic() < until, job
        time.sleep(0.02)
    assert job["state"] == "succeeded", job
    shown: dict[str, object] = client.get(f"/api/v1/models/{name}").json()
    return shown


def machine(settings: Settings, db: Database, folder: Path) -> ModelShelf:
    """The shelf of a worker whose own models folder is empty."""
    storage = storage_from(settings, LinkSigner(b"0123456789abcdef"))
    files = FileCache(storage, folder / "files", 1 << 30)
    return ModelShelf.at(folder / "mine", default="x", db=db, elsewhere=Elsewhere(db, files, folder / "models"))


@contextmanager
def out_of_sight(folder: Path) -> Iterator[None]:
    """As another machine sees the server's models folder."""
    away = folder.with_name("away")
    folder.rename(away)
    try:
        yield
    finally:
        away.rename(folder)


def below(info: ModelInfo) -> dict[str, bytes]:
    files = (path for path in info.path.rglob("*") if path.is_file())
    return {path.relative_to(info.path).as_posix(): path.read_bytes() for path in files}


def test_a_stored_model_is_the_same_on_a_machine_without_its_files(
    client: TestClient, settings: Settings, folder: Path, db: Database, tmp_path: Path, stored: Callable[[], list[str]]
) -> None:
    shutil.copytree(STARTER, folder / "mine")
    (folder / "mine" / "unet" / "pytorch_model.bin").write_bytes(b"of no use")
    here = ModelShelf.at(folder, default="mine").find("mine")
    assert client.get("/api/v1/models/mine").json()["stored"] == "no"

    assert store(client, "mine")["stored"] == "yes"

    expected = {path: data for path, data in below(here).items() if not path.endswith(".bin")}
    with out_of_sight(folder):
        there = machine(settings, db, tmp_path / "other").find("mine", kind="base")
    assert there.sha256 == here.sha256
    assert (there.kind, there.family, there.defaults) == (here.kind, here.family, here.defaults)
    assert below(there) == expected
    before = stored()
    store(client, "mine")
    assert stored() == before, "nothing is sent twice"


def test_a_changed_model_is_outdated_until_it_is_stored_again(
    client: TestClient, folder: Path, stored: Callable[[], list[str]]
) -> None:
    esrgan(folder / "large.safetensors")
    shutil.copy(folder / "large.safetensors", folder / "same.safetensors")
    assert store(client, "large")["stored"] == "yes"
    store(client, "same")
    assert len(stored()) == 1, "the same bytes lie there once"

    with (folder / "large.safetensors").open("ab") as file:
        file.truncate(file.tell())
    later = time.time_ns() + 10**9
    os.utime(folder / "large.safetensors", ns=(later, later))
    assert client.get("/api/v1/models/large").json()["stored"] == "outdated"
    assert client.delete("/api/v1/models/large/store").json()["freed_bytes"] == 0
    assert client.delete("/api/v1/models/same/store").json()["freed_bytes"] > 0
    assert stored() == []
    gone = client.delete("/api/v1/models/same/store")
    assert (gone.status_code, gone.json()["code"]) == (404, "model_not_stored")
    built_in = client.post("/api/v1/models/starter/store")
    assert (built_in.status_code, built_in.json()["code"]) == (409, "model_built_in")


def test_a_model_that_lies_at_the_server_alone_is_told_of_in_words(
    client: TestClient, settings: Settings, folder: Path, db: Database, tmp_path: Path
) -> None:
    esrgan(folder / "large.safetensors")
    client.get("/api/v1/models")
    elsewhere = machine(settings, db, tmp_path / "other")
    with out_of_sight(folder):
        with pytest.raises(ModelNotHere, match="large"):
            elsewhere.find("large")
        assert not elsewhere.is_of_server()
    assert ModelShelf.at(folder, default="x", db=db).is_of_server()


def test_a_model_that_was_added_where_it_lies_is_listed_afar_and_fetched_when_it_is_asked_for(
    client: TestClient, settings: Settings, db: Database, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    data = esrgan(outside / "large.safetensors").read_bytes()
    client.post("/api/v1/models", json={"path": str(outside / "large.safetensors"), "name": "four times"})
    store(client, "four times")
    with out_of_sight(outside):
        shelf = machine(settings, db, tmp_path / "other")
        assert shelf.names("upscaler") == ["four times"]
        (listed,) = shelf.all("upscaler")
        assert not (tmp_path / "other" / "files").exists(), "nothing was fetched for that"
        assert shelf.find(listed.name, kind="upscaler").path.read_bytes() == data


def test_every_job_that_opens_a_model_stays_with_workers_who_have_it_until_it_is_stored(
    client: TestClient, folder: Path
) -> None:
    studio = studio_of(client)
    if studio.db.engine.dialect.name == "sqlite":
        pytest.skip("with SQLite all workers are on one machine")
    esrgan(folder / "large.safetensors")
    shutil.copytree(STARTER, folder / "mine")
    client.get("/api/v1/models")
    with studio.db.transaction() as session:
        make.worker(session, "attic", shares_models=False)
    image = client.post("/api/v1/inputs", files={"file": ("a.png", picture(0), "image/png")}).json()["id"]
    character = make.draft(client, 5, name="Pip", base_model="mine")["id"]

    def labels(answer: Response) -> dict[str, str]:
        assert answer.status_code == 202, answer.text
        with studio.db.reading() as session:
            return jobs.get(session, answer.json()["job_id"]).parsed_needs.labels

    asked = {
        "picture": lambda: client.post("/api/v1/generations", json={"prompt": "a bar", "model": "mine"}),
        "load": lambda: client.post("/api/v1/models/mine/load", json={}),
        "edit": lambda: client.post("/api/v1/edits", json={"images": [image], "upscaler": "large"}),
        "training": lambda: client.post(f"/api/v1/characters/{character}/train", json={}),
    }
    assert {name: labels(ask()) for name, ask in asked.items()} == {key: dict([MODELS_HERE]) for key in asked}
    assert labels(client.post("/api/v1/generations", json={"prompt": "a bar", "model": "starter"})) == {}
    assert labels(client.post("/api/v1/edits", json={"images": [image], "scale": 2})) == {}


def test_what_waits_for_a_model_is_free_when_it_is_stored_and_bound_when_it_is_taken_out(
    client: TestClient, folder: Path, db: Database
) -> None:
    esrgan(folder / "large.safetensors")
    if db.engine.dialect.name == "sqlite":
        pytest.skip("with SQLite all workers are on one machine")
    lines = Lines()

    def placer_sees(job_id: str) -> dict[str, str]:
        with db.reading() as session:
            heads, _ = lines.heads(session, each=1)
        return next(job.needs.labels for job in heads if job.id == job_id)

    with db.transaction() as session:
        make.worker(session, "attic", shares_models=False)
        needs = within_reach(session, Needs(), "large")
        waiting, suspect = (
            jobs.submit(session, kind="generation", spec=needs, needs=needs, model_key="large") for _ in range(2)
        )
        suspect.state, suspect.deaths = "running", 0
        moves.bereave(session, suspect)
        asked = jobs.submit(
            session, kind="predict", spec=needs, needs=needs, model_key="classifier:abc", subject="classifier:large"
        )
    ids = (waiting.id, suspect.id, asked.id)
    assert [placer_sees(job_id) for job_id in ids] == [dict([MODELS_HERE])] * 3
    found = client.get(f"/api/v1/jobs/{waiting.id}").json()
    assert "safelight models store" in found["waiting_for"], found

    with db.transaction() as session:  # else it would have them at once
        session.execute(update(Worker).values(drain_requested_at=utcnow()))
    store(client, "large")

    assert [placer_sees(job_id) for job_id in ids] == [{}] * 3

    assert client.delete("/api/v1/models/large/store").status_code == 200
    assert [placer_sees(job_id) for job_id in ids] == [dict([MODELS_HERE])] * 3
