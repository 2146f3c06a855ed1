"""Full-weight training: a pipeline folder that plain diffusers loads, exact on resume, in the base's own format."""

import json
import shutil

import pytest
import torch
from diffusers import StableDiffusionPipeline
from safetensors import safe_open
from safetensors.torch import load_file

from safelight.engine.training.loop import run_training

PARTS = {"unet": "diffusion_pytorch_model", "text_encoder": "model", "vae": "diffusion_pytorch_model"}


def loaded(folder, **more):
    return StableDiffusionPipeline.from_pretrained(folder, dtype=torch.float32, local_files_only=True, **more)


def draw(folder, **more):
    pipeline = loaded(folder, **more)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline(
        "a bar", num_inference_steps=2, generator=torch.Generator().manual_seed(0), output_type="pt", width=32, height=32
    ).images


def weights(folder, part):
    return load_file(next((folder / part).glob("*.safetensors")))


def test_a_model_of_its_own_that_plain_diffusers_loads(tiny_sd, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(method="full", learning_rate=1e-3, max_train_steps=4, checkpoint_every=2)
    trained = run_training(
        base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path, metadata={"trigger": "sks"}
    )
    assert trained.path == tmp_path / "model"
    assert not torch.equal(draw(trained.path), draw(tiny_sd))
    changed = {name for name, value in weights(trained.path, "unet").items()} - {
        name for name, value in weights(trained.path, "unet").items() if torch.equal(value, weights(tiny_sd, "unet")[name])
    }
    assert len(changed) == len(weights(tiny_sd, "unet"))  # every weight has learnt
    for part in ("vae", "text_encoder", "tokenizer"):
        for path in (tiny_sd / part).iterdir():
            assert (trained.path / part / path.name).samefile(path)  # no second copy on the disk
    assert json.loads((trained.path / "safelight.json").read_text())["trained"]["trigger"] == "sks"
    # What is resumed from holds the weights once; nothing half-written is left.
    assert sorted(path.name for path in (tmp_path / "checkpoints" / "step-000002").iterdir()) == [
        "state.json",
        "state.safetensors",
    ]
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]
