"""A gallery of 100 000 pictures in a browser: does it scroll, and how soon are the pictures there?

Bars: first pictures 600 ms after the click, a jump 400 ms, no frame over 50 ms, at most 600 tiles, no failed question.
Needs Chromium and `make web`. Frames are lost where other programs use the processor too, and Chromium draws without a
GPU here; `work` is the longest that the page itself computed in one go, in milliseconds of the processor's time.

python benchmarks/gallery_scroll.py [--pictures 100000] [--url http://127.0.0.1:8000]
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.gallery_pages import fill
from tests.browser.conftest import QUIET
from tests.browser.studio import RunningStudio

SCREEN = {"width": 1440, "height": 900}
WATCH = """() => {
    const seen = (window.seen = {frames: [], tiles: 0});
    let last = performance.now();
    const frame = (now) => {
        seen.frames.push(now - last);
        last = now;
        seen.tiles = Math.max(seen.tiles, document.querySelectorAll('[role=gridcell]').length);
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""
SCROLL = """([speed, seconds]) => new Promise((done) => {
    Object.assign(window.seen, {frames: [], tiles: 0});
    const begun = performance.now();
    let last = begun;
    const frame = (now) => {
        scrollBy({top: (speed * innerHeight * (now - last)) / 1000, behavior: 'instant'});
        last = now;
        if (now - begun < seconds * 1000) requestAnimationFrame(frame);
        else done(window.seen);
    };
    requestAnimationFrame(frame);
})"""
ARRIVED = """() => {
    const tiles = [...document.querySelectorAll('[role=gridcell]')].filter((tile) => {
        const {top, bottom} = tile.getBoundingClientRect();
        return bottom > 110 && top < innerHeight - 40;
    });
    return tiles.length > 8 && tiles.every((tile) => tile.querySelector('img')?.complete);
}"""
JUMP = "(share) => scrollTo({top: share * (document.documentElement.scrollHeight - innerHeight), behavior: 'instant'})"
PACES = {"reading, 1 screen/s": (1, 8), "skimming, 3 screens/s": (3, 8), "rushing, 12 screens/s": (12, 8)}


@contextmanager
def gallery_of(count: int) -> Iterator[str]:
    """A studio that has so many pictures, without workers."""
    with tempfile.TemporaryDirectory() as folder:
        studio = RunningStudio(Path(folder), local_workers="0")
        data = Path(folder) / "data"
        data.mkdir()
        fill(f"sqlite:///{data / 'safelight.db'}", data, count)
        try:
            studio.start()
            yield studio.url
        finally:
            studio.stop()


def until_arrived(page: Page) -> float:
    """Milliseconds until all pictures on the screen are there."""
    began = time.perf_counter()
    page.wait_for_function(ARRIVED, polling="raf")
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--url", help="a studio that runs already")
    asked = parser.parse_args()
    if asked.url:
        measure(asked.url)
    else:
        with gallery_of(asked.pictures) as url:
            measure(url)


def measure(url: str) -> None:
    """Scroll, jump, and count."""
    failed: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        page = browser.new_page(viewport=SCREEN)
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.on("requestfailed", lambda request: failed.append(request.url) if _lost(request) else None)
        page.goto(f"{url}/queue")
        page.get_by_role("link", name="Gallery").first.wait_for()
        page.evaluate(WATCH)
        page.get_by_role("link", name="Gallery").first.click()
        print(f"first pictures: {until_arrived(page):.0f} ms after the click (bar 600)")
        print(f"{'':24} {'frames':>7} {'median':>7} {'p99':>6} {'worst':>6} {'> 50':>5} {'work':>5} {'tiles':>6}")
        for name, (speed, seconds) in PACES.items():
            browser.start_tracing(page=page, categories=["toplevel"])
            seen = page.evaluate(SCROLL, [speed, seconds])
            report(name, seen, longest_work(json.loads(browser.stop_tracing())["traceEvents"]))
            print(f"{'':24} {until_arrived(page):.0f} ms until the last pictures were there")
        chance = random.Random(1)
        jumps = []
        for _ in range(15):
            page.evaluate(JUMP, chance.random())
            page.wait_for_timeout(30)
            jumps.append(until_arrived(page) + 30)
            page.wait_for_timeout(300)
        print(f"jump: median {statistics.median(jumps):.0f} ms, worst {max(jumps):.0f} ms (bar 400)")
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        print(f"heap {heap:.0f} MB (bar 180); failed: {len(failed)} {failed[:3]}")
        browser.close()


def report(name: str, seen: dict[str, Any], work: float) -> None:
    """One line of the table."""
    frames = sorted(seen["frames"])
    slow = sum(one > 50 for one in frames)
    print(
        f"{name:24} {len(frames):7} {statistics.median(frames):7.1f} {frames[int(len(frames) * 0.99)]:6.0f}"
        f" {frames[-1]:6.0f} {slow:5} {work:5.0f} {seen['tiles']:6}"
    )


def longest_work(events: list[dict[str, Any]]) -> float:
    """The most processor time in milliseconds that one task of a page's own thread took."""
    pages = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    tasks = (one for one in events if one["ph"] == "X" and (one["pid"], one["tid"]) in pages)
    return float(max(one.get("tdur", 0) for one in tasks)) / 1000


def _lost(request: Request) -> bool:
    # What has left the screen is given up on purpose.
    return request.failure != "net::ERR_ABORTED"


if __name__ == "__main__":
    main()
