"""docs/openapi.json is what the routes give: its diff is how a change for other programs gets seen."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_committed_description_is_that_of_the_routes():
    generator = runpy.run_path(str(ROOT / "scripts/openapi.py"))
    assert generator["TARGET"].read_text(encoding="utf-8") == generator["text"](), "run `make golden`"
