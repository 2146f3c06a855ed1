"""The table of diffusers: that of the installed one, and complete."""

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from safelight.kit import diffusers_facts
from safelight.specs.generation import SchedulerName

ROOT = Path(__file__).parents[2]


def test_it_is_what_the_installed_diffusers_gives() -> None:
    script = ROOT / "scripts" / "diffusers_facts.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


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
