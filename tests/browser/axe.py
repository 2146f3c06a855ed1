"""What axe finds on a page: WCAG A and AA, what is serious or critical."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
# A colour half-way between two is neither: what moves for ever (the lamp, a skeleton) is not waited for.
STILL = """() => document.getAnimations().every((each) =>
    each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity)"""


def grave_problems(page: Page) -> list[str]:
    """One line for each serious or critical problem: the rule, what it says, and the first place."""
    # The content policy of the page lets no script in; the debugger's evaluation is not bound by it.
    page.wait_for_function(STILL)
    page.evaluate(SOURCE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    return [_line(one) for one in found["violations"] if one["impact"] in GRAVE]


def _line(problem: dict[str, Any]) -> str:
    first, *others = problem["nodes"]
    return f"{problem['id']}: {problem['help']}: {first['target']} {first['html'][:200]} and {len(others)} more"
