"""A worker that lost its job without noticing and stores all the same: files of the one who has it stay."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from safelight.doors.app import create_app
from safelight.features.generations.tables import Picture
from safelight.jobs import moves
from safelight.jobs.errors import LostOwnership
from safelight.kit.claims import Signer
from safelight.settings import Settings
from safelight.worker.workshop import Workshop
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
