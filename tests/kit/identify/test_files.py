"""Single files are told apart by names and shapes alone, or refused with the reason."""

import struct
from pathlib import Path

import pytest

from safelight.kit.errors import InvalidInput
from safelight.kit.identify import UnknownModel, identify, identify_header
from safelight.kit.safetensors_header import BadWeightsFile, Header, PickledWeights, TensorInfo
from tests.factories import weights
from tests.kit.identify import golden

# list -> kind, family, version, pipeline or None, variant
EXPECTED = {
    "sd1": ("base", "sd", "1.x", "StableDiffusionPipeline", None),
    "sd1-inpaint": ("base", "sd", "1.x", "StableDiffusionInpaintPipeline", "inpaint"),
    "sd1-edit": ("base", "sd", "1.x", "StableDiffusionInstructPix2PixPipeline", "edit"),
    "sd1-unet-diffusers": ("component", "sd", "1.x", "UNet2DConditionModel", None),
    "sd1-lcm-unet-diffusers": ("component", "sd", "1.x", "UNet2DConditionModel", None),
    "sd2": ("base", "sd", "2.x", "StableDiffusionPipeline", None),
    "sd2-inpaint": ("base", "sd", "2.x", "StableDiffusionInpaintPipeline", "inpaint"),
    "sd2-depth": ("base", "sd", "2.x", "StableDiffusionDepth2ImgPipeline", "depth"),
    "sd2-x4": ("base", "sd", "2.x", "StableDiffusionUpscalePipeline", "upscale"),
    "sdxl": ("base", "sdxl", None, "StableDiffusionXLPipeline", None),
    "sdxl-v": ("base", "sdxl", None, "StableDiffusionXLPipeline", None),
    "sdxl-playground": ("base", "sdxl", "playground-2.5", "StableDiffusionXLPipeline", None),
    "sdxl-inpaint": ("base", "sdxl", None, "StableDiffusionXLInpaintPipeline", "inpaint"),
    "sdxl-refiner": ("base", "sdxl", "refiner", "StableDiffusionXLImg2ImgPipeline", "refiner"),
    "sdxl-unet": ("component", "sdxl", None, "UNet2DConditionModel", None),
    "sd3": ("base", "sd3", "3", "StableDiffusion3Pipeline", None),
    "sd3.5-medium": ("base", "sd3", "3.5-medium", "StableDiffusion3Pipeline", None),
    "sd3.5-large-transformer": ("component", "sd3", "3.5-large", "SD3Transformer2DModel", None),
    "sd3.5-medium-transformer-diffusers": ("component", "sd3", "3.5-medium", "SD3Transformer2DModel", None),
    "flux-dev": ("base", "flux", "dev", "FluxPipeline", None),
    "flux-schnell-transformer": ("component", "flux", "schnell", "FluxTransformer2DModel", None),
    "flux-fill-transformer": ("component", "flux", "fill", "FluxTransformer2DModel", "inpaint"),
    "flux-depth-transformer": ("component", "flux", "control", "FluxTransformer2DModel", "control"),
    "flux-transformer-diffusers": ("component", "flux", "dev", "FluxTransformer2DModel", None),
    "svd-in-short": ("video", "svd", None, "StableVideoDiffusionPipeline", None),
    "svd-unet-diffusers": ("component", "svd", None, "UNetSpatioTemporalConditionModel", None),
    "vae-sd": ("vae", None, None, "AutoencoderKL", None),
    "vae-sd-diffusers": ("vae", None, None, "AutoencoderKL", None),
    "vae-flux": ("vae", None, None, "AutoencoderKL", None),
    "controlnet-sd1": ("controlnet", "sd", "1.x", "ControlNetModel", None),
    "controlnet-sd2": ("controlnet", "sd", "2.x", "ControlNetModel", None),
    "controlnet-sdxl": ("controlnet", "sdxl", None, "ControlNetModel", None),
    "lora-sd1-kohya": ("lora", "sd", "1.x", None, None),
    "lora-sd1-diffusers": ("lora", "sd", "1.x", None, None),
    "lora-sd1-text": ("lora", "sd", "1.x", None, None),
    "lora-sd2-kohya": ("lora", "sd", "2.x", None, None),
    "lora-sdxl-kohya": ("lora", "sdxl", None, None, None),
    "lora-sdxl-kohya-new-names": ("lora", "sdxl", None, None, None),
    "lora-sdxl-diffusers": ("lora", "sdxl", None, None, None),
    "lora-sdxl-self-attention": ("lora", "sdxl", None, None, None),
    "lora-sd3-diffusers": ("lora", "sd3", None, None, None),
    "lora-flux-diffusers": ("lora", "flux", None, None, None),
    "lora-flux-kohya": ("lora", "flux", None, None, None),
    "lora-flux-comfy": ("lora", "flux", None, None, None),
    "upscaler-esrgan-4x": ("upscaler", None, "ESRGAN", None, None),
    "upscaler-esrgan-2x": ("upscaler", None, "ESRGAN", None, None),
    "upscaler-esrgan-4x-params-ema": ("upscaler", None, "ESRGAN", None, None),
    "upscaler-esrgan-4x-old": ("upscaler", None, "ESRGAN", None, None),
    "upscaler-compact-4x": ("upscaler", None, "Compact", None, None),
    "upscaler-compact-2x": ("upscaler", None, "Compact", None, None),
}


def test_every_list_has_its_answer() -> None:
    assert set(EXPECTED) == set(golden.names())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_is_told_by_its_names_and_shapes(name: str) -> None:
    found = identify_header(golden.header(name))
    assert (found.kind, found.family, found.version, found.pipeline, found.variant) == EXPECTED[name]
    assert (found.dtype, found.parameters * 2) == ("float16", found.size_bytes)


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("lora-sd1-kohya", "kohya"),
        ("lora-sd1-diffusers", "diffusers-lora"),
        ("lora-flux-kohya", "kohya"),
        ("lora-flux-comfy", "kohya"),
    ],
)
def test_a_lora_tells_its_layout_and_rank(name: str, layout: str) -> None:
    found = identify_header(golden.header(name))
    assert (found.format, found.rank, found.network) == (layout, 8, "lora")


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.startswith("upscaler")])
def test_an_upscaler_tells_its_scale(name: str) -> None:
    assert identify_header(golden.header(name)).scale == int(name.partition("x")[0][-1])


def test_what_keys_tell_beyond_the_family_is_told_and_nothing_else() -> None:
    assert identify_header(golden.header("sdxl-v")).prediction_type == "v_prediction"
    assert identify_header(golden.header("sdxl")).prediction_type is None
    stated = golden.header("sdxl", metadata={"modelspec.prediction_type": "v", "modelspec.title": "Mine"})
    assert (identify_header(stated).prediction_type, identify_header(stated).title) == ("v_prediction", "Mine")
    assert identify_header(golden.header("sd1-lcm-unet-diffusers")).distilled is True
    assert identify_header(golden.header("flux-schnell-transformer")).distilled is True
    assert identify_header(golden.header("sd1")).distilled is None


def test_a_file_of_seven_gigabytes_is_told_from_its_header(tmp_path: Path) -> None:
    path = golden.sparse_file(tmp_path / "whatever it is called.safetensors", "sdxl")
    found = identify(path)
    assert (found.kind, found.family) == ("base", "sdxl")
    assert found.size_bytes > 5e9


def one(**shapes: tuple[int, ...]) -> Header:
    return Header({name: TensorInfo("F32", shape, 0, 0) for name, shape in shapes.items()}, {})


def test_textual_inversions_of_each_kind() -> None:
    assert identify_header(one(emb_params=(4, 768))).family == "sd"
    found = identify_header(Header({"<cat-toy>": TensorInfo("F32", (1024,), 0, 0)}, {}))
    assert (found.kind, found.version, found.words) == ("embedding", "2.x", ("<cat-toy>",))
    assert identify_header(one(clip_l=(8, 768), clip_g=(8, 1280))).family == "sdxl"


def test_networks_that_are_no_plain_lora_say_so() -> None:
    layer = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k"
    shapes = {f"{layer}.{half}": (8, 768) for half in ("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b")}
    found = identify_header(one(**shapes))
    assert (found.kind, found.network) == ("lora", "loha")
    assert "only plain LoRA" in found.notes[0]


def test_pickles_are_refused_with_advice_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "a.ckpt").write_bytes(b"anything")
    (tmp_path / "b.safetensors").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "c.safetensors").write_bytes(b"\x80\x02}q\x00.")
    for name in ("a.ckpt", "b.safetensors", "c.safetensors"):
        with pytest.raises(PickledWeights, match="can run code") as caught:
            identify(tmp_path / name)
        assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (b"\x10", "truncated"),
        (b"GGUF\x03\x00\x00\x00", "GGUF"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "LFS"),
        (b"<!DOCTYPE html>\n<html><head><title>Sign in</title>", "web page"),
        (b"\n<HTML><body>404", "web page"),
        (struct.pack("<Q", 40) + b"{}", "truncated"),
        (struct.pack("<Q", 2) + b"[]", "safetensors header"),
        (struct.pack("<Q", 10**12) + b"{" + bytes(64), "header claims"),
        (struct.pack("<Q", 6) + b"{nope}", "not JSON"),
        (b"just some text that is long enough to look at", "safetensors header"),
    ],
)
def test_what_is_no_weights_file_says_what_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "x.safetensors").write_bytes(content)
    with pytest.raises(BadWeightsFile, match=reason):
        identify(tmp_path / "x.safetensors")


def test_a_file_that_ends_too_early_is_truncated(tmp_path: Path) -> None:
    path = weights.lora(tmp_path / "x.safetensors")
    for length in (len(path.read_bytes()) - 1, 40):
        path.write_bytes(path.read_bytes()[:length])
        with pytest.raises(BadWeightsFile, match="truncated"):
            identify(path)


def test_whole_files_of_no_known_kind_and_of_other_names(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="no kind that is known"):
        identify(weights.weights(tmp_path / "x.safetensors", {"a.b": (2, 2), "c": (1,)}))
    with pytest.raises(UnknownModel, match="no weights"):
        identify(weights.weights(tmp_path / "y.safetensors", {}))
    with pytest.raises(InvalidInput, match="another name"):
        identify(weights.lora(tmp_path / "z.bin2"))
    with pytest.raises(BadWeightsFile, match="no file"):
        identify(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("layer", "family"),
    [
        ("lora_unet_joint_blocks_0_x_block_attn_qkv.lora_{}.weight", "sd3"),
        ("diffusion_model.joint_blocks.0.context_block.mlp.fc1.lora_{}.weight", "sd3"),
        ("lora_transformer_single_transformer_blocks_0_attn_to_q.lora_{}.weight", "flux"),
        ("double_blocks.0.processor.qkv_lora1.{}.weight", "flux"),
        ("single_blocks.3.processor.proj_lora.{}.weight", "flux"),
        ("base_model.model.double_blocks.0.img_attn.qkv.lora_{}.weight", "flux"),
    ],
)
def test_loras_of_transformers_in_other_programs_names(layer: str, family: str) -> None:
    halves = ("A", "B") if layer.startswith(("base_model", "diffusion_model")) else ("down", "up")
    shapes = zip(halves, ((4, 3072), (9216, 4)), strict=True)
    found = identify_header(Header({layer.format(h): TensorInfo("F16", s, 0, 0) for h, s in shapes}, {}))
    assert (found.kind, found.family, found.rank, found.format) == ("lora", family, 4, "kohya")
