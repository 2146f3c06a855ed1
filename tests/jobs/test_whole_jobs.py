"""Jobs from submit to end, with real worker processes: what succeeds, fails, is cancelled, resumed, handed back."""

import signal

import pytest

from safelight.events import read_after
from safelight.jobs import service
from tests.jobs.conftest import Bench
from tests.jobs.worker import LoadSpec, WalkSpec


def stages_of(bench: Bench, job_id: str, what: str) -> list[str]:
    return [line.split(" ", 2)[2] for line in bench.lines(job_id) if f" {what} " in line]


def test_a_job_goes_through_its_stages_and_tells_each_step(bench):
    bench.start_placer()
    bench.start_workers("w1")
    job_id = bench.submit("walk", subject="character:char_1")
    assert bench.until_finished(job_id) == ["succeeded"]
    job = bench.job(job_id)
    assert list(job.results) == ["stage0", "stage1", "stage2", "stage3"]
    assert job.results["stage1"] == {"number": 1, "attempt": 1}
    assert job.placed_at <= job.started_at <= job.finished_at
    with bench.db.reading() as session:
        progress = service.progress_of(session, [job_id])[job_id]
        losses = service.metrics_of(session, job_id, name="loss")
        kinds = [event.kind for event in read_after(session, 0) if event.topic == f"job:{job_id}"]
    assert (progress.fraction, progress.stages) == (1.0, ["stage0", "stage1", "stage2", "stage3"])
    assert [metric.step for metric in losses] == [1, 2, 3, 4, 5]
    without_progress = [kind for kind in kinds if kind != "job.progress"]
    assert without_progress == ["job.queued", "job.placed", "job.started", "job.succeeded"]
    assert "job.progress" in kinds
    assert not (bench.work_dir / job_id).exists()


def test_failures_say_what_happened(bench):
    bench.start_placer()
    bench.start_workers("w1")
    refused, crashed, unknown = bench.submit("refuse"), bench.submit("crash"), bench.submit("unknown")
    assert bench.until_finished(refused, crashed, unknown) == ["failed"] * 3
    failure = bench.job(refused).parsed_failure
    assert (failure.code, failure.message, failure.hint) == ("no_can_do", "No can do.", "Do something else.")
    defect = bench.job(crashed).parsed_failure
    assert (defect.code, defect.message) == ("internal_error", "ZeroDivisionError: a defect")
    assert bench.job(unknown).parsed_failure.code == "unknown_task"
    output = (bench.folder / "w1.out").read_text()
    assert "Traceback" in output
    assert output.count("ZeroDivisionError: a defect") == 1


def test_a_cancelled_job_stops_and_resumes_where_it_stopped(bench):
    bench.start_placer()
    bench.start_workers("w1")
    job_id = bench.submit("walk", WalkSpec(steps=10, seconds=0.1))
    bench.until_noted(job_id, "start 1")
    bench.cancel(job_id)
    bench.cancel(job_id)
    assert bench.until_finished(job_id) == ["cancelled"]
    assert stages_of(bench, job_id, "end") == ["end 0"]
    bench.resume(job_id)
    assert bench.until_finished(job_id) == ["succeeded"]
    assert stages_of(bench, job_id, "start") == ["start 0", "start 1", "start 1", "start 2", "start 3"]
    assert [result["attempt"] for result in bench.job(job_id).results.values()] == [1, 2, 2, 2]


def test_a_failed_job_resumes_without_repeating_finished_stages(bench):
    bench.start_placer()
    bench.start_workers("w1")
    job_id = bench.submit("flaky")
    assert bench.until_finished(job_id) == ["failed"]
    bench.resume(job_id)
    assert bench.until_finished(job_id) == ["succeeded"]
    assert stages_of(bench, job_id, "start") == ["start 0", "start flaky", "start flaky"]


def test_urgent_jobs_go_first_and_loaded_models_are_used(bench):
    jobs = [bench.submit("load", LoadSpec(model=model), model_key=model) for model in ("a", "b", "a", "b")]
    jobs.append(bench.submit("load", LoadSpec(model="c"), model_key="c", priority=1))
    bench.start_placer(fairness_seconds=60)
    bench.start_workers("w1")
    assert set(bench.until_finished(*jobs)) == {"succeeded"}
    assert [line.split()[-1] for line in bench.lines()] == ["c", "a", "a", "b", "b"]


def test_a_worker_told_to_leave_hands_its_job_back(bench):
    bench.start_placer()
    bench.start_workers("w1")
    held = bench.submit("hold")
    bench.until_noted(held, "start hold")
    bench.signal("w1", signal.SIGTERM)
    assert bench.processes["w1"].wait(timeout=60) == 0
    job = bench.job(held)
    assert (job.state, job.owner, job.deaths) == ("queued", None, 0)
    bench.start_workers("w2")
    assert bench.until_noted(held, "start hold") in ("w1", "w2")
    bench.until(lambda: bench.state(held) == "running", "the other worker has it")
    bench.cancel(held)
    assert bench.until_finished(held) == ["cancelled"]


@pytest.mark.computes
def test_everything_restarted_a_job_goes_on(bench):
    placer = bench.start_placer()
    bench.start_workers("w1")
    job_id = bench.submit("walk", WalkSpec(steps=10, seconds=0.05))
    bench.until_noted(job_id, "start 1")
    bench.signal("w1", signal.SIGKILL)
    placer.stop()
    bench.placers.clear()
    bench.start_placer()
    bench.start_workers("w2")
    assert bench.until_finished(job_id) == ["succeeded"]
    assert stages_of(bench, job_id, "end") == ["end 0", "end 1", "end 2", "end 3"]
