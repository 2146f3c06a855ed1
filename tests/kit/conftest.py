"""One picture intake for the tests that do not break it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from safelight.kit.pictures import PictureIntake, PictureLimits


@pytest.fixture(scope="session")
def intake() -> Iterator[PictureIntake]:
    with PictureIntake(PictureLimits()) as intake:
        yield intake


@pytest.fixture
def wicked() -> Iterator[PictureIntake]:
    """An intake whose decoder has holes."""
    command = [sys.executable, str(Path(__file__).with_name("wicked_decoder.py"))]
    with PictureIntake(PictureLimits(), command=command) as intake:
        yield intake
