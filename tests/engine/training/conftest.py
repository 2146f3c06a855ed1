"""One tiny base model of each prediction type, four pictures, and a spec of a few steps."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from safelight.engine.training.data import TrainingPicture
from safelight.specs.training import TrainSpec
from tests.engine.training.tiny_sd import build_tiny_sd, draw_picture

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny_sd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_sd(tmp_path_factory.mktemp("bases") / "epsilon")


@pytest.fixture(scope="session")
def tiny_sd_v(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_sd(tmp_path_factory.mktemp("bases") / "v", prediction_type="v_prediction")


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[TrainingPicture]:
    folder = tmp_path_factory.mktemp("pictures")
    return [TrainingPicture(draw_picture(folder / f"{i}.png", i), f"sks bar {i}") for i in range(4)]


@pytest.fixture
def tiny_spec() -> Callable[..., TrainSpec]:
    """A spec of a few steps; any field can be given."""

    def make(**fields: object) -> TrainSpec:
        small = {"rank": 4, "max_train_steps": 6, "train_batch_size": 2, "learning_rate": 1e-2, "caption_dropout": 0.1}
        small["mixed_precision"] = "no"  # equal on every machine
        return TrainSpec.model_validate(small | fields)

    return make
