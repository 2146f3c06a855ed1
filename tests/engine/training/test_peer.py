"""Cached latents and words, batches and places of chance of our own: the losses are those of diffusers' flow."""

import pytest
import torch
from diffusers import DDPMScheduler, StableDiffusionPipeline
from PIL import Image
from torch.nn.functional import mse_loss
from torchvision.transforms.functional import pil_to_tensor

from safelight.engine.training import phases
from safelight.engine.training.loop import run_training
from safelight.engine.training.randomness import generator_at


def test_the_loss_curve_is_that_of_diffusers_example(tiny_sd, pictures, tiny_spec, tmp_path, monkeypatch):
    """As train_text_to_image_lora.py: autoencoder and text encoder run at each step, on the very same draws."""
    spec = tiny_spec(max_train_steps=5, snr_gamma=None, caption_dropout=0.0, weight_decay=0.01, target="attention")
    kept = {}
    encode, prepare = phases.encode, phases.prepare_denoiser

    def remember_batches(*arguments):
        kept["batches"] = encode(*arguments)
        return kept["batches"]

    def remember_lora(run, learned):
        denoiser = prepare(run, learned)
        kept["lora"] = {name: tensor.clone() for name, tensor in denoiser.state_dict().items()}
        kept["denoiser"] = denoiser
        return denoiser

    monkeypatch.setattr(phases, "encode", remember_batches)
    monkeypatch.setattr(phases, "prepare_denoiser", remember_lora)
    trained = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path)

    pipeline = StableDiffusionPipeline.from_pretrained(tiny_sd, dtype=torch.float32, local_files_only=True)
    unet, vae, text_encoder = kept["denoiser"], pipeline.vae, pipeline.text_encoder
    unet.load_state_dict(kept["lora"])  # as it was before the first step
    learning = [parameter for parameter in unet.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=spec.learning_rate, betas=(0.9, 0.999), weight_decay=0.01)
    scheduler = DDPMScheduler.from_pretrained(tiny_sd, subfolder="scheduler")
    by_caption = {picture.caption: picture.path for picture in pictures}
    losses = []
    for step in range(spec.max_train_steps):
        (batch,) = kept["batches"].of_step(step)
        images = [Image.open(by_caption[caption]).convert("RGB") for caption in batch.captions]
        pixels = torch.stack([pil_to_tensor(image) for image in images]).float() / 127.5 - 1
        with torch.no_grad():
            drawn = vae.encode(pixels).latent_dist
            chance = torch.stack([_latent_noise(spec.seed, step, slot, drawn.mean[0]) for slot in range(len(images))])
            latents = (drawn.mean + drawn.std * chance) * vae.config.scaling_factor
            ids = pipeline.tokenizer(
                batch.captions, padding="max_length", max_length=24, truncation=True, return_tensors="pt"
            ).input_ids
            words = text_encoder(ids, return_dict=False)[0]
        noisy = scheduler.add_noise(latents, batch.noise, batch.timesteps)
        predicted = unet(noisy, batch.timesteps, words, return_dict=False)[0]
        loss = mse_loss(predicted.float(), batch.noise.float(), reduction="mean")
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert trained.losses == pytest.approx(losses, rel=1e-4)
    assert len(set(losses)) == len(losses)


def _latent_noise(seed: int, step: int, slot: int, like: torch.Tensor) -> torch.Tensor:
    """What the latents of that place were drawn with: after two coins and the noise."""
    generator = generator_at(seed, "own", step, slot)
    torch.rand(2, generator=generator)
    torch.randn(like.shape, generator=generator)
    return torch.randn(like.shape, generator=generator)
