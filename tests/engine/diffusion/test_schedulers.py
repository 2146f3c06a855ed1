from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from PIL import Image

from safelight.engine.diffusion import schedulers
from safelight.engine.diffusion.errors import UnsupportedScheduler
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit import diffusers_facts
from safelight.kit.diffusers_facts import Option
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import ImageUse, SchedulerName
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


def test_what_is_done_to_one_leaves_the_next_as_it_was() -> None:
    own = tiny.scheduler().config
    first = schedulers.make("dpmpp_2m", own)
    first.set_timesteps(5)
    first.betas.zero_()
    first.register_to_config(solver_order=1)
    fresh = schedulers.make("dpmpp_2m", own)
    assert fresh.num_inference_steps is None
    assert fresh.betas.min() > 0
    assert fresh.config.solver_order == 2


@pytest.mark.parametrize("family", ["sd3", "flux"])
def test_flow_matching_models_keep_theirs_and_name_what_works(family: str, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    assert loaded.defaults.scheduler == "euler"
    with pytest.raises(UnsupportedScheduler, match=r"'ddim' does not work with this model\. Use deis"):
        generate(loaded, plan(scheduler="ddim"))


EXCLUSIVE = ("use_karras_sigmas", "use_exponential_sigmas")


def values(option: Option) -> list[Any]:
    """Both ends of its range, or every choice."""
    if option.type == "bool":
        return [True, False]
    ends = [each for each in (option.minimum, option.maximum) if each is not None]
    return list(option.choices) or [int(each) if option.type == "int" else float(each) for each in ends]


@pytest.mark.parametrize("name", sorted(diffusers_facts.FLOW_SAMPLERS))
@pytest.mark.parametrize("family", ["sd3", "flux"])
def test_each_sampler_of_flow_matching_draws(family: str, name: SchedulerName, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    aids = Aids(image=Image.new("RGB", (64, 64), "red"))
    use = ImageUse(key="k", sha256="0" * 64)
    shifted = loaded.scheduler_config | {"use_dynamic_shifting": True, "shift": 3.0}
    for config in (loaded.scheduler_config, shifted):
        loaded.scheduler_config = config
        drawn = generate(loaded, plan(scheduler=name, num_inference_steps=4, n=2)).images
        assert drawn[0].tobytes() != drawn[1].tobytes()
        again = plan(scheduler=name, num_inference_steps=4, image=use, strength=0.5)
        assert generate(loaded, again, aids=aids).images[0].tobytes() != drawn[0].tobytes()


@pytest.mark.slow
@pytest.mark.parametrize("flow", [False, True])
def test_every_listed_setting_makes_a_scheduler(flow: bool) -> None:
    own = tiny.sd3().scheduler.config if flow else tiny.scheduler().config
    config = {**own, "_class_name": "FlowMatchEulerDiscreteScheduler" if flow else "DDIMScheduler"}
    for name in diffusers_facts.samplers(flow_matching=flow):
        for option in diffusers_facts.options(name, flow_matching=flow).values():
            others = {each: False for each in EXCLUSIVE if option.name in EXCLUSIVE and each != option.name}
            known = diffusers_facts.options(name, flow_matching=flow).keys()
            for value in values(option):
                given = {option.name: value} | {key: each for key, each in others.items() if key in known}
                made = schedulers.make(name, config, given)
                assert option.at_step or made.config[option.name] == value, (name, option.name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "name"),
    [("sd", name) for name in diffusers_facts.NOISE_SAMPLERS]
    + [("sd3", name) for name in diffusers_facts.FLOW_SAMPLERS],
)
def test_every_listed_setting_draws(family: str, name: SchedulerName, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    for option in diffusers_facts.options(name, flow_matching=family == "sd3").values():
        others = {each: False for each in EXCLUSIVE if option.name in EXCLUSIVE and each != option.name}
        for value in values(option):
            known = diffusers_facts.options(name, flow_matching=family == "sd3").keys()
            given = {option.name: value} | {key: each for key, each in others.items() if key in known}
            asked = plan(scheduler=name, num_inference_steps=4, scheduler_options=given)
            assert len(generate(loaded, asked).images) == 1, (name, given)


def test_settings_change_the_picture_and_unknown_ones_are_refused(sd: Loaded) -> None:
    asked: list[dict[str, Any]] = [
        {},
        {"use_karras_sigmas": True},
        {"solver_order": 1},
        {"timestep_spacing": "trailing"},
    ]
    drawn = [generate(sd, plan(num_inference_steps=4, scheduler="dpmpp_2m", scheduler_options=each)) for each in asked]
    assert len({each.images[0].tobytes() for each in drawn}) == len(asked)
    steady, lively = (plan(num_inference_steps=4, scheduler_options={"eta": eta}) for eta in (0.0, 1.0))
    assert generate(sd, steady).images[0].tobytes() != generate(sd, lively).images[0].tobytes()
    with pytest.raises(InvalidInput, match=r"scheduler_options.shift: ddim has no such setting"):
        generate(sd, plan(scheduler_options={"shift": 3}))


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
