import threading
from pathlib import Path

import pytest
import torch

from safelight.engine.diffusion.cache import PipelineCache
from safelight.engine.diffusion.errors import ModelsBusy
from safelight.engine.diffusion.loading import Loaded, load

HERE = Path()


class Loader:
    """Counts loads; the second argument of a Loaded is not looked at here."""

    def __init__(self, loaded: Loaded) -> None:
        self.names: list[str] = []
        self._loaded = loaded

    def __call__(self, path: Path, *, name: str, **options: object) -> Loaded:
        self.names.append(name)
        return self._loaded


@pytest.fixture
def loader(sd: Loaded) -> Loader:
    return Loader(sd)


def cache_of(loader: Loader, places: int = 2) -> PipelineCache:
    return PipelineCache(places, "cpu", torch.float32, loader=loader)


def test_a_second_use_does_not_load_again(loader: Loader) -> None:
    cache = cache_of(loader)
    for key in ("a", "a", "b", "a"):
        with cache.use(key, HERE):
            pass
    assert loader.names == ["a", "b"]


def test_the_least_recently_used_goes_first(loader: Loader) -> None:
    cache = cache_of(loader)
    for key in ("a", "b", "a", "c"):
        with cache.use(key, HERE):
            pass
    assert [model.key for model in cache.loaded()] == ["a", "c"]


def test_what_runs_is_never_evicted(loader: Loader) -> None:
    cache = cache_of(loader)
    with cache.use("a", HERE):
        for key in ("b", "c"):
            with cache.use(key, HERE):
                pass
        assert [(model.key, model.running) for model in cache.loaded()] == [("a", True), ("c", False)]
        with cache.use("c", HERE), pytest.raises(ModelsBusy, match="All 2 places"), cache.use("d", HERE):
            pass
        assert not cache.drop("a")
    assert cache.drop("a")
    assert [model.key for model in cache.loaded()] == ["c"]


def test_one_pipeline_has_one_owner_at_a_time(loader: Loader) -> None:
    cache = cache_of(loader)
    inside, most, guard = 0, 0, threading.Lock()

    def run() -> None:
        nonlocal inside, most
        for _ in range(20):
            with cache.use("a", HERE):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert loader.names == ["a"]


def test_a_failed_load_keeps_no_place_and_can_be_tried_again(loader: Loader) -> None:
    failures = [OSError("gone")]

    def flaky(path: Path, *, name: str, **options: object) -> Loaded:
        if failures:
            raise failures.pop()
        return loader(path, name=name)

    cache = PipelineCache(1, "cpu", torch.float32, loader=flaky)
    with pytest.raises(OSError, match="gone"), cache.use("a", HERE):
        pass
    assert cache.loaded() == []
    with cache.use("a", HERE) as loaded:
        assert loaded


def test_sizes_are_measured_and_real_models_load(folders: dict[str, Path]) -> None:
    cache = PipelineCache(1, "cpu", torch.float32, loader=load)
    stages = []
    with cache.use("tiny", folders["sd"], on_stage=lambda stage, done, total: stages.append(stage)) as loaded:
        assert loaded.name == "tiny"
    (model,) = cache.loaded()
    weights = sum(file.stat().st_size for file in folders["sd"].glob("*/*.safetensors"))
    assert abs(model.size_bytes - weights) < 0.1 * weights
    assert stages[-1] == "moving it to the device"
