import json
import struct
from pathlib import Path

import pytest

from safelight.kit.lora_export import stated_alphas, to_kohya
from safelight.kit.lora_keys import UnsupportedLora
from safelight.kit.safetensors_header import Shape, read_bytes, read_header, write_file


def lora(path: Path, keys: list[str], *, rank: int = 4, **config: object) -> Path:
    def tensor(name: str, shape: Shape) -> tuple[str, str, Shape, bytes]:
        return name, "F16", shape, name.encode().ljust(2 * shape[0] * shape[1], b".")[: 2 * shape[0] * shape[1]]

    tensors = [tensor(f"{key}.lora_A.weight", (rank, 16)) for key in keys]
    tensors += [tensor(f"{key}.lora_B.weight", (16, rank)) for key in keys]
    metadata = {"lora_adapter_metadata": json.dumps(config)} if config else {}
    write_file(path, tensors, {**metadata, "safelight_trigger": "sks"})
    return path


UNET, TEXT = "unet.mid_block.attentions.0.proj_in", "text_encoder.encoder.layers.0.mlp.fc1"


def test_keys_change_bytes_do_not(tmp_path: Path) -> None:
    source = lora(tmp_path / "a.safetensors", [UNET, TEXT], **{"unet.lora_alpha": 2, "text_encoder.lora_alpha": 8})
    to_kohya(source, tmp_path / "k.safetensors")
    before, after = read_header(source), read_header(tmp_path / "k.safetensors")
    values = {name: read_bytes(tmp_path / "k.safetensors", info) for name, info in after.tensors.items()}
    assert {name: struct.unpack("<f", v)[0] for name, v in values.items() if name.endswith("alpha")} == {
        "lora_unet_mid_block_attentions_0_proj_in.alpha": 2.0,
        "lora_te_text_model_encoder_layers_0_mlp_fc1.alpha": 8.0,
    }
    for ours, theirs in (
        (UNET, "lora_unet_mid_block_attentions_0_proj_in"),
        (TEXT, "lora_te_text_model_encoder_layers_0_mlp_fc1"),
    ):
        for half, word in (("lora_A", "lora_down"), ("lora_B", "lora_up")):
            original = read_bytes(source, before.tensors[f"{ours}.{half}.weight"])
            assert values[f"{theirs}.{word}.weight"] == original
    assert after.metadata["ss_network_dim"] == "4"
    assert after.metadata["safelight_trigger"] == "sks"


def test_text_encoders_are_numbered_where_the_base_has_two(tmp_path: Path) -> None:
    source = lora(tmp_path / "a.safetensors", [TEXT])
    to_kohya(source, tmp_path / "k.safetensors", has_second_encoder=True)
    assert all(key.startswith("lora_te1_") for key in read_header(tmp_path / "k.safetensors").tensors)
    both = lora(tmp_path / "b.safetensors", [TEXT, TEXT.replace("encoder.", "encoder_2.", 1)])
    to_kohya(both, tmp_path / "k.safetensors")
    assert {key[:9] for key in read_header(tmp_path / "k.safetensors").tensors} == {"lora_te1_", "lora_te2_"}


def test_alpha_by_peft_rules(tmp_path: Path) -> None:
    other = "unet.up_blocks.0.attentions.0.proj_in"
    config = {"unet.lora_alpha": 4, "unet.alpha_pattern": {"^mid_block.attentions.0.proj_in": 1, "blocks.9.x": 3}}
    alphas = stated_alphas(read_header(lora(tmp_path / "a.safetensors", [UNET, other], **config)))
    assert alphas == {("unet", UNET[5:]): 1.0, ("unet", other[5:]): 4.0}
    stabilised = lora(tmp_path / "b.safetensors", [UNET], **{"unet.lora_alpha": 4, "unet.use_rslora": True})
    assert stated_alphas(read_header(stabilised)) == {("unet", UNET[5:]): 8.0}  # 4 / sqrt(4) is 8 / 4
    strange = lora(tmp_path / "c.safetensors", [UNET], **{"unet.lora_alpha": 4, "unet.alpha_pattern": {"(a+)+": 1}})
    with pytest.raises(UnsupportedLora, match="expression"):
        stated_alphas(read_header(strange))


def test_transformers_are_not_exported(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedLora, match="UNet models"):
        to_kohya(lora(tmp_path / "a.safetensors", ["transformer.a.attn.to_q"]), tmp_path / "k.safetensors")
    assert not (tmp_path / "k.safetensors").exists()
