"""Films in Chromium: each codec plays from its signed link, can be wound to any moment, and shows its poster."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.studio import RunningStudio
from tests.factories.videos import FRAMES, models, png

PLAYED = """async ([url, poster]) => {
  const video = document.createElement('video');
  Object.assign(video, {muted: true, src: url, poster});
  document.body.append(video);
  await new Promise((done, failed) => {
    video.onloadeddata = done;
    video.onerror = () => failed(new Error(video.error.message));
  });
  await video.play();
  await new Promise(done => { video.ontimeupdate = () => video.currentTime > 0.1 && done(); });
  const played = video.currentTime;
  video.pause();
  await new Promise(done => { video.onseeked = done; video.currentTime = 0.9 * video.duration; });
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  canvas.getContext('2d').drawImage(video, 0, 0, 1, 1);
  const colour = [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data];
  return {played, duration: video.duration, size: [video.videoWidth, video.videoHeight], at: video.currentTime, colour};
}"""


@pytest.fixture(scope="module")
def studio(built_app: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A studio with a very small video model."""
    running = RunningStudio(
        tmp_path_factory.mktemp("studio"), models_dir=str(models()), default_model="tiny", local_workers="1"
    )
    try:
        running.start()
        running.wait_for_worker()
        yield running
    finally:
        running.stop()


@pytest.fixture
def page(chromium: Browser, studio: RunningStudio) -> Iterator[Page]:
    context = chromium.new_context(base_url=studio.url)
    yield context.new_page()
    context.close()


def film(studio: RunningStudio, codec: str) -> dict:
    with httpx.Client(base_url=studio.url, timeout=120) as client:
        image = client.post("/api/v1/inputs", files={"file": ("a.png", png(), "image/png")}).json()["id"]
        body = {"image": image, "codec": codec, "fps": 6, "seed": 1}
        made = client.post("/api/v1/videos", json=body, headers={"Prefer": "wait=100"})
        assert made.status_code == 201, made.text
        (shown,) = made.json()["pictures"]
        return shown


@pytest.mark.parametrize("codec", ["vp9", "av1", "h264"])
def test_a_film_plays_and_can_be_wound(page: Page, studio: RunningStudio, codec: str) -> None:
    shown = film(studio, codec)
    page.goto("/gallery")  # under the pages' own policy of what they may load
    seen = page.evaluate(PLAYED, [shown["url"], shown["poster_url"]])
    assert seen["played"] > 0.1
    assert abs(seen["duration"] - FRAMES / 6) < 0.05
    assert seen["size"] == [64, 64]
    assert abs(seen["at"] - 0.9) < 0.1
    assert seen["colour"][3] == 255


def test_a_link_opened_by_itself_plays_too(page: Page, studio: RunningStudio) -> None:
    page.goto(film(studio, "vp9")["url"])
    page.wait_for_function("document.querySelector('video')?.readyState >= 2")


def test_a_part_of_a_film_can_be_asked_for(studio: RunningStudio) -> None:
    shown = film(studio, "vp9")
    part = httpx.get(shown["url"], headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.headers["content-type"]) == (206, "video/mp4")
    assert part.headers["content-range"] == f"bytes 4-11/{shown['size']}"
    assert part.content[:4] == b"ftyp"
