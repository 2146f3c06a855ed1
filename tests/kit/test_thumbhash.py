"""Against the hashes that the npm package `thumbhash` makes of the same pixels; the browser decodes with it."""

import base64
import json
from pathlib import Path

import pytest
from PIL import Image

from safelight.kit.pictures.thumbhash import SIDE, encode, thumbhash

CASES = json.loads((Path(__file__).parent.parent / "golden/thumbhash/npm_0_1_1.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_same_as_the_npm_package(case: dict[str, str]) -> None:
    size = (int(case["width"]), int(case["height"]))
    ours = encode(Image.frombytes("RGB", size, base64.b64decode(case["rgb"])))
    theirs = base64.b64decode(case["thumbhash"])
    assert ours[:5] == theirs[:5]
    assert len(ours) == len(theirs)
    if not _has_flat_channel(ours):
        # a wave that lies between two of the sixteen steps goes up or down with the order of its sum
        assert all(abs(one - other) <= 1 for one, other in zip(_waves(ours), _waves(theirs), strict=True))


def _waves(packed: bytes) -> list[int]:
    return [nibble for byte in packed[5:] for nibble in (byte & 15, byte >> 4)]


def _has_flat_channel(packed: bytes) -> bool:
    """Its waves are the noise of the sums, and shown at the scale 0."""
    header = int.from_bytes(packed[:5], "little")
    return not all((header >> 18 & 31, header >> 27 & 63, header >> 33 & 63))


@pytest.mark.parametrize("size", [(1024, 1024), (2048, 64), (64, 2048), (100, 75)])
def test_any_picture_becomes_a_short_text(size: tuple[int, int]) -> None:
    found = thumbhash(Image.radial_gradient("L").resize(size).convert("RGB"))
    assert 5 <= len(base64.b64decode(found)) <= 26
    assert len(found) <= 64  # the column


def test_transparency_and_palettes_are_no_matter() -> None:
    picture = Image.new("RGBA", (SIDE, SIDE), (200, 30, 40, 255))
    assert thumbhash(picture) == thumbhash(picture.convert("P")) == thumbhash(picture.convert("RGB"))
