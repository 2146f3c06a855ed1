"""A training that was killed, cancelled or found a broken checkpoint ends exactly where an undisturbed one ends."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.training.loop import run_training

FIELDS = {
    "max_train_steps": 8,
    "checkpoint_every": 3,
    "flip": True,
    "caption_dropout": 0.3,
    "ema_decay": 0.9,
    "lr_scheduler": "cosine",
    "lr_warmup_steps": 2,
    "gradient_accumulation_steps": 2,
    "num_prior_images": 3,
    "prior_prompts": ["a bar", "a box"],
    "prior_num_inference_steps": 2,
    "train_text_encoder": True,
    "mixed_precision": "no",
}

KILLED = textwrap.dedent("""
    import json, os, signal, sys
    from pathlib import Path
    import torch
    from safelight.engine.training.data import TrainingPicture
    from safelight.engine.training.loop import run_training
    from safelight.specs.training import TrainSpec

    torch.set_num_threads(1)
    told = json.loads(sys.stdin.read())

    def die(report):
        if report.step == told["die_after"]:
            os.kill(os.getpid(), signal.SIGKILL)

    run_training(
        base=Path(told["base"]),
        pictures=[TrainingPicture(Path(path), caption) for path, caption in told["pictures"]],
        spec=TrainSpec.model_validate(told["spec"]),
        work_dir=Path(told["work_dir"]),
        on_step=die,
    )
""")


@pytest.fixture(scope="module")
def undisturbed(tiny_sd_v, pictures, tmp_path_factory):
    from safelight.specs.training import TrainSpec

    spec = TrainSpec(rank=4, train_batch_size=2, learning_rate=1e-2, **FIELDS)
    work_dir = tmp_path_factory.mktemp("undisturbed")
    return spec, run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=work_dir)


def assert_equal(trained, expected):
    assert trained.losses == pytest.approx(expected.losses, abs=1e-5)
    ours, theirs = load_file(trained.path), load_file(expected.path)
    assert ours.keys() == theirs.keys()
    for name in ours:
        torch.testing.assert_close(ours[name], theirs[name], rtol=0, atol=1e-6)


class Cancelled(Exception):
    pass


def cancel_after(step):
    def on_step(report):
        if report.step == step:
            raise Cancelled

    return on_step


@pytest.mark.timeout(400)  # it starts a Python with torch of its own
def test_killed_and_called_again(undisturbed, tiny_sd_v, pictures, tmp_path):
    spec, expected = undisturbed
    told = {
        "base": str(tiny_sd_v),
        "pictures": [(str(p.path), p.caption) for p in pictures],
        "spec": spec.model_dump(),
        "work_dir": str(tmp_path),
        "die_after": 5,
    }
    child = subprocess.run(
        [sys.executable, "-c", KILLED],
        input=json.dumps(told),
        text=True,
        capture_output=True,
        timeout=350,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    assert [folder.name for folder in (tmp_path / "checkpoints").iterdir()] == ["step-000003"]

    steps = []
    trained = run_training(
        base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path, on_step=lambda r: steps.append(r.step)
    )
    assert steps == [4, 5, 6, 7, 8]
    assert_equal(trained, expected)


def test_cancelled_and_called_again(undisturbed, tiny_sd_v, pictures, tmp_path):
    spec, expected = undisturbed
    with pytest.raises(Cancelled):
        run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path, on_step=cancel_after(4))
    steps = []
    trained = run_training(
        base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path, on_step=lambda r: steps.append(r.step)
    )
    assert steps == [5, 6, 7, 8]
    assert_equal(trained, expected)


@pytest.mark.parametrize(
    "harm", ["truncated", pytest.param("bit", marks=pytest.mark.slow), pytest.param("no facts", marks=pytest.mark.slow)]
)
def test_a_broken_checkpoint_is_passed_over(harm, undisturbed, tiny_sd_v, pictures, tmp_path):
    spec, expected = undisturbed
    with pytest.raises(Cancelled):
        run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path, on_step=cancel_after(5))
    newest = tmp_path / "checkpoints" / "step-000005"
    state = newest / "state.safetensors"
    content = bytearray(state.read_bytes())
    if harm == "bit":
        content[-100] ^= 1
        state.write_bytes(content)
    elif harm == "truncated":
        state.write_bytes(content[: len(content) // 2])
    else:
        (newest / "state.json").unlink()
    steps = []
    trained = run_training(
        base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path, on_step=lambda r: steps.append(r.step)
    )
    assert steps[0] == 4
    assert_equal(trained, expected)


def test_the_last_two_checkpoints_are_kept(undisturbed, tiny_sd, pictures, tiny_spec, tmp_path):
    seen = []
    run_training(
        base=tiny_sd,
        pictures=pictures,
        spec=tiny_spec(max_train_steps=5, checkpoint_every=1),
        work_dir=tmp_path,
        on_checkpoint=lambda report: seen.append((report.step, report.lora.is_file())),
    )
    assert seen == [(1, True), (2, True), (3, True), (4, True)]
    assert sorted(folder.name for folder in (tmp_path / "checkpoints").iterdir()) == ["step-000003", "step-000004"]


def test_another_training_in_the_same_folder_starts_afresh(tiny_sd, pictures, tiny_spec, tmp_path):
    with pytest.raises(Cancelled):
        run_training(base=tiny_sd, pictures=pictures, spec=tiny_spec(), work_dir=tmp_path, on_step=cancel_after(3))
    steps = []
    run_training(
        base=tiny_sd,
        pictures=pictures,
        spec=tiny_spec(learning_rate=2e-2),
        work_dir=tmp_path,
        on_step=lambda report: steps.append(report.step),
    )
    assert steps[0] == 1


@pytest.mark.slow
def test_bf16_resumes_exactly_too(tiny_sd, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(mixed_precision="bf16", max_train_steps=4)
    expected = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "undisturbed")
    with pytest.raises(Cancelled):
        run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "own", on_step=cancel_after(2))
    again = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "own")
    assert_equal(again, expected)


def test_checkpointed_gradients_are_the_same(tiny_sd, pictures, tiny_spec, tmp_path):
    runs = [
        run_training(
            base=tiny_sd,
            pictures=pictures,
            spec=tiny_spec(max_train_steps=3, gradient_checkpointing=wanted, train_text_encoder=True),
            work_dir=tmp_path / str(wanted),
        )
        for wanted in (False, True)
    ]
    assert runs[0].losses == pytest.approx(runs[1].losses, rel=1e-6)


def test_what_was_measured_can_be_written_down_before_the_checkpoint_that_ends_it(
    undisturbed, tiny_sd_v, pictures, tmp_path
):
    """Killed after a checkpoint is there, its steps are never done again: they must have been told before."""
    spec, _ = undisturbed
    folder, story = tmp_path / "checkpoints", []

    def saved():
        return [step.name for step in folder.iterdir()] if folder.exists() else []

    run_training(
        base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path,
        on_step=lambda report: story.append(report.step),
        before_checkpoint=lambda: story.append(("before", saved())),
        on_checkpoint=lambda report: story.append(("after", report.folder.name)),
    )  # fmt: skip
    assert story[:5] == [1, 2, 3, ("before", []), ("after", "step-000003")]
    assert story[5:10] == [4, 5, 6, ("before", ["step-000003"]), ("after", "step-000006")]
