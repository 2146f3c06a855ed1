"""How fast the studio is there in a browser: a fresh profile, loopback, the first page.

Bars: JavaScript of the first page at most 250 kB as sent, the page usable in 1.5 s. Needs Chromium and `make web`.

python benchmarks/web_load.py [--runs 5]
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.conftest import QUIET
from tests.browser.studio import RunningStudio

PAINTED = "performance.getEntriesByName('first-contentful-paint')"
LARGEST = """() => new Promise((done) => new PerformanceObserver((list) =>
    done(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    first, largest, usable, script = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        studio = RunningStudio(Path(folder), local_workers="0")
        studio.start()
        try:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
            for _ in range(runs):
                page = browser.new_context().new_page()  # a new context has an empty cache
                page.goto(f"{studio.url}/create")
                page.get_by_role("textbox", name="What you want to see").wait_for()
                usable.append(page.evaluate("performance.now()"))
                page.wait_for_function(f"{PAINTED}.length")
                first.append(page.evaluate(f"{PAINTED}[0].startTime"))
                largest.append(page.evaluate(LARGEST))
                script = page.evaluate(
                    "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js'))"
                    ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
                )
                page.context.close()
            browser.close()
        finally:
            studio.stop()
    print(f"JavaScript of the first page, as sent: {script / 1000:.0f} kB (bar 250)")
    for name, figures in (("first paint", first), ("largest paint", largest), ("usable", usable)):
        print(f"{name}: median {statistics.median(figures):.0f} ms, worst {max(figures):.0f} ms (bar 1500)")


if __name__ == "__main__":
    main()
