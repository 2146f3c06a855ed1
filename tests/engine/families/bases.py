"""A tiny base of each family, with the schedulers that the released models have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import torch

from tests.engine import tiny


def _small(pipeline: Any) -> Any:
    """One block of its UNet attends, as many layers as a story needs."""
    config = {
        **pipeline.unet.config, "block_out_channels": (8, 16),
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    }  # fmt: skip
    pipeline.unet = diffusers.UNet2DConditionModel.from_config(config)
    return pipeline


def _v_prediction(pipeline: Any) -> Any:
    """v-prediction down to a signal of nothing, as later models have it."""
    pipeline.scheduler = tiny.scheduler(
        prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing"
    )
    return pipeline


def _flow(pipeline: Any, **config: Any) -> Any:
    pipeline.scheduler = diffusers.FlowMatchEulerDiscreteScheduler(**config)
    return pipeline


def _without_t5(pipeline: Any) -> Any:
    pipeline.register_modules(text_encoder_3=None, tokenizer_3=None)
    return pipeline


def _schnell() -> Any:
    pipeline = tiny.flux()
    pipeline.transformer = diffusers.FluxTransformer2DModel.from_config(
        {**pipeline.transformer.config, "guidance_embeds": False}
    )
    return _flow(pipeline, shift=1.0)


BASES: dict[str, Callable[[], Any]] = {
    "sd": lambda: _small(tiny.sd()),
    "sd, v": lambda: _v_prediction(_small(tiny.sd())),
    "sdxl": lambda: _small(tiny.sdxl()),
    "sdxl, v": lambda: _v_prediction(_small(tiny.sdxl())),
    "sd3": lambda: _flow(tiny.sd3(), shift=3.0),
    "sd3 without T5": lambda: _without_t5(_flow(tiny.sd3(), shift=3.0)),
    "flux dev": lambda: _flow(tiny.flux(), shift=3.0, use_dynamic_shifting=True),
    "flux schnell": _schnell,
}
LATENTS = (4, 8, 8)
PIXELS = 64


def pipeline_of(base: Path) -> Any:
    """As plain diffusers loads it; parts that a folder leaves out must be named there."""
    index = diffusers.DiffusionPipeline.load_config(base)
    absent = {name: None for name, value in index.items() if value == [None, None]}
    pipeline = diffusers.DiffusionPipeline.from_pretrained(base, dtype=torch.float32, **absent)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def certain(pipeline: Any) -> Any:
    """With an autoencoder that draws nothing: random weights would make another picture of the same one each time."""
    vae = pipeline.vae
    last = vae.quant_conv or vae.encoder.conv_out
    with torch.no_grad():
        last.weight[LATENTS[0] :] = 0
        last.bias[LATENTS[0] :] = -30  # log of the variance
    return pipeline
