"""Rewrite a LoRA from the diffusers layout into the kohya layout: keys change, the weights' bytes do not."""

import json
import struct
from collections import Counter
from pathlib import Path
from typing import Any

from safelight.kit.lora_keys import UnsupportedLora, describe
from safelight.kit.lora_names import KeyParts, kohya_name, split_key
from safelight.kit.safetensors_header import Header, Shape, read_bytes, read_header, write_file

_ADAPTER_METADATA = "lora_adapter_metadata"  # diffusers: JSON of "<component>.<LoraConfig field>"


def to_kohya(source: Path, target: Path, *, has_second_encoder: bool | None = None) -> None:
    """Write `source` as a kohya file (AUTOMATIC1111, ComfyUI, kohya's own scripts) without loading a base model.

    `has_second_encoder`: whether the base has two text encoders (SDXL), whose names are numbered; if None, whether
    the file has keys for a second one.

    Raises:
        UnsupportedLora: no plain LoRA, or of a transformer denoiser, which kohya spells after other code.
    """
    header = read_header(source)
    description = describe(header)
    if description.network != "lora" or description.layout == "unknown":
        raise UnsupportedLora("Only a plain LoRA in the diffusers layout can be exported for kohya.")
    if "transformer" in description.components:
        raise UnsupportedLora(
            "The kohya layout is defined for UNet models; this LoRA is for a transformer.",
            hint="Use the diffusers file; ComfyUI reads it as it is.",
        )
    parts = {key: part for key in header.tensors if (part := split_key(key))}
    if len(parts) != len(header.tensors):
        stray = next(key for key in header.tensors if key not in parts)
        raise UnsupportedLora(f"The key {stray} is not understood, so nothing was exported.")
    numbered = "text_encoder_2" in description.components if has_second_encoder is None else has_second_encoder
    alphas = stated_alphas(header)
    tensors: list[tuple[str, str, Shape, bytes]] = []
    for key, part in parts.items():
        info, name = header.tensors[key], _kohya(part, description.components, numbered=numbered)
        if part.role == "alpha":
            tensors.append((f"{name}.alpha", info.dtype, (), read_bytes(source, info)))
            continue
        tensors.append((f"{name}.lora_{part.role}.weight", info.dtype, info.shape, read_bytes(source, info)))
        if part.role == "down":
            alpha = alphas.get((part.components[0], part.module), float(info.shape[0]))
            if alpha is not None:
                tensors.append((f"{name}.alpha", "F32", (), struct.pack("<f", alpha)))
    write_file(target, tensors, _kohya_metadata(header, parts))


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
                found[place] = float(alpha) * (info.shape[0] ** 0.5 if config.get("use_rslora") else 1.0)
    return found


def adapter_configs(header: Header) -> dict[str, dict[str, Any]]:
    """The PEFT LoraConfig of each component, as diffusers stores it; empty where the file has none."""
    try:
        entries = json.loads(header.metadata.get(_ADAPTER_METADATA, "{}"))
    except ValueError:
        return {}
    configs: dict[str, dict[str, Any]] = {}
    for name, value in entries.items() if isinstance(entries, dict) else ():
        component, _, field = name.partition(".")
        configs.setdefault(component, {})[field] = value
    return configs


def _by_pattern(pattern: dict[str, Any], module: str, general: Any) -> Any:
    # PEFT (utils/other.py, get_pattern_key): a pattern matches the end of the name, at a dot. It is a regular
    # expression there; ours is a comparison, since a file is a stranger's and may not choose our expressions.
    for key, value in pattern.items():
        plain = key.removeprefix("^").removesuffix("$").replace("\\.", ".").removeprefix("text_model.")
        if not plain.replace(".", "").replace("_", "").isalnum():
            raise UnsupportedLora(f"Its alpha pattern {key!r} is an expression; only module names are read.")
        if module == plain or (not key.startswith("^") and module.endswith("." + plain)):
            return value
    return general


def _kohya(part: KeyParts, components: tuple[str, ...], *, numbered: bool) -> str:
    component = next((c for c in part.components if c in components), part.components[0])
    return kohya_name(component, part.module, has_second_encoder=numbered)


def _kohya_metadata(header: Header, parts: dict[str, KeyParts]) -> dict[str, str]:
    ranks = Counter(header.tensors[key].shape[0] for key, part in parts.items() if part.role == "down")
    kept = {key: value for key, value in header.metadata.items() if key not in {_ADAPTER_METADATA, "format"}}
    rank = str(ranks.most_common(1)[0][0])
    return {"format": "pt", "ss_network_module": "networks.lora", "ss_network_dim": rank, **kept}
