"""How a job is shown, live and in logs, and what Ctrl-C does."""

import io
import time

import pytest
from rich.console import Console

from safelight.doors.cli import watching
from safelight.doors.cli.client import Client
from safelight.doors.cli.problems import JobCancelled
from safelight.doors.cli.shell import Shell, bytes_text, seconds_text
from tests.doors.cli.conftest import job

TRAINING = {
    "stages": ["check", "train", "register"], "stage": "train", "step": 150, "total": 300, "fraction": 0.5,
    "loss": 0.1234, "rate": 3.14, "eta_seconds": 47.2,
}  # fmt: skip


def drawn(view):
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(view.render())
    return console.export_text()


def test_the_live_view_has_rail_bar_and_curve():
    view = watching.LiveView("Training pip")
    for step in range(1, 151):
        view.show(job("running", progress=TRAINING | {"step": step, "loss": 1 / step}))
    text = drawn(view)
    assert "✓ check ─ ● train ─ ○ register" in text
    assert "step 150/300 · loss 0.0067 · 3.1 it/s · about 47 s left" in text
    assert "█" in text
    assert text.rstrip().endswith("0.0067")


def test_the_live_view_says_why_it_waits():
    view = watching.LiveView("Drawing")
    assert "Drawing" in drawn(view)
    view.show(job("queued", position=3))
    assert "waiting in the queue, place 3" in drawn(view)
    view.show(job("running", cancel_requested=True))
    assert "Drawing" in drawn(view)


def test_a_short_stage_is_one_line(capfd):
    view = watching.LineView(Shell(), "Training")
    for step in range(301):
        view.show(job("running", progress={"stage": "check", "step": step, "total": 300}))
    assert capfd.readouterr().err.splitlines() == ["Training: check · step 0/300"]


def test_a_log_gets_few_lines(capfd):
    view = watching.LineView(Shell(), "Training")
    view.pause = 0.0
    for step in range(301):
        view.show(job("running", progress=TRAINING | {"step": step, "loss": None, "rate": None, "eta_seconds": None}))
    view.show(job("succeeded"))
    assert capfd.readouterr().err.splitlines() == [
        "Training: train · step 0/300", "Training: train · step 75/300", "Training: train · step 150/300",
        "Training: train · step 225/300", "Training: train · step 300/300", "Training: succeeded",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "line"),
    [([], ""), ([1.0], "▁"), ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"), ([3, float("nan"), 1], "█▁"), ([2, 2, 2], "▁▁▁")],
)
def test_the_sparkline(values, line):
    assert watching.sparkline(values, 24) == line


def test_a_long_curve_fits_its_width():
    assert len(watching.sparkline([float(n) for n in range(1000)], 24)) == 24


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59, "59 s"), (125, "2 min 5 s"), (120, "2 min"), (3840, "1 h 4 min")]
)
def test_time_spans_as_people_say_them(seconds, text):
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "–"), (999, "999 B"), (4_600_000, "4.6 MB"), (150e9, "150 GB"), (2e12, "2.0 TB")]
)
def test_sizes_as_people_say_them(count, text):
    assert bytes_text(count) == text


def interrupted_once(monkeypatch):
    pauses = iter([KeyboardInterrupt])

    def sleep(_):
        for error in pauses:
            raise error

    monkeypatch.setattr(time, "sleep", sleep)


def test_ctrl_c_cancels_the_job_and_waits_until_it_is(studio, monkeypatch, capfd):
    studio.on("GET", "/api/v1/jobs/job_1", job("running"), job("running"), job("cancelled"))
    studio.on("POST", "/api/v1/jobs/job_1/cancel", job("running", cancel_requested=True))
    interrupted_once(monkeypatch)
    with Client(studio.url) as client, pytest.raises(JobCancelled) as raised:
        watching.watch(client, "job_1", shell=Shell(), title="Drawing")
    assert "jobs resume job_1" in raised.value.hint
    assert [path for method, path, _ in studio.asked if method == "POST"] == ["/api/v1/jobs/job_1/cancel"]


def test_ctrl_c_can_only_look_away(studio, monkeypatch, capfd):
    studio.on("GET", "/api/v1/jobs/job_1", job("running"))
    interrupted_once(monkeypatch)
    with Client(studio.url) as client, pytest.raises(KeyboardInterrupt):
        watching.watch(client, "job_1", shell=Shell(), title="Drawing", on_interrupt="leave")
    assert all(method == "GET" for method, _, _ in studio.asked)


@pytest.mark.parametrize(("workers", "told"), [([], True), ([{"name": "busy"}], False)])
def test_it_says_when_nobody_works(studio, monkeypatch, capfd, workers, told):
    monkeypatch.setattr(watching, "WORRY_SECONDS", 0.0)
    studio.on("GET", "/api/v1/jobs/job_1", job("queued", position=1), job("queued", position=1), job("succeeded"))
    studio.on("GET", "/api/v1/workers", {"items": workers, "next": None})
    with Client(studio.url) as client:
        watching.watch(client, "job_1", shell=Shell(), title="Drawing")
    assert ("No worker has become ready" in capfd.readouterr().err) is told
    assert [path for _, path, _ in studio.asked].count("/api/v1/workers") == 1
