"""Tiny model folders, saved once a session, and a loaded Stable Diffusion for each test file."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded, load
from safelight.specs.generation import GenerationPlan
from tests.engine import tiny
from tests.engine.diffusion.hubs import Gate, Greedy, recorded

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A model folder of each family. Read only."""
    root = tmp_path_factory.mktemp("models")
    return {family: tiny.save_pipeline(build, root / family) for family, build in tiny.FAMILIES.items()}


@pytest.fixture(scope="module")
def sd(folders: dict[str, Path]) -> Loaded:
    return load(folders["sd"], dtype=torch.float32, device="cpu", name="tiny")


@pytest.fixture(scope="session")
def loras(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Characters of the tiny Stable Diffusion: a, b, and one on every kind of layer with alpha != rank."""
    root = tmp_path_factory.mktemp("loras")

    def fresh() -> object:
        return load(folders["sd"], dtype=torch.float32, device="cpu").pipeline

    return {
        "a": tiny.lora_file(fresh(), root / "a.safetensors", seed=1, trigger="sks"),
        "b": tiny.lora_file(fresh(), root / "b.safetensors", seed=2, rank=2, text=False),
        "mixed": tiny.lora_file(fresh(), root / "m.safetensors", seed=3, targets=tiny.MIXED, rank=4, alpha=2.5),
    }


def plan(**changes: object) -> GenerationPlan:
    settings = {
        "model": "tiny", "prompt": "a cat", "negative_prompt": "", "num_inference_steps": 2, "guidance_scale": 4.0,
        "width": 64, "height": 64, "seed": 7, "n": 1, "scheduler": "ddim",
    }  # fmt: skip
    return GenerationPlan.model_validate(settings | changes)


@pytest.fixture
def hub(sd: Loaded) -> Iterator[Hub]:
    """Puts together whatever fits."""
    sd.caps = Greedy()
    made = Hub(sd)
    yield made
    made.close()


@pytest.fixture
def gate(sd: Loaded) -> Iterator[Gate]:
    made = Gate(sd)
    yield made
    made.remove()


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(24) as pool:
        yield pool


@pytest.fixture
def floats() -> Iterator[dict[int, torch.Tensor]]:
    """Pixels before they are rounded to bytes, by the seed of the picture."""
    with recorded() as found:
        yield found
