"""Text encoder and UNet, trained together from scratch on cached latents: v-prediction, plain loss.

Time steps are drawn towards noise: in a 16x16 latent the shape is decided there; without
it, objects did not come in 50,000 samples.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.models.attention_processor import AttnProcessor
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from safelight.engine.starter.autoencoder import CHANNELS, Report, to_tensor
from safelight.engine.starter.drawing import draw
from safelight.engine.starter.optim import Average, agree, average_gradients, decay
from safelight.engine.starter.tokenizer import MAX_TOKENS
from safelight.engine.starter.world import Scene, caption, scene

TRAIN_STEPS = 1000


@dataclass(frozen=True)
class DenoiserConfig:
    """Sizes, time and rates; minutes are wall time."""

    widths: tuple[int, ...] = (48, 96, 192)
    text_width: int = 96
    text_layers: int = 2
    heads: int = 4
    minutes: float = 60.0
    max_steps: int = 10_000_000
    pictures: int = 20_000
    """Cached latents per process."""
    batch: int = 48
    """Per process."""
    lr: float = 1.3e-3
    flat: float = 0.35
    """Share of the run before the learning rate decays."""
    average: float = 0.998
    empty_captions: float = 0.1
    noise_bias: float = 0.65
    """Exponent below 1: t = 1000 * u ** noise_bias leans towards noise."""
    snapshot_minutes: float = 10.0
    start: Path | None = None
    """What `save` wrote, to go on from instead of random weights."""


def build_text_encoder(config: DenoiserConfig, tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Random weights; end and padding ids must be in the config, or the pooled output looks for another end."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=config.text_width,
            intermediate_size=4 * config.text_width,
            projection_dim=config.text_width,
            num_hidden_layers=config.text_layers,
            num_attention_heads=config.heads,
            max_position_embeddings=MAX_TOKENS,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def build_unet(config: DenoiserConfig) -> UNet2DConditionModel:
    """Attention on the two lower levels; residual branches start at zero."""
    below = len(config.widths) - 1
    unet = UNet2DConditionModel(
        sample_size=16,
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        block_out_channels=config.widths,
        down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * below,
        up_block_types=("CrossAttnUpBlock2D",) * below + ("UpBlock2D",),
        layers_per_block=1,
        cross_attention_dim=config.text_width,
        attention_head_dim=config.heads,  # the number of heads, by diffusers' old naming
        norm_num_groups=16,
    )
    for name, module in unet.named_modules():
        if name.endswith((".conv2", ".proj_out")) or name == "conv_out":
            nn.init.zeros_(module.weight)
            nn.init.zeros_(module.bias)
    return unet


def build_scheduler() -> DPMSolverMultistepScheduler:
    """Stable Diffusion's noise schedule, sampled with second-order DPM-Solver++."""
    return DPMSolverMultistepScheduler(
        num_train_timesteps=TRAIN_STEPS,
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        algorithm_type="dpmsolver++",
        solver_order=2,
        timestep_spacing="leading",
        steps_offset=1,
    )


def assemble(
    vae: AutoencoderKL, text_encoder: CLIPTextModel, tokenizer: CLIPTokenizer, unet: UNet2DConditionModel
) -> StableDiffusionPipeline:
    """The parts as one standard pipeline."""
    parts: dict[str, Any] = {
        "vae": vae,
        "text_encoder": text_encoder,
        "tokenizer": tokenizer,
        "unet": unet,
        "scheduler": build_scheduler(),
        "safety_checker": None,
        "feature_extractor": None,
    }
    pipeline = StableDiffusionPipeline(**parts, requires_safety_checker=False)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


@torch.no_grad()
def encode_scenes(vae: AutoencoderKL, scenes: list[Scene]) -> Tensor:
    """(n, 4, 16, 16): latents in the mode of the encoder."""
    parts = []
    for at in range(0, len(scenes), 32):
        with torch.autocast("cpu", torch.bfloat16):
            x = to_tensor([draw(s) for s in scenes[at : at + 32]])
            parts.append(vae.encode(x).latent_dist.mode().float())
    return torch.cat(parts)


def draw_times(count: int, bias: float, generator: torch.Generator) -> Tensor:
    """(count,) whole steps in 0..999, stratified over the batch."""
    u = (torch.arange(count) + torch.rand(count, generator=generator)) / count
    return (TRAIN_STEPS * u**bias).long().clamp_(0, TRAIN_STEPS - 1)


def noised(latents: Tensor, noise: Tensor, times: Tensor, alphas: Tensor) -> tuple[Tensor, Tensor]:
    """Noisy latents and the v target, both (n, 4, 16, 16). v = sqrt(a) noise - sqrt(1 - a) x (Salimans, Ho 2022)."""
    a = alphas[times].view(-1, 1, 1, 1)
    keep, spoil = a.sqrt(), (1 - a).sqrt()
    return keep * latents + spoil * noise, keep * noise - spoil * latents


class Denoiser(nn.Module):
    """Both networks under one roof, for one optimiser and one average."""

    def __init__(self, config: DenoiserConfig, tokenizer: CLIPTokenizer) -> None:
        super().__init__()
        self.text_encoder = build_text_encoder(config, tokenizer)
        self.unet = build_unet(config)

    def plain_attention(self) -> None:
        """Explicit softmax attention: torch's fused CPU kernel cost 19 ms a sample where this costs 10.5 (batch 32)."""
        self.unet.set_attn_processor(AttnProcessor())
        self.text_encoder.set_attn_implementation("eager")

    def forward(self, noisy: Tensor, times: Tensor, ids: Tensor) -> Tensor:
        """Predicted v, (n, 4, 16, 16), for noisy latents, time steps (n,) and token ids (n, 32)."""
        words = self.text_encoder(ids).last_hidden_state  # (n, 32, text width)
        v: Tensor = self.unet(noisy, times, words).sample
        return v.float()


def train_denoiser(
    config: DenoiserConfig,
    vae: AutoencoderKL,
    tokenizer: CLIPTokenizer,
    *,
    seed: int,
    rank: int = 0,
    world: int = 1,
    report: Report | None = None,
    snapshot: Callable[[Denoiser, int], None] | None = None,
) -> Denoiser:
    """From random weights, or `config.start`, to averaged ones; `snapshot` gets averaged copies and samples seen."""
    torch.manual_seed(seed)
    model = Denoiser(config, tokenizer).train()
    if config.start is not None:
        model.load_state_dict(load_file(config.start))
    model.plain_attention()
    average = Average(model.state_dict(), config.average)
    rng = random.Random(seed + 1000 + rank)
    generator = torch.Generator().manual_seed(seed + 1000 + rank)
    scenes = [scene(rng) for _ in range(config.pictures)]
    latents = encode_scenes(vae, scenes)
    alphas = build_scheduler().alphas_cumprod
    parameters = list(model.parameters())
    optimiser = torch.optim.AdamW(parameters, config.lr, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    began, step, progress, smooth, shot = time.monotonic(), 0, 0.0, 0.0, 0.0
    while progress < 1.0:
        chosen = torch.randint(len(scenes), (config.batch,), generator=generator)
        texts = ["" if rng.random() < config.empty_captions else caption(scenes[i], rng) for i in chosen.tolist()]
        ids = tokenizer(texts, padding="max_length", truncation=True, return_tensors="pt").input_ids
        times = draw_times(config.batch, config.noise_bias, generator)
        noise = torch.randn(config.batch, CHANNELS, *latents.shape[2:], generator=generator)
        noisy, target = noised(latents[chosen], noise, times, alphas)
        with torch.autocast("cpu", torch.bfloat16):
            made = model(noisy, times, ids)
        loss = F.mse_loss(made, target)
        loss.backward()
        average_gradients(parameters, world)
        nn.utils.clip_grad_norm_(parameters, 1.0)
        for group in optimiser.param_groups:
            group["lr"] = config.lr * decay(progress, flat=config.flat)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        if step % 2 == 0:
            average.update(model.state_dict())
        smooth = float(loss.detach()) if step == 1 else 0.98 * smooth + 0.02 * float(loss.detach())
        if step % 20 == 0 or step >= config.max_steps:
            spent = agree((time.monotonic() - began) / 60, world)
            progress = max(spent / config.minutes, step / config.max_steps)
            if report is not None and rank == 0 and (step % 100 == 0 or progress >= 1):
                report(progress, {"step": step, "samples": step * config.batch * world, "loss": smooth})
            if snapshot is not None and rank == 0 and progress < 1 and spent - shot >= config.snapshot_minutes:
                shot = spent
                snapshot(averaged(model, average, config, tokenizer), step * config.batch * world)
    return averaged(model, average, config, tokenizer)


def averaged(model: Denoiser, average: Average, config: DenoiserConfig, tokenizer: CLIPTokenizer) -> Denoiser:
    """A second model that holds the averaged weights."""
    copy = Denoiser(config, tokenizer)
    copy.load_state_dict({k: v.to(model.state_dict()[k].dtype) for k, v in average.state.items()})
    return copy.eval()


def save(model: Denoiser, path: Path) -> None:
    """Float32 weights of both networks in one file."""
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, path)


def load(path: Path, config: DenoiserConfig, tokenizer: CLIPTokenizer) -> Denoiser:
    """What `save` wrote; `config` must have the same sizes."""
    model = Denoiser(config, tokenizer)
    model.load_state_dict(load_file(path))
    return model.eval()


def store(pipeline: StableDiffusionPipeline, folder: Path) -> None:
    """Half-precision weights in a standard folder, without the paths of this machine that diffusers notes down."""
    shutil.rmtree(folder, ignore_errors=True)
    pipeline.to(torch.float16).save_pretrained(folder)
    for path in folder.rglob("*.json"):
        config = json.loads(path.read_text())
        if config.pop("_name_or_path", None) is not None:
            path.write_text(json.dumps(config, indent=2) + "\n")


def load_pipeline(folder: Path) -> StableDiffusionPipeline:
    """A stored folder in float32; without a dtype its text encoder would stay float16 and fail on CPU."""
    pipeline = StableDiffusionPipeline.from_pretrained(folder, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline
