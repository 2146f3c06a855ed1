"""Rewrite a LoRA of any layout into the diffusers layout: keys change, the weights' bytes do not."""

import json
import struct
from collections import Counter
from pathlib import Path
from typing import Any

from safelight.kit.lora_export import stated_alphas
from safelight.kit.lora_keys import LoraModule, Match
from safelight.kit.safetensors_header import Header, Shape, TensorInfo, read_bytes, read_header, write_file


def to_diffusers(source: Path, target: Path, match: Match) -> None:
    """Write `source`, matched to its base, as plain diffusers' `load_lora_weights` reads it.

    Ranks and alphas go into `lora_adapter_metadata`, for the layout has no alpha tensors.
    """
    header = read_header(source)
    stated = stated_alphas(header)
    tensors: list[tuple[str, str, Shape, bytes]] = []
    layers: dict[str, list[tuple[LoraModule, float]]] = {}
    for module in match.modules:
        for half, key in (("A", module.down), ("B", module.up)):
            info = header.tensors[key]
            name = f"{module.component}.{module.module}.lora_{half}.weight"
            tensors.append((name, info.dtype, info.shape, read_bytes(source, info)))
        layers.setdefault(module.component, []).append((module, _alpha(source, header, module, stated)))
    configs: dict[str, Any] = {}
    for component, parts in layers.items():
        configs |= {f"{component}.{field}": value for field, value in _config(parts).items()}
    kept = {key: value for key, value in header.metadata.items() if not key.startswith("ss_network")}
    write_file(target, tensors, kept | {"format": "pt", "lora_adapter_metadata": json.dumps(configs, sort_keys=True)})


def _config(parts: list[tuple[LoraModule, float]]) -> dict[str, Any]:
    """The fields of PEFT's LoraConfig that say rank and alpha of exactly these modules."""
    (rank, alpha), _ = Counter((module.rank, alpha) for module, alpha in parts).most_common(1)[0]
    return {
        "r": rank,
        "lora_alpha": alpha,
        "target_modules": [module.module for module, _ in parts],
        "rank_pattern": {f"^{m.module}": m.rank for m, _ in parts if m.rank != rank},
        "alpha_pattern": {f"^{m.module}": a for m, a in parts if a != alpha},
    }


def _alpha(source: Path, header: Header, module: LoraModule, stated: dict[tuple[str, str], float | None]) -> float:
    if module.alpha is not None:
        return _number(source, header.tensors[module.alpha])
    # A file that says nothing means alpha = rank: scale 1.
    return stated.get((module.component, module.module)) or float(module.rank)


def _number(source: Path, info: TensorInfo) -> float:
    raw = read_bytes(source, info)
    if info.dtype == "BF16":  # the upper half of a float32
        return float(struct.unpack("<f", b"\x00\x00" + raw)[0])
    return float(struct.unpack({"F64": "<d", "F32": "<f", "F16": "<e", "I64": "<q", "I32": "<i"}[info.dtype], raw)[0])
