"""docs/guide/cli.md says what the commands say."""

import os
from pathlib import Path

from tests.doors.cli import manual

PAGE = Path(__file__).parents[3] / "docs/guide/cli.md"
WRITE = os.environ.get("SAFELIGHT_GOLDEN") == "write"


def test_the_page_is_what_the_commands_say():
    if WRITE:
        PAGE.write_text(manual.text(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == manual.text(), (
        "SAFELIGHT_GOLDEN=write pytest tests/doors/cli/test_manual.py"
    )
