"""Stable Diffusion 1.x and 2.x as training sees them: one CLIP text encoder, one UNet, a discrete noise schedule."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, DDPMScheduler, UNet2DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from safelight.engine.families.sd.objective import Objective
from safelight.engine.training.errors import UnsupportedBase
from safelight.engine.training.family import Conditioning, Family, Framing, TextEncoders
from safelight.engine.training.weights import fingerprint_of, local
from safelight.specs.training import LoraTarget, TrainSpec

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
FEEDFORWARD = ("ff.net.0.proj", "ff.net.2", "proj_in", "proj_out")
CONVOLUTION = ("conv1", "conv2", "conv_shortcut", "time_emb_proj", "downsamplers.0.conv", "upsamplers.0.conv")
TARGETS: dict[LoraTarget, tuple[str, ...]] = {
    "attention": ATTENTION,
    "attention+feedforward": ATTENTION + FEEDFORWARD,
    "all": ATTENTION + FEEDFORWARD + CONVOLUTION,
}
AUTOENCODERS = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}


def open_family(base: Path) -> Family:
    """The family, opened on one pipeline folder; reads configs only."""
    return StableDiffusion(base)


class ClipText:
    """Tokenizer and text encoder of a Stable Diffusion folder."""

    def __init__(self, tokenizer: CLIPTokenizer, encoder: nn.Module) -> None:
        self.tokenizer = tokenizer
        self.encoder = encoder
        self.networks: Mapping[str, nn.Module] = {"text_encoder": encoder}

    def encode(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """{"encoder_hidden_states": (n, tokens, width)}: the last hidden states, as the pipeline conditions on."""
        device = next(self.encoder.parameters()).device
        tokens = self.tokenizer(
            list(prompts),
            padding="max_length",
            max_length=self.tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        ).to(device)
        # SD's text encoder was trained without a mask, padding included, unless its config says otherwise.
        mask = tokens.attention_mask if getattr(self.encoder.config, "use_attention_mask", False) else None
        return {"encoder_hidden_states": self.encoder(tokens.input_ids, attention_mask=mask)[0]}

    def truncated(self, prompts: Sequence[str]) -> list[str]:
        """Prompts longer than the encoder's window (77 tokens in the released models)."""
        limit = self.tokenizer.model_max_length
        lengths = [len(ids) for ids in self.tokenizer(list(prompts), truncation=False, verbose=False).input_ids]
        return [prompt for prompt, length in zip(prompts, lengths, strict=True) if length > limit]


class StableDiffusion:
    """A pipeline folder of the Stable Diffusion shape."""

    name = "sd"
    denoiser_prefix = "unet"
    text_encoder_targets: Sequence[str] = ("q_proj", "k_proj", "v_proj", "out_proj")

    def __init__(self, base: Path) -> None:
        self.base = base
        unet, vae = self._config("unet"), self._config("vae")
        self.vae_class = AUTOENCODERS.get(vae.get("_class_name", ""))
        if self.vae_class is None:
            raise UnsupportedBase(
                f"{base.name} has a {vae.get('_class_name')}, whose latents cannot be trained on yet."
            )
        if unet["in_channels"] != vae["latent_channels"]:
            raise UnsupportedBase(
                f"{base.name} is an inpainting or depth model: its denoiser takes more than the latents.",
                hint="Train on the text-to-image model it was made from; the LoRA fits both.",
            )
        # Each encoder block but the last halves the picture.
        shrink = 2 ** (len(vae.get("block_out_channels") or vae["encoder_block_out_channels"]) - 1)
        self.resolution = int(unet["sample_size"]) * shrink
        self.fingerprint = fingerprint_of(base, ("unet", "vae", "text_encoder", "scheduler"))
        scheduler = DDPMScheduler.from_pretrained(base, subfolder="scheduler", local_files_only=True)
        self.objective = Objective(scheduler.alphas_cumprod, scheduler.config.prediction_type)

    def denoiser_targets(self, target: LoraTarget) -> list[str]:
        """Module name endings; feed-forward includes the projections in and out of each transformer."""
        return list(TARGETS[target])

    def load_text_encoders(self, device: torch.device, dtype: torch.dtype) -> TextEncoders:
        """The tokenizer comes along; the encoder is frozen."""
        tokenizer = CLIPTokenizer.from_pretrained(self.base / "tokenizer", local_files_only=True)
        encoder = CLIPTextModel.from_pretrained(self.base / "text_encoder", **local(self.base / "text_encoder", dtype))
        return ClipText(tokenizer, _frozen(encoder).to(device))

    def load_vae(self, device: torch.device, dtype: torch.dtype) -> nn.Module:
        """Frozen."""
        folder = self.base / "vae"
        return _frozen(self.vae_class.from_pretrained(folder, **local(folder, dtype))).to(device)  # type: ignore[union-attr]  # each family with a VAE sets it

    def load_denoiser(self, dtype: torch.dtype) -> nn.Module:
        """The UNet, frozen, on the CPU."""
        folder = self.base / "unet"
        return _frozen(UNet2DConditionModel.from_pretrained(folder, **local(folder, dtype)))

    def encode_pictures(self, vae: nn.Module, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Latents times scaling_factor. The tiny autoencoder draws nothing: its deviation is zero."""
        scale = float(vae.config.scaling_factor)  # type: ignore[union-attr, arg-type]  # a diffusers VAE, seen as nn.Module
        encoded = vae.encode(pixels)  # type: ignore[operator]  # as above
        if hasattr(encoded, "latent_dist"):
            return encoded.latent_dist.mean * scale, encoded.latent_dist.std * scale
        return encoded.latents * scale, torch.zeros_like(encoded.latents)

    def framing_conditioning(self, framings: Sequence[Framing]) -> dict[str, Tensor]:
        """Stable Diffusion is not told of sizes."""
        return {}

    def prompt_arguments(self, conditioning: Conditioning, unconditional: Conditioning) -> dict[str, Tensor]:
        """The words alone."""
        return {
            "prompt_embeds": conditioning["encoder_hidden_states"],
            "negative_prompt_embeds": unconditional["encoder_hidden_states"],
        }

    def draw_timesteps(self, generator: torch.Generator, count: int) -> Tensor:
        """(count,) whole steps, each uniform, spread evenly over the batch."""
        return self.objective.draw_timesteps(generator, count)

    def loss(
        self,
        denoiser: nn.Module,
        latents: Tensor,
        *,
        noise: Tensor,
        timesteps: Tensor,
        conditioning: Conditioning,
        spec: TrainSpec,
    ) -> Tensor:
        """(n,): see `Objective`."""
        noisy, target = self.objective.noised(latents, noise, timesteps)
        dtype = next(denoiser.parameters()).dtype
        words = conditioning["encoder_hidden_states"].to(dtype)
        predicted = denoiser(noisy.to(dtype), timesteps, words, return_dict=False)[0]
        error = (predicted.float() - target).square().mean(dim=(1, 2, 3))
        return error if spec.snr_gamma is None else error * self.objective.min_snr_weight(timesteps, spec.snr_gamma)

    def _config(self, part: str) -> dict[str, Any]:
        path = self.base / part / "config.json"
        if not path.is_file():
            raise UnsupportedBase(f"{self.base.name} is not whole: {part}/config.json is missing.")
        content: dict[str, Any] = json.loads(path.read_text())
        return content


def _frozen(network: nn.Module) -> nn.Module:
    """Without gradients, and without dropout: what is random in training must come from the step's own seed."""
    return network.requires_grad_(requires_grad=False).eval()
