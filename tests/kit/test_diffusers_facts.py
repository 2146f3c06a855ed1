"""The table of diffusers: that of the installed one, and complete."""

from typing import get_args

import pytest

from safelight.features.models.schemas import TakenField
from safelight.kit import diffusers_facts
from safelight.specs.generation import SchedulerName


def test_every_name_is_a_sampler_and_the_other_way_round() -> None:
    assert set(get_args(SchedulerName)) == set(diffusers_facts.NOISE_SAMPLERS)
    assert set(diffusers_facts.FLOW_SAMPLERS) <= set(diffusers_facts.NOISE_SAMPLERS)


@pytest.mark.parametrize("flow", [False, True])
def test_defaults_are_values_that_are_taken(flow: bool) -> None:
    for name in diffusers_facts.samplers(flow_matching=flow):
        for option in diffusers_facts.options(name, flow_matching=flow).values():
            assert option.type in {"bool", "int", "float", "str"}
            assert option.default is not None or option.nullable, (name, option)
            if option.choices and option.default is not None:
                assert option.default in option.choices, (name, option)
            if option.minimum is not None and isinstance(option.default, (int, float)):
                assert option.maximum is not None
                assert option.minimum <= option.default <= option.maximum, (name, option)


def test_pipelines_know_their_variants() -> None:
    sd, flux = (diffusers_facts.pipeline(name) for name in ("StableDiffusionPipeline", "FluxPipeline"))
    assert sd is not None
    assert flux is not None
    assert (sd.image_to_image, sd.inpaint) == ("StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline")
    assert (sd.flow_matching, flux.flow_matching) == (False, True)
    assert "true_cfg_scale" in flux.accepts - sd.accepts
    assert diffusers_facts.pipeline("NoSuchPipeline") is None


def test_a_pipeline_says_which_fields_of_a_request_it_takes() -> None:
    sd = diffusers_facts.pipeline("StableDiffusionPipeline")
    flux = diffusers_facts.pipeline("FluxPipeline")
    assert sd is not None
    assert flux is not None
    assert {"image", "mask_image", "controls", "hires", "strength", "clip_skip"} <= set(sd.takes)
    assert "true_cfg_scale" in flux.takes
    assert not {"clip_skip", "guidance_rescale"} & set(flux.takes)
    every = set(get_args(TakenField))
    assert set(sd.takes) | set(flux.takes) <= every
