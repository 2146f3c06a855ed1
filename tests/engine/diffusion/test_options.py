"""All pairs of load options: each draws a picture, or is refused by name; none ends in anything else."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.attention_dispatch import _AttentionBackendRegistry

from safelight.engine.diffusion import reading, speed
from safelight.engine.diffusion.errors import OptionsRefused
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import load
from safelight.engine.diffusion.memory import Peak, weight_bytes
from safelight.engine.diffusion.options import check, choices
from safelight.specs.loading import LoadOptions
from tests.engine.diffusion.conftest import plan

pytestmark = pytest.mark.filterwarnings("ignore:Dynamo detected a call")

Value = tuple[str, Any]

VALUES: list[Value] = [
    ("precision", "f16"),
    ("precision", "bf16"),
    *(("quantization", kind) for kind in ("int8", "int4", "nf4", "fp4", "fp8")),
    ("cpu_offload", True),
    ("sequential_cpu_offload", True),
    ("group_offload", True),
    ("device_map", "cpu"),
    ("device_map", "balanced"),
    ("low_cpu_memory", False),
    ("vae_slicing", True),
    ("vae_tiling", True),
    ("attention_slicing", True),
    ("attention", "native"),
    ("attention", "_native_math"),
    ("attention", "_native_efficient"),
    ("channels_last", True),
    *(("compile", kind) for kind in ("regional", "full", "max-autotune")),
    *(("step_cache", kind) for kind in ("first_block", "pyramid_attention", "faster", "taylorseer", "mag")),
]
SPEED = {"attention", "channels_last", "compile", "step_cache"}
MEMORY = [value for value in VALUES if value[0] not in SPEED]
FAMILIES = {"sd": 80, "flux": 100}  # pairs that draw on a CPU, at least


def said(value: Value) -> str:
    return f"{value[0]}=on" if value[1] is True else f"{value[0]}=off" if value[1] is False else "=".join(value)


def outcome(folder: Path, options: LoadOptions, device: str = "cpu") -> str:
    """`drawn`, or the words of the refusal; anything else that is raised fails the test."""
    try:
        loaded = load(folder, device=device, options=options, dtype=torch.float32 if device == "cpu" else None)
    except OptionsRefused as error:
        return f"{error.message} {error.hint}"
    made = generate(loaded, plan(num_inference_steps=3, scheduler=_scheduler(loaded)))
    assert len(made.images) == 1
    return "drawn"


def _scheduler(loaded: Any) -> str:
    return "euler" if "Flow" in type(loaded.pipeline.scheduler).__name__ else "ddim"


@pytest.fixture(autouse=True)
def _traced_not_built(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """torch.compile captures as ever, but builds no kernels: those take a minute each."""
    monkeypatch.setattr(speed, "COMPILER", "eager")
    yield
    torch._dynamo.reset()


def alone(folder: Path, values: list[Value], device: str) -> dict[Value, str]:
    """What becomes of each value by itself."""
    return {value: outcome(folder, LoadOptions(**dict([value])), device) for value in values}


def check_pairs(folder: Path, device: str, values: list[Value]) -> dict[str, str]:
    """Draw with every pair. One that is refused, though each alone is not, names both."""
    single = alone(folder, values, device)
    found = {}
    for first, second in combinations(values, 2):
        if first[0] == second[0]:
            continue
        with Peak(device) as peak:
            told = outcome(folder, LoadOptions(**dict([first, second])), device)
        both_alone = single[first] == single[second] == "drawn"
        if told == "drawn":
            assert both_alone, f"{first} {second}: together, but not alone"
        elif both_alone:
            assert said(first) in told, told
            assert said(second) in told, told
        found[f"{said(first)} {said(second)}"] = f"{told} {peak.bytes}" if told == "drawn" else told
    return found


def test_every_pair_of_memory_options_draws_or_is_refused_by_name(folders: dict[str, Path]) -> None:
    found = check_pairs(folders["sd"], "cpu", MEMORY)
    assert sum(told.startswith("drawn") for told in found.values()) >= 40
    assert found["group_offload=on device_map=cpu"].startswith("group_offload=on does not go with device_map=cpu")


@pytest.mark.slow
@pytest.mark.timeout(3600)  # 350 pairs, each loaded and most of them drawn
@pytest.mark.parametrize("family", FAMILIES)
def test_every_pair_of_all_options_draws_or_is_refused_by_name(folders: dict[str, Path], family: str) -> None:
    found = check_pairs(folders[family], "cpu", VALUES)
    assert sum(told.startswith("drawn") for told in found.values()) >= FAMILIES[family]


@pytest.mark.gpu
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_pair_on_a_gpu_draws_or_is_refused_by_name(
    folders: dict[str, Path], family: str, record_property: Callable[[str, object], None]
) -> None:
    for pair, told in check_pairs(folders[family], "cuda", VALUES).items():
        record_property(pair, told)  # with the peak of its memory: junit keeps it


def test_what_a_device_can_do_is_what_loading_refuses(folders: dict[str, Path]) -> None:
    for option in choices("cpu"):
        for choice in option.choices:
            options = LoadOptions.model_validate({option.name: choice.value})
            if choice.possible:
                check(options, "cpu")
            else:
                assert choice.reason
                with pytest.raises(OptionsRefused, match=option.name):
                    check(options, "cpu")


def test_quantized_weights_are_small_and_the_picture_is_nearly_the_same(folders: dict[str, Path]) -> None:
    for kind, share in (("int8", 0.6), ("fp8", 0.8)):
        plain, small = (
            load(folders["flux"], device="cpu", dtype=torch.float32, options=LoadOptions(quantization=value))
            for value in ("none", kind)
        )
        sizes = [weight_bytes(loaded.pipeline.transformer) for loaded in (plain, small)]
        assert sizes[1] < share * sizes[0], kind
        first, second = (
            np.asarray(generate(loaded, plan(scheduler="euler")).images[0], dtype=float) for loaded in (plain, small)
        )
        assert np.abs(first - second).mean() < 3, kind


def test_a_part_that_is_not_there_is_named(folders: dict[str, Path]) -> None:
    options = LoadOptions(quantization="int8", quantize_parts=("transformer",))
    with pytest.raises(OptionsRefused, match="quantize_parts=transformer does not go with quantization=int8") as caught:
        load(folders["sd"], device="cpu", dtype=torch.float32, options=options)
    assert "text_encoder, unet, vae" in str(caught.value.hint)


def test_one_models_attention_is_not_every_models(folders: dict[str, Path]) -> None:
    before = _AttentionBackendRegistry.get_active_backend()[0]
    load(folders["flux"], device="cpu", dtype=torch.float32, options=LoadOptions(attention="_native_math"))
    assert _AttentionBackendRegistry.get_active_backend()[0] == before


def test_a_load_can_be_stopped_inside_a_part(folders: dict[str, Path]) -> None:
    class Enough(Exception):
        pass

    told: list[str] = []

    def on_stage(stage: str, _done: int, _total: int) -> None:
        told.append(stage)
        if told.count("reading unet") > 1:
            raise Enough

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "TICK_SECONDS", 0.0)
        with pytest.raises(Enough):
            load(folders["sd"], device="cpu", dtype=torch.bfloat16, on_stage=on_stage)
    assert load(folders["sd"], device="cpu", dtype=torch.float32).size_bytes > 0
