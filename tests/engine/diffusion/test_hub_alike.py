"""Requests that wait and are alike are drawn in one call of the pipeline, and still are each their own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from safelight.engine.diffusion import hub as module
from safelight.engine.diffusion.drawing import Drawing
from safelight.engine.diffusion.errors import BrokenPicture, Stopped
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded
from tests.engine.diffusion.conftest import plan
from tests.engine.diffusion.hubs import TOLERANCE, Gate, arrived, start, use


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Requests in each call of a pipeline."""
    found: list[int] = []

    def counted(loaded: Any, pipeline: Any, asks: Any, *rest: Any) -> Drawing:
        found.append(len(asks))
        return Drawing(loaded, pipeline, asks, *rest)

    monkeypatch.setattr(module, "Drawing", counted)
    return found


@pytest.fixture
def broken(loras: dict[str, Path], tmp_path: Path) -> Path:
    weights = {name: value.clone() for name, value in load_file(loras["b"]).items()}
    next(value for name, value in weights.items() if "lora_B" in name).fill_(float("nan"))
    save_file(weights, tmp_path / "nan.safetensors")
    return tmp_path / "nan.safetensors"


def test_alike_in_one_call_each_with_its_own_words_lora_progress_and_end(
    sd: Loaded, hub: Hub, gate: Gate, crowd: ThreadPoolExecutor, floats: dict[int, torch.Tensor],
    loras: dict[str, Path], sizes: list[int], broken: Path,
) -> None:  # fmt: skip
    gate.open.set()
    asked = [plan(seed=10 * i, prompt=f"cat {i}", n=1 + (i == 1), num_inference_steps=4) for i in range(5)]
    worn = [[], [use(loras["b"])], [use(loras["b"], 0.5)], [], [use(broken)]]
    for each, wears in zip(asked[:4], worn, strict=False):
        generate(sd, each, wears)
    alone = dict(floats)
    hub.draw(plan(seed=99, num_inference_steps=4))  # from now on the hub knows how this sort is called
    gate.open.clear()
    gate.reached.clear()
    busy = start(crowd, hub, plan(seed=98, solo=True))  # and the others wait
    assert gate.reached.wait(60)
    told: list[tuple[int, int]] = []
    futures = [
        start(crowd, hub, each, wears, on_step=lambda done, total, i=i: told.append((done, total)) if i == 1 else None)
        for i, (each, wears) in enumerate(zip(asked, worn, strict=True))
    ]
    given_up = start(crowd, hub, plan(seed=97, num_inference_steps=4), should_stop=gate.open.is_set)
    arrived(hub, 6)
    sizes.clear()
    gate.open.set()
    with pytest.raises(BrokenPicture):
        futures[4].result(120)
    with pytest.raises(Stopped):
        given_up.result(120)
    made = [future.result(120) for future in futures[:4]]
    busy.result(120)
    assert max(sizes) >= 3, "several requests were one call"
    assert told[-1] == (8, 8), "of its own pictures alone"
    assert [len(each.images) for each in made] == [1, 2, 1, 1]
    assert all(batch.shared for each in made for batch in each.batches)
    assert made[1].batches[1].seeds == (10, 11)
    assert max((floats[seed] - alone[seed]).abs().max() for seed in alone) <= TOLERANCE


def test_an_error_of_the_call_is_found_out_one_by_one(
    sd: Loaded, hub: Hub, gate: Gate, crowd: ThreadPoolExecutor, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.open.set()
    expected = generate(sd, plan(seed=1)).images[0]
    hub.draw(plan())
    gate.open.clear()
    gate.reached.clear()
    busy = start(crowd, hub, plan(seed=98, solo=True))  # and the others wait
    assert gate.reached.wait(60)
    original = type(sd.pipeline).encode_prompt

    def encode(self: Any, prompt: Any, *rest: Any, **more: Any) -> Any:
        if "poison" in prompt:
            raise ValueError("no such word")
        return original(self, prompt, *rest, **more)

    monkeypatch.setattr(type(sd.pipeline), "encode_prompt", encode)
    good, bad = start(crowd, hub, plan(seed=1)), start(crowd, hub, plan(seed=2, prompt="poison"))
    arrived(hub, 2)
    sizes.clear()
    gate.open.set()
    with pytest.raises(Exception, match="no such word"):
        bad.result(120)
    assert good.result(120).images[0].size == expected.size
    busy.result(120)
    assert sizes == [2, 1, 1]


@pytest.mark.parametrize("steps", [(4, 4), (4, 5)])
def test_beside_others_each_has_a_call_of_its_own(
    hub: Hub, gate: Gate, crowd: ThreadPoolExecutor, sizes: list[int], steps: tuple[int, int]
) -> None:
    gate.open.set()
    hub.draw(plan(num_inference_steps=4))
    gate.open.clear()
    gate.reached.clear()
    under_way = start(crowd, hub, plan(seed=98, num_inference_steps=4, solo=steps[0] != steps[1]))
    assert gate.reached.wait(60)
    futures = [start(crowd, hub, plan(seed=i, num_inference_steps=steps[i % 2])) for i in range(4)]
    arrived(hub, 5 if steps[0] == steps[1] else 4)
    sizes.clear()
    gate.open.set()
    for each in (under_way, *futures):
        each.result(120)
    assert sizes == [1] * 4
