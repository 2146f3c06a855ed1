"""What a checkpoint holds, which of them stay, and a disk that is full in the midst of one."""

import errno
import os
import subprocess
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError
from torch import nn

from safelight.engine.training import checkpoint
from safelight.engine.training.checkpoint import (
    FACTS,
    STATE,
    Checkpoints,
    Learner,
)
from safelight.engine.training.loop import run_training
from safelight.engine.training.optimizer_state import optimizer_facts, optimizer_tensors, restore_optimizer


class Learned:
    """Two weights, and an export of a size that fills a disk."""

    file, is_small = "lora.safetensors", True

    def __init__(self, size: int = 1) -> None:
        self.networks = {"unet": nn.Linear(2, 1)}
        self.size = size

    def parameters(self, prefix=None):
        return {f"unet.{name}": parameter for name, parameter in self.networks["unet"].named_parameters()}

    def export(self, path: Path, metadata) -> None:
        path.write_bytes(bytes(self.size))


def learner(size: int = 1) -> Learner:
    learned = Learned(size)
    return Learner(learned, torch.optim.AdamW(learned.parameters().values()), torch.amp.GradScaler("cpu"), None)


def keeping(folder: Path, keep: int = 2) -> Checkpoints:
    return Checkpoints(folder, fingerprint="this", metadata={}, keep=keep)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("keep", [1, 3])
def test_the_newest_stay(keep: int, tmp_path: Path) -> None:
    one = learner()
    for _ in range(5):
        one.losses.append(0.5)
        keeping(tmp_path, keep).save(one)
    assert names(tmp_path) == [f"step-{step:06d}" for step in range(6 - keep, 6)]
    again = learner()
    assert keeping(tmp_path).resume(again) == 5
    assert again.losses == one.losses


def test_one_of_another_training_is_passed_over(tmp_path: Path) -> None:
    one = learner()
    one.losses.append(0.5)
    keeping(tmp_path).save(one)
    assert Checkpoints(tmp_path, fingerprint="another", metadata={}).resume(learner()) == 0


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device"), SafetensorError("I/O error: No space left (os error 28)")],
)
def test_a_full_disk_leaves_the_one_before(error: Exception, tmp_path: Path, monkeypatch) -> None:
    one = learner()
    for _ in range(3):
        one.losses.append(0.5)
        keeping(tmp_path, 3).save(one)

    def full(tensors, path: Path) -> None:
        path.write_bytes(b"half of i")
        raise error

    one.losses.append(0.25)
    with monkeypatch.context() as patched:
        patched.setattr(checkpoint, "save_file", full)
        assert keeping(tmp_path, 3).save(one) is None
    assert names(tmp_path) == ["step-000003"], "older ones made room, in vain"
    assert keeping(tmp_path).resume(learner()) == 3
    assert keeping(tmp_path).save(one) is not None, "there is room again"


def test_other_defects_of_a_disk_are_told(tmp_path: Path, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(checkpoint, "save_file", broken)
    with pytest.raises(OSError, match="Input/output error"):
        keeping(tmp_path).save(learner())
    assert names(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of one megabyte, where this process may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False
    ).returncode  # fmt: skip
    if not mounted:
        pytest.skip("no right to mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    one = learner(400_000)
    for step in range(1, 4):
        one.losses.append(0.5)
        assert keeping(small_disk).save(one) is not None, step
    assert names(small_disk)[-1] == "step-000003"
    one.learned.size = 2_000_000
    one.losses.append(0.5)
    assert keeping(small_disk).save(one) is None
    assert names(small_disk) == ["step-000003"]
    assert keeping(small_disk).resume(learner()) == 3


class Stopped(BaseException):
    pass


def test_a_training_goes_on_where_the_disk_is_full_and_is_cancelled_all_the_same(
    tiny_sd, pictures, tiny_spec, tmp_path, monkeypatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    told, steps = [], []

    def stop(report) -> None:
        steps.append(report.step)
        if report.step == 3:
            raise Stopped

    with pytest.raises(Stopped):
        run_training(
            base=tiny_sd, pictures=pictures, spec=tiny_spec(checkpoint_every=1, max_train_steps=4), work_dir=tmp_path,
            on_step=stop, on_checkpoint=told.append,
        )  # fmt: skip
    assert (steps, told) == ([1, 2, 3], [])
    assert names(tmp_path / "checkpoints") == []


def test_every_kind_of_state_comes_back_as_it_was() -> None:
    """Numbers stay numbers, and moments keep their own format: torch's own `load_state_dict` casts them."""
    weight, other = nn.Parameter(torch.zeros(2, dtype=torch.bfloat16)), nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([{"params": [weight], "lr": 0.1}, {"params": [other], "lr": 0.2}])
    optimizer.state[weight] = {
        "moment": torch.tensor([1 / 3, 1e-9], dtype=torch.float32),
        "packed": torch.tensor([1, 255], dtype=torch.uint8),
        "step": 7, "found": 1 / 3, "name": None,
    }  # fmt: skip
    optimizer.param_groups[0] |= {"d": 1e-6 / 3, "k": 12, "seen": torch.tensor([0.1], dtype=torch.float64)}
    tensors, facts = optimizer_tensors(optimizer), optimizer_facts(optimizer)

    again = torch.optim.SGD([{"params": [weight], "lr": 0.3}, {"params": [other], "lr": 0.3}])
    again.state[other] = {"stale": torch.ones(1)}
    restore_optimizer(again, tensors, facts)
    assert other not in again.state
    kept = again.state[weight]
    for name, value in optimizer.state[weight].items():
        if isinstance(value, torch.Tensor):
            assert kept[name].dtype == value.dtype
            assert torch.equal(kept[name], value)
        else:
            assert kept[name] == value
    assert again.param_groups[0]["d"] == 1e-6 / 3
    assert [group["lr"] for group in again.param_groups] == [0.1, 0.2]
    assert torch.equal(again.param_groups[0]["seen"], torch.tensor([0.1], dtype=torch.float64))
    with pytest.raises(ValueError, match="another optimizer"):
        restore_optimizer(torch.optim.SGD([weight]), tensors, facts)


def test_a_state_that_misses_its_other_half_is_passed_over(tmp_path: Path) -> None:
    one = learner()
    for _ in range(2):
        one.losses.append(0.5)
        keeping(tmp_path).save(one)
    (tmp_path / "step-000002" / FACTS).unlink()
    assert keeping(tmp_path).resume(learner()) == 1
    (tmp_path / "step-000001" / STATE).write_bytes(b"foreign")
    assert keeping(tmp_path).resume(learner()) == 0
