"""Rules of the house that a machine can read off the sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "src/safelight"
SOURCES = sorted(path for path in HOUSE.rglob("*.py") if "versions" not in path.parts)

# Under 400 is the aim and a matter of taste; from here on nobody reads a file to its end.
LONGEST = 450


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call))


def test_only_db_commits():
    commits = [
        f"{name(path)}:{call.lineno}"
        for path in SOURCES
        if not path.is_relative_to(HOUSE / "db")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert commits == [], "one request or job step is one commit, at the edge: use Database.transaction()"


def test_model_means_weights():
    files = [name(path) for path in SOURCES if path.name == "models.py" and path.parent.name != "specs"]
    assert files == [], "ORM classes live in tables.py, pydantic classes in schemas.py"


def test_features_have_only_the_known_drawers():
    drawers = {"__init__", "tables", "schemas", "repository", "service", "access", "router", "jobs", "errors"}
    strange = [name(path) for path in (HOUSE / "features").glob("*/*.py") if path.stem not in drawers]
    assert strange == []


def test_no_file_is_too_long_to_read():
    long = {name(path): lines for path in SOURCES if (lines := len(path.read_bytes().splitlines())) > LONGEST}
    assert long == {}
