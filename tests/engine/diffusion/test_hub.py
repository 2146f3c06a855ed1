"""Several requests over one model: each picture is the one it is alone; who leaves, fails or waits hurts nobody."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from safelight.engine.diffusion.drawing import Generated
from safelight.engine.diffusion.errors import BrokenPicture, HubClosed, OutOfMemory, Stopped
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.errors import InvalidInput
from safelight.kit.lora_keys import LoraForAnotherBase
from safelight.specs.generation import GenerationPlan, HiresSettings, ImageUse, ModelUse
from safelight.specs.loading import LoadOptions
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan
from tests.engine.diffusion.hubs import TOLERANCE, Gate, Greedy, arrived, start, use
from tests.engine.diffusion.test_generate import difference


def test_one_alone_is_drawn_as_ever_to_the_bit(sd: Loaded, hub: Hub, loras: dict[str, Path]) -> None:
    for asked, files in (
        (plan(n=3, scheduler="euler_a"), []),
        (plan(scheduler="dpmpp_2m"), [use(loras["mixed"], 0.7)]),
    ):
        expected, made = generate(sd, asked, files), hub.draw(asked, files)
        assert [each.tobytes() for each in made.images] == [each.tobytes() for each in expected.images]
        assert made.batches == expected.batches
        assert not made.batches[0].shared


def test_eight_at_once_share_their_calls_and_keep_their_pictures(
    sd: Loaded, hub: Hub, gate: Gate, crowd: ThreadPoolExecutor, floats: dict[int, torch.Tensor]
) -> None:
    gate.open.set()
    plans = [
        plan(seed=10 * i, prompt=f"cat {i}", n=1 + i % 2, num_inference_steps=3 + i % 4, guidance_scale=2.0 + i,
             scheduler=["ddim", "euler_a", "dpmpp_2m", "heun"][i % 4])
        for i in range(8)
    ]  # fmt: skip
    expected = [generate(sd, each) for each in plans]
    alone = dict(floats)
    taken, gate.batches = len(gate.batches), []
    made = [future.result() for future in [start(crowd, hub, each) for each in plans]]
    assert len(gate.batches) < taken * 0.7, "calls were put together"
    assert max(gate.batches) >= 4
    assert all((floats[seed] - alone[seed]).abs().max() <= TOLERANCE for seed in alone)
    for one, other in zip(made, expected, strict=True):
        assert all(difference(a, b) <= 1 for a, b in zip(one.images, other.images, strict=True))


def test_many_characters_in_one_batch_each_its_own(
    folders: dict[str, Path], tmp_path: Path, crowd: ThreadPoolExecutor, floats: dict[int, torch.Tensor]
) -> None:
    """LoRAs of both the denoiser and the text encoder, of other ranks, two in one picture, and none."""
    sd = load(folders["sd"], dtype=torch.float32, device="cpu")
    sd.caps = Greedy()
    files = {}
    for name, how in {"a": {}, "b": {"rank": 2, "text": False}, "c": {"targets": tiny.MIXED, "alpha": 2.5}}.items():
        of = load(folders["sd"], dtype=torch.float32, device="cpu").pipeline
        files[name] = tiny.lora_file(of, tmp_path / f"{name}.safetensors", seed=len(files), **how)  # type: ignore[arg-type]  # options by name, of several types
    worn = [
        [],
        [use(files["a"], 0.8)],
        [use(files["b"])],
        [use(files["c"], 0.5, 0.0)],
        [use(files["a"]), use(files["b"], -0.4)],
    ]
    plans = [plan(seed=i, prompt=f"cat {i}", num_inference_steps=4) for i in range(5)]
    for asked, wears in zip(plans, worn, strict=True):
        generate(sd, asked, wears)
    alone = dict(floats)
    for asked in plans[1:]:
        generate(sd, asked)
        assert (floats[asked.seed] - alone[asked.seed]).abs().max() > 1e-3, "the LoRA shows"
    sd.caps = Greedy()
    hub, gate = Hub(sd), Gate(sd)
    first = start(crowd, hub, plan(seed=99))
    assert gate.reached.wait(60)
    others = [start(crowd, hub, asked, wears) for asked, wears in zip(plans, worn, strict=True)]
    arrived(hub, 6)
    gate.open.set()
    assert all(each.result().batches[0].shared for each in [first, *others])
    gate.remove()
    hub.close()
    assert max(gate.batches) > 4
    assert all((floats[seed] - alone[seed]).abs().max() <= TOLERANCE for seed in alone)


def test_who_cancels_leaves_within_a_step_and_the_others_keep_their_pictures(
    sd: Loaded, hub: Hub, gate: Gate, crowd: ThreadPoolExecutor, floats: dict[int, torch.Tensor]
) -> None:
    plans = [plan(seed=i, num_inference_steps=6) for i in range(4)]
    gate.open.set()
    for asked in plans:
        generate(sd, asked)
    alone = dict(floats)
    seen: list[int] = []

    class Enough(Exception): ...

    def on_step(done: int, _total: int) -> None:
        seen.append(done)
        if done >= 2:
            raise Enough

    given_up = threading.Event()
    leaving = start(crowd, hub, plans[0], on_step=on_step)
    cancelled = start(crowd, hub, plans[1], should_stop=given_up.is_set, on_step=lambda done, _: given_up.set())
    staying = [start(crowd, hub, asked) for asked in plans[2:]]
    with pytest.raises(Enough):
        leaving.result()
    with pytest.raises(Stopped):
        cancelled.result()
    for future in staying:
        future.result()
    assert max((floats[seed] - alone[seed]).abs().max() for seed in (2, 3)) <= TOLERANCE
    assert difference(hub.draw(plans[0]).images[0], generate(sd, plans[0]).images[0]) == 0, "nothing of them stays"


def test_an_error_is_of_the_one_who_made_it(
    sd: Loaded, hub: Hub, gate: Gate, crowd: ThreadPoolExecutor, loras: dict[str, Path], tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    broken = {name: value.clone() for name, value in load_file(loras["b"]).items()}
    next(value for name, value in broken.items() if "lora_B" in name).fill_(float("nan"))
    save_file(broken, tmp_path / "nan.safetensors")
    first = start(crowd, hub, plan(seed=1, num_inference_steps=4))
    assert gate.reached.wait(60)
    good = [start(crowd, hub, plan(seed=2 + i, num_inference_steps=4)) for i in range(2)]
    nan = start(crowd, hub, plan(seed=5, num_inference_steps=4), [use(tmp_path / "nan.safetensors")])
    arrived(hub, 4)
    gate.open.set()
    with pytest.raises(BrokenPicture):
        nan.result()
    for seed, future in enumerate([first, *good], 1):
        expected = generate(sd, plan(seed=seed, num_inference_steps=4)).images[0] if future.done() else None
        made = future.result().images[0]
        assert difference(made, expected or generate(sd, plan(seed=seed, num_inference_steps=4)).images[0]) <= 1
    with pytest.raises(InvalidInput, match="width"):
        hub.draw(plan(width=68))


def test_a_lora_of_another_base_is_refused_before_anything_is_drawn(
    hub: Hub, folders: dict[str, Path], tmp_path: Path
) -> None:
    flux = load(folders["flux"], dtype=torch.float32, device="cpu").pipeline
    with pytest.raises(LoraForAnotherBase):
        hub.draw(plan(), [use(tiny.lora_file(flux, tmp_path / "flux.safetensors", text=False))])


def test_out_of_memory_halves_the_batch_and_spares_it_next_time(
    sd: Loaded, crowd: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, floats: dict[int, torch.Tensor]
) -> None:
    plans = [plan(seed=i, num_inference_steps=8) for i in range(4)]
    for asked in plans:
        generate(sd, asked)
    alone, tried = dict(floats), list[int]()
    sd.caps = Greedy()
    hub, original = Hub(sd), type(sd.pipeline.unet).forward

    def forward(self: Any, sample: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        tried.append(len(sample))
        if len(sample) > limit:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return original(self, sample, *args, **kwargs)

    limit = 4
    monkeypatch.setattr(type(sd.pipeline.unet), "forward", forward)
    for future in [start(crowd, hub, asked) for asked in plans]:
        future.result()
    assert max((floats[seed] - alone[seed]).abs().max() for seed in alone) <= TOLERANCE
    assert sum(rows > limit for rows in tried) <= 2, "it is not tried again and again"
    limit = 0
    with pytest.raises(OutOfMemory, match="not enough memory for one picture of 64x64"):
        hub.draw(plan())
    hub.close()


def test_what_needs_the_model_for_itself_is_drawn_alone(
    sd: Loaded, hub: Hub, gate: Gate, crowd: ThreadPoolExecutor, tmp_path: Path
) -> None:
    torch.manual_seed(9)
    tiny.vae().save_pretrained(tmp_path / "vae")
    aids = Aids(vae=tmp_path / "vae")
    special = plan(seed=3, vae=ModelUse(name="other"))
    gate.open.set()
    expected = [generate(sd, plan(seed=1)), generate(sd, plan(seed=2, solo=True)), generate(sd, special, aids=aids)]
    gate.open.clear()
    gate.reached.clear()
    futures = [start(crowd, hub, plan(seed=1))]
    assert gate.reached.wait(60)
    futures += [start(crowd, hub, plan(seed=2, solo=True)), start(crowd, hub, special, aids=aids)]
    arrived(hub, 3)  # those that want it for themselves are there first: who comes later does not join before them
    after = [start(crowd, hub, plan(seed=1)) for _ in range(2)]
    arrived(hub, 5)
    gate.open.set()
    for future, known in zip(futures, expected, strict=True):
        assert future.result().images[0].tobytes() == known.images[0].tobytes()
        assert not future.result().batches[0].shared
    assert all(difference(future.result().images[0], expected[0].images[0]) <= 1 for future in after)


@pytest.mark.parametrize("options", [LoadOptions(step_cache="first_block"), LoadOptions(step_cache="taylorseer")])
def test_a_model_whose_network_remembers_steps_draws_one_after_another(
    folders: dict[str, Path], options: LoadOptions, crowd: ThreadPoolExecutor
) -> None:
    loaded = load(folders["flux"], dtype=torch.float32, device="cpu", options=options)
    plans = [plan(seed=i, scheduler="euler", num_inference_steps=6) for i in range(3)]
    expected = [generate(loaded, each).images[0].tobytes() for each in plans]
    hub = Hub(loaded)
    assert [each.result().images[0].tobytes() for each in [start(crowd, hub, each) for each in plans]] == expected
    hub.close()


def test_pictures_from_pictures_and_second_passes_share_too(
    sd: Loaded, hub: Hub, crowd: ThreadPoolExecutor, floats: dict[int, torch.Tensor]
) -> None:
    again = HiresSettings(width=96, height=96, num_inference_steps=4, strength=0.5, upscaler="latent")
    image, at = ImageUse(key="k", sha256="0" * 64), Aids(image=Image.new("RGB", (64, 64), (200, 40, 60)))
    mask = Image.new("L", (64, 64))
    mask.paste(255, (0, 0, 32, 64))
    asked: list[tuple[GenerationPlan, Aids]] = [
        (plan(seed=1, hires=again, num_inference_steps=4), Aids()),
        (plan(seed=2, image=image, strength=0.8, num_inference_steps=6), at),
        (plan(seed=3, image=image, mask_image=image, strength=1.0, num_inference_steps=5),
         Aids(image=at.image, mask=mask)),
        (plan(seed=4, num_inference_steps=4), Aids()),
    ]  # fmt: skip
    expected = [generate(sd, each, aids=aids).images[0] for each, aids in asked]
    alone = dict(floats)
    told: list[int] = []
    futures = [start(crowd, hub, each, aids=aids, on_step=lambda done, _: told.append(done)) for each, aids in asked]
    for future, known in zip(futures, expected, strict=True):
        assert difference(future.result().images[0], known) <= 1
    assert max((floats[seed] - alone[seed]).abs().max() for seed in alone) <= TOLERANCE
    assert max(told) == 6


def test_requesters_take_turns_and_nobody_waits_for_ever(sd: Loaded, gate: Gate, crowd: ThreadPoolExecutor) -> None:
    """Eight of one person arrive before two of another, and only one fits at a time."""
    hub, ended, guard = Hub(sd, max_rows=2), list[str](), threading.Lock()

    def asked(name: str, requester: str) -> "Future[Generated]":
        future = start(crowd, hub, plan(), requester=requester)
        future.add_done_callback(lambda _: ended.append(name))
        return future

    futures = [asked("ann 0", "ann")]
    assert gate.reached.wait(60)
    for i in range(1, 5):
        with guard:
            futures.append(asked(f"ann {i}", "ann"))
            arrived(hub, len(futures))
    for i in range(2):
        futures.append(asked(f"bob {i}", "bob"))
        arrived(hub, len(futures))
    gate.open.set()
    for future in futures:
        future.result()
    hub.close()
    assert ended.index("bob 0") <= 2
    assert ended.index("bob 1") <= 4
    assert [name for name in ended if name.startswith("ann")] == [f"ann {i}" for i in range(5)], "the oldest first"


def test_looks_and_steps_are_heard_in_the_callers_own_thread(hub: Hub) -> None:
    heard: list[tuple[str, int]] = []
    me = threading.get_ident()

    def on_look(step: int, looks: dict[int, Image.Image]) -> None:
        assert threading.get_ident() == me
        assert all(image.size == (64, 64) for image in looks.values())
        heard.append(("look", len(looks)))

    def on_step(done: int, total: int) -> None:
        assert threading.get_ident() == me
        heard.append(("step", done))

    hub.draw(plan(num_inference_steps=6, n=2), on_look=on_look, on_step=on_step)
    assert ("look", 2) in heard
    assert heard[-1] == ("step", 12)
    heard.clear()
    hub.draw(plan(num_inference_steps=6), on_look=on_look, wants_look=lambda: False)
    assert heard == [], "nobody asked for a look"


def test_close_fails_those_inside_and_those_who_come_later(sd: Loaded, gate: Gate, crowd: ThreadPoolExecutor) -> None:
    sd.caps = Greedy()
    hub = Hub(sd)
    inside = [start(crowd, hub, plan(num_inference_steps=50))]
    assert gate.reached.wait(60)
    inside += [start(crowd, hub, plan(solo=True)), start(crowd, hub, plan())]
    arrived(hub, 3)
    closing = crowd.submit(hub.close)
    while not hub._is_closed:
        threading.Event().wait(0.005)
    gate.open.set()
    closing.result(60)
    for future in inside:
        with pytest.raises(HubClosed):
            future.result(60)
    with pytest.raises(HubClosed):
        hub.draw(plan())
    hub.close()
    assert difference(generate(sd, plan()).images[0], generate(sd, plan()).images[0]) == 0


def test_a_hub_that_breaks_fails_its_requests_instead_of_hanging_them(
    sd: Loaded, crowd: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sd.caps = Greedy()
    hub = Hub(sd)

    def broken(_: Hub) -> None:
        raise MemoryError("no more")

    monkeypatch.setattr(Hub, "_compute", broken)
    futures = [start(crowd, hub, plan(seed=i)) for i in range(3)]
    for future in futures:
        with pytest.raises((MemoryError, HubClosed)):
            future.result(60)
    hub.close()


def test_a_model_after_the_hub_is_as_before(sd: Loaded, loras: dict[str, Path], crowd: ThreadPoolExecutor) -> None:
    def kept() -> dict[str, tuple[int, bool]]:
        parts = {name: part for name, part in sd.pipeline.components.items() if isinstance(part, torch.nn.Module)}
        return {name: (id(part), "forward" in part.__dict__) for name, part in parts.items()}

    asked = plan(scheduler="dpmpp_2m")
    before, parts = generate(sd, asked).images[0].tobytes(), kept()
    sd.caps = Greedy()
    hub = Hub(sd)
    for future in [start(crowd, hub, plan(seed=i), [use(loras["a"])] if i else []) for i in range(3)]:
        future.result()
    hub.close()
    assert kept() == parts
    assert generate(sd, asked).images[0].tobytes() == before
