"""A worker that lost its job without noticing and stores all the same: files of the one who has it stay."""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from safelight.doors.app import create_app
from safelight.features.characters.tables import Character, Checkpoint, Sample
from safelight.features.generations.tables import Picture
from safelight.jobs import moves
from safelight.jobs.errors import LostOwnership
from safelight.kit.claims import Signer
from safelight.settings import Settings
from safelight.storage import Storage, StoredFile
from safelight.worker.workshop import Workshop
from tests.factories.pictures import uploads
from tests.factories.videos import FRAMES, UPSCALER, bring, with_videos
from tests.worker import bench

pytestmark = pytest.mark.computes

ASKS: dict[str, Callable[[str], dict[str, object]]] = {
    "generations": lambda _: {"prompt": "a cat", "seed": 1, "n": 2},
    "edits": lambda image: {"images": [image], "upscaler": UPSCALER},
    "videos": lambda image: {"image": image, "num_frames": FRAMES, "num_inference_steps": 2, "seed": 1},
}


class Late(Signer):
    """A signer that lets something happen before it signs: between the last look at the job and the first file."""

    def __init__(self, before: Callable[[], None]) -> None:
        super().__init__(b"late")
        self._before: Callable[[], None] | None = before

    def sign(self, data: bytes, claim: dict[str, object]) -> bytes:
        """The first time with what happens before."""
        before, self._before = self._before, None
        if before is not None:
            before()
        return super().sign(data, claim)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_videos(settings)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.mark.parametrize("kind", ASKS)
def test_files_are_as_their_rows_say(client: TestClient, settings: Settings, workshop: Workshop, kind: str) -> None:
    asked = client.post(f"/api/v1/{kind}", json=ASKS[kind](bring(client)))
    assert asked.status_code == 202, asked.text
    job_id = asked.json()["job_id"]
    other = replace(workshop, signer=Signer(b"other"))
    elsewhere = settings.model_copy(update={"data_dir": settings.data_dir.with_name("elsewhere")})

    def take_over() -> None:
        with workshop.db.transaction() as session:
            job = moves.locked(session, job_id)
            assert job is not None
            moves.bereave(session, job)
        bench.do(other, bench.claim(other, elsewhere, job_id))

    late = replace(workshop, signer=Late(take_over))
    with pytest.raises(LostOwnership):
        bench.do(late, bench.claim(late, settings, job_id))

    with workshop.db.reading() as session:
        pictures = session.scalars(select(Picture)).all()
    assert len(pictures) == (2 if kind == "generations" else 1)
    for picture in pictures:
        assert hashlib.sha256(workshop.storage.get(picture.key)).hexdigest() == picture.sha256
        assert workshop.storage.exists(picture.thumbnail_key)


class LateStorage:
    """A storage before which something happens when a file of this folder is first put there; keeps what was put."""

    def __init__(self, storage: Storage, folder: str, before: Callable[[], None]) -> None:
        self._storage, self._folder, self._before = storage, folder, before
        self.put_late: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    def put(self, key: str, data: bytes | Path, *, content_type: str) -> StoredFile:
        if f"/{self._folder}/" in key:
            if not self.put_late:
                self._before()
            self.put_late.append(key)
        return self._storage.put(key, data, content_type=content_type)


@pytest.mark.parametrize("folder", ["samples", "lora"])
def test_samples_and_checkpoints_of_a_training_are_as_their_rows_say(
    client: TestClient, settings: Settings, workshop: Workshop, folder: str
) -> None:
    chosen = {"max_train_steps": 2, "sample_every": 2}
    told = {"name": "Pip", "trigger": "pip", "training": json.dumps(chosen)}
    job_id = client.post("/api/v1/characters", data=told, files=uploads(5)).json()["job_id"]
    elsewhere = settings.model_copy(update={"data_dir": settings.data_dir.with_name("elsewhere")})

    def take_over() -> None:
        with workshop.db.transaction() as session:
            job = moves.locked(session, job_id)
            assert job is not None
            moves.bereave(session, job)
        with bench.workshop(settings) as other, ThreadPoolExecutor(1) as beside:  # a thread has its own gradients
            beside.submit(lambda: bench.do(other, bench.claim(other, elsewhere, job_id))).result()

    late = LateStorage(workshop.storage, folder, take_over)
    zombie = replace(workshop, storage=cast(Storage, late))
    with pytest.raises(LostOwnership):
        bench.do(zombie, bench.claim(zombie, settings, job_id))

    with workshop.db.reading() as session:
        samples, checkpoints = session.scalars(select(Sample)).all(), session.scalars(select(Checkpoint)).all()
        character = session.scalars(select(Character)).one()
    named = {key for each in samples for key in (each.key, each.thumbnail_key)} | {each.key for each in checkpoints}
    assert late.put_late
    assert not named & set(late.put_late)
    assert all(workshop.storage.exists(key) for key in named if key)
    assert hashlib.sha256(workshop.storage.get(character.lora_key)).hexdigest() == character.lora_sha256
