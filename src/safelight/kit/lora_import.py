"""Rewrite a LoRA of any layout into the diffusers layout: keys change, joined layers part, no number is computed."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from safelight.kit.lora_bytes import take_columns, take_rows, used_columns
from safelight.kit.lora_export import read_alpha, stated_alphas
from safelight.kit.lora_keys import LoraModule, Match
from safelight.kit.safetensors_header import Header, Shape, read_bytes, read_header, write_file


def to_diffusers(source: Path, target: Path, match: Match) -> None:
    """Write `source`, matched to its base, as plain diffusers' `load_lora_weights` reads it.

    Ranks and alphas go into `lora_adapter_metadata`, for the layout has no alpha tensors.
    """
    header = read_header(source)
    stated = stated_alphas(header)
    tensors: list[tuple[str, str, Shape, bytes]] = []
    layers: dict[str, list[tuple[LoraModule, float]]] = {}
    for named in match.modules:
        down, up = header.tensors[named.down], header.tensors[named.up]
        module, halves = _own(named, read_bytes(source, down), read_bytes(source, up), rows=up.shape[0])
        if not module.rank:
            continue  # its share of a joined layer is zero: no change
        out = up.shape[0] if named.rows is None else sum(stop - start for start, stop in named.rows)
        shapes = (module.rank, *down.shape[1:]), (out, module.rank, *up.shape[2:])
        for half, info, shape, data in zip("AB", (down, up), shapes, halves, strict=True):
            tensors.append((f"{module.component}.{module.module}.lora_{half}.weight", info.dtype, shape, data))
        alpha = _alpha(source, header, named, stated) * module.rank / named.rank
        layers.setdefault(module.component, []).append((module, alpha))
    configs: dict[str, Any] = {}
    for component, parts in layers.items():
        configs |= {f"{component}.{field}": value for field, value in _config(parts).items()}
    kept = {key: value for key, value in header.metadata.items() if not key.startswith("ss_network")}
    write_file(target, tensors, kept | {"format": "pt", "lora_adapter_metadata": json.dumps(configs, sort_keys=True)})


def _own(module: LoraModule, down: bytes, up: bytes, *, rows: int) -> tuple[LoraModule, tuple[bytes, bytes]]:
    """A layer with its own halves; of a joined one's rank only the part that its rows use."""
    if module.rows is None:
        return module, (down, up)
    up = take_rows(up, rows, module.rows)
    count = sum(stop - start for start, stop in module.rows)
    columns = used_columns(up, count, module.rank)
    down = take_rows(down, module.rank, (columns,))
    return replace(module, rank=columns[1] - columns[0]), (down, take_columns(up, count, module.rank, columns))


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
        return read_alpha(source, header.tensors[module.alpha])
    # A file that says nothing means alpha = rank: scale 1.
    return stated.get((module.component, module.module)) or float(module.rank)
