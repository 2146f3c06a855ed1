"""What the layers of Flux and SD3 are called in their original code, after which kohya and ComfyUI name LoRAs.

That code joins what diffusers keeps apart (q, k, v, and Flux's mlp beside them), and orders some halves otherwise.
Sources: black-forest-labs/flux, Stability-AI/sd3.5, and diffusers' single_file_utils.py, which converts both.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from safelight.kit.safetensors_header import Shape

Architecture = Literal["flux", "sd3"]
Rows = tuple[tuple[int, int], ...]  # ranges of the rows of an up half, in the order in which a layer takes them


@dataclass(frozen=True, slots=True)
class Part:
    """One of the layers that a name means; `rows` of the named layer are its own, None for all."""

    module: str
    rows: Rows | None = None


_QKV = ("attn.to_q", "attn.to_k", "attn.to_v")
_ADDED_QKV = ("attn.add_q_proj", "attn.add_k_proj", "attn.add_v_proj")
_Names = dict[str, tuple[str, ...]]
_FLUX_DOUBLE: _Names = {
    "img_attn.qkv": _QKV, "img_attn.proj": ("attn.to_out.0",), "img_mod.lin": ("norm1.linear",),
    "img_mlp.0": ("ff.net.0.proj",), "img_mlp.2": ("ff.net.2",),
    "txt_attn.qkv": _ADDED_QKV, "txt_attn.proj": ("attn.to_add_out",), "txt_mod.lin": ("norm1_context.linear",),
    "txt_mlp.0": ("ff_context.net.0.proj",), "txt_mlp.2": ("ff_context.net.2",),
    # XLabs' attention processors
    "qkv1": _QKV, "proj1": ("attn.to_out.0",), "qkv2": _ADDED_QKV, "proj2": ("attn.to_add_out",),
}  # fmt: skip
_FLUX_SINGLE: _Names = {
    "linear1": (*_QKV, "proj_mlp"), "linear2": ("proj_out",), "modulation.lin": ("norm.linear",),
    "qkv": _QKV, "proj": ("proj_out",),
}  # fmt: skip
_FLUX_TOP: _Names = {
    "img_in": ("x_embedder",),
    "txt_in": ("context_embedder",),
    "final_layer.linear": ("proj_out",),
    "final_layer.adaLN_modulation.1": ("norm_out.linear",),
    "time_in.in_layer": ("time_text_embed.timestep_embedder.linear_1",),
    "time_in.out_layer": ("time_text_embed.timestep_embedder.linear_2",),
    "vector_in.in_layer": ("time_text_embed.text_embedder.linear_1",),
    "vector_in.out_layer": ("time_text_embed.text_embedder.linear_2",),
    "guidance_in.in_layer": ("time_text_embed.guidance_embedder.linear_1",),
    "guidance_in.out_layer": ("time_text_embed.guidance_embedder.linear_2",),
}
_SD3_JOINT: _Names = {
    "x_block.attn.qkv": _QKV, "x_block.attn.proj": ("attn.to_out.0",), "x_block.adaLN_modulation.1": ("norm1.linear",),
    "x_block.mlp.fc1": ("ff.net.0.proj",), "x_block.mlp.fc2": ("ff.net.2",),
    "x_block.attn2.qkv": ("attn2.to_q", "attn2.to_k", "attn2.to_v"), "x_block.attn2.proj": ("attn2.to_out.0",),
    "context_block.attn.qkv": _ADDED_QKV, "context_block.attn.proj": ("attn.to_add_out",),
    "context_block.adaLN_modulation.1": ("norm1_context.linear",),
    "context_block.mlp.fc1": ("ff_context.net.0.proj",), "context_block.mlp.fc2": ("ff_context.net.2",),
}  # fmt: skip
_SD3_TOP: _Names = {
    "x_embedder.proj": ("pos_embed.proj",), "context_embedder": ("context_embedder",),
    "final_layer.linear": ("proj_out",), "final_layer.adaLN_modulation.1": ("norm_out.linear",),
    "t_embedder.mlp.0": ("time_text_embed.timestep_embedder.linear_1",),
    "t_embedder.mlp.2": ("time_text_embed.timestep_embedder.linear_2",),
    "y_embedder.mlp.0": ("time_text_embed.text_embedder.linear_1",),
    "y_embedder.mlp.2": ("time_text_embed.text_embedder.linear_2",),
}  # fmt: skip
# (the original's block, diffusers' block, names within); "" for what stands in no block
_TABLES: dict[Architecture, tuple[tuple[str, str, _Names], ...]] = {
    "flux": (
        ("double_blocks", "transformer_blocks", _FLUX_DOUBLE),
        ("single_blocks", "single_transformer_blocks", _FLUX_SINGLE),
        ("", "", _FLUX_TOP),
    ),
    "sd3": (("joint_blocks", "transformer_blocks", _SD3_JOINT), ("", "", _SD3_TOP)),
}
_BLOCK = re.compile(r"(?P<block>\w+_blocks)\.(?P<number>\d+)\.(?P<rest>.+)")
_MLP_RATIO = 4  # of Flux's proj_mlp to its q, k and v; the code of both has it fixed

ORIGINAL_NAMES = tuple(
    sorted({(block or name).partition(".")[0] for t in _TABLES.values() for block, _, ns in t for name in ns or ()})
)
_FLUX_KEYS = ("single_transformer_blocks", "single_blocks", "double_blocks")
_QUERY = re.compile(r"transformer_blocks[._]\d+[._]attn[._]to_q\.lora_(A|down)")
_SD3_WIDTHS = {1536, 2432}  # 3 and 3.5 medium; 3.5 large


def architecture_of_base(modules: Mapping[str, Shape]) -> Architecture | None:
    """By the layers that only one of them has, in diffusers' names."""
    if "single_transformer_blocks.0.proj_mlp" in modules:
        return "flux"
    return "sd3" if "pos_embed.proj" in modules and "transformer_blocks.0.attn.add_k_proj" in modules else None


def architecture_of_keys(keys: Mapping[str, Shape]) -> Architecture | None:
    """By a LoRA's keys, in any layout, and by their shapes where it changes only layers that both have."""
    if any(name in key for key in keys for name in _FLUX_KEYS):
        return "flux"
    if any("joint_blocks" in key for key in keys):
        return "sd3"
    widths = {shape[-1] for key, shape in keys.items() if shape and _QUERY.search(key)}
    if widths and widths <= _SD3_WIDTHS:
        return "sd3"
    adds = any("attn.add_q_proj" in key or "attn_add_q_proj" in key for key in keys)
    is_another = 3072 in widths or any("img_m" in key for key in keys)  # Qwen-Image's blocks are called the same
    return "sd3" if adds and not is_another else None


def originals(architecture: Architecture, modules: Mapping[str, Shape]) -> dict[str, tuple[Part, ...]]:
    """Every original name of a base's modules -> the parts it means; of joined layers all must be there."""
    found: dict[str, tuple[Part, ...]] = {}
    for name, group in {n: g for module in modules for n, g in groups_of(architecture, module)}.items():
        if any(module not in modules for module in group):
            continue
        if len(group) == 1:
            shape = modules[group[0]]
            found[name] = (Part(group[0], swapped_rows(group[0], shape[0], shape[1])),)
            continue
        start, parts = 0, []
        for module in group:
            stop = start + modules[module][0]
            parts.append(Part(module, ((start, stop),)))
            start = stop
        found[name] = tuple(parts)
    return found


def groups_of(architecture: Architecture, module: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The original names of one module, kohya's first, each with all modules it joins, in order."""
    parted = _BLOCK.fullmatch(module)
    block, rest = (parted["block"], parted["rest"]) if parted else ("", module)
    number = f".{parted['number']}." if parted else ""
    for original, ours, names in _TABLES[architecture]:
        if ours == block:
            for name, group in names.items():
                if rest in group:
                    yield f"{original}{number}{name}", tuple(f"{ours}{number}{member}" for member in group)


def swapped_rows(module: str, out: int, width: int) -> Rows | None:
    """The rows of a last modulation, which is (shift, scale) in the original and (scale, shift) in diffusers.

    Only the one of two halves: SD3's norm1_context has six in every block but the last.
    """
    if module.endswith(("norm_out.linear", "norm1_context.linear")) and out == 2 * width:
        return ((width, out), (0, width))
    return None


def joined_sizes(group: tuple[str, ...], known: Mapping[str, int]) -> tuple[int, ...]:
    """How many rows each of a joined layer's parts has; those of absent ones follow from any that is `known`."""
    module, rows = next(iter(known.items()))
    width = rows // _MLP_RATIO if module.endswith("proj_mlp") else rows
    return tuple(width * (_MLP_RATIO if member.endswith("proj_mlp") else 1) for member in group)
