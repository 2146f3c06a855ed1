"""Pipelines of every family with random weights, built from configs in well under a second, and LoRAs for them."""

import string
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import diffusers
import peft
import torch
from transformers import (
    CLIPImageProcessor,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

from safelight.engine.diffusion.adapters import save_lora

WIDTH = 32  # of every text encoder here
MAX_TOKENS = 24


def clip_tokenizer() -> CLIPTokenizer:
    """Every printable ASCII character is a token, twice: inside a word and at its end."""
    letters = [c for c in string.printable if not c.isspace()]
    pieces = [*letters, *(c + "</w>" for c in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={p: i for i, p in enumerate(pieces)}, merges=[], model_max_length=MAX_TOKENS)


def t5_tokenizer() -> T5Tokenizer:
    letters = [(c, -1.0) for c in "\u2581" + string.ascii_letters + string.digits + string.punctuation]
    vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *letters]
    return T5Tokenizer(vocab=vocab, extra_ids=0, model_max_length=64)


def clip_text(*, projection: bool = False, width: int = WIDTH, layers: int = 2) -> Any:
    tokenizer = clip_tokenizer()
    config = CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=width, intermediate_size=2 * width, projection_dim=width,
        num_hidden_layers=layers, num_attention_heads=4, max_position_embeddings=MAX_TOKENS,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    return (CLIPTextModelWithProjection if projection else CLIPTextModel)(config)


def t5_text(width: int = WIDTH) -> T5EncoderModel:
    return T5EncoderModel(T5Config(vocab_size=200, d_model=width, d_kv=8, d_ff=64, num_layers=1, num_heads=4))


def vae(latent_channels: int = 4, *, flow: bool = False) -> diffusers.AutoencoderKL:
    return diffusers.AutoencoderKL(
        block_out_channels=(8, 8, 16, 16), down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=1, norm_num_groups=4, mid_block_add_attention=False,
        latent_channels=latent_channels, shift_factor=0.05 if flow else None, use_quant_conv=not flow,
        use_post_quant_conv=not flow, sample_size=64,
    )  # fmt: skip


def unet(cross: int = WIDTH, **more: Any) -> diffusers.UNet2DConditionModel:
    return diffusers.UNet2DConditionModel(
        **{
            "block_out_channels": (16, 32), "layers_per_block": 1, "sample_size": 8, "in_channels": 4,
            "out_channels": 4, "down_block_types": ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D"), "cross_attention_dim": cross,
            "attention_head_dim": 4, "norm_num_groups": 4, **more,
        }
    )  # fmt: skip


def scheduler(**more: Any) -> diffusers.DDIMScheduler:
    return diffusers.DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, clip_sample=False,
        set_alpha_to_one=False, **more,
    )  # fmt: skip


def sd(**unet_options: Any) -> diffusers.StableDiffusionPipeline:
    width = unet_options.get("cross", WIDTH)
    return diffusers.StableDiffusionPipeline(
        vae=vae(), text_encoder=clip_text(width=width), tokenizer=clip_tokenizer(), unet=unet(**unet_options),
        scheduler=scheduler(), safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def sdxl(width_2: int = WIDTH, layers_2: int = 2) -> diffusers.StableDiffusionXLPipeline:
    """`width_2` and `layers_2` are of the second text encoder."""
    xl_unet = unet(
        cross=WIDTH + width_2, addition_embed_type="text_time", addition_time_embed_dim=8, use_linear_projection=True,
        projection_class_embeddings_input_dim=6 * 8 + width_2,
    )  # fmt: skip
    return diffusers.StableDiffusionXLPipeline(
        vae=vae(), text_encoder=clip_text(), tokenizer=clip_tokenizer(),
        text_encoder_2=clip_text(projection=True, width=width_2, layers=layers_2),
        tokenizer_2=clip_tokenizer(), unet=xl_unet, scheduler=scheduler(), add_watermarker=False,
    )  # fmt: skip


def sd3(width_2: int = WIDTH) -> diffusers.StableDiffusion3Pipeline:
    both = WIDTH + width_2
    transformer = diffusers.SD3Transformer2DModel(
        sample_size=8, patch_size=2, in_channels=4, num_layers=1, attention_head_dim=8, num_attention_heads=4,
        joint_attention_dim=both, caption_projection_dim=32, pooled_projection_dim=both, out_channels=4,
        pos_embed_max_size=16,
    )  # fmt: skip
    return diffusers.StableDiffusion3Pipeline(
        transformer=transformer, vae=vae(flow=True), text_encoder=clip_text(projection=True),
        text_encoder_2=clip_text(projection=True, width=width_2), text_encoder_3=t5_text(both),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(), tokenizer_3=t5_tokenizer(), scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
    )  # fmt: skip


def flux(heads: int = 2) -> diffusers.FluxPipeline:
    transformer = diffusers.FluxTransformer2DModel(
        patch_size=1, in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16,
        num_attention_heads=heads,
        joint_attention_dim=WIDTH, pooled_projection_dim=WIDTH, axes_dims_rope=(4, 4, 8), guidance_embeds=True,
    )  # fmt: skip
    return diffusers.FluxPipeline(
        transformer=transformer, vae=vae(flow=True), text_encoder=clip_text(), text_encoder_2=t5_text(),
        tokenizer=clip_tokenizer(), tokenizer_2=t5_tokenizer(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
    )  # fmt: skip


def svd() -> diffusers.StableVideoDiffusionPipeline:
    """Stable Video Diffusion: 6 frames of a picture."""
    video_unet = diffusers.UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 64), layers_per_block=1, sample_size=8, in_channels=8, out_channels=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"), cross_attention_dim=WIDTH,
        num_attention_heads=(2, 4), addition_time_embed_dim=8, projection_class_embeddings_input_dim=3 * 8,
        num_frames=6,
    )  # fmt: skip
    vision = CLIPVisionModelWithProjection(
        CLIPVisionConfig(
            hidden_size=WIDTH, intermediate_size=WIDTH, projection_dim=WIDTH, num_hidden_layers=1,
            num_attention_heads=4, image_size=224, patch_size=56,
        )
    )  # fmt: skip
    return diffusers.StableVideoDiffusionPipeline(
        vae=diffusers.AutoencoderKLTemporalDecoder(
            block_out_channels=(32, 32, 32, 32), down_block_types=("DownEncoderBlock2D",) * 4, layers_per_block=1,
            latent_channels=4, sample_size=64,
        ),
        image_encoder=vision, unet=video_unet, feature_extractor=CLIPImageProcessor(crop_size=224, size=224),
        scheduler=diffusers.EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="v_prediction",
            sigma_max=700.0, sigma_min=0.002, steps_offset=1, timestep_spacing="leading",
            timestep_type="continuous", use_karras_sigmas=True,
        ),
    )  # fmt: skip


FAMILIES: dict[str, Callable[[], Any]] = {"sd": sd, "sdxl": sdxl, "sd3": sd3, "flux": flux}


def save_pipeline(build: Callable[[], Any], folder: Path, *, seed: int = 0) -> Path:
    """Build with a fixed seed and save as a diffusers folder."""
    torch.manual_seed(seed)
    pipeline = build()
    for name in ("unet", "transformer"):
        if (part := getattr(pipeline, name, None)) is not None:
            vary(part)
    pipeline.save_pretrained(folder)
    return folder


def vary(module: torch.nn.Module) -> None:
    """Fill what is initialised to zero (adaLN and output layers), so that every input changes the picture."""
    for parameter in module.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.05)


ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
MIXED = (*ATTENTION, "proj_in", "proj_out", "ff.net.0.proj", "ff.net.2", "conv1", "conv2", "time_emb_proj")
TEXT = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")


def add_lora(
    model: torch.nn.Module,
    targets: Iterable[str],
    *,
    rank: int = 4,
    alpha: float = 4,
    seed: int = 0,
    name: str = "default",
) -> torch.nn.Module:
    """Inject an adapter whose halves are both random: PEFT's zero `lora_B` would make every comparison vacuous."""
    config = peft.LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(targets))
    peft.inject_adapter_in_model(config, model, name)
    generator = torch.Generator().manual_seed(seed)
    for key, parameter in model.named_parameters():
        if f".lora_A.{name}." in key or f".lora_B.{name}." in key:
            parameter.data = torch.randn(parameter.shape, generator=generator) * 0.3
    return model


def lora_file(
    pipeline: Any, path: Path, *, targets: Iterable[str] = ATTENTION, text: bool = True, rank: int = 4,
    alpha: float = 4, seed: int = 0, trigger: str | None = None,
) -> Path:  # fmt: skip
    """A LoRA for a pipeline of this shape, in the diffusers layout. Wraps the layers of the pipeline it is given."""
    denoiser = "unet" if hasattr(pipeline, "unet") else "transformer"
    models = {denoiser: add_lora(getattr(pipeline, denoiser), targets, rank=rank, alpha=alpha, seed=seed)}
    if text:
        models["text_encoder"] = add_lora(pipeline.text_encoder, TEXT, rank=rank, alpha=alpha, seed=seed + 1)
    save_lora(models, path, trigger=trigger, base="tiny")
    return path
