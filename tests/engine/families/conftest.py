"""Tiny bases, saved when first asked for, and pictures to train on."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from safelight.engine.training.data import TrainingPicture
from tests.engine import tiny
from tests.engine.families.bases import BASES, PIXELS
from tests.engine.training.tiny_sd import draw_picture

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a base. Read only."""
    root, known = tmp_path_factory.mktemp("bases"), dict[str, Path]()

    def find(name: str) -> Path:
        if name not in known:
            known[name] = tiny.save_pipeline(BASES[name], root / name.replace(" ", "_"))
        return known[name]

    return find


@pytest.fixture(scope="session")
def squares(tmp_path_factory: pytest.TempPathFactory) -> list[TrainingPicture]:
    folder = tmp_path_factory.mktemp("pictures")
    size = (PIXELS, PIXELS)
    return [TrainingPicture(draw_picture(folder / f"{i}.png", i, size), f"sks bar {i}") for i in range(3)]
