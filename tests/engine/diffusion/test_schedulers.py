from pathlib import Path
from typing import get_args

import pytest
import torch

from safelight.engine.diffusion import schedulers
from safelight.engine.diffusion.errors import UnsupportedScheduler
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, load
from safelight.specs.generation import SchedulerName
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan


@pytest.mark.parametrize("name", get_args(SchedulerName))
def test_each_scheduler_draws(name: SchedulerName, sd: Loaded) -> None:
    result = generate(sd, plan(scheduler=name, num_inference_steps=4, n=2))
    assert len(result.images) == 2
    assert result.warnings == []


def test_names_of_one_class_differ_and_runs_do_not_lean_on_the_last(sd: Loaded) -> None:
    pictures = {}
    for name in ("dpmpp_2m_karras", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_2m_karras"):
        drawn = generate(sd, plan(scheduler=name, num_inference_steps=4)).images[0].tobytes()
        assert pictures.setdefault(name, drawn) == drawn
    assert len(set(pictures.values())) == 3


@pytest.mark.parametrize("name", get_args(SchedulerName))
def test_the_models_noise_schedule_and_prediction_type_stay(name: SchedulerName) -> None:
    own = tiny.scheduler(prediction_type="v_prediction").config
    made = schedulers.make(name, own)
    assert made.config.prediction_type == "v_prediction"
    assert made.config.beta_end == own.beta_end
    assert made is not schedulers.make(name, own)


@pytest.mark.parametrize("family", ["sd3", "flux"])
def test_flow_matching_models_keep_theirs_and_name_what_works(family: str, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    assert loaded.defaults.scheduler == "euler"
    with pytest.raises(UnsupportedScheduler, match=r"'ddim' does not work with this model\. Use deis"):
        generate(loaded, plan(scheduler="ddim"))


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_lms_coefficients_are_the_exact_integrals(order: int) -> None:
    lms = schedulers.make("lms", tiny.scheduler().config)
    lms.set_timesteps(8)
    tau = torch.linspace(float(lms.sigmas[4]), float(lms.sigmas[5]), 20001, dtype=torch.float64)
    for current in range(order):
        basis = torch.ones_like(tau)
        for k in range(order):
            if k != current:
                basis *= (tau - lms.sigmas[4 - k]) / (lms.sigmas[4 - current] - lms.sigmas[4 - k])
        assert lms.get_lms_coefficient(order, 4, current) == pytest.approx(float(torch.trapezoid(basis, tau)), rel=1e-5)
