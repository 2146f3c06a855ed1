"""An installation with something of every kind in it, and empty ones to restore into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from safelight.backup import rows
from safelight.backup.vault import opened
from safelight.db import Database
from safelight.features.accounts.tables import Account
from safelight.features.audit.service import note
from safelight.features.generations.tables import Generation, Picture
from safelight.features.projects.tables import Project
from safelight.jobs.tables import Job, JobMetric, JobPreview, JobProgress, UsageDay
from safelight.kit.clock import utcnow
from safelight.kit.signing import LinkSigner
from safelight.migrations.tables import metadata
from safelight.storage import Storage
from safelight.storage.opening import open_storage
from tests import databases
from tests.factories.gallery import seed_pictures
from tests.installation import migrated_url


def no_bucket(url: str) -> Storage:
    """For places that are none."""
    raise AssertionError(f"{url} is opened as a bucket")


@dataclass
class Place:
    """The database and the storage of one installation."""

    url: str
    database: Database
    storage: Storage

    def rows(self, tmp: Path) -> dict[str, list[Any]]:
        """Every row of every table that goes into a backup."""
        found = {}
        with self.database.reading() as session:
            for table in metadata().sorted_tables:
                if table.name not in rows.LEFT_OUT:
                    path = tmp / f"{table.name}.all"
                    rows.dump(session, table, path)
                    found[table.name] = list(rows.lines(path))
        return found

    def files(self) -> dict[str, bytes]:
        """Every stored file."""
        return {file.key: self.storage.get(file.key) for file in self.storage.list()}


@pytest.fixture
def make_place(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """Makes installations with all tables and nothing in them."""
    made: list[Place] = []

    def make(backend: str, name: str) -> Place:
        folder = tmp_path / name
        folder.mkdir()
        url = migrated_url(backend, folder)
        storage = open_storage((folder / "storage").as_uri(), signer=LinkSigner(bytes(32)))
        made.append(Place(url, Database(url, pool_size=3), storage))
        return made[-1]

    yield make
    for place in made:
        place.database.dispose()
        databases.drop(place.url)


@pytest.fixture
def source(backend: str, make_place: Callable[..., Place]) -> Place:
    """An installation that somebody has worked with."""
    return _worked_with(make_place(backend, "source"))


@pytest.fixture
def small(make_place: Callable[..., Place]) -> Place:
    """The same on SQLite, for what does not ask which database it is."""
    return _worked_with(make_place("sqlite", "source"))


def _worked_with(place: Place) -> Place:
    seed_pictures(place.database, place.storage, 24)
    for name in ("ada", "pip", "juno"):
        place.storage.put(f"characters/char_{name}/lora/v1.safetensors", name.encode(), content_type="x/y")
    with place.database.transaction() as session:
        session.add(Account(id="acct_1", name="ada", role="admin", limits={"jobs_at_once": 2}))
        session.add(Account(id="acct_2", name="bob", role="member", full_name="Bøb “the” 😀\nline"))
        session.add(Project(id="prj_1", name="Ada's", slug="adas", account_id="acct_1"))
        session.add(UsageDay(account_id="acct_1", day=date(2026, 11, 22), seconds=0.1))
        for job_id, state in (("job_1", "running"), ("job_2", "succeeded")):
            session.add(
                Job(
                    id=job_id, kind="generation", spec={"a": [1, 2.5, None, "é"]}, needs={}, state=state, epoch=3,
                    owner="worker_gone" if state == "running" else None,
                )
            )  # fmt: skip
        session.flush()
        session.add(JobProgress(job_id="job_1", progress={"step": 1}, at=utcnow()))
        session.add(JobMetric(job_id="job_2", name="loss", step=1, value=0.1 + 0.2, at=utcnow()))
        session.add(JobPreview(job_id="job_1", position=0, step=1, image=b"\x00\xff", at=utcnow()))
        note(session, action="log_in", who="ada")
    return place


@pytest.fixture
def other(backend: str) -> str:
    """The kind of database that the source is not on."""
    return "postgresql" if backend == "sqlite" else "sqlite"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Any]:
    """A folder for backups."""
    with opened(str(tmp_path / "vault"), bucket=no_bucket, writing=True) as vault:
        yield vault


def add_picture(place: Place, number: int) -> str:
    """One more generation with one picture, as a worker makes it: the file first; the id of the generation."""
    generation_id = f"gen_{number:05d}"
    key = f"generations/{generation_id}/0.png"
    place.storage.put(key, f"picture {number}".encode(), content_type="image/png")
    with place.database.transaction() as session:
        session.add(Generation(id=generation_id, job_id="job_2", prompt="p", plan={}))
        session.flush()
        session.add(
            Picture(
                id=f"pic_{number:05d}", generation_id=generation_id, position=0, key=key, thumbnail_key=key, width=1,
                height=1, size=9, sha256="0" * 64, seed=number, recipe={}, month="2026-11", shape="e",
            )
        )  # fmt: skip
    return generation_id


def delete_picture(place: Place, generation_id: str) -> None:
    """As the bin is emptied: the row first."""
    with place.database.transaction() as session:
        session.delete(session.get_one(Generation, generation_id))
    place.storage.delete_prefix(f"generations/{generation_id}")
