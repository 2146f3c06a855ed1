"""Models of the UNet kind, Stable Diffusion and SDXL: a discrete noise schedule, epsilon or v-prediction."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from torch import Tensor, nn

from safelight.engine.families.common.ddpm import Objective
from safelight.engine.families.common.folder import PipelineFolder, number_type, picture_loss
from safelight.engine.training.errors import UnsupportedBase
from safelight.engine.training.family import Conditioning
from safelight.kit.diffusers_facts import is_flow_matching
from safelight.specs.training import LoraTarget, TrainSpec

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
FEEDFORWARD = ("ff.net.0.proj", "ff.net.2", "proj_in", "proj_out")
CONVOLUTION = ("conv1", "conv2", "conv_shortcut", "time_emb_proj", "downsamplers.0.conv", "upsamplers.0.conv")


class UNetFolder(PipelineFolder):
    """A pipeline folder with a UNet."""

    denoiser_prefix = "unet"
    denoiser_class: ClassVar[Any] = UNet2DConditionModel
    targets: ClassVar[Mapping[LoraTarget, Sequence[str]]] = {
        "attention": ATTENTION,
        "attention+feedforward": ATTENTION + FEEDFORWARD,
        "all": ATTENTION + FEEDFORWARD + CONVOLUTION,
    }

    def __init__(self, base: Path, text_parts: Sequence[str]) -> None:
        super().__init__(base, text_parts)
        self.resolution = int(self.denoiser_config["sample_size"]) * self.shrink
        config = self.scheduler_config()
        # Read as a discrete schedule, the config of another kind would give betas that the model has never seen.
        if is_flow_matching(config) or str(config.get("_class_name", "")).startswith("EDM"):
            raise UnsupportedBase(
                f"{base.name} was trained with the noise of a {config['_class_name']}, which is not supported.",
                hint="Train on a model with a discrete noise schedule, such as Stable Diffusion or SDXL as released.",
            )
        scheduler = DDPMScheduler.from_pretrained(base, subfolder="scheduler", local_files_only=True)
        self.objective = Objective(scheduler.alphas_cumprod, scheduler.config.prediction_type)

    def draw_timesteps(self, generator: torch.Generator, count: int, spec: TrainSpec) -> Tensor:
        """(count,) whole steps, each uniform, spread evenly over the batch."""
        return self.objective.draw_timesteps(generator, count)

    def denoiser_arguments(self, conditioning: Conditioning, dtype: torch.dtype) -> dict[str, Any]:
        """What the UNet is told besides noisy latents and time."""
        return {"encoder_hidden_states": conditioning["encoder_hidden_states"].to(dtype)}

    def loss(
        self,
        denoiser: nn.Module,
        latents: Tensor,
        *,
        noise: Tensor,
        timesteps: Tensor,
        conditioning: Conditioning,
        spec: TrainSpec,
        mask: Tensor | None = None,
    ) -> Tensor:
        """(n,): see `Objective`."""
        noisy, target = self.objective.noised(latents, noise, timesteps)
        dtype = number_type(denoiser)
        told = self.denoiser_arguments(conditioning, dtype)
        predicted = denoiser(noisy.to(dtype), timesteps, **told, return_dict=False)[0]
        gamma = spec.snr_gamma
        weight = latents.new_ones(()) if gamma is None else self.objective.min_snr_weight(timesteps, gamma)
        return picture_loss(predicted, target, weight, mask)
