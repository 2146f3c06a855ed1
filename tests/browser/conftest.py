"""A real studio, and Debian's Chromium to look at it with.

Without Chromium the tests are skipped, and say so; in CI they fail. Screenshots land in build/screenshots.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.browser.studio import RunningStudio

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
STATIC = ROOT / "src" / "safelight" / "doors" / "web" / "static"

QUIET = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]

OpenPage = Callable[..., Page]

# A machine with two cores draws, serves and shows the pages at the same time.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    path = os.environ.get("SAFELIGHT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        _cannot("no Chromium is installed: `apt-get install chromium`, or name one in SAFELIGHT_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built_app() -> None:
    """The web app as `make web` builds it."""
    if not (STATIC / "index.html").exists():
        _cannot("the web app is not built: `make web`")


@pytest.fixture(scope="module")
def studio(built_app: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A studio of this module's own, with a worker that is ready."""
    running = RunningStudio(tmp_path_factory.mktemp("studio"))
    try:
        running.start()
        running.wait_for_worker()
        yield running
    finally:
        running.stop()


@pytest.fixture
def open_page(chromium: Browser, studio: RunningStudio) -> Iterator[OpenPage]:
    """Open a page of the studio: `open_page("/create", theme="light", width=380)`.

    At the end no page may have thrown, logged an error, or asked another host for anything.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def outside(request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != f"127.0.0.1:{studio.port}":
            troubles.append(f"asked another host: {request.url}")

    def open_(path: str, *, theme: str = "dark", width: int = 1440, height: int = 900) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="light" if theme == "light" else "dark",
            has_touch=width < 600,
            base_url=studio.url,
        )
        looks = json.dumps({"state": {"theme": theme}, "version": 0})
        context.add_init_script(f"if (!localStorage['safelight.looks']) localStorage['safelight.looks'] = '{looks}'")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: troubles.append(f"threw: {error}"))
        page.on("console", lambda said: troubles.append(f"logged: {said.text}") if said.type == "error" else None)
        page.on("request", outside)
        page.goto(path)
        return page

    open_.troubles = troubles  # a test that provokes errors clears them
    yield open_
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def _cannot(why: str) -> None:
    message = f"Browser tests cannot run: {why}."
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
