"""The lists are what their configs give, and diffusers reads each as the kind of file that it is.

`make golden` writes them anew. Each is gzipped JSON: {"made": how, "tensors": {name: shape}}.
"""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from diffusers.loaders import single_file_utils
from diffusers.loaders.lora_conversion_utils import (
    _convert_non_diffusers_lora_to_diffusers,
    _maybe_map_sgm_blocks_to_diffusers,
)

from tests.golden.checkpoints import build
from tests.golden.checkpoints.lists import MADE, meta

pytestmark = pytest.mark.slow  # whole models on the meta device

HERE = Path(__file__).parent
NOTE = "generated from configs by build.py; not read from a published file"


def read(name: str) -> dict[str, Any]:
    with gzip.open(HERE / f"{name}.json.gz", "rt") as file:
        return dict(json.load(file)["tensors"])


@pytest.mark.parametrize("name", MADE)
def test_the_list_is_what_the_config_gives_and_diffusers_knows_it(name: str) -> None:
    make, known_as = MADE[name]
    built = {key: list(shape) for key, shape in make().items()}
    if os.environ.get("SAFELIGHT_GOLDEN") == "write":
        text = json.dumps({"made": NOTE, "tensors": built}, separators=(",", ":"))
        (HERE / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    assert read(name) == built
    if known_as is not None:
        assert single_file_utils.infer_diffusers_model_type(meta(built)) == known_as


@pytest.mark.parametrize("config", ["SD1", "SD2", "XL", "REFINER"])
def test_diffusers_finds_every_part_of_a_unet_in_the_original_names(config: str) -> None:
    model = build.unet(**getattr(build, config))
    original = meta(build.prefixed("model.diffusion_model.", build.original_unet(getattr(build, config))))
    converted = single_file_utils.convert_ldm_unet_checkpoint(original, dict(model.config))
    assert {key: tuple(tensor.shape) for key, tensor in converted.items()} == build.shapes(model)


def test_diffusers_finds_every_part_of_a_vae_in_the_original_names() -> None:
    original = meta(build.prefixed("first_stage_model.", build.original_vae()))
    config = {"down_block_types": ["DownEncoderBlock2D"] * 4, "up_block_types": ["UpDecoderBlock2D"] * 4}
    assert set(single_file_utils.convert_ldm_vae_checkpoint(original, config)) == set(build.diffusers_vae())


def test_diffusers_finds_every_part_of_flux_and_sd3_in_the_original_names() -> None:
    flux = single_file_utils.convert_flux_transformer_checkpoint_to_diffusers(meta(build.original_flux()))
    assert {key: tuple(tensor.shape) for key, tensor in flux.items()} == build.shapes(build.flux_transformer())
    for size in build.SD3_SIZES.values():
        found = single_file_utils.convert_sd3_transformer_checkpoint_to_diffusers(meta(build.original_sd3(**size)))
        assert set(found) == set(build.shapes(build.sd3_transformer(**size)))


def test_diffusers_reads_both_spellings_of_a_kohya_lora_for_sdxl_as_the_same_layers() -> None:
    model = build.unet(**build.XL)
    old, new = (
        {key: shape for key, shape in build.kohya_unet(build.XL, original=is_old).items() if not key.endswith("alpha")}
        for is_old in (True, False)
    )
    mapped = _maybe_map_sgm_blocks_to_diffusers(meta(old), model.config)
    assert set(_convert_non_diffusers_lora_to_diffusers(mapped)[0]) == set(
        _convert_non_diffusers_lora_to_diffusers(meta(new))[0]
    )
