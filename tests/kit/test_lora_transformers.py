import pytest

from safelight.kit.lora_transformers import (
    Part,
    architecture_of_base,
    architecture_of_keys,
    groups_of,
    joined_sizes,
    originals,
    swapped_rows,
)
from safelight.kit.safetensors_header import Shape

QKV = tuple(f"single_transformer_blocks.0.attn.to_{name}" for name in "qkv")
MLP = "single_transformer_blocks.0.proj_mlp"


def test_a_joined_name_means_all_of_its_parts_or_nothing() -> None:
    base = {**dict.fromkeys(QKV, (8, 8)), MLP: (32, 8)}
    assert originals("flux", base)["single_blocks.0.linear1"] == (
        Part(QKV[0], ((0, 8),)), Part(QKV[1], ((8, 16),)), Part(QKV[2], ((16, 24),)), Part(MLP, ((24, 56),)),
    )  # fmt: skip
    assert "single_blocks.0.linear1" not in originals("flux", {name: base[name] for name in QKV})
    assert next(iter(groups_of("flux", QKV[1]))) == ("single_blocks.0.linear1", (*QKV, MLP))
    assert joined_sizes((*QKV, MLP), {QKV[1]: 8}) == joined_sizes((*QKV, MLP), {MLP: 32}) == (8, 8, 8, 32)


def test_only_a_modulation_of_two_halves_is_swapped() -> None:
    assert swapped_rows("norm_out.linear", 16, 8) == ((8, 16), (0, 8))
    assert swapped_rows("transformer_blocks.1.norm1_context.linear", 16, 8) == ((8, 16), (0, 8))
    assert swapped_rows("transformer_blocks.0.norm1_context.linear", 48, 8) is None
    assert swapped_rows("transformer_blocks.0.ff.net.2", 16, 8) is None


def test_bases_are_told_by_layers_that_only_they_have() -> None:
    assert architecture_of_base({MLP: (32, 8)}) == "flux"
    assert (
        architecture_of_base({"pos_embed.proj": (8, 4, 2, 2), "transformer_blocks.0.attn.add_k_proj": (8, 8)}) == "sd3"
    )
    assert architecture_of_base({"transformer_blocks.0.attn.to_q": (8, 8)}) is None


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"lora_unet_double_blocks_0_img_mlp_0.lora_down.weight": (4, 3072)}, "flux"),
        ({"transformer.single_transformer_blocks.3.proj_out.lora_A.weight": (4, 15360)}, "flux"),
        ({"diffusion_model.joint_blocks.0.x_block.mlp.fc1.lora_A.weight": (4, 1536)}, "sd3"),
        ({"transformer.transformer_blocks.0.attn.to_q.lora_A.weight": (4, 2432)}, "sd3"),
        ({"lora_transformer_transformer_blocks_0_attn_to_q.lora_down.weight": (4, 1536)}, "sd3"),
        ({"transformer.transformer_blocks.0.attn.add_q_proj.lora_A.weight": (4, 32)}, "sd3"),
        # Qwen-Image: blocks and attention are called as those of Flux and SD3
        ({"transformer.transformer_blocks.0.attn.to_q.lora_A.weight": (4, 3072),
          "transformer.transformer_blocks.0.attn.add_q_proj.lora_A.weight": (4, 3072)}, None),
        ({"unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_q.lora_A.weight": (4, 320)}, None),
    ],
)  # fmt: skip
def test_loras_are_told_by_names_and_widths(keys: dict[str, Shape], expected: str | None) -> None:
    assert architecture_of_keys(keys) == expected
