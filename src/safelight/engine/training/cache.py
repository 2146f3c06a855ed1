"""Pictures as latents, encoded once and kept on disk; a kill leaves whole files or none.

Kept are mean AND deviation of each picture, keyed by its content, so that training still draws from them at each step.
(Caching one sample, or caching in the order of a shuffled loader, are how others lose variety or mix up captions.)
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from PIL import ImageOps
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torchvision.transforms.functional import pil_to_tensor

from safelight.engine.training.data import Encoded
from safelight.engine.training.family import Family, Framing
from safelight.engine.vision.prepare import opened, prepare
from safelight.kit.files import sha256_of, whole_file
from safelight.kit.logs import get_logger

log = get_logger(__name__)

LAYOUT = 1
"""Part of every key: raise it when what is stored changes."""


class LatentCache:
    """Latents of pictures under one base model, in one folder."""

    def __init__(self, folder: Path, *, family: Family, resolution: int, aspect_buckets: bool, flip: bool) -> None:
        self.folder, self.family = folder, family
        self.resolution, self.aspect_buckets, self.flip = resolution, aspect_buckets, flip

    def encode(
        self, paths: Sequence[Path], device: torch.device, on_progress: Callable[[int, int], None]
    ) -> list[tuple[Encoded, ...]]:
        """Of each picture its variants: as it is, then mirrored if flips are wanted.

        The autoencoder is loaded only if some picture is new, and freed before this returns. It runs in fp32:
        in half precision some released autoencoders overflow, and it runs once per picture.
        """
        vae: nn.Module | None = None
        known: dict[str, tuple[Encoded, ...]] = {}
        encoded = []
        for done, path in enumerate(paths):
            on_progress(done, len(paths))
            key = self._key(path)
            if key not in known:
                kept = self._read(key)
                if kept is None:
                    vae = vae or self.family.load_vae(device, torch.float32)
                    kept = self._encode(vae, path, device)
                    self._write(key, kept)
                known[key] = kept
            encoded.append(known[key])
        on_progress(len(paths), len(paths))
        return encoded

    def _key(self, path: Path) -> str:
        shape = f"{self.resolution}:{self.aspect_buckets}:{self.flip}"
        name = f"{LAYOUT}:{self.family.fingerprint}:{sha256_of(path)}:{shape}"
        return hashlib.sha256(name.encode()).hexdigest()[:32]

    @torch.no_grad()
    def _encode(self, vae: nn.Module, path: Path, device: torch.device) -> tuple[Encoded, ...]:
        with opened(path) as image:
            picture = prepare(image, self.resolution, aspect_buckets=self.aspect_buckets)
        if picture.upscaled:
            log.warning("picture_upscaled", picture=path.name, source=picture.source, bucket=picture.image.size)
        images = [picture.image, ImageOps.mirror(picture.image)] if self.flip else [picture.image]
        pixels = torch.stack([pil_to_tensor(image) for image in images]).to(device).float() / 127.5 - 1
        mean, std = self.family.encode_pictures(vae, pixels)
        framing = Framing(picture.source, picture.crop[:2], picture.image.size)
        return tuple(Encoded(m, s, framing) for m, s in zip(mean.float().cpu(), std.float().cpu(), strict=True))

    def _write(self, key: str, variants: tuple[Encoded, ...]) -> None:
        framing = variants[0].framing
        tensors: dict[str, Tensor] = {}
        for number, variant in enumerate(variants):
            tensors[f"mean.{number}"] = variant.mean.contiguous()
            tensors[f"std.{number}"] = variant.std.contiguous()
        tensors["framing"] = torch.tensor([framing.source, framing.crop, framing.size])
        with whole_file(self.folder / f"{key}.safetensors") as file:
            file.write(save(tensors))

    def _read(self, key: str) -> tuple[Encoded, ...] | None:
        path = self.folder / f"{key}.safetensors"
        if not path.is_file():
            return None
        try:
            with safe_open(path, framework="pt") as file:
                source, crop, size = (tuple(pair) for pair in file.get_tensor("framing").tolist())
                framing = Framing(source, crop, size)
                count = sum(name.startswith("mean.") for name in file.keys())  # noqa: SIM118 (no dict)
                return tuple(
                    Encoded(file.get_tensor(f"mean.{i}"), file.get_tensor(f"std.{i}"), framing) for i in range(count)
                )
        except (SafetensorError, OSError, ValueError) as error:
            log.warning("cached_latents_unreadable", path=path.name, error=str(error))
            return None
