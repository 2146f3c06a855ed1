"""ARCHITECTURE.md against the folders: a map that is not kept misleads."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src/safelight"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def folders(parent: Path) -> set[str]:
    """The names of the folders with code in them."""
    return {path.name for path in parent.iterdir() if path.is_dir() and any(path.rglob("*.py"))}


def named_at(depth: int, within: str = "") -> dict[str, str]:
    """Folder names and phrases of one depth of the drawn tree, optionally of one folder's part of it."""
    block = re.search(r"```\nsrc/safelight/\n(.*?)```", TEXT, re.DOTALL)
    assert block, "ARCHITECTURE.md draws no tree of src/safelight/"
    found: dict[str, str] = {}
    above = ""
    for line in block[1].splitlines():
        entry = re.match(r"((?:[│ ] {3})*)[├└]── (\w+)/\s+(\S.*)", line)
        if not entry:
            continue
        at = len(entry[1]) // 4
        above = entry[2] if at == 0 else above
        if at == depth and (not within or above == within):
            assert entry[2] not in found, f"{entry[2]}/ is named twice"
            found[entry[2]] = entry[3]
    return found


def test_every_top_folder_is_named_once_with_a_phrase():
    assert set(named_at(0)) == folders(HOUSE)


@pytest.mark.parametrize("parent", ["doors", "features", "engine"])
def test_every_folder_in_the_three_large_houses_is_named(parent):
    assert set(named_at(1, within=parent)) == folders(HOUSE / parent)


def test_the_floors_are_those_of_the_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (floors,) = (contract["layers"] for contract in contracts if contract["id"] == "floors")
    assert " > ".join(f"`{floor}`" for floor in floors) in " ".join(TEXT.split())


def test_every_decision_is_listed():
    missing = [path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md") if path.name not in TEXT]
    assert missing == []
