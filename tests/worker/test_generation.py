"""The job of a generation: the model comes into memory, and the pictures show themselves while they are drawn."""

import io
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import func, select

from safelight.db.database import DatabaseAway
from safelight.features.generations.tables import Picture
from safelight.jobs import doing, moves, service
from safelight.jobs import task as task_module
from safelight.jobs.tables import JobPreview
from safelight.jobs.task import JobContext
from safelight.specs.jobs import Progress
from tests.worker import bench


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Progress, dict[int, tuple[int, bytes]]]]:
    """Every report that a job writes, and the previews that go with it. A report is due each time."""
    seen = []
    original = JobContext._report

    def noted(self, session, job, progress):
        seen.append((progress, dict(self._previews)))
        original(self, session, job, progress)

    monkeypatch.setattr(JobContext, "_report", noted)
    monkeypatch.setattr(task_module, "WRITE_SECONDS", 0.0)
    return seen


def submit(client: TestClient, **request: object) -> str:
    answer = client.post("/api/v1/generations", json={"prompt": "a cat", "seed": 1, **request})
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


def test_a_cold_model_is_told_part_by_part_and_a_warm_one_is_not(client, settings, workshop, reports) -> None:
    def messages() -> list[str]:
        reports.clear()
        bench.do(workshop, bench.claim(workshop, settings, submit(client)))
        return [report.message for report, _ in reports if report.stage == "load" and report.message]

    first, *parts, last = messages()
    assert (first, last) == ("Loading tiny: checking its files", "Loading tiny: moving it to the device")
    named = {part.removeprefix("Loading tiny: reading").strip() for part in parts}
    assert {"unet", "vae", "text_encoder", "tokenizer", "scheduler"} <= named
    assert messages() == []


def test_every_picture_of_every_sub_batch_shows_itself(client, settings, workshop, reports, monkeypatch) -> None:
    monkeypatch.setattr("safelight.engine.diffusion.drawing.MAX_BATCH", 2)
    monkeypatch.setattr("safelight.engine.diffusion.preview.SHARE", float("inf"))
    job_id = submit(client, n=3, num_inference_steps=2, solo=True)
    bench.do(workshop, bench.claim(workshop, settings, job_id))

    drawing = [(report.step, {at: step for at, (step, _) in looks.items()}) for report, looks in reports if looks]
    assert drawing == [(2, {0: 1, 1: 1}), (4, {0: 2, 1: 2}), (5, {2: 1}), (6, {2: 2})]
    with workshop.db.reading() as session:
        rows = session.scalars(select(JobPreview).where(JobPreview.job_id == job_id)).all()
        assert rows == [], "gone at the end"
    looks = [webp for _, previews in reports for _, webp in previews.values()]
    assert {Image.open(io.BytesIO(webp)).size for webp in looks} == {(64, 64)}
    assert max(map(len, looks)) < 20_000


def test_a_job_that_goes_on_elsewhere_loads_the_model_there(client, settings, workshop, reports) -> None:
    job_id = submit(client)
    first = bench.claim(workshop, settings, job_id)
    first.finish(next(stage for stage in first._task.stages if stage.name == "load"), {"model": "tiny"})
    assert workshop.pipelines.loaded() == []
    bench.do(workshop, first)
    loading = [report for report, _ in reports if report.message and report.message.startswith("Loading tiny")]
    assert {report.stage for report in loading} == {"draw"}
    assert {report.fraction for report in loading} == {0.02}


def test_pictures_and_the_end_of_their_job_are_there_together(client, settings, workshop, monkeypatch) -> None:
    """The database goes away in the middle of the commit that ends the job; the second try leaves one set."""
    job_id = submit(client, n=2)
    finish, seen = moves.finish, []

    def away_once(session, job, state, failure=None):
        finish(session, job, state, failure)
        session.flush()
        if not seen:
            with workshop.db.reading() as other:
                seen.append(other.scalar(select(func.count()).select_from(Picture)))
            raise DatabaseAway

    monkeypatch.setattr(moves, "finish", away_once)
    monkeypatch.setattr(doing, "time", SimpleNamespace(sleep=lambda _: None))
    bench.do(workshop, bench.claim(workshop, settings, job_id))
    assert seen == [0]
    with workshop.db.reading() as session:
        assert service.get(session, job_id).state == "succeeded"
        assert sorted(session.scalars(select(Picture.position))) == [0, 1]
