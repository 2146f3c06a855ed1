"""Checkpoints in one file, in the layout of their original code: the same pipeline comes out as went in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch

from safelight.engine.diffusion import single_file
from safelight.engine.diffusion.errors import ModelBroken
from safelight.kit.identify import identify
from tests.engine import original, tiny

# Parts that diffusers tells apart by their width and depth must not be alike.
FAMILIES: dict[str, Callable[[], Any]] = {
    "sd": tiny.sd,
    "sdxl": lambda: tiny.sdxl(width_2=48, layers_2=10),
    "sd3": lambda: tiny.sd3(width_2=48),
}


def assert_same(one: Any, other: Any) -> None:
    assert type(one) is type(other)
    assert other.dtype == one.dtype
    for name, part in one.components.items():
        if isinstance(part, torch.nn.Module):
            twin = getattr(other, name)
            assert not any(module.training for module in twin.modules()), f"{name} would drop out"
            state = twin.state_dict()
            assert [key for key, tensor in part.state_dict().items() if not torch.equal(state[key], tensor)] == []


def build(family: str) -> Any:
    torch.manual_seed(0)
    pipeline = FAMILIES[family]()
    if family == "sd3":  # these files do not hold this projection: diffusers puts the identity there
        pipeline.text_encoder.text_projection.weight.data = torch.eye(tiny.WIDTH)
    return pipeline


@pytest.mark.parametrize("family", FAMILIES)
def test_what_went_in_comes_out(family: str, tmp_path: Path) -> None:
    pipeline = build(family)
    pipeline.save_pretrained(tmp_path / "folder")
    file = original.save(pipeline, tmp_path / "one.safetensors")
    told = identify(file)
    assert (told.kind, told.family, told.pipeline) == ("base", family, type(pipeline).__name__)
    assert_same(pipeline, single_file.read(file, dtype=torch.float32, donors=[tmp_path / "folder"]))


@pytest.mark.slow
def test_a_flux_of_the_published_width(tmp_path: Path) -> None:
    """diffusers splits Flux's tensors at that width alone. A gigabyte, with one block of each sort."""
    pipeline = tiny.flux().to(torch.bfloat16)
    pipeline.save_pretrained(tmp_path / "folder")
    shape = {**pipeline.transformer.config, "num_attention_heads": 192}  # of 16: 3072 in all
    with torch.device("meta"):
        transformer = diffusers.FluxTransformer2DModel.from_config(shape).to(torch.bfloat16)
    transformer.to_empty(device="cpu")
    for parameter in transformer.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    pipeline.transformer = transformer
    transformer.save_config(tmp_path / "folder" / "transformer")  # a donor's weights are not looked at
    file = original.save(pipeline, tmp_path / "one.safetensors")
    told = identify(file)
    assert (told.kind, told.family, told.pipeline) == ("base", "flux", "FluxPipeline")
    read = single_file.read(file, dtype=torch.bfloat16, donors=[tmp_path / "folder"])
    assert_same(pipeline, read)
    drawn = read(prompt="a cat", num_inference_steps=1, width=64, height=64, output_type="pt").images
    assert drawn.shape == (1, 3, 64, 64)
    assert not drawn.isnan().any()


def test_without_configs_it_says_whose_are_wanted(tmp_path: Path) -> None:
    file = original.save(build("sdxl"), tmp_path / "one.safetensors")
    with pytest.raises(ModelBroken, match=r"the configs and tokenizer that belong to it are not on this machine") as no:
        single_file.read(file, dtype=torch.float32)
    assert "StableDiffusionXLPipeline folder" in (no.value.hint or "")
