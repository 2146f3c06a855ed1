"""Will a training fit: estimates beside what torch keeps for the backward pass, and ways out where it does not fit."""

import json
import struct
from pathlib import Path

import pytest
import torch
from diffusers import FluxTransformer2DModel, SD3Transformer2DModel, UNet2DConditionModel

from safelight.features.memory.service import training as planner
from safelight.specs.training import TrainSpec

# Bytes of tensors saved for the backward pass in bf16, one picture: read once off torch's meta device with these very
# networks, LoRA of rank 16 on the attention, attention as one fused operation.
SAVED = [
    ("sd", 512, "lora", False, 847e6),
    ("sd", 512, "full", False, 981e6),
    ("sdxl", 1024, "lora", False, 6012e6),
    ("sdxl", 1024, "full", False, 7295e6),
    ("sd3", 1024, "lora", False, 3761e6),
    ("sd3", 1024, "full", False, 6617e6),
    ("flux", 1024, "lora", False, 23684e6),
    ("flux", 1024, "full", False, 42640e6),
]


def published(kind: str) -> tuple[str, torch.nn.Module]:
    """The folder name and the denoiser of a released model's size, without memory for its weights."""
    with torch.device("meta"):
        match kind:
            case "sd":
                return "unet", UNet2DConditionModel(sample_size=64, cross_attention_dim=768)
            case "sdxl":
                return "unet", UNet2DConditionModel(
                    sample_size=128, block_out_channels=(320, 640, 1280), transformer_layers_per_block=[1, 2, 10],
                    down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
                    up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
                    attention_head_dim=[5, 10, 20], cross_attention_dim=2048, use_linear_projection=True,
                    addition_embed_type="text_time", addition_time_embed_dim=256,
                    projection_class_embeddings_input_dim=2816,
                )  # fmt: skip
            case "sd3":
                return "transformer", SD3Transformer2DModel(
                    sample_size=128, num_layers=24, attention_head_dim=64, num_attention_heads=24,
                    joint_attention_dim=4096, caption_projection_dim=1536, pooled_projection_dim=2048, out_channels=16,
                    pos_embed_max_size=192,
                )  # fmt: skip
            case _:
                return "transformer", FluxTransformer2DModel(guidance_embeds=True)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders whose weights are holes in files: their headers say the published shapes."""
    made = {}
    for kind in ("sd", "sdxl", "sd3", "flux"):
        part, network = published(kind)
        folder = tmp_path_factory.mktemp(kind)
        (folder / part).mkdir()
        (folder / part / "config.json").write_text(json.dumps(dict(network.config), default=list))
        header, at = {}, 0
        for name, tensor in network.state_dict().items():
            end = at + 2 * tensor.numel()
            header[name] = {"dtype": "BF16", "shape": list(tensor.shape), "data_offsets": [at, end]}
            at = end
        raw = json.dumps(header).encode()
        with (folder / part / "diffusion_pytorch_model.safetensors").open("wb") as file:
            file.write(struct.pack("<Q", len(raw)) + raw)
            file.truncate(8 + len(raw) + at)
        made[kind] = folder
    return made


@pytest.mark.parametrize(("kind", "side", "method", "checkpointed", "saved"), SAVED)
def test_what_the_forward_pass_keeps_is_told_within_a_third(folders, kind, side, method, checkpointed, saved) -> None:
    training = TrainSpec(method=method, gradient_checkpointing=checkpointed, resolution=side)

    told = planner._gradients(folders[kind], training, side, 2.0, "cuda")

    assert 2 / 3 < told / saved < 3 / 2, f"{told / 1e6:.0f} MB told, {saved / 1e6:.0f} MB kept"


def test_checkpointing_keeps_a_fraction(folders) -> None:
    kept = {
        on: planner._gradients(folders["sdxl"], TrainSpec(gradient_checkpointing=on), 1024, 2.0, "cuda")
        for on in (True, False)
    }

    assert kept[True] < 0.25 * kept[False]


def test_a_lora_has_the_weights_that_peft_would_make(folders) -> None:
    assert planner._lora_parameters(str(folders["sd"]), 16, "attention") == pytest.approx(3.2e6, rel=0.02)
    assert planner._lora_parameters(str(folders["sdxl"]), 16, "attention") == pytest.approx(23.2e6, rel=0.02)
