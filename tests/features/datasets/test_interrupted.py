"""An import that is stopped at any picture, and goes on: all pictures once, and nothing left behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from safelight.db import Database
from safelight.features.datasets import jobs as dataset_jobs
from safelight.features.datasets import service
from safelight.features.datasets.jobs import Tools, dataset_tasks
from safelight.features.datasets.schemas import DatasetCreate
from safelight.features.datasets.service import importing, versions
from safelight.features.datasets.service.importing import IMPORT, Limits
from safelight.features.datasets.tables import Dataset, DatasetPicture
from safelight.jobs import moves
from safelight.jobs import service as jobs
from safelight.jobs.doing import do_stages
from safelight.jobs.errors import Cancelled
from safelight.jobs.tables import Worker
from safelight.jobs.task import JobContext
from safelight.kit.clock import utcnow
from safelight.kit.pictures import AcceptedPicture, PictureIntake, PictureLimits
from safelight.kit.signing import LinkSigner
from safelight.storage.local import LocalStorage
from tests.features.datasets.conftest import packed, picture

BATCH, COUNT = 8, 14


class Sent:
    """A file as it came in."""

    filename = "pets.zip"

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self) -> Any:
        import io

        return io.BytesIO(self._data)


class Killed(BaseException):
    """The process is gone."""


class Frail(PictureIntake):
    """Takes so many pictures, then something happens."""

    def __init__(self) -> None:
        super().__init__(PictureLimits())
        self.left: int | None = None
        self.then: Callable[[], None] = lambda: None

    def accept(self, source: Path | bytes, **more: Any) -> AcceptedPicture:
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                self.then()
        return super().accept(source, **more)


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "storage", signer=LinkSigner(b"secret" * 4))


@pytest.fixture
def intake() -> Iterator[Frail]:
    with Frail() as intake:
        yield intake


@pytest.fixture
def dataset(database: Database) -> Dataset:
    with database.transaction() as session:
        return service.create(session, spec=DatasetCreate(name="Pets"))


@contextmanager
def imported(database: Database, storage: LocalStorage, dataset: Dataset, files: dict[str, bytes]) -> Iterator[str]:
    with importing.stored(storage, dataset.id, [Sent(packed(files))]) as spec, database.transaction() as session:
        held = service.locked(session, dataset.id)
        job_id = importing.start(session, dataset=held, spec=spec, max_queued=10).job_id
    yield job_id


def work(database: Database, tools: Tools, job_id: str, folder: Path, number: int) -> None:
    """Do the job as a desk does it."""
    with database.transaction() as session:
        seen = utcnow()
        worker = Worker(id=f"d{number}", name="d", host="here", pid=1, device="server", device_name="S", version="0")
        worker.memory_total = worker.memory_free = 0
        worker.started_at = worker.seen_at = seen
        session.add(worker)
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        if job.state == "running":
            moves.dismiss(session, f"d{number - 1}")
            session.refresh(job)
        elif job.state != "queued":
            jobs.resume(session, job_id)
        moves.place(session, job, f"d{number}")
        moves.start(session, job)
    tasks = {task.kind: task for task in dataset_tasks(tools)}
    do_stages(JobContext(db=database, job=job, task=tasks[IMPORT], work_dir=folder))


def test_killed_in_the_second_batch_it_goes_on_behind_the_first(
    database: Database,
    storage: LocalStorage,
    dataset: Dataset,
    intake: Frail,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dataset_jobs, "BATCH", BATCH)
    tools = Tools(storage, intake, Limits(pictures=1000, bytes=10**9))
    files = {f"{'ab'[number % 2]}/{number:03}.png": picture(number, side=40) for number in range(COUNT)}

    def killed() -> None:
        raise Killed

    intake.left, intake.then = BATCH + 3, killed
    with imported(database, storage, dataset, files) as job_id, pytest.raises(Killed):
        work(database, tools, job_id, tmp_path, 1)
    with database.reading() as session:
        assert len(session.scalars(select(DatasetPicture.id)).all()) == BATCH
    intake.left, intake.then = COUNT, partial(pytest.fail, "what was recorded is decoded again")
    work(database, tools, job_id, tmp_path, 2)
    with database.reading() as session:
        names = session.scalars(select(DatasetPicture.filename).order_by(DatasetPicture.id)).all()
        job = jobs.get(session, job_id)
        assert service.get(session, dataset.id).counts == {"train": {"a": COUNT // 2, "b": COUNT // 2}}
    assert names == [name.rpartition("/")[2] for name in files]
    assert job.results["unpack"]["added"] == COUNT
    assert sum(1 for _ in storage.list("datasets")) == COUNT, "the upload is gone, each picture is there once"


def test_cancelled_it_leaves_no_file_without_a_row_and_is_swept_after_a_day(
    database: Database,
    storage: LocalStorage,
    dataset: Dataset,
    intake: Frail,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tools = Tools(storage, intake, Limits(pictures=1000, bytes=10**9))
    with imported(database, storage, dataset, {f"a/{n}.png": picture(n, side=40) for n in range(6)}) as job_id:

        def cancel() -> None:
            with database.transaction() as session:
                jobs.cancel(session, job_id)

        intake.left, intake.then = 3, cancel
        look = JobContext.check
        # It asks at every turn, so that nobody need wait for half a second.
        monkeypatch.setattr(JobContext, "check", lambda self: (setattr(self, "_next_look", 0.0), look(self)))
        with pytest.raises(Cancelled):
            work(database, tools, job_id, tmp_path, 1)
        monkeypatch.undo()
    assert [file.key.split("/")[2] for file in storage.list("datasets")] == ["uploads"]
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        moves.finish(session, job, "cancelled")
        job.finished_at = utcnow() - importing.UPLOADS_KEPT * 2
    storage.put(f"datasets/{dataset.id}/pictures/stray.png", b"x", content_type="image/png")
    assert importing.forget_ended(database, storage) == 1
    assert list(storage.list("datasets")) == []
    assert importing.forget_ended(database, storage) == 0


def test_a_run_gets_a_new_version_only_where_something_has_changed(
    database: Database, storage: LocalStorage, dataset: Dataset, intake: Frail, tmp_path: Path
) -> None:
    tools = Tools(storage, intake, Limits(pictures=1000, bytes=10**9))
    with imported(database, storage, dataset, {f"a/{n}.png": picture(n, side=40) for n in range(2)}) as job_id:
        work(database, tools, job_id, tmp_path, 1)
    assert [versions.version_for_run(database, storage, dataset_id=dataset.id) for _ in range(2)] == [1, 1]
    with database.transaction() as session:
        service.changed(session, service.locked(session, dataset.id))
    assert versions.version_for_run(database, storage, dataset_id=dataset.id) == 2
