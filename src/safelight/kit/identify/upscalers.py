"""Single-file upscalers by their keys, as spandrel tells them apart."""

import math
import re

from safelight.kit.identify.identity import Identity
from safelight.kit.safetensors_header import Header

_PREFIXES = ("", "params_ema.", "params.", "module.", "netG.", "model.")

# Architecture -> keys that only it has together.
_ARCHITECTURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ESRGAN", ("conv_first.weight", "body.0.rdb1.conv1.weight", "conv_last.weight")),
    ("ESRGAN", ("model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight")),
    ("ESRGAN", ("0.weight", "1.sub.0.RDB1.conv1.0.weight")),  # under the prefix `model.`
    ("ESRGAN", ("conv_first.weight", "RRDB_trunk.0.RDB1.conv1.weight")),
    ("HAT", ("conv_first.weight", "layers.0.residual_group.overlap_attn.qkv.weight")),
    ("Swin2SR", ("conv_first.weight", "layers.0.residual_group.blocks.0.attn.logit_scale")),
    ("SwinIR", ("conv_first.weight", "layers.0.residual_group.blocks.0.attn.relative_position_bias_table")),
    ("DAT", ("conv_first.weight", "layers.0.blocks.0.attn.proj.weight")),
    ("SPAN", ("block_1.c1_r.sk.weight", "block_6.c3_r.eval_conv.weight")),
    ("RealPLKSR", ("feats.0.weight", "feats.1.lk.conv.weight")),
    ("Compact", ("body.0.weight", "body.1.weight", "body.2.weight")),
)


def upscaler(header: Header) -> Identity | None:
    """An upscaler, its architecture as `version`, and by how much it enlarges where the shapes tell."""
    for prefix in _PREFIXES:
        keys = {key.removeprefix(prefix) for key in header.tensors if key.startswith(prefix)}
        for name, marks in _ARCHITECTURES:
            if keys.issuperset(marks) and (name != "Compact" or _is_compact(header, prefix)):
                return Identity("upscaler", "upscaler", version=name, scale=_scale(header, prefix, keys, name))
    return None


def _is_compact(header: Header, prefix: str) -> bool:
    first, slope = header.tensors[f"{prefix}body.0.weight"].shape, header.tensors[f"{prefix}body.1.weight"].shape
    return len(first) == 4 and first[1:] == (3, 3, 3) and slope == first[:1]


def _scale(header: Header, prefix: str, keys: set[str], name: str) -> int | None:
    if name == "ESRGAN" and "conv_first.weight" in keys:
        doublings = sum(f"{stem}{n}.weight" in keys for stem in ("conv_up", "upconv") for n in (1, 2, 3))
        # Real-ESRGAN enlarges by 4 always; for 2 and 1 it folds 4 or 16 neighbours into channels first
        first = header.tensors[f"{prefix}conv_first.weight"].shape
        folded = first[1] // 3 if len(first) == 4 else 1
        return max(1, (1 << doublings) // {1: 1, 4: 2, 16: 4}.get(folded, 1))
    if name == "ESRGAN" and "model.0.weight" in keys:
        # The older layout numbers its layers: n doublings at 3, 6 … 3n, and two layers after them, the last at 3n + 4
        return int(1 << max(0, (_last(keys, "model") - 4) // 3))
    if name == "Compact":
        last = header.tensors[f"{prefix}body.{_last(keys, 'body')}.weight"].shape
        return math.isqrt(last[0] // 3) if last else None
    return None


def _last(keys: set[str], stem: str) -> int:
    """The number of the last layer `<stem>.<number>.weight`."""
    found = (re.fullmatch(rf"{stem}\.(0|[1-9][0-9]{{0,3}})\.weight", key) for key in keys)
    return max((int(each[1]) for each in found if each), default=0)
