"""What a worker keeps in memory, by the settings: limits of bytes, time, and what is loaded at the start."""

from pathlib import Path

import pytest
import torch

from safelight.engine.diffusion import devices, hardware
from safelight.engine.diffusion.cache import PipelineCache
from safelight.engine.diffusion.loading import load
from safelight.settings import Settings
from safelight.worker.main import pipelines_for
from tests.engine import tiny


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.save_pipeline(tiny.FAMILIES["sd"], tmp_path_factory.mktemp("models") / "sd")


@pytest.fixture(scope="module")
def size(model: Path) -> int:
    return load(model, device="cpu", dtype=torch.float32).size_bytes


def held(cache: PipelineCache, model: Path, count: int = 4) -> int:
    """How many of so many equal models stay."""
    for number in range(count):
        with cache.use(f"model{number}", model):
            pass
    return len(cache.loaded())


def cache_of(settings: Settings, **changes: float) -> PipelineCache:
    """As a worker on the CPU makes it."""
    settings = settings.model_copy(update=changes)
    device = devices.Device("cpu", "CPU", 10**12)
    wanted = round(settings.worker_memory_gb * 1e9) if settings.worker_memory_gb else None
    return pipelines_for(settings, "cpu", torch.float32, hardware.limit_memory(device, wanted))


def test_weights_keep_to_the_memory_that_a_worker_may_use(settings: Settings, model: Path, size: int) -> None:
    assert held(cache_of(settings, worker_memory_gb=2.6 * size / 1e9), model) == 2, "some is left to draw with"
    assert held(cache_of(settings), model) == 4


def test_weights_keep_to_the_bytes_that_were_set(settings: Settings, model: Path, size: int) -> None:
    assert held(cache_of(settings, cached_models_gb=3.5 * size / 1e9), model) == 3
    both = {"cached_models_gb": 100 * size / 1e9, "worker_memory_gb": 2.5 * size / 1e9}
    assert held(cache_of(settings, **both), model) == 2, "more than the worker may use is not kept"


def test_idle_models_go_after_the_minutes_that_were_set_and_pinned_ones_stay(settings: Settings, model: Path) -> None:
    cache = cache_of(settings, idle_unload_minutes=10)
    now = cache._clock()
    cache._clock = lambda: now
    with cache.use("idle", model):
        pass
    with cache.use("pinned", model, pin=True):
        pass
    now += 599
    with cache.use("running", model):
        now += 2
        assert cache.drop_idle() == ["idle"]
        assert [one.key for one in cache.loaded()] == ["pinned", "running"]
    forever = cache_of(settings)
    with forever.use("idle", model):
        pass
    forever._clock = lambda: now + 10**9
    assert forever.drop_idle() == []
