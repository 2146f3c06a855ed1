"""Each optimizer learns, and a training that was stopped at any step ends exactly as an undisturbed one."""

import random

import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.training.loop import run_training
from safelight.engine.training.optimizer import Group, build_optimizer, rate_factor, set_learning_rate
from safelight.kit.errors import InvalidInput

RATES = {"prodigy": 1.0, "adafactor": 1e-2}  # AdamW: test_resume.py


class Killed(Exception):
    pass


@pytest.mark.parametrize("optimizer", RATES)
def test_stopped_at_any_step_and_resumed(optimizer, tiny_sd, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(
        optimizer=optimizer, learning_rate=RATES[optimizer], lr_scheduler="cosine_with_restarts", lr_num_cycles=2,
        checkpoint_every=2, max_train_steps=5, train_text_encoder=True,
    )  # fmt: skip
    expected = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "calm")
    at = random.Random(optimizer).randrange(2, 5)

    def die(report):
        if report.step == at:
            raise Killed

    with pytest.raises(Killed):
        run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "own", on_step=die)
    again = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "own")
    assert again.losses == expected.losses
    ours, theirs = load_file(again.path), load_file(expected.path)
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    assert any(bool(ours[name].any()) for name in theirs if "lora_B" in name)  # it has learnt


def test_prodigy_tells_the_rate_it_has_found(tiny_spec, capsys):
    spec = tiny_spec(optimizer="prodigy", learning_rate=1.0, weight_decay=0.1)
    weight = torch.nn.Parameter(torch.full((8,), 2.0))
    optimizer = build_optimizer(spec, [Group([weight], 1.0)], torch.device("cpu"))
    found = []
    for step in range(40):
        found.append(set_learning_rate(optimizer, spec, step))
        weight.square().sum().backward()
        optimizer.step()
        optimizer.zero_grad()
    assert found[0] == pytest.approx(1e-6)
    assert found[-1] > found[0]
    assert capsys.readouterr().out == ""  # a library that prints would break --json


def test_prodigy_has_one_rate(tiny_spec):
    spec = tiny_spec(optimizer="prodigy", learning_rate=1.0, train_text_encoder=True, text_encoder_learning_rate=0.5)
    with pytest.raises(InvalidInput, match="prodigy") as caught:
        build_optimizer(spec, [], torch.device("cpu"))
    assert "text_encoder_learning_rate" in caught.value.message


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"lr_scheduler": "cosine_with_restarts", "lr_num_cycles": 2}, [1, 0.5, 1, 0.5]),
        ({"lr_scheduler": "polynomial", "lr_power": 2.0}, [1, 0.5625, 0.25, 0.0625]),
    ],
)
def test_schedules(fields, expected, tiny_spec):
    spec = tiny_spec(max_train_steps=4, **fields)
    assert [rate_factor(spec, step) for step in range(4)] == pytest.approx(expected)
