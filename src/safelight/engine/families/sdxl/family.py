"""Stable Diffusion XL as training sees it: two CLIP text encoders, and a UNet that is told of sizes and crops.

Source: Podell et al., 2023 (section 2.2), and diffusers' train_dreambooth_lora_sdxl.py.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from safelight.engine.families.common.folder import has_part
from safelight.engine.families.common.text import Clip, Encoders
from safelight.engine.families.common.unet import UNetFolder
from safelight.engine.training.errors import UnsupportedBase
from safelight.engine.training.family import Conditioning, Family, Framing, TextEncoders


def open_family(base: Path) -> Family:
    """The family, opened on one pipeline folder; reads configs only."""
    return StableDiffusionXL(base)


class StableDiffusionXL(UNetFolder):
    """A pipeline folder of the SDXL shape."""

    name = "sdxl"

    def __init__(self, base: Path) -> None:
        if not has_part(base, "text_encoder"):
            raise UnsupportedBase(
                f"{base.name} has one text encoder, as SDXL's refiner: it goes on from pictures of another model.",
                hint="Train on the base model; the refiner can be used after its LoRA as before.",
            )
        super().__init__(base, ("text_encoder", "text_encoder_2"))
        self.silence_is_zero = bool(self.index.get("force_zeros_for_empty_prompt", True))

    def load_text_encoders(self, device: torch.device, dtype: torch.dtype) -> TextEncoders:
        """The tokenizers come along; the encoders are frozen."""
        first = Clip.load(self.base, "", device, dtype, projects=False)
        second = Clip.load(self.base, "_2", device, dtype, projects=True)
        return TwoClips([first, second], silence_is_zero=self.silence_is_zero)

    def framing_conditioning(self, framings: Sequence[Framing]) -> dict[str, Tensor]:
        """{"time_ids": (n, 6)}: height and width as uploaded, top and left of the crop, height and width learnt at."""
        rows = [(f.source[1], f.source[0], f.crop[1], f.crop[0], f.size[1], f.size[0]) for f in framings]
        return {"time_ids": torch.tensor(rows, dtype=torch.float32)}

    def prompt_arguments(self, conditioning: Conditioning, unconditional: Conditioning) -> dict[str, Tensor]:
        """The words, and the whole of each prompt; sizes are the pipeline's matter."""
        return {
            "prompt_embeds": conditioning["encoder_hidden_states"],
            "pooled_prompt_embeds": conditioning["text_embeds"],
            "negative_prompt_embeds": unconditional["encoder_hidden_states"],
            "negative_pooled_prompt_embeds": unconditional["text_embeds"],
        }

    def denoiser_arguments(self, conditioning: Conditioning, dtype: torch.dtype) -> dict[str, Any]:
        """Also the whole prompt and the sizes."""
        words, whole = conditioning["encoder_hidden_states"].to(dtype), conditioning["text_embeds"].to(dtype)
        added = {"text_embeds": whole, "time_ids": conditioning["time_ids"].to(whole)}
        return {"encoder_hidden_states": words, "added_cond_kwargs": added}


class TwoClips(Encoders):
    """The last layer but one of both, side by side, and the second's projection of the whole prompt."""

    def __init__(self, clips: Sequence[Clip], *, silence_is_zero: bool) -> None:
        super().__init__(clips)
        self._silence_is_zero = silence_is_zero

    def encode(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """{"encoder_hidden_states": (n, tokens, both widths), "text_embeds": (n, second width)}.

        An empty prompt is zeros where the pipeline's unconditional side is: a dropped caption then teaches just that.
        """
        (words, _), (more, whole) = (clip.states_and_whole(prompts) for clip in self.clips)
        states = torch.cat([words, more], dim=-1)
        if self._silence_is_zero:
            heard = torch.tensor([bool(prompt) for prompt in prompts], device=states.device)
            states, whole = states * heard[:, None, None], whole * heard[:, None]
        return {"encoder_hidden_states": states, "text_embeds": whole}
