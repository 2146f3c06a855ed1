import json
from pathlib import Path

import pytest

from safelight.kit.lora_keys import (
    BaseModules,
    LoraForAnotherBase,
    UnsupportedLora,
    base_modules,
    check_fits,
    describe,
    match,
)
from safelight.kit.lora_names import KeyParts, ldm_name, split_key
from safelight.kit.safetensors_header import Header, Shape, TensorInfo, write_file

GOLDEN = Path(__file__).parent.parent / "golden/lora_keys"


def golden_base(name: str) -> BaseModules:
    content = json.loads((GOLDEN / f"{name}_base.json").read_text())
    return {component: {m: tuple(shape) for m, shape in modules.items()} for component, modules in content.items()}


def header(shapes: dict[str, Shape], **metadata: str) -> Header:
    return Header({name: TensorInfo("F16", tuple(shape), 0, 0) for name, shape in shapes.items()}, metadata)


def golden_lora(name: str) -> Header:
    return header(json.loads((GOLDEN / f"sd15_lora_{name}.json").read_text()))


@pytest.fixture(scope="module")
def sd15() -> BaseModules:
    return golden_base("sd15")


@pytest.mark.parametrize(("layout", "tensors"), [("diffusers", 528), ("kohya", 792)])
def test_every_key_of_a_real_lora_finds_its_layer(layout: str, tensors: int, sd15: BaseModules) -> None:
    lora = golden_lora(layout)
    assert len(lora.tensors) == tensors
    found = check_fits(lora, sd15, base_name="sd15")
    # kohya's scripts print these two counts for every Stable Diffusion 1.5 training
    assert sum(m.component == "unet" for m in found.modules) == 192
    assert sum(m.component == "text_encoder" for m in found.modules) == 72
    said = describe(lora)
    assert (said.layout, said.network, said.components, said.ranks, said.modules) == (
        layout, "lora", ("unet", "text_encoder"), (8,), 264,
    )  # fmt: skip


def test_both_layouts_name_the_same_layers(sd15: BaseModules) -> None:
    places = [{(m.component, m.module) for m in match(golden_lora(n), sd15).modules} for n in ("diffusers", "kohya")]
    assert places[0] == places[1]


@pytest.mark.parametrize("name", ["sd15", "sdxl"])
def test_names_of_the_original_code_agree_with_diffusers_own_converter(name: str) -> None:
    """Every layer that kohya adapts, spelled after the original code, and read back by diffusers."""
    from types import SimpleNamespace

    from diffusers.loaders import lora_conversion_utils as converter

    modules = list(golden_base(name)["unet"])
    config = SimpleNamespace(layers_per_block=2)
    spelled = {m: ldm_name(m, 2, modules) for m in modules}
    assert None not in spelled.values()
    assert len(set(spelled.values())) == len(modules)
    keys = {
        f"lora_unet_{original.replace('.', '_')}.lora_down.weight": m for m, original in spelled.items() if original
    }
    checked = 0
    for key, module in keys.items():
        if "attentions" not in module:
            continue
        (mapped,) = converter._maybe_map_sgm_blocks_to_diffusers({key: None}, config)
        read = converter._convert_unet_lora_key(mapped).replace(".processor.", ".")
        expected = module.removesuffix(".0") if module.endswith("to_out.0") else module
        assert read in {f"{expected}_lora.down.weight", f"{expected}.lora.down.weight"}
        checked += 1
    assert checked == {"sd15": 192, "sdxl": 722}[name]


def test_a_kohya_file_in_the_original_names_fits(sd15: BaseModules) -> None:
    modules = list(sd15["unet"])
    shapes = {}
    for module, shape in sd15["unet"].items():
        key = f"lora_unet_{(ldm_name(module, 2, modules) or '').replace('.', '_')}"
        ones = [1] * (len(shape) - 2)
        shapes |= {f"{key}.lora_down.weight": (4, *shape[1:]), f"{key}.lora_up.weight": (shape[0], 4, *ones)}
    found = check_fits(header(shapes), sd15, base_name="sd15")
    assert {m.module for m in found.modules} == set(sd15["unet"])


@pytest.mark.parametrize(
    ("key", "module", "component"),
    [
        ("unet.mid_block.attentions.0.proj_in.lora_A.weight", "mid_block.attentions.0.proj_in", "unet"),
        ("unet.mid_block.x.lora_A.default_0.weight", "mid_block.x", "unet"),
        ("unet.b.attn1.processor.to_out_lora.down.weight", "b.attn1.to_out.0", "unet"),
        ("b.attn1.processor.to_q_lora.down.weight", "b.attn1.to_q", "unet"),
        ("unet.b.attn1.to_q.lora.down.weight", "b.attn1.to_q", "unet"),
        ("text_encoder.text_model.encoder.layers.0.self_attn.to_out_lora.down.weight",
         "encoder.layers.0.self_attn.out_proj", "text_encoder"),
        ("text_encoder.encoder.layers.0.mlp.fc1.lora_linear_layer.down.weight",
         "encoder.layers.0.mlp.fc1", "text_encoder"),
        ("text_encoder_2.text_model.encoder.layers.0.mlp.fc1.lora_A.weight",
         "encoder.layers.0.mlp.fc1", "text_encoder_2"),
        ("transformer.a.attn.to_q.lora_A.weight", "a.attn.to_q", "transformer"),
        ("lora_unet_mid_block_attentions_0_proj_in.lora_down.weight", "mid_block_attentions_0_proj_in", "unet"),
        ("lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", "encoder_layers_0_mlp_fc1", "text_encoder"),
        ("lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", "encoder_layers_0_mlp_fc1", "text_encoder"),
        ("lora_te2_text_projection.lora_down.weight", "text_projection", "text_encoder_2"),
    ],
)  # fmt: skip
def test_keys_of_every_age(key: str, module: str, component: str) -> None:
    parts = split_key(key)
    assert isinstance(parts, KeyParts)
    assert (parts.module, parts.components[0], parts.role) == (module, component, "down")


@pytest.mark.parametrize("key", ["unet.conv_in.weight", "lora_A.weight", "lora_unet", "", ".alpha", "lora_foo_x.alpha"])
def test_other_keys_are_not_guessed_at(key: str) -> None:
    assert split_key(key) is None


def lora(component: str, module: str, out: int, width: int, rank: int = 4) -> dict[str, Shape]:
    return {f"{component}.{module}.lora_A.weight": (rank, width), f"{component}.{module}.lora_B.weight": (out, rank)}


CROSS = "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k"


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (lora("unet", CROSS, 320, 1024), r"cross-attention width 1024 here, 768 in the base 'sd15'"),
        (lora("unet", "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q", 640, 320),
         r"attn1.to_q is 640x320 here, 320x320 in the base"),
        (lora("text_encoder", "encoder.layers.0.self_attn.q_proj", 1024, 1024), "text encoder width 1024 here, 768 in"),
        (lora("text_encoder_2", "encoder.layers.0.self_attn.q_proj", 8, 8), "changes text_encoder_2, which the base"),
        (lora("unet", "strange_blocks.0.attn.to_q", 8, 8), "2 of its 2 keys have no place"),
        ({"unet.conv_out.lora_A.weight": (4, 320, 3, 3)}, "1 of its 1 keys have no place"),  # half a layer
        (lora("unet", CROSS, 320, 768) | {"unet.nowhere.alpha": ()}, "1 of its 3 keys .*unet.nowhere.alpha"),
    ],
)  # fmt: skip
def test_what_differs_is_named(shapes: dict[str, Shape], reason: str, sd15: BaseModules) -> None:
    with pytest.raises(LoraForAnotherBase, match=reason) as caught:
        check_fits(header(shapes, ss_sd_model_name="other.ckpt"), sd15, base_name="sd15")
    assert caught.value.code == "lora_base_mismatch"
    assert caught.value.hint == "It was trained on 'other.ckpt'; choose the base model it was made for."


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("lora_unet_x.hada_w1_a", "LoHa"), ("lora_unet_x.lokr_w1", "LoKr"), ("lora_unet_x.dora_scale", "DoRA"),
        ("unet.x.lora_magnitude_vector.weight", "DoRA"), ("lora_unet_x.diff", "full-difference"),
        ("lora_unet_x.lora_mid.weight", "LyCORIS"),
    ],
)  # fmt: skip
def test_other_kinds_of_networks_are_named_and_refused(key: str, name: str, sd15: BaseModules) -> None:
    with pytest.raises(UnsupportedLora, match=f"{name}.* file; only LoRA is supported"):
        check_fits(header(lora("unet", CROSS, 320, 768) | {key: (4, 4)}), sd15, base_name="sd15")


def test_a_whole_model_is_no_lora(sd15: BaseModules) -> None:
    with pytest.raises(UnsupportedLora, match="holds no LoRA"):
        check_fits(header({"conv_in.weight": (320, 4, 3, 3)}), sd15, base_name="sd15")


def test_a_1x1_convolution_and_a_linear_layer_stand_for_each_other(sd15: BaseModules) -> None:
    module = "mid_block.attentions.0.proj_in"  # a convolution (1280, 1280, 1, 1) in SD 1.5, linear in SD 2
    assert match(header(lora("unet", module, 1280, 1280)), sd15).fits


def test_base_modules_reads_shards_and_variants(tmp_path: Path) -> None:
    def save(name: str, key: str, shape: Shape) -> None:
        write_file(tmp_path / name, [(key, "F16", shape, bytes(2 * shape[0] * shape[1]))], {})

    save("unet/diffusion_pytorch_model-00001-of-00002.safetensors", "a.weight", (2, 3))
    save("unet/diffusion_pytorch_model-00002-of-00002.safetensors", "b.weight", (3, 2))
    save("text_encoder/model.fp16.safetensors", "text_model.encoder.x.weight", (4, 4))
    assert base_modules(tmp_path) == {"unet": {"a": (2, 3), "b": (3, 2)}, "text_encoder": {"encoder.x": (4, 4)}}
