"""The pictures that the browser tests bring: the drawn robot that ships with the starter model."""

from pathlib import Path

import safelight

FOLDER = Path(safelight.__file__).parent / "engine" / "starter" / "sample_character"


def references(count: int) -> list[Path]:
    """The first `count` pictures of Pip."""
    found = sorted(FOLDER.glob("*.png"))[:count]
    assert len(found) == count
    return found
