"""What the bank keeps, refuses, and lets go; and the ways in which a model may be loaded."""

import copy
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate import cpu_offload
from safetensors.torch import load_file, save_file
from torch import nn

from safelight.engine.diffusion import lora_rows
from safelight.engine.diffusion.adapters import LoraReader
from safelight.engine.diffusion.bank import LoraBank, LoraNotHeld
from safelight.engine.diffusion.loading import load
from safelight.engine.diffusion.lora_rows import CannotMix, PerRow
from safelight.kit.errors import InternalError
from safelight.kit.lora_keys import LoraForAnotherBase, UnsupportedLora
from safelight.kit.safetensors_header import BadWeightsFile
from safelight.specs.loading import LoadOptions
from tests.engine import tiny
from tests.engine.diffusion.banks import Stage, stage

A, B, C, D = (f"{number}" * 8 for number in range(4))


@pytest.fixture(scope="module")
def sd_stage(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return stage(folders["sd"], tmp_path_factory.mktemp("bank"), flow=False)


@pytest.fixture
def bank(sd_stage: Stage) -> LoraBank:
    made = sd_stage.loaded.bank
    made.forget()
    return made


def small(stage: Stage, **limits: Any) -> LoraBank:
    pipeline = stage.loaded.pipeline
    return LoraBank(pipeline, LoraReader(pipeline, "tiny"), device="cpu", dtype=torch.float32, **limits)


def test_nothing_unknown_is_passed_over(bank: LoraBank, sd_stage: Stage) -> None:
    bank.hold([(A, sd_stage.files[A])])
    with pytest.raises(LoraNotHeld, match=f"The LoRA {B} is not in the bank"), bank.applied([((A, 1.0), (B, 1.0))]):
        pass
    with bank.applied([((A, 1.0),)]):
        assert not torch.equal(sd_stage.drawn([0]), sd_stage.by_peft(0, ()))


@pytest.mark.parametrize(
    ("mark", "name"),
    [("lora_magnitude_vector", "DoRA"), ("dora_scale", "DoRA"), ("hada_w1_a", "LoHa"), ("lokr_w1", "LoKr")],
)
def test_other_networks_are_refused_by_name(
    mark: str, name: str, bank: LoraBank, sd_stage: Stage, tmp_path: Path
) -> None:
    bank.hold([(A, sd_stage.files[A])])
    file = tmp_path / "other.safetensors"
    save_file(load_file(sd_stage.files[B]) | {f"unet.conv_in.{mark}": torch.ones(16)}, file)
    with pytest.raises(UnsupportedLora, match=f"This is a {name} file; only LoRA is supported") as caught:
        bank.hold([(C, sd_stage.files[C]), (B, file)])
    assert caught.value.hint == "Train or export it as plain LoRA."
    assert bank.held == (A,), "all of them, or none"


def test_another_base_and_broken_files_are_refused(bank: LoraBank, sd_stage: Stage, tmp_path: Path) -> None:
    foreign = tiny.lora_file(tiny.sd(cross=48), tmp_path / "l.safetensors", text=False)
    with pytest.raises(LoraForAnotherBase, match="cross-attention width 48 here, 32 in the base 'tiny'"):
        bank.hold([(B, foreign)])
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(sd_stage.files[A].read_bytes()[:-100])
    with pytest.raises(BadWeightsFile, match="truncated"):
        bank.hold([(B, cut)])
    assert bank.held == ()


def test_a_layer_that_cannot_be_changed_is_named(sd_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lora_rows, "is_adaptable", lambda layer: not isinstance(layer, nn.Conv2d))
    with pytest.raises(UnsupportedLora, match=r"changes unet\.\S+, a Conv2d; linear layers") as caught:
        small(sd_stage).hold([(C, sd_stage.files[C])])
    assert caught.value.hint
    monkeypatch.undo()
    assert not lora_rows.is_adaptable(nn.Conv2d(4, 4, 3, groups=2))
    assert not lora_rows.is_adaptable(nn.Conv3d(4, 4, 3))


def test_the_least_recently_used_goes_and_is_read_again(sd_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = small(sd_stage, capacity=2)
    read: list[str] = []
    original = LoraReader.read
    monkeypatch.setattr(LoraReader, "read", lambda self, sha, *rest: read.append(sha) or original(self, sha, *rest))
    for name in (A, B, A, C):
        bank.hold([(name, sd_stage.files[name])])
    assert bank.held == (A, C)
    assert read == [A, B, C]
    with bank.applied([((B, 1.0),), ((D, 0.0),)]):
        drawn = sd_stage.drawn([0, 1])
    assert read == [A, B, C, B], "a known file comes back by itself"
    assert (drawn[0] - sd_stage.by_peft(0, ((B, 1.0),))[0]).abs().max() <= 1e-5
    bank.hold([(name, sd_stage.files[name]) for name in (A, B, C, D)])
    assert set(bank.held) == {A, B, C, D}, "more than fit, for once"


def test_a_budget_of_bytes(sd_stage: Stage) -> None:
    whole = small(sd_stage)
    whole.hold([(C, sd_stage.files[C])])
    bank = small(sd_stage, max_bytes=whole.bytes)
    bank.hold([(A, sd_stage.files[A])])
    assert 0 < bank.bytes < whole.bytes
    bank.hold([(B, sd_stage.files[B])])
    assert bank.held == (A, B)
    bank.hold([(C, sd_stage.files[C])])
    assert bank.held == (C,)
    assert whole.bytes <= 1.05 * (sd_stage.files[C].stat().st_size), "ranks are not padded"


def test_what_is_being_drawn_stays(sd_stage: Stage) -> None:
    bank = small(sd_stage, capacity=1)
    bank.hold([(A, sd_stage.files[A])])
    with bank.applied([((A, 1.0),), ()]):
        before = sd_stage.drawn([0, 1])
        other = threading.Thread(target=bank.hold, args=([(B, sd_stage.files[B])],))
        other.start()
        other.join()
        assert bank.held == (A, B)
        assert torch.equal(sd_stage.drawn([0, 1]), before)
        with pytest.raises(InternalError, match="already draws"), bank.applied([((B, 1.0),)]):
            pass
        assert torch.equal(sd_stage.drawn([0, 1]), before)
    bank.hold([(C, sd_stage.files[C])])
    assert bank.held == (C,)


def test_a_gpus_bank_keeps_what_left_it_in_main_memory(sd_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the meta device, which stands for one with memory of its own."""
    pipeline = sd_stage.loaded.pipeline
    bank = LoraBank(pipeline, LoraReader(pipeline, "tiny"), device="meta", dtype=torch.float32, capacity=1)
    bank.hold([(A, sd_stage.files[A])])
    bank.hold([(B, sd_stage.files[B])])
    assert bank.held == (B,)

    def gone(*_: object) -> None:
        raise AssertionError("it is in main memory")

    monkeypatch.setattr(LoraReader, "read", gone)
    bank.hold([(A, sd_stage.files[A])])
    assert bank.held == (A,)
    assert {block.rows.device.type for block in bank._near[A]} == {"meta"}
    assert {block.rows.device.type for block in bank._far[A]} == {"cpu"}
    assert bank.bytes == sum(block.rows.nbytes for block in bank._far[A])


def test_main_memory_has_a_limit_too(sd_stage: Stage) -> None:
    pipeline = sd_stage.loaded.pipeline
    bank = LoraBank(
        pipeline, LoraReader(pipeline, "tiny"), device="meta", dtype=torch.float32, capacity=1, host_bytes=1
    )
    for name in (A, B, C):
        bank.hold([(name, sd_stage.files[name])])
    assert list(bank._far) == [C]


def test_gathered_once_for_all_steps(bank: LoraBank, sd_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.hold(list(sd_stage.files.items()))
    original, joined = torch.cat, []
    monkeypatch.setattr(
        "safelight.engine.diffusion.bank.torch.cat", lambda *a, **k: joined.append(1) or original(*a, **k)
    )
    rows = [((A, 1.0),), ((B, 0.5), (A, 0.2)), ()]
    for _ in range(4):
        with bank.applied(rows):
            sd_stage.drawn([0, 1, 2])
    steps = len(joined)
    with bank.applied(rows):
        sd_stage.drawn([3, 4, 5])
    assert len(joined) - steps == steps // 4, "what is joined now is the network's own"


def test_a_layer_without_the_batch_in_front_is_an_error() -> None:
    layer = nn.Linear(4, 4)
    handle = lora_rows.tap(layer)
    layer.__dict__[lora_rows.ADDED] = PerRow("unet.odd", 2, [(torch.ones(2, 4, 1), torch.ones(2, 1, 4))])
    with pytest.raises(CannotMix, match=r"unet\.odd sees 3 rows where the model has 2") as caught:
        layer(torch.zeros(3, 4))
    assert caught.value.hint == "Ask for them with solo, so that each is drawn alone."
    lora_rows.untap(layer, handle)
    assert lora_rows.ADDED not in layer.__dict__


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_frames_of_a_row_share_its_voice(memory_format: torch.memory_format) -> None:
    """A convolution that sees three frames for each of two rows, in either layout of memory."""
    torch.manual_seed(0)
    layer, x = nn.Conv2d(4, 6, 3, stride=2, padding=1), torch.randn(6, 4, 8, 8)
    down, up = torch.randn(2, 5, 4, 3, 3), torch.randn(2, 6, 5)
    expected = layer(x)
    for row in range(2):
        kernel = torch.einsum("or,rihw->oihw", up[row], down[row])
        more = nn.functional.conv2d(x[row * 3 : row * 3 + 3], kernel, None, 2, 1)
        expected[row * 3 : row * 3 + 3] += more
    handle = lora_rows.tap(layer)
    layer.__dict__[lora_rows.ADDED] = PerRow("conv", 2, [(down.flatten(0, 1), up)])
    layer.to(memory_format=memory_format)
    drawn = layer(x.to(memory_format=memory_format))
    assert torch.allclose(drawn, expected, atol=1e-4)
    assert drawn.is_contiguous(memory_format=memory_format)
    handle.remove()


def test_a_layer_of_other_numbers_gives_its_own_kind_back() -> None:
    """A quantized layer computes in half of what its LoRA is kept in, or the other way round."""
    for form in (
        PerRow("x", 2, [(torch.ones(2, 4, 1), torch.ones(2, 1, 4))]),
        lora_rows.Same([(torch.ones(1, 4), torch.ones(4, 1), 1.0)]),
    ):
        layer = nn.Linear(4, 4, dtype=torch.bfloat16)
        with torch.no_grad():
            plain = layer(torch.ones(2, 3, 4, dtype=torch.bfloat16))
        handle = lora_rows.tap(layer)
        layer.__dict__[lora_rows.ADDED] = form
        with torch.no_grad():
            drawn = layer(torch.ones(2, 3, 4, dtype=torch.bfloat16))
        assert drawn.dtype == torch.bfloat16
        assert torch.allclose((drawn - plain).float(), torch.full((2, 3, 4), 4.0), atol=0.05)
        handle.remove()


def test_weights_that_live_elsewhere_between_calls(folders: dict[str, Path], sd_stage: Stage) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu", name="tiny")
    cpu_offload(loaded.pipeline.unet, execution_device=torch.device("cpu"))
    assert next(loaded.pipeline.unet.parameters()).is_meta
    away = copy.copy(sd_stage)
    away.loaded, away.denoiser = loaded, loaded.pipeline.unet
    rows = [((C, 1.0),), (), ((A, 0.5), (D, 1.0))]
    loaded.bank.hold(list(sd_stage.files.items()))
    with loaded.bank.applied(rows):
        drawn = away.drawn([0, 1, 2])
    for row, voice in enumerate(rows):
        assert (drawn[row] - sd_stage.by_peft(row, voice)[0]).abs().max() <= 1e-5


@pytest.mark.parametrize("quantization", ["fp8", "int8"])
def test_a_base_in_fewer_bits_keeps_its_forward(quantization: str, folders: dict[str, Path], sd_stage: Stage) -> None:
    options = LoadOptions.model_validate({"quantization": quantization, "quantize_parts": ["unet"]})
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu", name="tiny", options=options)
    fewer = copy.copy(sd_stage)
    fewer.loaded, fewer.denoiser = loaded, loaded.pipeline.unet
    loaded.bank.hold([(A, sd_stage.files[A])])
    assert {block.rows.dtype for block in loaded.bank._near[A]} == {torch.float32}, "never in the bits of the base"
    plain = fewer.drawn([0, 1])
    with loaded.bank.applied([((A, 1.0),), ()]):
        drawn = fewer.drawn([0, 1])
    assert torch.equal(drawn[1], plain[1])
    change = sd_stage.by_peft(0, ((A, 1.0),))[0] - sd_stage.by_peft(0, ())[0]
    assert (drawn[0] - plain[0] - change).norm() < 0.2 * change.norm()


@pytest.mark.gpu
def test_on_a_gpu_it_is_the_same_and_what_leaves_is_pinned(folders: dict[str, Path], sd_stage: Stage) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cuda", name="tiny", lora_slots=2)
    there = copy.copy(sd_stage)
    there.loaded, there.denoiser = loaded, loaded.pipeline.unet
    there.inputs = {
        name: value.to("cuda") if isinstance(value, torch.Tensor) else value for name, value in sd_stage.inputs.items()
    }
    rows = [((C, 1.0),), (), ((A, 0.5), (C, -0.3))]
    loaded.bank.hold([(name, sd_stage.files[name]) for name in (A, C)])
    with loaded.bank.applied(rows):
        drawn = there.drawn([0, 1, 2]).cpu()
    for row, voice in enumerate(rows):
        assert (drawn[row] - sd_stage.by_peft(row, voice)[0]).abs().max() <= 1e-3  # kernels of another device
    loaded.bank.hold([(name, sd_stage.files[name]) for name in (B, D)])
    assert loaded.bank.held == (B, D)
    assert all(block.rows.is_pinned() for block in loaded.bank._far[A])
    assert {block.rows.device.type for block in loaded.bank._near[B]} == {"cuda"}
