"""What the engine counts: models and LoRAs asked for, and how much one call of a denoiser draws."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from safelight.engine.diffusion.cache import PipelineCache
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.files import sha256_of
from safelight.kit.metrics import Instrument
from safelight.specs import telemetry
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan

HERE = Path()


def counted(instrument: Instrument, act: Callable[[], object]) -> dict[str, list[float]]:
    """By how much each of its series has grown."""
    before = {key: list(values) for key, values in instrument.series.items()}
    act()
    grown = {
        key: [now - then for now, then in zip(values, before.get(key, [0.0] * len(values)), strict=True)]
        for key, values in instrument.series.items()
    }
    return {key: values for key, values in grown.items() if any(values)}


def test_models_in_memory(sd: Loaded) -> None:
    cache = PipelineCache(2, "cpu", torch.float32, loader=lambda path, **_: sd)

    def use() -> None:
        for key in ("a", "b", "a", "c", "c"):
            with cache.use(key, HERE):
                pass

    assert counted(telemetry.MODEL_CACHE, use) == {"load": [3.0], "hit": [2.0], "eviction": [1.0]}


def test_a_load_that_fails_is_none() -> None:
    def broken(*_: object, **__: object) -> Loaded:
        raise FileNotFoundError

    cache = PipelineCache(2, "cpu", torch.float32, loader=broken)

    def use() -> None:
        with pytest.raises(FileNotFoundError), cache.use("a", HERE):
            pass

    assert counted(telemetry.MODEL_CACHE, use) == {}


def test_requests_and_rows_of_a_call(sd: Loaded) -> None:
    hub = Hub(sd)

    def draw() -> None:
        hub.draw(plan(n=2, num_inference_steps=3), [], should_stop=lambda: False)

    try:
        assert counted(telemetry.BATCH_REQUESTS, draw)[""][0] == 3, "one request in each of three calls"
        rows = counted(telemetry.BATCH_ROWS, draw)[""]
    finally:
        hub.close()
    assert (sum(rows[:-1]), rows[-1]) == (3, 3 * 4), "two pictures, each with and without the prompt"


def test_loras_of_a_bank(folders: dict[str, Path], tmp_path: Path) -> None:
    loaded = load(folders["sd"], device="cpu", dtype=torch.float32, lora_slots=1)
    files = [
        tiny.lora_file(tiny.FAMILIES["sd"](), tmp_path / f"{seed}.safetensors", text=False, seed=seed)
        for seed in (1, 2)
    ]
    one, two = ((sha256_of(path), path) for path in files)

    def ask() -> None:
        for asked in ([one], [one], [two], [two, two]):
            loaded.bank.hold(asked)

    assert counted(telemetry.LORA_BANK, ask) == {"load": [2.0], "hit": [2.0], "eviction": [1.0]}
