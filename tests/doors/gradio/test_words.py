import pytest
from pydantic import BaseModel, ValidationError

from safelight.doors.gradio.following import JobView
from safelight.doors.gradio.tabs.characters import POINTS, thinned
from safelight.doors.gradio.words import meter, sentence, time_left, told
from safelight.kit.errors import InvalidInput
from safelight.specs.jobs import JobFailure, Progress

LEARNING = Progress(
    stage="train", stages=["check", "train", "register"], step=320, total=1500, fraction=0.25, loss=0.1234567,
    rate=2.118, eta_seconds=245,
)  # fmt: skip


def view(state: str = "running", progress: Progress = Progress(), **more: object) -> JobView:
    return JobView(id="job_1", subject="s", state=state, progress=progress, **more)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 s left"), (6.4, "6 s left"), (45, "under a minute left"), (245, "about 4 min left"),
        (3590, "about 1 h 0 min left"), (7800, "about 2 h 10 min left"),
    ],
)  # fmt: skip
def test_time_left(seconds: float, text: str) -> None:
    assert time_left(seconds) == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (view(progress=LEARNING), "Learn · step 320 of 1,500 · loss 0.1235 · 2.12 steps/s · about 4 min left"),
        (view(), "Getting ready"),
        (view(progress=Progress(stage="draw", message="Loading starter")), "Loading starter"),
        (view(progress=Progress(stage="new stage")), "New stage"),
        (view("queued", reason="2 jobs before it"), "Waiting. 2 jobs before it."),
        (view("placed"), "Waiting to start."),
        (view(progress=LEARNING, cancelling=True), "Stopping."),
        (view("succeeded"), "Ready."),
        (view("cancelled"), "Stopped."),
        (view("failed", failure=JobFailure(code="x", message="Out of memory.", hint="Use 512.")),
         "Out of memory. Use 512."),
    ],
)  # fmt: skip
def test_sentences(shown: JobView, text: str) -> None:
    assert sentence(shown) == text


def test_a_meter_is_safe_html_with_a_rail() -> None:
    html = meter(view(progress=LEARNING, looks=(b"RIFF",)))
    assert "value='0.2500'" in html
    assert "✓ Check the pictures" in html
    assert "aria-current=step>● Learn" in html
    assert "○ Save" in html
    assert "data:image/webp;base64,UklGRg==" in html
    assert "<script" not in meter(view(progress=Progress(message="<script>alert(1)</script>")))
    assert "✓ Save" in meter(view("succeeded", LEARNING))


def test_errors_in_words() -> None:
    class Form(BaseModel):
        seed: int

    with pytest.raises(ValidationError) as caught:
        Form(seed="x")
    assert told(caught.value).startswith("seed: ")
    assert told(InvalidInput("No.", hint="Do that.")) == "No. Do that."
    assert "/secret/path" not in told(RuntimeError("/secret/path"))


@pytest.mark.parametrize("count", [0, 1, POINTS, POINTS + 1, 10 * POINTS + 3])
def test_a_thinned_curve_keeps_its_end(count: int) -> None:
    points = [(step, 1.0) for step in range(count)]
    fewer = thinned(points)
    assert len(fewer) <= POINTS
    assert fewer[-1:] == points[-1:]
    assert fewer == sorted(fewer)
