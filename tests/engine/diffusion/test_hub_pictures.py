"""Any batch of any requests: each picture is the one it is alone, to 1e-5 before it is rounded to bytes."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safelight.engine.diffusion.drawing import Generated
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.files import sha256_of
from safelight.specs.generation import GenerationPlan, LoraUse
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan
from tests.engine.diffusion.hubs import TOLERANCE, Greedy, recorded

FAMILIES = ("sd", "sdxl", "sd3", "flux")
SAMPLERS = {"sd": ("ddim", "euler_a", "dpmpp_2m", "unipc", "lms", "heun"), "sd3": ("euler", "heun", "dpmpp_2m")}
SAMPLERS |= {"sdxl": SAMPLERS["sd"], "flux": SAMPLERS["sd3"]}
LORAS: tuple[dict[str, Any], ...] = ({"rank": 4}, {"rank": 2, "text": False}, {"rank": 8, "alpha": 3.0, "text": False})


@dataclass(frozen=True)
class Arrival:
    """A request, its LoRAs, and after how many calls of the denoiser it comes."""

    plan: GenerationPlan
    loras: tuple[tuple[Path, LoraUse], ...]
    after: int


@pytest.fixture(scope="module")
def studios(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Loaded, list[Path]]]:
    made = {}
    for family in FAMILIES:
        root = tmp_path_factory.mktemp(family)
        files = []
        for number, how in enumerate(LORAS):
            pipeline = load(folders[family], dtype=torch.float32, device="cpu").pipeline
            targets = tiny.MIXED if number == 2 else tiny.ATTENTION
            path = root / f"{number}.safetensors"
            files.append(tiny.lora_file(pipeline, path, seed=number, targets=targets, **how))
        loaded = load(folders[family], dtype=torch.float32, device="cpu", name=family)
        loaded.caps = Greedy()
        made[family] = loaded, files
    return made


@st.composite
def arrivals(draw: st.DrawFn, family: str, files: list[Path]) -> list[Arrival]:
    found = []
    for number in range(draw(st.integers(2, 4))):
        worn = draw(st.lists(st.tuples(st.sampled_from(files), st.sampled_from([-0.5, 0.3, 0.8, 1.0])), max_size=2))
        asked = plan(
            prompt=draw(st.sampled_from(["a cat", "a dog in the rain", "tree"])),
            negative_prompt=draw(st.sampled_from(["", "blurry"])),
            seed=100 * number, n=draw(st.integers(1, 2)), num_inference_steps=draw(st.integers(1, 5)),
            guidance_scale=draw(st.sampled_from([1.0, 2.5, 5.0])), scheduler=draw(st.sampled_from(SAMPLERS[family])),
            width=draw(st.sampled_from([64, 64, 96])),
        )  # fmt: skip
        loras = tuple((path, LoraUse(key="k", sha256=sha256_of(path), scale=scale)) for path, scale in worn)
        found.append(Arrival(asked, loras, draw(st.integers(0, 4)) if number else 0))
    return found


def together(loaded: Loaded, coming: list[Arrival]) -> list[Generated]:
    """All of them in one hub, each coming when it is its time."""
    hub, calls = Hub(loaded), 0
    futures: dict[int, Future[Generated]] = {}
    denoiser = getattr(loaded.pipeline, "unet", None) or loaded.pipeline.transformer

    def come(pool: ThreadPoolExecutor) -> None:
        for number, each in enumerate(coming):
            if number not in futures and each.after <= calls:
                there = len(hub._arrived)
                futures[number] = pool.submit(hub.draw, each.plan, each.loras)
                while (
                    len(hub._arrived) == there
                    and not futures[number].done()
                    and threading.current_thread() is hub._thread
                ):
                    threading.Event().wait(0.001)

    with ThreadPoolExecutor(8) as pool:

        def count(*_: Any) -> None:
            nonlocal calls
            calls += 1
            come(pool)

        hook = denoiser.register_forward_pre_hook(count)
        come(pool)
        for future in list(futures.values()):
            future.result(120)
        calls = 10**6  # whoever would have come later than the last call
        come(pool)
        made = [futures[number].result(120) for number in range(len(coming))]
        hook.remove()
    hub.close()
    return made


def every_picture_is_its_own(loaded: Loaded, coming: list[Arrival]) -> int:
    """Compare, and tell how many pictures shared a call."""
    with recorded() as alone:
        for each in coming:
            generate(loaded, each.plan, each.loras)
    with recorded() as mixed:
        made = together(loaded, coming)
    assert alone.keys() == mixed.keys()
    for seed, pixels in alone.items():
        assert (pixels - mixed[seed]).abs().max() <= TOLERANCE
    return sum(batch.shared for each in made for batch in each.batches)


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def check(family: str, studios: dict[str, tuple[Loaded, list[Path]]], examples: int) -> int:
    loaded, files = studios[family]
    shared = 0

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=QUIET)
    @given(arrivals(family, files))
    def each(coming: list[Arrival]) -> None:
        nonlocal shared
        shared += every_picture_is_its_own(loaded, coming)

    each()
    return shared


@pytest.mark.parametrize("family", FAMILIES)
def test_every_picture_of_a_few_random_batches(family: str, studios: dict[str, tuple[Loaded, list[Path]]]) -> None:
    check(family, studios, 2)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_every_picture_of_fifty_random_batches(family: str, studios: dict[str, tuple[Loaded, list[Path]]]) -> None:
    assert check(family, studios, 13) > 10, "batches were mixed"
