"""Two processes make the steps that one makes in two parts; when one ends, so does the other."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.training import distributed
from safelight.engine.training.distributed import devices_for
from safelight.engine.training.errors import TrainingProcessFailed
from safelight.engine.training.loop import StepReport, run_training
from safelight.kit.errors import InvalidInput

TOLERANCE = 1e-5
"""Relative, of a loss: the two halves are added up in another order."""
STEPS = {"max_train_steps": 4, "checkpoint_every": 2, "ema_decay": 0.9, "lr_scheduler": "linear"}


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "safelight.engine.training.rank" in child.cmdline()]


class Stopped(BaseException):
    pass


def test_more_processes_than_devices_are_refused_before_anything_is_done(tiny_sd, pictures, tiny_spec, tmp_path):
    cores = os.cpu_count() or 1
    assert devices_for("cpu", cores) == ["cpu"] * cores
    with pytest.raises(InvalidInput, match=rf"num_processes.*{cores} processor cores"):
        run_training(
            base=tiny_sd, pictures=pictures, spec=tiny_spec(num_processes=cores + 1), work_dir=tmp_path / "run"
        )
    assert not (tmp_path / "run").exists()
    with pytest.raises(InvalidInput, match="CUDA devices"):
        devices_for("cuda:0", torch.cuda.device_count() + 2)
    with pytest.raises(InvalidInput, match="1 devices"):
        devices_for("mps", 2)


def test_the_arithmetic_in_one_process(monkeypatch):
    """What a rank did not touch is taken from the others; what nobody touched stays without a gradient."""
    mine = [torch.nn.Parameter(torch.zeros(2)) for _ in range(3)]
    mine.append(torch.nn.Parameter(torch.zeros(1, dtype=torch.float64)))
    mine[0].grad, mine[3].grad = torch.tensor([1.0, 2.0]), torch.tensor([4.0], dtype=torch.float64)
    answers = [
        torch.tensor([0.5, 1, 1, 0, 1]),  # the other's loss, and what it touched
        torch.tensor([10.0, 20, 30, 40]),
        torch.tensor([0.25], dtype=torch.float64),
    ]

    def add(tensor: torch.Tensor) -> None:
        tensor += answers.pop(0)

    monkeypatch.setattr(distributed.distributed, "all_reduce", add)
    loss = distributed.Team(0, 2).sum_up(mine, torch.tensor(0.25))
    assert loss == 0.75
    assert [None if p.grad is None else p.grad.tolist() for p in mine] == [[11, 22], [30, 40], None, [4.25]]
    assert answers == []
    assert distributed.Team().sum_up(mine, loss) is loss


@pytest.mark.slow
@pytest.mark.parametrize("method", ["lora", "full"])
def test_two_processes_are_one_that_accumulates_two(method, tiny_sd, pictures, tiny_spec, tmp_path):
    common = {
        **STEPS,
        "method": method,
        "train_text_encoder": True,
        "learning_rate": 1e-2 if method == "lora" else 1e-3,
    }
    one = tiny_spec(gradient_accumulation_steps=2, **common)
    two = tiny_spec(num_processes=2, **common)
    expected = run_training(base=tiny_sd, pictures=pictures, spec=one, work_dir=tmp_path / "one")
    stages = []

    def stop(report: StepReport) -> None:
        if report.step == 3:
            assert len(children()) == 1
            raise Stopped

    with pytest.raises(Stopped):
        run_training(
            base=tiny_sd, pictures=pictures, spec=two, work_dir=tmp_path / "two", on_step=stop,
            on_stage=lambda stage, done, total: stages.append(stage),
        )  # fmt: skip
    assert children() == []
    assert "start_processes" in stages
    trained = run_training(base=tiny_sd, pictures=pictures, spec=two, work_dir=tmp_path / "two")
    assert trained.losses == pytest.approx(expected.losses, rel=TOLERANCE)
    assert children() == []
    if method == "lora":
        ours, theirs = load_file(trained.path), load_file(expected.path)
        for name in ours:
            torch.testing.assert_close(ours[name], theirs[name], rtol=1e-3, atol=2e-5)


@pytest.mark.slow
def test_a_process_that_dies_ends_the_run_with_its_reason(tiny_sd, pictures, tiny_spec, tmp_path):
    def kill(report: StepReport) -> None:
        if report.step == 2:
            children()[0].kill()

    spec = tiny_spec(num_processes=2, **STEPS)
    with pytest.raises(TrainingProcessFailed, match=r"Process 2 of 2 \(cpu\) failed: it was ended by signal 9"):
        run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path, on_step=kill)
    assert [folder.name for folder in (tmp_path / "checkpoints").iterdir()] == ["step-000002"], "it can be resumed"


@pytest.mark.slow
def test_a_process_that_cannot_begin_says_why(tiny_sd, pictures, tiny_spec, tmp_path, monkeypatch):
    monkeypatch.setattr(distributed, "devices_for", lambda device, count: [device, "cuda:77"])
    with pytest.raises(TrainingProcessFailed, match=r"Process 2 of 2 \(cuda:77\) failed: "):
        run_training(base=tiny_sd, pictures=pictures, spec=tiny_spec(num_processes=2), work_dir=tmp_path)


PARENT = textwrap.dedent("""
    import pickle, sys
    from safelight.engine.training.loop import run_training

    run_training(**pickle.load(sys.stdin.buffer), on_step=lambda report: print(report.step, flush=True))
""")


@pytest.mark.slow
def test_a_killed_parent_leaves_no_orphan(tiny_sd, pictures, tiny_spec, tmp_path):
    import pickle

    spec = tiny_spec(num_processes=2, max_train_steps=10_000)
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with parent:
        pickle.dump({"base": tiny_sd, "pictures": pictures, "spec": spec, "work_dir": Path(tmp_path)}, parent.stdin)
        parent.stdin.close()
        assert parent.stdout.readline() == b"1\n"
        (child,) = psutil.Process(parent.pid).children()
        parent.kill()
    deadline = time.monotonic() + 20
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
