"""What sees how alike pictures are: a vision model of the registry, or else the base's own autoencoder."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoImageProcessor, AutoModel, AutoTokenizer

from safelight.engine.training.family import Family

Check = Callable[[], None]
BATCH = 4  # what is looked at between two looks for a cancel
GRID = 8
OWN = "autoencoder"
"""Name of the embedder that is always there."""


class VisionModel:
    """A vision model in the transformers layout: DINOv2 and its like, or, with words, CLIP and SigLIP."""

    def __init__(
        self, path: Path, *, name: str, device: str | torch.device = "cpu", check: Check = lambda: None
    ) -> None:
        """Reads the folder; nothing is fetched. `check` may raise between pictures."""
        self.name, self._path, self._device, self._check = name, path, torch.device(device), check
        self._processor: Any = AutoImageProcessor.from_pretrained(path, local_files_only=True)
        self._model: Any = AutoModel.from_pretrained(path, local_files_only=True, dtype=torch.float32).eval()
        self._tokenizer: Any = None

    @property
    def reads(self) -> bool:
        """Whether it knows words too."""
        return hasattr(self._model, "get_text_features")

    @torch.no_grad()
    def pictures(self, images: Sequence[Image.Image]) -> Tensor:
        """(n, width): its projected features where it has such, else its pooled ones."""
        found = []
        model = self._model.to(self._device)
        for start in range(0, len(images), BATCH):
            self._check()
            some = [image.convert("RGB") for image in images[start : start + BATCH]]
            pixels = self._processor(images=some, return_tensors="pt")["pixel_values"].to(self._device)
            seen = model.get_image_features(pixel_values=pixels) if self.reads else model(pixel_values=pixels)
            found.append(_pooled(seen).float().cpu())
        self._model.to("cpu")
        return torch.cat(found)

    @torch.no_grad()
    def words(self, prompts: Sequence[str]) -> Tensor | None:
        """(n, width), or None where it was taught no words."""
        if not self.reads:
            return None
        if self._tokenizer is None:
            self._tokenizer = AutoTokenizer.from_pretrained(self._path, local_files_only=True)
        # SigLIP was trained on words padded to the full length.
        tokens = self._tokenizer(list(prompts), padding="max_length", truncation=True, return_tensors="pt")
        known = {name: tokens[name] for name in ("input_ids", "attention_mask") if name in tokens}
        return _pooled(self._model.get_text_features(**known)).float()


class OwnEyes:
    """The latents of the base's own autoencoder, as a grid of 8 x 8: a small, soft copy of the picture.

    It was taught to keep pictures, not to know a subject: it sees colours and shapes and where they are, and nothing
    of a face. It is always there, and stays as it is while the denoiser learns.
    """

    name = OWN

    def __init__(self, family: Family, *, device: str | torch.device = "cpu", check: Check = lambda: None) -> None:
        """`check` may raise between pictures."""
        self._family, self._device, self._check = family, torch.device(device), check
        self._vae: nn.Module = family.load_vae(torch.device("cpu"), torch.float32)

    @torch.no_grad()
    def pictures(self, images: Sequence[Image.Image]) -> Tensor:
        """(n, 64 x latent channels)."""
        vae = self._vae.to(self._device)
        try:
            found = []
            for image in images:  # one by one: references differ in size
                self._check()
                latents = self._family.encode_pictures(vae, _pixels(image).to(self._device))[0]
                found.append(F.adaptive_avg_pool2d(latents.float(), GRID).flatten(1).cpu())
            return torch.cat(found)
        finally:
            self._vae.to("cpu")

    def words(self, prompts: Sequence[str]) -> Tensor | None:
        """It cannot read."""
        return None


SIDE = 256  # the longer side of what is looked at: enough to tell a subject


def _pixels(image: Image.Image) -> Tensor:
    """(1, 3, height, width) in -1..1, sides a multiple of 32."""
    scale = min(1.0, SIDE / max(image.size))
    width, height = (max(32, round(side * scale / 32) * 32) for side in image.size)
    resized = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    raw = torch.frombuffer(bytearray(resized.tobytes()), dtype=torch.uint8)
    return raw.view(1, height, width, 3).permute(0, 3, 1, 2).float() / 127.5 - 1


def _pooled(out: Any) -> Tensor:
    """(n, width) of what a transformers model gave."""
    if isinstance(out, Tensor):
        return out
    pooled = getattr(out, "pooler_output", None)
    found: Tensor = pooled if pooled is not None else out.last_hidden_state[:, 0]
    return found
