"""A tiny base model of each prediction type."""

from pathlib import Path

import pytest
import torch

from tests.engine.training.tiny_sd import build_tiny_sd

torch.set_num_threads(1)


@pytest.fixture(scope="module", params=["epsilon", "v_prediction"])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_sd(tmp_path_factory.mktemp("base"), prediction_type=request.param)
