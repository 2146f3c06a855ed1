"""Stable Diffusion as training sees it, against what the diffusers pipeline and its training scripts do."""

import json
import shutil

import pytest
import torch
from diffusers import DDPMScheduler, StableDiffusionPipeline
from torch.nn.functional import mse_loss

from safelight.engine.registry import family_of
from safelight.engine.training.errors import UnsupportedBase
from safelight.specs.training import TrainSpec

CPU = torch.device("cpu")
PROMPTS = ["a bar", "", "a very long caption of a bar that does not fit in the window"]


def test_conditioning_is_the_pipelines(base):
    text = family_of(base).load_text_encoders(CPU, torch.float32)
    pipeline = StableDiffusionPipeline.from_pretrained(base, dtype=torch.float32)
    expected, _ = pipeline.encode_prompt(PROMPTS, CPU, 1, do_classifier_free_guidance=False)
    with torch.no_grad():
        ours = text.encode(PROMPTS)
    assert ours.keys() == {"encoder_hidden_states"}
    torch.testing.assert_close(ours["encoder_hidden_states"], expected)
    assert text.truncated(PROMPTS) == {"tokenizer": PROMPTS[2:]}


@pytest.mark.parametrize("snr_gamma", [None, 5.0])
def test_loss_is_that_of_diffusers_training_script(base, snr_gamma):
    """The lines of examples/dreambooth/train_dreambooth_lora.py and train_text_to_image_lora.py, per picture."""
    family = family_of(base)
    denoiser = family.load_denoiser(torch.float32)
    generator = torch.Generator().manual_seed(3)
    latents, noise = (torch.randn(3, 4, 8, 8, generator=generator) for _ in range(2))
    words = torch.randn(3, 24, 16, generator=generator)
    times = torch.tensor([5, 500, 990])

    scheduler = DDPMScheduler.from_pretrained(base, subfolder="scheduler")
    with torch.no_grad():
        predicted = denoiser(scheduler.add_noise(latents, noise, times), times, words).sample
    epsilon = scheduler.config.prediction_type == "epsilon"
    target = noise if epsilon else scheduler.get_velocity(latents, noise, times)
    expected = mse_loss(predicted, target, reduction="none").mean(dim=(1, 2, 3))
    if snr_gamma is not None:
        a = scheduler.alphas_cumprod[times]
        snr = a / (1 - a)
        expected = expected * snr.clamp(max=snr_gamma) / (snr if epsilon else snr + 1)

    with torch.no_grad():
        ours = family.loss(
            denoiser,
            latents,
            noise=noise,
            timesteps=times,
            conditioning={"encoder_hidden_states": words},
            spec=TrainSpec(snr_gamma=snr_gamma),
        )
    torch.testing.assert_close(ours, expected)


def test_every_target_is_there(base):
    family = family_of(base)
    names = [name for name, _ in family.load_denoiser(torch.float32).named_modules()]
    sizes = {}
    for target in ("attention", "attention+feedforward", "all"):
        endings = family.denoiser_targets(target)
        sizes[target] = sum(name.endswith(tuple("." + ending for ending in endings)) for name in names)
        unused = [ending for ending in endings if not any(name.endswith("." + ending) for name in names)]
        assert unused == []
    assert 0 < sizes["attention"] < sizes["attention+feedforward"] < sizes["all"]


def test_resolution_is_the_models_own(base):
    assert family_of(base).resolution == 32


def test_the_fingerprint_tells_weights_apart(base, tmp_path):
    other = shutil.copytree(base, tmp_path / "other")
    assert family_of(other).fingerprint == family_of(base).fingerprint
    weights = other / "unet" / "diffusion_pytorch_model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-7] ^= 1
    weights.write_bytes(content)
    assert family_of(other).fingerprint != family_of(base).fingerprint


@pytest.mark.parametrize("variant", ["fp16", "bf16"])
def test_half_precision_variants_are_found(base, tmp_path, variant):
    pipeline = StableDiffusionPipeline.from_pretrained(base, dtype=torch.float32)
    pipeline.save_pretrained(tmp_path, variant=variant)
    denoiser = family_of(tmp_path).load_denoiser(torch.float32)
    assert {parameter.dtype for parameter in denoiser.parameters()} == {torch.float32}


def change(base, folder, part, **fields):
    shutil.copytree(base, folder)
    path = folder / part
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))
    return folder


def test_an_inpainting_model_is_refused_with_advice(base, tmp_path):
    with pytest.raises(UnsupportedBase, match="inpainting"):
        family_of(change(base, tmp_path / "b", "unet/config.json", in_channels=9))


def test_other_autoencoders_are_refused(base, tmp_path):
    with pytest.raises(UnsupportedBase, match="AutoencoderDC"):
        family_of(change(base, tmp_path / "b", "vae/config.json", _class_name="AutoencoderDC"))
