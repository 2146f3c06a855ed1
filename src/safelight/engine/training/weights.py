"""Base model folders: how their parts are opened, and a name for what they hold."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

ENDS = 1 << 20
"""Bytes hashed at both ends of a weights file: its header with all names, and the last tensors."""


def local(folder: Path, dtype: torch.dtype) -> dict[str, Any]:
    """Arguments of from_pretrained for a part on disk: safetensors alone, never the network, the variant that is there.

    dtype is always given: without it, diffusers and transformers parts of an fp16 folder come up in different types.
    """
    names = [file.name for file in folder.glob("*.safetensors")]
    has_plain = any(".fp16." not in name and ".bf16." not in name for name in names)
    variants = sorted({name.split(".")[1] for name in names if ".fp16." in name or ".bf16." in name})
    variant = None if has_plain or not variants else variants[0]
    return {"dtype": dtype, "use_safetensors": True, "local_files_only": True, "variant": variant}


def fingerprint_of(base: Path, parts: Sequence[str]) -> str:
    """A digest of the parts' configs and weights that does not read gigabytes: sizes, and both ends of each file."""
    digest = hashlib.sha256()
    for part in parts:
        for path in sorted((base / part).iterdir()):
            if path.suffix not in (".json", ".safetensors"):
                continue
            size = path.stat().st_size
            digest.update(f"{part}/{path.name}:{size}".encode())
            with path.open("rb") as file:
                digest.update(file.read(ENDS))
                file.seek(max(0, size - ENDS))
                digest.update(file.read(ENDS))
    return digest.hexdigest()[:32]
