"""Pictures as events while they are drawn, and clients that go away before they are."""

import asyncio
import base64
import io
import threading

import httpx
import openai
import pytest
from PIL import Image

from safelight.doors.openai import drawing
from safelight.features.generations import access
from safelight.specs.jobs import JobFailure
from tests.doors.openai.conftest import KEY, SOON, Bench, colour_of, until


def opened(event) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(event.b64_json)))


def test_looks_come_evenly_and_then_the_picture(bench: Bench) -> None:
    client = bench.client()
    stream = client.images.generate(
        model="gpt-image-1", prompt="a cat", stream=True, partial_images=2, output_format="jpeg", quality="low",
        extra_body={"seed": 5},
    )  # fmt: skip
    events = iter(stream)
    drawn = bench.take()
    drawn.look(2, 10, 0)  # too early for the first of two
    drawn.look(4, 10, 0)
    first = next(events)
    drawn.look(5, 10, 0)
    drawn.look(9, 10, 0)
    second = next(events)
    drawn.look(10, 10, 0)  # two are enough
    drawn.finish()
    done = list(events)

    assert [first.type, second.type] == ["image_generation.partial_image"] * 2
    assert [first.partial_image_index, second.partial_image_index] == [0, 1]
    assert (first.size, first.quality, first.output_format, first.background) == ("64x64", "low", "jpeg", "opaque")
    assert (opened(first).format, opened(first).size) == ("JPEG", (16, 16))
    assert [event.type for event in done] == ["image_generation.completed"]
    assert opened(done[0]).size == (64, 64)
    assert max(abs(a - b) for a, b in zip(opened(done[0]).getpixel((9, 9)), colour_of(5), strict=True)) < 4
    assert done[0].usage.total_tokens == 0


def test_each_picture_of_an_edit_is_an_event(bench: Bench) -> None:
    target = io.BytesIO()
    Image.new("RGB", (64, 64)).save(target, "PNG")
    stream = bench.client().images.edit(
        image=("a.png", target.getvalue()), prompt="at night", n=3, stream=True, partial_images=1,
        extra_body={"seed": 1},
    )  # fmt: skip
    drawn = bench.take()
    drawn.look(5, 10, 0, 1, 2)
    events = iter(stream)
    looks = [next(events) for _ in range(3)]
    drawn.finish()
    done = list(events)

    assert {event.type for event in looks} == {"image_edit.partial_image"}
    assert [event.type for event in done] == ["image_edit.completed"] * 3
    assert [opened(event).getpixel((0, 0)) for event in done] == [colour_of(seed) for seed in (1, 2, 3)]


def test_a_failure_in_the_midst_is_an_event_that_the_client_raises(bench: Bench) -> None:
    stream = bench.client().images.generate(prompt="a cat", stream=True)
    bench.take().fail(JobFailure(code="out_of_memory", message="The GPU is full."))
    with pytest.raises(openai.APIError, match="The GPU is full") as failed:
        list(stream)
    assert failed.value.code == "out_of_memory"


def test_what_is_wrong_with_a_request_is_an_answer_and_no_event(bench: Bench) -> None:
    with pytest.raises(openai.NotFoundError):
        bench.client().images.generate(model="nobody", prompt="a cat", stream=True)


def test_a_quiet_stream_shows_that_it_lives(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PULSE_SECONDS", 0.05)
    body = {"prompt": "a cat", "stream": True}
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.stream("POST", f"{bench.url}/v1/images/generations", json=body, headers=headers, timeout=SOON) as answer:
        lines = answer.iter_lines()
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert next(lines).startswith(":"), "a comment, which every client passes over"
        bench.take().finish()
        assert "event: image_generation.completed" in set(lines)


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_goes_away_has_its_job_cancelled(bench: Bench, stream: bool) -> None:
    client = bench.client()
    hasty = bench.client(timeout=httpx.Timeout(SOON, read=0.5))

    def leave_before_it_begins() -> None:
        if stream:
            client.images.generate(prompt="a dog", stream=True).close()
        else:
            with pytest.raises(openai.APITimeoutError):
                hasty.images.generate(prompt="a dog")

    stays = bench.call(client.images.generate, prompt="a cat")
    of_the_other = bench.take()
    leave_before_it_begins()
    until(lambda: bench.states() == ["running", "cancelled"], "the job that waits is cancelled")

    if stream:
        left = client.images.generate(prompt="a dog", stream=True)
        bench.take()
        left.close()
    else:
        left = bench.call(hasty.images.generate, prompt="a dog")
        bench.take()
        with pytest.raises(openai.APITimeoutError):
            left.result(SOON)
    until(lambda: bench.states() == ["running", "cancelled", "cancelling"], "the job that runs is told to stop")

    of_the_other.finish()
    assert stays.result(SOON).data[0].url, "the other client's picture comes all the same"


def test_a_client_that_leaves_before_its_events_begin_has_its_job_cancelled(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, real = threading.Event(), drawing.made

    async def made_and_held(*given, **named):
        shown = await real(*given, **named)
        await asyncio.to_thread(left.wait, SOON)
        return shown

    monkeypatch.setattr(drawing, "made", made_and_held)
    with pytest.raises(openai.APITimeoutError):
        bench.client(timeout=httpx.Timeout(SOON, read=0.5)).images.generate(prompt="a cat", stream=True)
    left.set()
    until(lambda: bench.states() == ["cancelled"], "it is cancelled")


def test_a_picture_that_is_done_stays_done_when_its_client_leaves(bench: Bench) -> None:
    stream = bench.client().images.generate(prompt="a cat", stream=True)
    bench.take().finish()
    until(lambda: bench.states() == ["succeeded"], "it is drawn")
    stream.close()
    assert bench.states() == ["succeeded"]
