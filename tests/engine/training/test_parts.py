"""Learning rate, optimizer groups, average, number formats, memory errors: the small parts of the loop."""

import pytest
import torch
from torch import nn

from safelight.engine.training.ema import Ema
from safelight.engine.training.errors import TrainingOutOfMemory, explained_memory
from safelight.engine.training.optimizer import Group, build_optimizer, rate_factor, set_learning_rate
from safelight.engine.training.precision import choose_precision
from safelight.kit.errors import InvalidInput

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("constant", [1, 1, 1, 1, 1, 1]),
        ("constant_with_warmup", [1 / 3, 2 / 3, 1, 1, 1, 1]),
        ("linear", [1 / 3, 2 / 3, 1, 0.75, 0.5, 0.25]),
        ("cosine", [1 / 3, 2 / 3, 1, 0.853553, 0.5, 0.146447]),
    ],
)
def test_learning_rate_of_each_step(name, expected, tiny_spec):
    spec = tiny_spec(lr_scheduler=name, lr_warmup_steps=2, max_train_steps=6)
    assert [rate_factor(spec, step) for step in range(6)] == pytest.approx(expected, abs=1e-6)


def test_groups_keep_their_own_rates(tiny_spec):
    spec = tiny_spec(lr_scheduler="linear", max_train_steps=4, adam_beta2=0.99, weight_decay=0.5)
    groups = [Group([nn.Parameter(torch.ones(1))], rate) for rate in (1e-2, 1e-3)]
    optimizer = build_optimizer(spec, groups, CPU)
    assert set_learning_rate(optimizer, spec, 2) == pytest.approx(5e-3)
    assert [group["lr"] for group in optimizer.param_groups] == pytest.approx([5e-3, 5e-4])
    assert optimizer.param_groups[0]["betas"] == (0.9, 0.99)
    assert optimizer.param_groups[1]["weight_decay"] == 0.5


def test_eight_bits_need_a_gpu(tiny_spec):
    with pytest.raises(InvalidInput, match="CUDA"):
        build_optimizer(tiny_spec(optimizer="adamw8bit"), [], CPU)


def test_the_average_by_hand():
    """decay is min(0.5, (1 + n) / (10 + n)): 2/11, then 3/12, ... 0.5 from n = 8 on."""
    weight = nn.Parameter(torch.tensor([0.0]))
    ema = Ema({"w": weight}, 0.5)
    expected = 0.0
    for n in range(1, 13):
        with torch.no_grad():
            weight.fill_(float(n))
        ema.update()
        decay = min(0.5, (1 + n) / (10 + n))
        expected = decay * expected + (1 - decay) * n
        assert ema.shadow["w"].item() == pytest.approx(expected)
    with ema.applied(), ema.applied():  # a file that is written while samples are drawn
        assert weight.item() == pytest.approx(expected)
    assert weight.item() == 12.0
    assert ema.shadow["w"].item() == pytest.approx(expected)


def test_number_formats():
    assert choose_precision(None, CPU).weights == torch.float32
    assert not choose_precision("bf16", CPU).scaler().is_enabled()
    with pytest.raises(InvalidInput, match="CUDA"):
        choose_precision("fp16", CPU)


@pytest.mark.parametrize(("capabilities", "dtype"), [({"amx_bf16": True}, torch.bfloat16), ({}, torch.float32)])
def test_emulated_bf16_is_not_used(capabilities, dtype, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert choose_precision("bf16", CPU).weights == dtype


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
    ],
)
def test_lack_of_memory_comes_with_advice(error):
    with pytest.raises(TrainingOutOfMemory) as caught, explained_memory():
        raise error
    assert "train_batch_size" in caught.value.hint


def test_other_errors_pass():
    with pytest.raises(RuntimeError, match="shape"), explained_memory():
        raise RuntimeError("shape mismatch")
