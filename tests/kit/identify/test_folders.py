"""Folders are told by their configs, of diffusers, of transformers and of timm; nothing of them is loaded."""

import json
from pathlib import Path
from typing import Any

import pytest

from safelight.kit.errors import InvalidInput
from safelight.kit.identify import UnknownModel, identify
from safelight.kit.safetensors_header import BadWeightsFile, PickledWeights
from tests.engine import tiny
from tests.factories import weights


def pipeline(folder: Path, name: str, *, denoiser: str = "unet", scheduler: Any = None, **config: Any) -> Path:
    """A pipeline folder without weights."""
    parts = {denoiser: ["diffusers", "Denoiser"], "scheduler": ["diffusers", "Scheduler"]}
    write(folder / "model_index.json", {"_class_name": name, **parts})
    write(folder / denoiser / "config.json", config)
    write(folder / "scheduler" / "scheduler_config.json", scheduler or {})
    return folder


def write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("name", "config", "expected"),
    [
        ("StableDiffusionPipeline", {"cross_attention_dim": 768, "in_channels": 4}, ("base", "sd", "1.x", None)),
        ("StableDiffusionPipeline", {"cross_attention_dim": 1024}, ("base", "sd", "2.x", None)),
        ("StableDiffusionInpaintPipeline", {"in_channels": 9}, ("base", "sd", None, "inpaint")),
        ("LatentConsistencyModelPipeline", {"cross_attention_dim": 768}, ("base", "sd", "1.x", None)),
        ("StableDiffusionXLPipeline", {"cross_attention_dim": 2048}, ("base", "sdxl", None, None)),
        ("StableDiffusionXLImg2ImgPipeline", {"cross_attention_dim": 1280}, ("base", "sdxl", "refiner", "refiner")),
        ("StableDiffusionXLInstructPix2PixPipeline", {"in_channels": 8}, ("base", "sdxl", None, "edit")),
        ("StableDiffusion3Pipeline", {"num_layers": 24}, ("base", "sd3", "3", None)),
        ("StableDiffusion3Pipeline", {"num_layers": 38}, ("base", "sd3", "3.5-large", None)),
        (
            "StableDiffusion3Pipeline",
            {"num_layers": 24, "dual_attention_layers": [0]},
            ("base", "sd3", "3.5-medium", None),
        ),
        ("FluxPipeline", {"guidance_embeds": True, "in_channels": 64}, ("base", "flux", "dev", None)),
        ("FluxPipeline", {"guidance_embeds": False, "in_channels": 64}, ("base", "flux", "schnell", None)),
        ("FluxKontextPipeline", {"guidance_embeds": True}, ("base", "flux", "kontext", "edit")),
        ("FluxFillPipeline", {"in_channels": 384, "guidance_embeds": True}, ("base", "flux", "fill", "inpaint")),
        ("FluxControlPipeline", {"in_channels": 128, "guidance_embeds": True}, ("base", "flux", "control", "control")),
        ("StableVideoDiffusionPipeline", {"in_channels": 8}, ("video", "svd", None, None)),
        ("WanPipeline", {}, ("video", "wan", None, None)),
        ("LTXImageToVideoPipeline", {}, ("video", "ltx", None, None)),
        ("Flux2Pipeline", {}, ("base", "flux2", None, None)),
        ("SomethingNewPipeline", {}, ("base", None, None, None)),
    ],
)
def test_a_pipeline_is_told_by_its_class_and_its_denoiser(
    tmp_path: Path, name: str, config: dict[str, Any], expected: tuple[str | None, ...]
) -> None:
    found = identify(pipeline(tmp_path / "m", name, **config))
    assert (found.kind, found.family, found.version, found.variant) == expected
    assert (found.format, found.pipeline) == ("diffusers", name)


def test_prediction_type_and_distillation_as_far_as_configs_tell(tmp_path: Path) -> None:
    found = identify(pipeline(tmp_path / "a", "StableDiffusionPipeline", scheduler={"prediction_type": "v_prediction"}))
    assert (found.prediction_type, found.distilled) == ("v_prediction", None)
    flow = {"_class_name": "FlowMatchEulerDiscreteScheduler"}
    assert identify(pipeline(tmp_path / "b", "FluxPipeline", scheduler=flow)).prediction_type == "flow_prediction"
    assert identify(pipeline(tmp_path / "c", "StableDiffusionPipeline", time_cond_proj_dim=256)).distilled is True


@pytest.mark.parametrize(
    ("make", "family"),
    [(tiny.sd, "sd"), (tiny.sdxl, "sdxl"), (tiny.sd3, "sd3"), (tiny.flux, "flux"), (tiny.svd, "svd")],
)
def test_folders_that_diffusers_writes(tmp_path: Path, make: Any, family: str) -> None:
    made = make()
    tiny.save_pipeline(lambda: made, tmp_path / "m")
    found = identify(tmp_path / "m")
    modules = [part for part in made.components.values() if hasattr(part, "parameters")]
    assert (found.family, found.dtype, found.pipeline) == (family, "float32", type(made).__name__)
    assert found.parameters >= sum(p.numel() for part in modules for p in part.parameters())
    assert found.kind == ("video" if family == "svd" else "base")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"architectures": ["BlipForConditionalGeneration"]}, ("captioner", "transformers")),
        ({"architectures": ["Florence2ForConditionalGeneration"]}, ("captioner", "transformers")),
        ({"architectures": ["Qwen2_5_VLForConditionalGeneration"]}, ("captioner", "transformers")),
        ({"architectures": ["ViTForImageClassification"]}, ("classifier", "transformers")),
        ({"architectures": ["CLIPModel"]}, ("classifier", "transformers")),
        ({"architectures": ["CLIPTextModel"]}, ("component", "transformers")),
        ({"architectures": ["T5EncoderModel"]}, ("component", "transformers")),
        ({"architecture": "swinv2_base", "pretrained_cfg": {}}, ("classifier", "timm")),
        ({"_class_name": "AutoencoderKL"}, ("vae", "diffusers")),
        ({"_class_name": "ControlNetModel", "cross_attention_dim": 2048}, ("controlnet", "diffusers")),
        ({"_class_name": "FluxControlNetModel"}, ("controlnet", "diffusers")),
        ({"_class_name": "UNet2DConditionModel"}, ("component", "diffusers")),
    ],
)
def test_single_networks(tmp_path: Path, config: dict[str, Any], expected: tuple[str, str]) -> None:
    write(tmp_path / "m" / "config.json", config)
    weights.weights(tmp_path / "m" / "model.safetensors", {"a": (2, 3)}, dtype="BF16")
    found = identify(tmp_path / "m")
    assert (found.kind, found.format) == expected
    assert (found.dtype, found.parameters) == ("bfloat16", 6)


def test_a_controlnet_names_the_family_it_fits(tmp_path: Path) -> None:
    write(tmp_path / "a" / "config.json", {"_class_name": "ControlNetModel", "cross_attention_dim": 2048})
    write(tmp_path / "b" / "config.json", {"_class_name": "SD3ControlNetModel"})
    assert (identify(tmp_path / "a").family, identify(tmp_path / "b").family) == ("sdxl", "sd3")


def test_a_variant_beside_the_full_files_counts_once(tmp_path: Path) -> None:
    folder = pipeline(tmp_path / "m", "StableDiffusionPipeline")
    weights.weights(folder / "unet" / "diffusion_pytorch_model.safetensors", {"a": (4,)}, dtype="F32")
    weights.weights(folder / "unet" / "diffusion_pytorch_model.fp16.safetensors", {"a": (4,)})
    assert (identify(folder).parameters, identify(folder).dtype, identify(folder).size_bytes) == (4, "float32", 16)


def test_what_is_no_model_folder_or_a_broken_one_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    weights.lora(tmp_path / "loras" / "a.safetensors")
    write(tmp_path / "other" / "config.json", {"architectures": ["BertForMaskedLM"]})
    for name, reason in (
        ("empty", "no model folder"),
        ("loras", "folder of single files"),
        ("other", "BertForMaskedLM"),
    ):
        with pytest.raises(UnknownModel, match=reason):
            identify(tmp_path / name)

    pickled = pipeline(tmp_path / "pickled", "StableDiffusionPipeline")
    (pickled / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(PickledWeights, match="unet/"):
        identify(pickled)
    broken = pipeline(tmp_path / "broken", "StableDiffusionPipeline")
    (broken / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"version https://git-lfs")
    with pytest.raises(BadWeightsFile, match=r"unet/.*LFS"):
        identify(broken)


@pytest.mark.parametrize("content", ["{", "[]", '"text"', "[" * 100_000, " " * (5 << 20), "\ufeff{}"])
def test_a_hostile_config_is_an_error_and_no_crash(tmp_path: Path, content: str) -> None:
    (tmp_path / "model_index.json").write_text(content)
    with pytest.raises(InvalidInput):
        identify(tmp_path)


@pytest.mark.parametrize(
    "index",
    [
        {},
        {"_class_name": None},
        {"_class_name": ["x"]},
        {"_class_name": "X", "unet": "text"},
        {"unet": [None, None]},
        {"unet": []},
    ],
)
def test_an_index_that_says_nothing_useful_is_a_pipeline_of_no_family(tmp_path: Path, index: dict[str, Any]) -> None:
    write(tmp_path / "model_index.json", index)
    assert identify(tmp_path).family is None


def test_odd_types_in_configs_do_not_crash(tmp_path: Path) -> None:
    folder = pipeline(tmp_path / "m", "StableDiffusionPipeline", cross_attention_dim=[768, 768], in_channels=[4])
    assert identify(folder).version == "1.x"
    write(tmp_path / "n" / "config.json", {"architectures": "BlipForConditionalGeneration"})
    with pytest.raises(UnknownModel):
        identify(tmp_path / "n")
