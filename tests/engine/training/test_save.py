"""A saved LoRA comes back, in plain diffusers, to the very picture it made while training."""

import pytest
import torch
from diffusers import StableDiffusionPipeline

from safelight.engine.training import loop
from safelight.engine.training.loop import run_training


def draw(pipeline):
    pipeline.set_progress_bar_config(disable=True)
    return pipeline(
        "sks bar 1", num_inference_steps=2, output_type="pt", generator=torch.Generator().manual_seed(0)
    ).images


def plain(base):
    return StableDiffusionPipeline.from_pretrained(base, dtype=torch.float32)


@pytest.mark.parametrize(
    ("fields"),
    [
        {"target": "attention"},
        {"target": "attention", "alpha": 1.0},
        {"target": "attention+feedforward", "alpha": 8.0},
        {"target": "all", "alpha": 2.0},
        {"target": "all", "alpha": 2.0, "train_text_encoder": True, "text_encoder_learning_rate": 1e-2},
        {"target": "all", "ema_decay": 0.5},
    ],
    ids=str,
)
def test_reloaded_equals_trained(fields, tiny_sd, pictures, tiny_spec, tmp_path, monkeypatch):
    trained_networks = {}
    learn = loop._learn

    def remember(run, ready, *args):
        learn(run, ready, *args)
        trained_networks.update(ready.learner.learned.networks, ema=ready.learner.ema)

    monkeypatch.setattr(loop, "_learn", remember)
    trained = run_training(base=tiny_sd, pictures=pictures, spec=tiny_spec(**fields), work_dir=tmp_path)

    ema = trained_networks.pop("ema")
    expected = plain(tiny_sd)
    for part, network in trained_networks.items():
        setattr(expected, part, network)
    if ema is not None:
        ema._swap()
    reloaded = plain(tiny_sd)
    reloaded.load_lora_weights(trained.path)

    before, after, again = draw(plain(tiny_sd)), draw(expected), draw(reloaded)
    assert (after - before).abs().max() > 1e-3
    torch.testing.assert_close(again, after, rtol=0, atol=0)
