"""What diffusers can do, known without torch: the samplers with their options, and what each pipeline takes.

The classes are read from diffusers_facts.json, which scripts/diffusers_facts.py writes from the installed diffusers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

_DPM = {"algorithm_type": "dpmsolver++", "solver_order": 2, "use_karras_sigmas": False}
_FLOW = {"use_flow_sigmas": True, "prediction_type": "flow_prediction"}

_FIELDS = {"negative_prompt", "guidance_scale", "true_cfg_scale", "guidance_rescale", "clip_skip"}

Made = tuple[str, dict[str, Any]]  # diffusers' class, and the settings that make it what the name says

# Settings that tell two names of one class apart must be set in both: a model's own config may carry the other.
NOISE_SAMPLERS: dict[str, Made] = {
    # steps_offset 1 and clip_sample False: what SD was trained and is sampled with; diffusers warns on the others.
    "ddim": ("DDIMScheduler", {"steps_offset": 1, "clip_sample": False, "set_alpha_to_one": False}),
    "ddpm": ("DDPMScheduler", {"clip_sample": False}),
    "deis": ("DEISMultistepScheduler", {"algorithm_type": "deis", "use_karras_sigmas": False}),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", _DPM),
    "dpmpp_2m_karras": ("DPMSolverMultistepScheduler", {**_DPM, "use_karras_sigmas": True}),
    "dpmpp_2m_sde": ("DPMSolverMultistepScheduler", {**_DPM, "algorithm_type": "sde-dpmsolver++"}),
    # diffusers' DPMSolverSDEScheduler needs torchsde and cannot take a generator per picture.
    "dpmpp_sde": ("DPMSolverSinglestepScheduler", {**_DPM, "algorithm_type": "sde-dpmsolver++"}),
    "edm_dpmpp_2m": ("EDMDPMSolverMultistepScheduler", {}),
    "edm_euler": ("EDMEulerScheduler", {}),
    "euler": ("EulerDiscreteScheduler", {"use_karras_sigmas": False}),
    "euler_a": ("EulerAncestralDiscreteScheduler", {}),
    "heun": ("HeunDiscreteScheduler", {"use_karras_sigmas": False}),
    "kdpm2": ("KDPM2DiscreteScheduler", {"use_karras_sigmas": False}),
    "kdpm2_a": ("KDPM2AncestralDiscreteScheduler", {"use_karras_sigmas": False}),
    "lcm": ("LCMScheduler", {"clip_sample": False}),
    "lms": ("LMSDiscreteScheduler", {"use_karras_sigmas": False}),
    "pndm": ("PNDMScheduler", {"steps_offset": 1, "skip_prk_steps": True, "set_alpha_to_one": False}),
    "sa_solver": ("SASolverScheduler", {"use_karras_sigmas": False}),
    "tcd": ("TCDScheduler", {"clip_sample": False}),
    "unipc": ("UniPCMultistepScheduler", {"solver_type": "bh2", "use_karras_sigmas": False}),
}
# The same ways of sampling for models of flow matching. `euler` is the model's own class, whichever that is.
FLOW_SAMPLERS: dict[str, Made] = {
    "deis": ("DEISMultistepScheduler", {**_FLOW, "algorithm_type": "deis"}),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", {**_DPM, **_FLOW}),
    "dpmpp_2m_sde": ("DPMSolverMultistepScheduler", {**_DPM, **_FLOW, "algorithm_type": "sde-dpmsolver++"}),
    "dpmpp_sde": ("DPMSolverSinglestepScheduler", {**_DPM, **_FLOW, "algorithm_type": "sde-dpmsolver++"}),
    "euler": ("FlowMatchEulerDiscreteScheduler", {}),
    "heun": ("FlowMatchHeunDiscreteScheduler", {}),
    "lcm": ("FlowMatchLCMScheduler", {}),
    "unipc": ("UniPCMultistepScheduler", {**_FLOW, "solver_type": "bh2"}),
}


@dataclass(frozen=True)
class Option:
    """One setting of a sampler. `type` is bool, int, float or str; `at_step` marks what is given to each step."""

    name: str
    type: str
    default: bool | int | float | str | None
    choices: tuple[str, ...] = ()
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    at_step: bool = False


@dataclass(frozen=True)
class PipelineFacts:
    """What a text-to-image pipeline of diffusers takes, and the classes that draw in other ways with its weights."""

    flow_matching: bool
    accepts: frozenset[str]
    image_to_image: str | None
    takes_strength: bool
    inpaint: str | None
    controlnet: str | None

    @property
    def takes(self) -> list[Any]:
        """The fields of a request that mean something to it, beyond those that every pipeline takes."""
        variants = {
            "image": self.image_to_image,
            "hires": self.image_to_image,
            "strength": self.takes_strength,
            "mask_image": self.inpaint,
            "controls": self.controlnet,
        }
        return sorted((self.accepts & _FIELDS) | {name for name, has in variants.items() if has})


def is_flow_matching(config: Mapping[str, Any]) -> bool:
    """Whether a model with this scheduler config was trained by flow matching (SD3, Flux, ...)."""
    return str(config.get("_class_name", "")).startswith("FlowMatch") or (
        config.get("prediction_type") == "flow_prediction" or bool(config.get("use_flow_sigmas"))
    )


def samplers(*, flow_matching: bool) -> dict[str, Made]:
    """The samplers by name, for models of the one kind or the other."""
    return FLOW_SAMPLERS if flow_matching else NOISE_SAMPLERS


# Tried one by one: with others, these samplers compute NaN or refuse.
_SHIFTS = frozenset({"flow_shift", "use_dynamic_shifting", "time_shift_type", "shift_terminal"})
_OF_FITTED = frozenset({"solver_order", "final_sigmas_type", "euler_at_final", "flow_shift"})


@cache
def options(name: str, *, flow_matching: bool) -> dict[str, Option]:
    """What can be set of a sampler, its defaults as the name has them."""
    cls, settings = samplers(flow_matching=flow_matching)[name]
    found = {}
    for each in _facts()["schedulers"][cls]:
        option = Option(**{**each, "choices": tuple(each.get("choices", ()))})
        if option.name in _SHIFTS and not flow_matching:
            continue
        if "use_flow_sigmas" in settings and option.name not in _OF_FITTED:
            continue
        if option.name in settings:
            option = replace(option, default=settings[option.name])
        found[option.name] = option
    return found


def pipeline(class_name: str) -> PipelineFacts | None:
    """What is known of a pipeline class; None for one that diffusers names no variants of."""
    found = _facts()["pipelines"].get(class_name)
    return PipelineFacts(**{**found, "accepts": frozenset(found["accepts"])}) if found else None


@cache
def _facts() -> dict[str, Any]:
    path = Path(__file__).with_name("diffusers_facts.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))
