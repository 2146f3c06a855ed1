"""What a stage's context does: report cheaply, notice a cancel, guard what is written."""

from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.events import read_after
from safelight.jobs import doing as doing_module
from safelight.jobs import moves, pace, service
from safelight.jobs import task as task_module
from safelight.jobs.doing import patiently
from safelight.jobs.errors import Cancelled, HandedBack, LostOwnership
from safelight.jobs.tables import Job, JobPreview
from safelight.jobs.task import JobContext, Stage, Task


class Spec(BaseModel):
    prompt: str = "a cat"


SHORT = Stage("short", lambda _: None, share=1)
LONG = Stage("long", lambda _: None, share=3)
TASK = Task("draw", Spec, (SHORT, LONG))


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    for module in (task_module, pace):
        monkeypatch.setattr(module, "time", clock)
    return clock


def running(database: Database, folder: Path, **options) -> JobContext:
    """The context of a job that this worker has just begun."""
    with database.transaction() as session:
        job = service.submit(session, kind="draw", spec=Spec(prompt="a dog"), subject="character:char_1")
        moves.place(session, job, "w1")
        moves.start(session, job)
    return JobContext(db=database, job=job, task=TASK, work_dir=folder, **options)


def _away():
    raise DatabaseAway


def progress(context: JobContext):
    with context.db.reading() as session:
        return service.progress_of(session, [context.job_id]).get(context.job_id)


def move_away(context: JobContext) -> None:
    """Another worker gets the job."""
    with context.db.transaction() as session:
        job = moves.locked(session, context.job_id)
        moves.bereave(session, job)
        moves.place(session, job, "w2")
        moves.start(session, job)


def ask_to_cancel(context: JobContext) -> None:
    with context.db.transaction() as session:
        service.cancel(session, context.job_id)


def test_it_knows_its_job(database, tmp_path):
    context = running(database, tmp_path)
    assert (context.kind, context.spec, context.subject, context.attempt) == (
        "draw",
        Spec(prompt="a dog"),
        "character:char_1",
        1,
    )


def test_progress_counts_over_all_stages_and_estimates_what_is_left(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(LONG)
    context.progress(1, 101, loss=0.5)
    clock.now += 10
    context.progress(51, 101, loss=0.25, message="half")
    found = progress(context)
    assert (found.stage, found.step, found.total, found.loss, found.message) == ("long", 51, 101, 0.25, "half")
    assert found.fraction == pytest.approx((1 + 3 * 51 / 101) / 4, abs=1e-3)
    assert found.rate == pytest.approx(5)
    assert found.eta_seconds == pytest.approx(10, abs=0.2)


def test_the_estimate_includes_the_stages_to_come(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(SHORT)
    context.progress(0, 10)
    clock.now += 5
    context.progress(5, 10)
    # Five steps more of one second, then a stage three times as long as these ten.
    assert progress(context).eta_seconds == pytest.approx(35)


def test_a_stage_may_know_better_how_long_it_takes(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(SHORT)
    context.progress(0, 10)
    clock.now += 5
    context.progress(5, 10, seconds_left=12.5)
    assert progress(context).eta_seconds == pytest.approx(12.5 + 30)


def test_it_says_when_a_report_is_due(database, tmp_path, clock):
    context = running(database, tmp_path)
    assert context.due()
    context.begin(LONG)
    assert not context.due()
    clock.now += 0.25
    assert context.due()
    context.progress(1, 2)
    assert not context.due()


def wish_for(context: JobContext, name: str) -> None:
    with context.db.transaction() as session:
        job = moves.locked(session, context.job_id)
        job.wishes = [*job.wishes, name]


def wishes(context: JobContext) -> list[str]:
    with context.db.reading() as session:
        return service.get(session, context.job_id).wishes


def test_a_wish_is_taken_once_however_often_it_was_made(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(LONG)
    wish_for(context, "sample")
    wish_for(context, "sample")
    assert not context.wish("sample")
    clock.now += 0.25
    context.progress(1, 10)
    assert not context.wish("tea")
    assert context.wish("sample")
    assert not context.wish("sample")
    assert wishes(context) == []


def test_a_wish_outlives_a_database_that_is_away_and_a_cancel(database, tmp_path, clock, monkeypatch):
    context = running(database, tmp_path)
    wish_for(context, "sample")
    with monkeypatch.context() as patch:
        patch.setattr(task_module.moves, "tell", lambda *_, **__: _away())
        context.progress(1, 10)
    assert not context.wish("sample")
    assert wishes(context) == ["sample"]
    clock.now += 2
    ask_to_cancel(context)
    with pytest.raises(Cancelled):
        context.progress(2, 10)
    assert wishes(context) == ["sample"], "for when it is resumed"


def test_it_writes_at_most_four_times_a_second_and_keeps_every_metric(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(LONG)
    before = database.engine.pool.checkedin()
    for step in range(1, 11):
        context.progress(step, 100, metrics={"lr": step / 10})
    assert progress(context).step == 0
    assert database.engine.pool.checkedin() == before
    clock.now += 0.25
    context.progress(11, 100, metrics={"lr": 1.1})
    assert progress(context).step == 11
    with database.reading() as session:
        assert [metric.value for metric in service.metrics_of(session, context.job_id, "lr")] == [
            pytest.approx(step / 10) for step in range(1, 12)
        ]


def test_long_curves_are_sampled(database, tmp_path, clock):
    context = running(database, tmp_path)
    for step in range(1, 10_001):
        context.progress(step, 10_000, loss=1.0)
    context.finish(LONG, None)
    with database.reading() as session:
        points = service.metrics_of(session, context.job_id, "loss")
    assert 1900 <= len(points) <= task_module.METRIC_POINTS


def test_a_repeated_step_replaces_its_point(database, tmp_path, clock):
    context = running(database, tmp_path)
    for loss in (1.0, 0.5):
        clock.now += 1
        context.progress(7, 10, loss=loss)
    with database.reading() as session:
        assert [(one.step, one.value) for one in service.metrics_of(session, context.job_id)] == [(7, 0.5)]


def test_a_cancel_is_noticed_and_passes_through_a_broad_except(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.progress(1, 10)
    ask_to_cancel(context)
    context.progress(2, 10)
    assert not context.cancelled()
    clock.now += 0.5
    assert context.cancelled()
    with pytest.raises(Cancelled):
        context.progress(3, 10)
    with pytest.raises(Cancelled):
        context.check()
    assert not issubclass(Cancelled, Exception)


def test_asking_whether_to_stop_does_not_take_the_turn_of_a_report(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.progress(1, 10)
    clock.now += 0.25
    assert not context.cancelled()
    context.progress(2, 10)
    assert progress(context).step == 2


def test_the_end_of_a_stage_begins_the_next_and_that_of_the_last_ends_the_job(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(LONG)
    context.finish(LONG, {"number": 1}, then=SHORT)
    assert progress(context).stage == SHORT.name
    context.begin(SHORT)
    context.finish(SHORT, None, is_last=True)
    with database.reading() as session:
        job = service.get(session, context.job_id)
        assert (job.state, job.owner, job.results) == ("succeeded", None, {LONG.name: {"number": 1}, SHORT.name: {}})


def test_a_cancel_during_a_stage_is_known_before_the_next_one_begins(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(LONG)
    ask_to_cancel(context)
    context.finish(LONG, None, then=SHORT)
    with pytest.raises(Cancelled):
        context.begin(SHORT)


def test_a_job_that_moved_on_takes_no_more_writes(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.progress(1, 10)
    move_away(context)
    clock.now += 1
    with pytest.raises(LostOwnership):
        context.progress(5, 10)
    assert progress(context).step == 1
    with pytest.raises(LostOwnership), context.transaction() as session:
        session.get_one(Job, context.job_id).subject = "stolen"
    with pytest.raises(LostOwnership):
        context.finish(SHORT, {"done": True})
    with pytest.raises(LostOwnership):
        context.checkpoint_saved()
    with database.reading() as session:
        job = service.get(session, context.job_id)
    assert (job.subject, job.results) == ("character:char_1", {})


def test_a_worker_that_leaves_interrupts_its_stage(database, tmp_path):
    context = running(database, tmp_path, hand_back=lambda: True)
    with pytest.raises(HandedBack):
        context.check()


def test_a_checkpoint_clears_earlier_deaths(database, tmp_path):
    context = running(database, tmp_path)
    with database.transaction() as session:
        session.get_one(Job, context.job_id).deaths = 2
    context.checkpoint_saved()
    with database.reading() as session:
        assert service.get(session, context.job_id).deaths == 0


def test_progress_waits_out_a_database_that_is_away(database_url, tmp_path, clock, monkeypatch):
    database = Database(database_url)
    context = running(database, tmp_path)
    context.progress(1, 10, loss=1.0)
    clock.now += 1
    with monkeypatch.context() as away:
        away.setattr(database, "transaction", _away)
        context.progress(2, 10, loss=0.9)
    clock.now += 3
    context.progress(3, 10, loss=0.8)
    with database.reading() as session:
        assert [metric.step for metric in service.metrics_of(session, context.job_id)] == [1, 2, 3]
    database.dispose()


def test_what_must_be_written_is_tried_until_it_is(monkeypatch):
    answers = [DatabaseAway, DatabaseAway, None]
    monkeypatch.setattr(doing_module.time, "sleep", lambda _: None)

    def act() -> str:
        if error := answers.pop(0):
            raise error
        return "written"

    assert patiently(act) == "written"


def test_a_loss_that_is_no_number_is_left_out(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.progress(1, 10, loss=float("nan"), metrics={"lr": float("inf"), "norm": 2.0})
    assert progress(context).loss is None
    with database.reading() as session:
        assert [(one.name, one.value) for one in service.metrics_of(session, context.job_id)] == [("norm", 2.0)]


def previews(context: JobContext) -> list[tuple[int, int, bytes]]:
    with context.db.reading() as session:
        rows = session.scalars(select(JobPreview).where(JobPreview.job_id == context.job_id))
        return sorted((row.position, row.step, row.image) for row in rows)


def announced(context: JobContext) -> list[list[list[int]]]:
    with context.db.reading() as session:
        return [event.payload["previews"] for event in read_after(session, 0) if event.kind == "job.progress"]


def test_only_the_newest_preview_of_each_picture_goes_with_the_next_progress(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.progress(1, 10)
    for step in (1, 2, 3):
        context.preview(0, step, b"first %d" % step)
    context.preview(1, 2, b"second 2")
    context.progress(3, 10)
    assert previews(context) == []
    clock.now += 0.25
    context.progress(4, 10)
    assert previews(context) == [(0, 3, b"first 3"), (1, 2, b"second 2")]
    clock.now += 0.25
    context.preview(0, 5, b"first 5")
    context.progress(5, 10)
    assert previews(context) == [(0, 5, b"first 5"), (1, 2, b"second 2")]
    assert announced(context) == [[], [[0, 3], [1, 2]], [[0, 5]]]


def test_a_preview_that_is_too_large_is_left_out(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.preview(0, 1, b"x" * (task_module.PREVIEW_BYTES + 1))
    context.preview(1, 1, b"x" * task_module.PREVIEW_BYTES)
    context.progress(1, 10)
    assert announced(context) == [[[1, 1]]]


def test_previews_wait_out_a_database_that_is_away(database, tmp_path, clock, monkeypatch):
    context = running(database, tmp_path)
    context.preview(0, 1, b"look")
    with monkeypatch.context() as away:
        away.setattr(database, "transaction", _away)
        context.progress(1, 10)
    clock.now += 3
    context.progress(2, 10)
    assert previews(context) == [(0, 1, b"look")]


def test_a_job_that_moved_on_takes_no_more_previews(database, tmp_path, clock):
    context = running(database, tmp_path)
    move_away(context)
    context.preview(0, 1, b"ghost")
    with pytest.raises(LostOwnership):
        context.progress(1, 10)
    assert previews(context) == []


@pytest.mark.parametrize("end", ["succeeded", "failed", "cancelled"])
def test_previews_go_when_the_job_ends(database, tmp_path, clock, end):
    context = running(database, tmp_path)
    context.preview(0, 1, b"look")
    context.progress(1, 10)
    with context.transaction() as session:
        moves.finish(session, context.owned(session), end)
    assert previews(context) == []


LIGHT = Stage("light", lambda _: None, is_light=True)
TWO = Task("draw", Spec, (LIGHT, LONG))


def begun(database: Database, folder: Path, task: Task = TWO) -> JobContext:
    """The context of a job that was announced as it was started, as the runner does it."""
    with database.transaction() as session:
        job = service.submit(session, kind="draw", spec=Spec())
        moves.place(session, job, "w1")
        moves.start(session, job)
        task.announce(session, job)
    return JobContext(db=database, job=job, task=task, work_dir=folder, is_announced=True)


def kept(context: JobContext) -> list[str]:
    """The stages of which the job's row has a result."""
    with context.db.reading() as session:
        return sorted(service.get(session, context.job_id).results)


def test_a_job_is_started_with_its_first_stage_in_one_commit(database, tmp_path, clock):
    context = begun(database, tmp_path)
    assert progress(context).stage == "light"
    with database.reading() as session:
        facts = [event.kind for event in read_after(session, 0)]
    context.begin(LIGHT)
    with database.reading() as session:
        assert [event.kind for event in read_after(session, 0)] == facts
    assert not context.due()


def test_a_light_stage_that_took_no_time_is_kept_with_the_next_write(database, tmp_path, clock):
    context = begun(database, tmp_path)
    context.begin(LIGHT)
    context.finish(LIGHT, {"model": "tiny"}, then=LONG)
    context.begin(LONG)
    assert (kept(context), progress(context).stage) == ([], "light")
    clock.now += 0.25
    context.progress(1, 2)
    assert (kept(context), progress(context).stage) == (["light"], "long")


def test_a_stage_that_follows_a_light_one_shows_itself_by_asking_whether_to_stop(database, tmp_path, clock):
    context = begun(database, tmp_path)
    context.begin(LIGHT)
    context.finish(LIGHT, None, then=LONG)
    context.begin(LONG)
    context.check()
    assert progress(context).stage == "light"
    clock.now += 0.5
    ask_to_cancel(context)
    with pytest.raises(Cancelled):
        context.check()
    assert (kept(context), progress(context).stage) == (["light"], "long")


@pytest.mark.parametrize("stage", [LIGHT, SHORT])
def test_a_light_stage_that_took_its_time_is_kept_as_any_other(database, tmp_path, clock, stage):
    context = begun(database, tmp_path, Task("draw", Spec, (stage, LONG)))
    context.begin(stage)
    clock.now += 0.25 * stage.is_light
    context.finish(stage, None, then=LONG)
    assert (kept(context), progress(context).stage) == ([stage.name], "long")


def test_what_a_stage_records_is_there_with_its_result_or_not_at_all(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(LONG)
    context.record(lambda session: moves.tell_worker(session, "w1", "recorded"))

    def broken(_):
        raise ValueError

    context.record(broken)
    with pytest.raises(ValueError):
        context.finish(LONG, None, is_last=True)
    assert ("worker.recorded" in told(database), kept(context)) == (False, [])
    context._records.remove(broken)
    context.finish(LONG, None, is_last=True)
    assert [kind for kind in told(database) if kind in {"worker.recorded", "job.succeeded"}] == [
        "worker.recorded",
        "job.succeeded",
    ]
    assert kept(context) == ["long"]


def test_a_job_that_moved_on_records_nothing(database, tmp_path, clock):
    context = running(database, tmp_path)
    context.begin(LONG)
    context.record(lambda session: moves.tell_worker(session, "w1", "recorded"))
    move_away(context)
    with pytest.raises(LostOwnership):
        context.finish(LONG, None, is_last=True)
    assert "worker.recorded" not in told(database)


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return [event.kind for event in read_after(session, 0)]
