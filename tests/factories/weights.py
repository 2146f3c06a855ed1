"""Weight files of a few bytes: the names and shapes that tell what a model is, with numbers nobody reads."""

import math
from collections.abc import Mapping
from pathlib import Path

from safelight.kit.safetensors_header import BITS, Shape, write_file

LORA_SD = {"unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k": (768, 320)}  # module -> (inner, outer)


def weights(
    path: Path,
    shapes: Mapping[str, Shape],
    *,
    dtype: str = "F16",
    metadata: dict[str, str] | None = None,
    fill: int = 0,
) -> Path:
    """A .safetensors file with these tensors."""
    tensors = [
        (key, dtype, shape, bytes([fill]) * (math.prod(shape) * BITS[dtype] // 8)) for key, shape in shapes.items()
    ]
    write_file(path, tensors, metadata or {})
    return path


def lora(path: Path, modules: Mapping[str, tuple[int, int]] = LORA_SD, *, rank: int = 2, fill: int = 0) -> Path:
    """A LoRA in the layout of diffusers."""
    shapes: dict[str, Shape] = {}
    for module, (inner, outer) in modules.items():
        shapes |= {f"{module}.lora_A.weight": (rank, inner), f"{module}.lora_B.weight": (outer, rank)}
    return weights(path, shapes, fill=fill)


def esrgan(path: Path) -> Path:
    """An upscaler by four."""
    return weights(
        path,
        {
            "conv_first.weight": (8, 3, 3, 3),
            "body.0.rdb1.conv1.weight": (4, 8, 3, 3),
            "conv_up1.weight": (8, 8, 3, 3),
            "conv_up2.weight": (8, 8, 3, 3),
            "conv_last.weight": (3, 8, 3, 3),
        },
    )
