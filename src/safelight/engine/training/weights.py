"""Base model folders: how their parts are opened, and a name for what they hold."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

_VARIANT = re.compile(r"\.(fp16|bf16)(?=[.-])")  # model.fp16.safetensors, model.fp16-00001-of-00002.safetensors
ENDS = 1 << 20
"""Bytes hashed at both ends of a weights file: its header with all names, and the last tensors."""


def local(folder: Path, dtype: torch.dtype) -> dict[str, Any]:
    """Arguments of from_pretrained for a part on disk: safetensors alone, never the network, the variant that is there.

    dtype is always given: without it, diffusers and transformers parts of an fp16 folder come up in different types.
    """
    return {"dtype": dtype, "use_safetensors": True, "local_files_only": True, "variant": variant_of(folder)}


def variant_of(folder: Path) -> str | None:
    """The variant of a part's weights ("fp16"), where they are there in no plain form."""
    variants = {variant_in(file.name) for file in folder.glob("*.safetensors")}
    return None if None in variants or not variants else min(filter(None, variants))


def variant_in(name: str) -> str | None:
    """The variant that a file's name tells."""
    found = _VARIANT.search(name)
    return found[1] if found else None


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
