"""Agents take jobs; the tables are the server's to make and change."""

from pathlib import Path

HOUSE = Path(__file__).parents[2] / "src/safelight"


def test_workers_never_touch_the_schema() -> None:
    folders = ("worker", "engine", "jobs")
    words = ("safelight.migrations", "create_all", "drop_all", "CREATE TABLE", "ALTER TABLE")
    found = [
        f"{path.relative_to(HOUSE)}: {word}"
        for folder in folders
        for path in sorted((HOUSE / folder).rglob("*.py"))
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
