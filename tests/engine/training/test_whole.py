"""Full-weight training: a pipeline folder that plain diffusers loads, exact on resume, in the base's own format."""

import json

import pytest
import torch
from diffusers import StableDiffusionPipeline
from safetensors.torch import load_file

from safelight.engine.training.loop import run_training
from safelight.specs.training import TrainSpec


def draw(folder, **more):
    pipeline = StableDiffusionPipeline.from_pretrained(folder, dtype=torch.float32, local_files_only=True, **more)
    pipeline.set_progress_bar_config(disable=True)
    chance = torch.Generator().manual_seed(0)
    return pipeline("a bar", num_inference_steps=2, generator=chance, output_type="pt", width=32, height=32).images


def weights(folder, part):
    (file,) = (folder / part).glob("*.safetensors")
    return load_file(file)


def test_a_model_of_its_own_that_plain_diffusers_loads(tiny_sd, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(method="full", learning_rate=1e-3, max_train_steps=4, checkpoint_every=2)
    trained = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path, metadata={"trigger": "sks"})
    assert trained.path == tmp_path / "model"
    assert not torch.equal(draw(trained.path), draw(tiny_sd))
    before, after = weights(tiny_sd, "unet"), weights(trained.path, "unet")
    assert before.keys() == after.keys()
    assert not any(torch.equal(before[name], after[name]) for name in before), "every weight has learnt"
    for part in ("vae", "text_encoder", "tokenizer"):
        for path in (tiny_sd / part).iterdir():
            assert (trained.path / part / path.name).samefile(path), "no second copy on the disk"
    assert json.loads((trained.path / "safelight.json").read_text())["trained"]["trigger"] == "sks"
    checkpoint = tmp_path / "checkpoints" / "step-000002"
    assert sorted(path.name for path in checkpoint.iterdir()) == ["state.json", "state.safetensors"]
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_text_encoder_and_average_in_the_bases_own_format(tiny_sd, pictures, tiny_spec, tmp_path):
    """A base in fp16 files of that variant: learnt in fp32, stored as it was."""
    base = tmp_path / "half"
    pipeline = StableDiffusionPipeline.from_pretrained(tiny_sd, dtype=torch.float16, local_files_only=True)
    pipeline.save_pretrained(base, variant="fp16")
    (base / "whole.safetensors").write_bytes(b"a single-file checkpoint of the same model")
    spec = tiny_spec(method="full", learning_rate=1e-3, max_train_steps=3, train_text_encoder=True, ema_decay=0.9)
    trained = run_training(base=base, pictures=pictures, spec=spec, work_dir=tmp_path / "work")
    for part in ("unet", "text_encoder"):
        (file,) = (trained.path / part).glob("*.safetensors")
        assert ".fp16." in file.name
        learnt, known = load_file(file), weights(base, part)
        assert {tensor.dtype for tensor in learnt.values()} == {torch.float16}
        assert learnt.keys() == known.keys()
        assert not all(torch.equal(learnt[name], known[name]) for name in known)
    assert not (trained.path / "whole.safetensors").exists()
    assert torch.isfinite(draw(trained.path, variant="fp16")).all()


def test_small_steps_are_not_lost_in_half_precision(tiny_sd, pictures, tiny_spec, tmp_path):
    """bf16 keeps 8 bits: added to weights of that format, steps this small would change nothing at all."""
    spec = tiny_spec(method="full", learning_rate=1e-6, max_train_steps=2, mixed_precision="bf16")
    trained = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path)
    before, after = weights(tiny_sd, "unet"), weights(trained.path, "unet")
    moved = [(after[name] - before[name]).abs().max() for name in before]
    assert all(0 < each < 1e-4 for each in moved)


class Stopped(Exception):
    pass


@pytest.mark.slow
def test_stopped_and_resumed_it_is_the_same_model(tiny_sd, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(
        method="full", learning_rate=1e-3, max_train_steps=4, checkpoint_every=2, ema_decay=0.9,
        train_text_encoder=True,
    )  # fmt: skip
    calm = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "calm")

    def stop(report):
        if report.step == 3:
            raise Stopped

    with pytest.raises(Stopped):
        run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "own", on_step=stop)
    assert not (tmp_path / "own" / "model").exists()
    again = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "own")
    assert again.losses == calm.losses
    for part in ("unet", "text_encoder"):
        ours, theirs = weights(again.path, part), weights(calm.path, part)
        assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_frozen_weights_cannot_be_quantized_where_none_are_frozen():
    with pytest.raises(ValueError, match=r"base_quantization.*method"):
        TrainSpec(method="full", base_quantization="int8")
