"""Text encoders as pipelines use them: CLIP, which may learn, and T5, which never does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer, T5EncoderModel, T5Tokenizer

from safelight.engine.families.common.folder import frozen
from safelight.engine.training.weights import local

AT_ONCE = 16
"""Prompts that T5 reads together."""


class Clip:
    """A CLIP tokenizer with its encoder. `suffix`: of the names of both parts, "" or "_2"."""

    def __init__(self, suffix: str, tokenizer: Any, encoder: nn.Module) -> None:
        self.suffix, self.tokenizer, self.encoder = suffix, tokenizer, encoder
        self.window = int(tokenizer.model_max_length)
        """Tokens that it sees; 77 in the released models."""

    @classmethod
    def load(cls, base: Path, suffix: str, device: torch.device, dtype: torch.dtype, *, projects: bool) -> "Clip":
        """`projects`: whether it has a projection of the whole prompt."""
        folder = base / f"text_encoder{suffix}"
        kind = CLIPTextModelWithProjection if projects else CLIPTextModel
        encoder = frozen(kind.from_pretrained(folder, **local(folder, dtype)))
        tokenizer = CLIPTokenizer.from_pretrained(base / f"tokenizer{suffix}", local_files_only=True)
        return cls(suffix, tokenizer, encoder.to(device))

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        return next(self.encoder.parameters()).device

    def __call__(self, prompts: Sequence[str], **options: Any) -> Any:
        """What the encoder gives for n prompts, each padded to the window."""
        tokens = _padded(self.tokenizer, prompts, self.window).to(self.device)
        # CLIP was trained without a mask, padding included, unless its config says otherwise.
        mask = tokens.attention_mask if getattr(self.encoder.config, "use_attention_mask", False) else None
        return self.encoder(tokens.input_ids, attention_mask=mask, **options)

    def states_and_whole(self, prompts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """The last layer but one, (n, window, width), and the projection of the whole prompt, (n, width)."""
        found = self(prompts, output_hidden_states=True)
        return found.hidden_states[-2], found[0]


class T5:
    """A T5 tokenizer with its encoder, which never learns: no published script teaches it."""

    def __init__(self, suffix: str, tokenizer: Any, encoder: nn.Module, window: int) -> None:
        """`window`: tokens that the denoiser is told, padding included."""
        self.suffix, self.tokenizer, self.window = suffix, tokenizer, window
        self._encoder: nn.Module | None = encoder
        self._known: dict[str, Tensor] = {}

    @classmethod
    def load(cls, base: Path, suffix: str, device: torch.device, dtype: torch.dtype, *, window: int) -> "T5":
        """In bf16 on a GPU: in fp32 the released one takes 19 GB, and in fp16 it overflows."""
        folder = base / f"text_encoder{suffix}"
        encoder = frozen(T5EncoderModel.from_pretrained(folder, **local(folder, _fitting(dtype, device))))
        tokenizer = T5Tokenizer.from_pretrained(base / f"tokenizer{suffix}", local_files_only=True)
        return cls(suffix, tokenizer, encoder.to(device), window)

    def __call__(self, prompts: Sequence[str]) -> Tensor:
        """(n, window, width), without a mask, as pipelines have it."""
        if self._encoder is None:
            return torch.stack([self._known[prompt] for prompt in prompts])
        tokens = _padded(self.tokenizer, prompts, self.window).to(next(self._encoder.parameters()).device)
        states: Tensor = self._encoder(tokens.input_ids)[0]
        return states

    @torch.no_grad()
    def settle(self, prompts: Sequence[str], device: torch.device) -> None:
        """Encode these on a device, and let go of the encoder."""
        if self._encoder is not None:
            self._encoder.to(device, _fitting(next(self._encoder.parameters()).dtype, device))
        for start in range(0, len(prompts), AT_ONCE):
            some = prompts[start : start + AT_ONCE]
            self._known |= dict(zip(some, self(some), strict=True))
        self._encoder = None


class Encoders:
    """The text encoders of a folder: CLIP's, which may learn, and T5 where there is one."""

    def __init__(self, clips: Sequence[Clip], t5: T5 | None = None) -> None:
        self.clips, self.t5 = clips, t5
        self.networks: Mapping[str, nn.Module] = {f"text_encoder{clip.suffix}": clip.encoder for clip in clips}

    def settle(self, prompts: Sequence[str]) -> None:
        """T5 reads them, and goes."""
        if self.t5 is not None:
            self.t5.settle(prompts, self.clips[0].device)

    def truncated(self, prompts: Sequence[str]) -> dict[str, list[str]]:
        """By tokenizer, those of more tokens than its encoder sees."""
        readers: list[Clip | T5] = [*self.clips, *([self.t5] if self.t5 else [])]
        return {f"tokenizer{each.suffix}": _beyond(each.tokenizer, prompts, each.window) for each in readers}


def _fitting(dtype: torch.dtype, device: torch.device) -> torch.dtype:
    return torch.bfloat16 if device.type == "cuda" or dtype == torch.float16 else dtype


def _padded(tokenizer: Any, prompts: Sequence[str], window: int) -> Any:
    """Tokens of n prompts, (n, window) each."""
    return tokenizer(list(prompts), padding="max_length", max_length=window, truncation=True, return_tensors="pt")


def _beyond(tokenizer: Any, prompts: Sequence[str], window: int) -> list[str]:
    """Those of more tokens than the window."""
    lengths = [len(ids) for ids in tokenizer(list(prompts), truncation=False, verbose=False).input_ids]
    return [prompt for prompt, length in zip(prompts, lengths, strict=True) if length > window]
