"""Rewrite a LoRA from the diffusers layout into the kohya layout, where some layers of transformers are one."""

import json
import math
import re
import struct
from collections import Counter
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

from safelight.kit.errors import shorten
from safelight.kit.lora_bytes import FLOATS, floats, pad_columns, take_rows
from safelight.kit.lora_keys import UnsupportedLora, describe
from safelight.kit.lora_names import kohya_name, split_key
from safelight.kit.lora_transformers import (
    Architecture,
    architecture_of_keys,
    groups_of,
    joined_sizes,
    swapped_rows,
)
from safelight.kit.safetensors_header import BITS, Header, Shape, TensorInfo, read_bytes, read_header, write_file

_ADAPTER_METADATA = "lora_adapter_metadata"  # diffusers: JSON of "<component>.<LoraConfig field>"
MAX_ALPHA = 1e9
"""No file that anybody trained comes near it."""
_XLABS = re.compile(r"(double|single)_blocks\.\d+\.(qkv|proj)\d?$")  # names that kohya has no like of


@dataclass(frozen=True)
class _Layer:
    """Both halves of one layer, as the file has them: down (rank, in), up (out, rank)."""

    component: str
    module: str
    down: TensorInfo
    up: TensorInfo
    alpha: float

    @property
    def rank(self) -> int:
        return self.down.shape[0]

    @property
    def scale(self) -> float:
        return self.alpha / self.rank


_Tensor = tuple[str, str, Shape, bytes]


def to_kohya(
    source: Path, target: Path, *, has_second_encoder: bool | None = None, architecture: Architecture | None = None
) -> None:
    """Write `source` as a kohya file (AUTOMATIC1111, ComfyUI, kohya's own scripts) without loading a base model.

    `has_second_encoder`: whether the base has two text encoders (SDXL), whose names are numbered; if None, whether
    the file has keys for a second one. `architecture`: of a transformer, after whose code kohya names the layers; if
    None, what the file's own names tell.

    Raises:
        UnsupportedLora: no plain LoRA, or of another transformer than Flux's and SD3's.
    """
    header = read_header(source)
    description = describe(header)
    if description.network != "lora" or description.layout not in {"diffusers", "original"}:
        raise UnsupportedLora("Only a plain LoRA in the diffusers layout can be exported for kohya.")
    is_transformer = "transformer" in description.components
    if is_transformer and not architecture:
        architecture = architecture_of_keys({key: info.shape for key, info in header.tensors.items()})
        if not architecture:
            raise UnsupportedLora(
                "The kohya layout is defined for UNet models, Flux and SD3; this LoRA is for another transformer.",
                hint="Use the diffusers file.",
            )
    second = "text_encoder_2" in description.components if has_second_encoder is None else has_second_encoder
    tensors: list[_Tensor] = []
    joined: dict[str, tuple[tuple[str, ...], dict[str, _Layer]]] = {}
    layers = _layers(source, header, description.components)
    for layer in layers:
        if layer.component == "transformer" and description.layout == "diffusers" and architecture:
            name, group = next(iter(groups_of(architecture, layer.module)), (None, ()))
            if name is None:
                raise UnsupportedLora(
                    f"The layer {layer.module} has no name in kohya's layout, so nothing was exported."
                )
            joined.setdefault(name, (group, {}))[1][layer.module] = layer
            continue
        name = kohya_name(layer.component, layer.module, has_second_encoder=second or is_transformer)
        tensors += _halves(name, source, layer)
    for name, (group, members) in joined.items():
        flat = kohya_name("transformer", name, has_second_encoder=False)
        tensors += _join(flat, source, group, members) if len(group) > 1 else _halves(flat, source, members[group[0]])
    write_file(target, tensors, _kohya_metadata(header, layers))


def _layers(source: Path, header: Header, components: tuple[str, ...]) -> list[_Layer]:
    found: dict[tuple[str, str], dict[str, TensorInfo]] = {}
    for key, info in header.tensors.items():
        part = split_key(key)
        if part is None or _XLABS.search(part.module):
            raise UnsupportedLora(f"The key {key} is not understood, so nothing was exported.")
        component = next((c for c in part.components if c in components), part.components[0])
        found.setdefault((component, part.module), {})[part.role] = info
    stated = stated_alphas(header)
    layers = []
    for (component, module), halves in found.items():
        if "down" not in halves or "up" not in halves:
            raise UnsupportedLora(f"The layer {module} is not whole, so nothing was exported.")
        alpha = stated.get((component, module))
        if own := halves.get("alpha"):
            alpha = read_alpha(source, own)
        down, up = halves["down"], halves["up"]
        if min(len(down.shape), len(up.shape)) < 2 or not 0 < down.shape[0] == up.shape[1] or 0 in up.shape:
            raise UnsupportedLora(f"The halves of the layer {module} do not go together, so nothing was exported.")
        layers.append(_Layer(component, module, down, up, float(down.shape[0]) if alpha is None else alpha))
    return layers


def _halves(name: str, source: Path, layer: _Layer) -> list[_Tensor]:
    out, width = layer.up.shape[0], layer.down.shape[1]
    # Only names of diffusers say which half is first; those of the original are in its order already.
    up = take_rows(read_bytes(source, layer.up), out, swapped_rows(layer.module, out, width))
    return [
        (f"{name}.lora_down.weight", layer.down.dtype, layer.down.shape, read_bytes(source, layer.down)),
        (f"{name}.lora_up.weight", layer.up.dtype, layer.up.shape, up),
        _alpha(name, layer.alpha),
    ]


def _join(name: str, source: Path, group: tuple[str, ...], members: dict[str, _Layer]) -> list[_Tensor]:
    """One layer of several: their down halves stacked, their up halves along the diagonal of one, else zero.

    Those that share a down half, as files once joined do, share it again. What is absent changes nothing: zeros.
    """
    sizes = joined_sizes(group, {module: layer.up.shape[0] for module, layer in members.items()})
    if any(members[module].up.shape[0] != size for module, size in zip(group, sizes, strict=True) if module in members):
        raise UnsupportedLora(f"The widths of {', '.join(members)} do not go together, so nothing was exported.")
    if len({(layer.down.dtype, layer.up.dtype, layer.down.shape[1:]) for layer in members.values()}) > 1:
        raise UnsupportedLora(f"{', '.join(members)} are of several data types, so nothing was exported.")
    some = next(iter(members.values()))
    downs = {module: read_bytes(source, layer.down) for module, layer in members.items()}
    starts: dict[bytes, int] = {}
    rank = 0
    for module, down in downs.items():
        if down not in starts:
            starts[down] = rank
            rank += members[module].rank
    is_even = all(isclose(layer.scale, some.scale) for layer in members.values())
    dtype = some.up.dtype if is_even else "F32"
    item = BITS[dtype] // 8
    ups = []
    for module, size in zip(group, sizes, strict=True):
        if (layer := members.get(module)) is None:
            ups.append(bytes(size * rank * item))
            continue
        up = read_bytes(source, layer.up)
        if not is_even:  # one alpha can not say several scales: they go into the weights
            up = b"".join(struct.pack("<f", number * layer.scale) for number in floats(up, layer.up.dtype))
        left = starts[downs[module]]
        ups.append(pad_columns(up, size, left * item, (rank - left - layer.rank) * item))
    return [
        (f"{name}.lora_down.weight", some.down.dtype, (rank, *some.down.shape[1:]), b"".join(starts)),
        (f"{name}.lora_up.weight", dtype, (sum(sizes), rank), b"".join(ups)),
        _alpha(name, (some.scale if is_even else 1.0) * rank),
    ]


def _alpha(name: str, alpha: float) -> _Tensor:
    return f"{name}.alpha", "F32", (), struct.pack("<f", alpha)


def read_alpha(source: Path, info: TensorInfo) -> float:
    """The number in a tensor of one. Raises UnsupportedLora."""
    if math.prod(info.shape) != 1 or info.dtype not in FLOATS:
        raise UnsupportedLora("One of its alphas is no single number.")
    return _finite(floats(read_bytes(source, info), info.dtype)[0])


def stated_alphas(header: Header) -> dict[tuple[str, str], float | None]:
    """(component, module) -> alpha, where the file states one; None where a tensor of its own does.

    Read from diffusers' `lora_adapter_metadata`, by PEFT's rules: a pattern overrides the general alpha, and
    rank-stabilised LoRA scales by alpha / sqrt(rank), told here as the plain alpha of the same scale.
    """
    configs = adapter_configs(header)
    found: dict[tuple[str, str], float | None] = {}
    for key, info in header.tensors.items():
        part = split_key(key)
        if part is None:
            continue
        place = (part.components[0], part.module)
        if part.role == "alpha":
            found[place] = None
        elif part.role == "down" and place not in found and (config := configs.get(place[0])):
            alpha = _by_pattern(config.get("alpha_pattern") or {}, part.module, config.get("lora_alpha"))
            if alpha is not None:
                rank = info.shape[0] if info.shape else 0
                found[place] = _finite(alpha) * (rank**0.5 if config.get("use_rslora") else 1.0)
    return found


def adapter_configs(header: Header) -> dict[str, dict[str, Any]]:
    """The PEFT LoraConfig of each component, as diffusers stores it; empty where the file has none."""
    try:
        entries = json.loads(header.metadata.get(_ADAPTER_METADATA, "{}"))
    except (ValueError, RecursionError):
        return {}
    configs: dict[str, dict[str, Any]] = {}
    for name, value in entries.items() if isinstance(entries, dict) else ():
        component, _, field = name.partition(".")
        configs.setdefault(component, {})[field] = value
    return configs


def _finite(alpha: object) -> float:
    if isinstance(alpha, int | float) and abs(alpha) < MAX_ALPHA:
        return float(alpha)
    raise UnsupportedLora(f"One of its alphas is {shorten(alpha, 40)}, which is no number to scale by.")


def _by_pattern(pattern: object, module: str, general: Any) -> Any:
    if not isinstance(pattern, dict):
        raise UnsupportedLora("Its alpha pattern is no table of modules.")
    # PEFT (utils/other.py, get_pattern_key): a pattern matches the end of the name, at a dot. It is a regular
    # expression there; ours is a comparison, since a file is a stranger's and may not choose our expressions.
    for key, value in pattern.items():
        plain = key.removeprefix("^").removesuffix("$").replace("\\.", ".").removeprefix("text_model.")
        if not plain.replace(".", "").replace("_", "").isalnum():
            raise UnsupportedLora(f"Its alpha pattern {key!r} is an expression; only module names are read.")
        if module == plain or (not key.startswith("^") and module.endswith("." + plain)):
            return value
    return general


def _kohya_metadata(header: Header, layers: list[_Layer]) -> dict[str, str]:
    ranks = Counter(layer.rank for layer in layers)
    kept = {key: value for key, value in header.metadata.items() if key not in {_ADAPTER_METADATA, "format"}}
    rank = str(ranks.most_common(1)[0][0])
    return {"format": "pt", "ss_network_module": "networks.lora", "ss_network_dim": rank, **kept}
