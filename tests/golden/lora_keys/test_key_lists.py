"""The names and shapes of Stable Diffusion 1.5 and SDXL, and of LoRAs for them, held as files without weights.

`make golden` writes them anew from the models' configs, on the meta device; nothing is downloaded.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from transformers import CLIPTextConfig, CLIPTextModel

from safelight.kit.lora_keys import weight_shapes

HERE = Path(__file__).parent
RANK = 8
# As kohya's scripts choose them: every Linear and 1x1 Conv2d inside Transformer2DModel, and inside CLIP's layers.
UNET_LAYERS = ("to_q", "to_k", "to_v", "to_out.0", "ff.net.0.proj", "ff.net.2", "proj_in", "proj_out")
TEXT_LAYERS = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")

Shapes = dict[str, list[int]]


@cache
def sd15() -> dict[str, Any]:
    with torch.device("meta"):
        unet = diffusers.UNet2DConditionModel(cross_attention_dim=768, attention_head_dim=8)
        text = CLIPTextModel(
            CLIPTextConfig(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12)
        )
    return {"unet": unet, "text_encoder": text}


@cache
def sdxl() -> dict[str, Any]:
    with torch.device("meta"):
        unet = diffusers.UNet2DConditionModel(
            block_out_channels=(320, 640, 1280), cross_attention_dim=2048, attention_head_dim=(5, 10, 20),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), layers_per_block=2,
            transformer_layers_per_block=(1, 2, 10), use_linear_projection=True, addition_embed_type="text_time",
            addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816,
        )  # fmt: skip
    return {"unet": unet}


def base(models: dict[str, Any]) -> dict[str, Shapes]:
    shapes = {
        component: weight_shapes(component, {name: tuple(p.shape) for name, p in model.named_parameters()})
        for component, model in models.items()
    }
    return {component: {name: list(shape) for name, shape in modules.items()} for component, modules in shapes.items()}


def adapted(shapes: dict[str, Shapes]) -> list[tuple[str, str, list[int], list[int]]]:
    """(component, module, shape of down, shape of up) of every layer that kohya's scripts adapt."""
    return [
        (component, module, [RANK, *shape[1:]], [shape[0], RANK, *[1] * (len(shape) - 2)])
        for component, modules in shapes.items()
        for module, shape in modules.items()
        if (component == "text_encoder" and module.endswith(TEXT_LAYERS))
        or (component == "unet" and "attentions" in module and module.endswith(UNET_LAYERS))
    ]


def diffusers_lora(shapes: dict[str, Shapes]) -> Shapes:
    keys = {}
    for component, module, down, up in adapted(shapes):
        keys[f"{component}.{module}.lora_A.weight"] = down
        keys[f"{component}.{module}.lora_B.weight"] = up
    return keys


def kohya_lora(shapes: dict[str, Shapes]) -> Shapes:
    """kohya's scripts trained these with transformers 4, whose CLIPTextModel nests its layers in `text_model`."""
    keys: Shapes = {}
    for component, module, down, up in adapted(shapes):
        prefix = "lora_unet_" if component == "unet" else "lora_te_text_model_"
        name = prefix + module.replace(".", "_")
        keys |= {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up, f"{name}.alpha": []}
    return keys


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("sd15_base", lambda: base(sd15())),
        ("sd15_lora_diffusers", lambda: diffusers_lora(base(sd15()))),
        ("sd15_lora_kohya", lambda: kohya_lora(base(sd15()))),
        ("sdxl_base", lambda: base(sdxl())),
    ],
)
def test_the_lists_are_what_the_configs_give(name: str, build: Any) -> None:
    file = HERE / f"{name}.json"
    built = build()
    if os.environ.get("SAFELIGHT_GOLDEN") == "write":
        lines = json.dumps(built, separators=(",", ":")).replace('],"', '],\n"').replace('{"', '{\n"')
        file.write_text(lines + "\n")
    assert json.loads(file.read_text()) == built
