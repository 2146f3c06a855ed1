"""Small real data, and networks that learn it in a moment."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from safelight.specs.classify import TrainConfig
from tests.factories.digits import write_digits

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three digits, 20 pictures of each: 12 to learn from, 4 to judge by, 4 to test."""
    return write_digits(tmp_path_factory.mktemp("digits"), per_class=20, classes=3)


@pytest.fixture(scope="session")
def tiny_vit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder of transformers for 16 x 16 pixels and the classes c, a, b; with dropout, as many have it."""
    from transformers import ViTConfig, ViTForImageClassification

    config = ViTConfig(
        image_size=16, patch_size=8, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        hidden_dropout_prob=0.1, id2label=dict(enumerate("cab")), label2id={"c": 0, "a": 1, "b": 2},
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("models") / "tiny-vit"
    torch.manual_seed(0)
    ViTForImageClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture
def tiny_config(digits: Path, tiny_vit: Path, tmp_path: Path) -> Callable[..., TrainConfig]:
    """A run of a few steps; any field can be given."""

    def make(**fields: object) -> TrainConfig:
        small = {
            "root": str(digits), "model_flavour": str(tiny_vit), "ckpt_dir": str(tmp_path / "run"),
            "val_fraction": 0.25, "epochs": 2, "batch_size": 8, "warmup_epochs": 0, "workers": 0, "lr": 3e-3,
        }  # fmt: skip
        return TrainConfig(**(small | fields))

    return make


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of copies of pictures; one for all tests of a session would hide what a run needs."""
    return tmp_path_factory.mktemp("cache")
