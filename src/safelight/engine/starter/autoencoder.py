"""The autoencoder: 64x64 pictures to 16x16x4 latents and back, trained from scratch on drawn pictures.

Latents have mean 0 and deviation 1 per channel (folded into `quant_conv`), so `scaling_factor` is 1 and nothing
downstream needs to know.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from safelight.engine.starter.drawing import clutter, draw
from safelight.engine.starter.optim import Muon, agree, average_gradients, decay
from safelight.engine.starter.world import scene

CHANNELS = 4
# Log variance that the encoder reports: sampling a latent adds noise of 0.05, about what training adds.
LOG_VARIANCE = -6.0
Report = Callable[[float, dict[str, float]], None]


@dataclass(frozen=True)
class AutoencoderConfig:
    """Sizes, time and rates; minutes are wall time."""

    widths: tuple[int, ...] = (24, 48, 64)
    minutes: float = 11.0
    max_steps: int = 1_000_000
    decoder_minutes: float = 6.0
    pictures: int = 8_000
    batch: int = 4
    """Whole pictures per process and step; crops of a quarter count as a quarter."""
    crops_until: float = 0.65
    """Share of the run on 32x32 crops, which cost a quarter and teach the same edges."""
    muon_lr: float = 0.02
    adam_lr: float = 2e-3
    noise: float = 0.08


def build(config: AutoencoderConfig) -> AutoencoderKL:
    """Random weights; each residual block starts as the identity, without which training stalls near 13 dB."""
    levels = len(config.widths)
    vae = AutoencoderKL(
        block_out_channels=config.widths,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        layers_per_block=1,
        latent_channels=CHANNELS,
        norm_num_groups=8,
        sample_size=64,
        mid_block_add_attention=False,
        scaling_factor=1.0,
        force_upcast=False,
    )
    for module in vae.modules():
        if type(module).__name__ == "ResnetBlock2D":
            nn.init.zeros_(module.conv2.weight)
            nn.init.zeros_(module.conv2.bias)
    return vae


def to_tensor(images: list[Image.Image]) -> Tensor:
    """(n, 3, h, w) in -1..1."""
    return torch.from_numpy(np.stack([np.asarray(i) for i in images])).permute(0, 3, 1, 2).float() / 127.5 - 1


def picture_bank(count: int, seed: int) -> Tensor:
    """(count, 3, 64, 64) uint8; a quarter is clutter."""
    rng = random.Random(seed)
    images = [clutter(rng) if i % 4 == 0 else draw(scene(rng)) for i in range(count)]
    return torch.from_numpy(np.stack([np.asarray(i) for i in images])).permute(0, 3, 1, 2).contiguous()


def batches(bank: Tensor, size: int, crop: int | None, generator: torch.Generator) -> Iterator[Tensor]:
    """Random pictures or crops in -1..1; half the batches swap colour channels, so that no colour is special."""
    while True:
        x = bank[torch.randint(len(bank), (size,), generator=generator)].float() / 127.5 - 1
        if crop is not None:
            room = 64 - crop
            corners = torch.randint(0, room // 4 + 1, (size, 2), generator=generator) * 4
            x = torch.stack([p[:, r : r + crop, c : c + crop] for p, (r, c) in zip(x, corners.tolist(), strict=True)])
        if torch.rand((), generator=generator) < 0.5:
            x = x[:, torch.randperm(3, generator=generator)]
        if torch.rand((), generator=generator) < 0.5:
            x = x.flip(-1)
        yield x


def picture_loss(made: Tensor, true: Tensor) -> Tensor:
    """L1 + MSE + half the L1 of the edges."""
    loss = F.l1_loss(made, true) + F.mse_loss(made, true)
    for axis in (-1, -2):
        loss = loss + 0.5 * F.l1_loss(made.diff(dim=axis), true.diff(dim=axis))
    return loss


def quant_convs(vae: AutoencoderKL) -> tuple[nn.Conv2d, nn.Conv2d]:
    """The 1x1 convolutions after the encoder and before the decoder, which a config may leave out but ours has."""
    if vae.quant_conv is None or vae.post_quant_conv is None:
        raise ValueError("the autoencoder must have quant_conv and post_quant_conv")
    return vae.quant_conv, vae.post_quant_conv


class Trainee(nn.Module):
    """Autoencoder with a batch norm on its latents while it trains; `fold` makes that norm part of the weights."""

    def __init__(self, vae: AutoencoderKL, noise: float) -> None:
        super().__init__()
        self.vae, self.noise = vae, noise
        self.norm = nn.BatchNorm2d(CHANNELS, affine=False, momentum=0.02)

    def latents(self, x: Tensor) -> Tensor:
        """(n, 3, h, w) to (n, 4, h/4, w/4), before the norm."""
        moments: Tensor = quant_convs(self.vae)[0](self.vae.encoder(x))
        return moments[:, :CHANNELS]

    def forward(self, x: Tensor) -> Tensor:
        """Pictures through noisy, normed latents and back."""
        z: Tensor = self.norm(self.latents(x).float())
        z = z + self.noise * torch.randn_like(z)
        made: Tensor = self.vae.decoder(quant_convs(self.vae)[1](z))
        return made.float()

    @torch.no_grad()
    def fold(self, sample: Tensor) -> None:
        """Measures mean and deviation per channel on `sample` (n, 3, 64, 64) and folds them into `quant_conv`."""
        z = torch.cat([self.latents(part) for part in sample.split(16)])
        mean, deviation = z.mean((0, 2, 3)), z.std((0, 2, 3))
        weight, bias = quant_convs(self.vae)[0].parameters()
        weight[:CHANNELS] /= deviation[:, None, None, None]
        bias[:CHANNELS] = (bias[:CHANNELS] - mean) / deviation
        weight[CHANNELS:] = 0
        bias[CHANNELS:] = LOG_VARIANCE


def psnr(vae: AutoencoderKL, bank: Tensor) -> float:
    """Decibels over a bank of uint8 pictures, whole pipeline in the mode, not sampled."""
    vae.eval()
    errors = []
    with torch.no_grad():
        for part in bank.split(16):
            x = part.float() / 127.5 - 1
            made = vae.decode(vae.encode(x).latent_dist.mode()).sample.clamp(-1, 1)
            errors.append(F.mse_loss(made, x, reduction="none").flatten(1).mean(1) / 4)
    return float(-10 * torch.cat(errors).log10().mean())


def fit(
    vae: AutoencoderKL,
    compute: Callable[[Tensor], Tensor],
    source: Callable[[float], Tensor],
    *,
    rates: tuple[float, float],
    minutes: float,
    max_steps: int,
    flat: float,
    crew: tuple[int, int],
    report: Report | None,
) -> None:
    """The loop of both stages: `compute` remakes pictures, `source` gives them for the progress so far.

    Hidden convolutions go to Muon, the first and last layers, norms and biases to AdamW; `rates` are theirs in turn.
    """
    rank, world = crew
    parameters = [(n, p) for n, p in vae.named_parameters() if p.requires_grad]
    ends = ("conv_in.weight", "conv_out.weight")
    hidden = [p for n, p in parameters if p.ndim == 4 and min(p.shape[:2]) >= 16 and not n.endswith(ends)]
    taken = {id(p) for p in hidden}
    rest = [p for _, p in parameters if id(p) not in taken]
    muon, adam = Muon(hidden, rates[0]), torch.optim.AdamW(rest, rates[1], betas=(0.9, 0.98))
    began, step, progress = time.monotonic(), 0, 0.0
    while progress < 1.0:
        x = source(progress)
        with torch.autocast("cpu", torch.bfloat16):
            made = compute(x)
        loss = picture_loss(made, x)
        loss.backward()
        average_gradients((p for _, p in parameters), world)
        factor = decay(progress, flat=flat)
        muon.lr = rates[0] * factor
        for group in adam.param_groups:
            group["lr"] = rates[1] * factor
        muon.step()
        adam.step()
        vae.zero_grad(set_to_none=True)
        step += 1
        if step % 10 == 0 or step >= max_steps:
            spent = agree((time.monotonic() - began) / 60, world)
            progress = max(spent / minutes, step / max_steps)
            if report is not None and rank == 0 and (step % 50 == 0 or progress >= 1):
                report(progress, {"step": step, "loss": float(loss.detach())})


def train_autoencoder(
    config: AutoencoderConfig, *, seed: int, rank: int = 0, world: int = 1, report: Report | None = None
) -> AutoencoderKL:
    """From random weights; all processes return the same autoencoder."""
    torch.manual_seed(seed)
    model = Trainee(build(config), config.noise).train()
    torch.manual_seed(seed + 1 + rank)
    bank = picture_bank(config.pictures, seed + 17 * rank)
    generator = torch.Generator().manual_seed(seed + 100 + rank)
    crops, wholes = batches(bank, config.batch * 4, 32, generator), batches(bank, config.batch, None, generator)
    fit(
        model.vae,
        model,
        lambda progress: next(crops if progress < config.crops_until else wholes),
        rates=(config.muon_lr, config.adam_lr),
        minutes=config.minutes,
        max_steps=config.max_steps,
        flat=0.5,
        crew=(rank, world),
        report=report,
    )
    model.eval()
    # The same bank on every rank: folded statistics must agree.
    model.fold(picture_bank(min(config.pictures, 512), seed).float() / 127.5 - 1)
    return model.vae


def finetune_decoder(
    vae: AutoencoderKL,
    config: AutoencoderConfig,
    *,
    seed: int,
    rank: int = 0,
    world: int = 1,
    report: Report | None = None,
) -> None:
    """Sharpens the decoder on whole pictures; the encoder stays, so a denoiser trained on its latents stays valid."""
    torch.manual_seed(seed + 1 + rank)
    vae.train()
    vae.encoder.requires_grad_(False)
    quant_convs(vae)[0].requires_grad_(False)
    bank = picture_bank(config.pictures, seed + 17 * rank)
    wholes = batches(bank, config.batch, None, torch.Generator().manual_seed(seed + 100 + rank))

    def compute(x: Tensor) -> Tensor:
        with torch.no_grad():
            z = vae.encode(x).latent_dist.mode().float()
        made: Tensor = vae.decode(z + config.noise * torch.randn_like(z)).sample
        return made.float()

    fit(
        vae,
        compute,
        lambda progress: next(wholes),
        rates=(config.muon_lr * 0.3, config.adam_lr * 0.3),
        minutes=config.decoder_minutes,
        max_steps=config.max_steps,
        flat=0.0,
        crew=(rank, world),
        report=report,
    )
    vae.requires_grad_(True)
    vae.eval()
