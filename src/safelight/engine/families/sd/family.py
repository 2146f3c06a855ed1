"""Stable Diffusion 1.x and 2.x as training sees them: one CLIP text encoder, one UNet."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from safelight.engine.families.common.text import Clip, Encoders
from safelight.engine.families.common.unet import UNetFolder
from safelight.engine.training.family import Conditioning, Family, TextEncoders


def open_family(base: Path) -> Family:
    """The family, opened on one pipeline folder; reads configs only."""
    return StableDiffusion(base)


class StableDiffusion(UNetFolder):
    """A pipeline folder of the Stable Diffusion shape."""

    name = "sd"

    def __init__(self, base: Path) -> None:
        super().__init__(base, ("text_encoder",))

    def load_text_encoders(self, device: torch.device, dtype: torch.dtype) -> TextEncoders:
        """The tokenizer comes along; the encoder is frozen."""
        return ClipText([Clip.load(self.base, "", device, dtype, projects=False)])

    def prompt_arguments(self, conditioning: Conditioning, unconditional: Conditioning) -> dict[str, Tensor]:
        """The words alone."""
        return {
            "prompt_embeds": conditioning["encoder_hidden_states"],
            "negative_prompt_embeds": unconditional["encoder_hidden_states"],
        }


class ClipText(Encoders):
    """One CLIP: its last hidden states. Of 2.x, the released folders leave out the layer that is not used."""

    def encode(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """{"encoder_hidden_states": (n, tokens, width)}."""
        return {"encoder_hidden_states": self.clips[0](prompts)[0]}
