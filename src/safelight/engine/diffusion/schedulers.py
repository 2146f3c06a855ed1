"""Sampler names, as users know them, onto diffusers' schedulers.

A scheduler keeps state between steps, so every run makes its own; the model's noise schedule and prediction type stay.
"""

from collections.abc import Mapping
from typing import Any

import diffusers
import numpy as np
from diffusers.schedulers.scheduling_lms_discrete import LMSDiscreteScheduler

from safelight.engine.diffusion.errors import UnsupportedScheduler
from safelight.specs.generation import SchedulerName


class ExactLMSScheduler(LMSDiscreteScheduler):
    """LMS without SciPy: its coefficients are integrals of cubic polynomials, which two Gauss points give exactly."""

    def get_lms_coefficient(self, order: int, t: int, current_order: int) -> float:
        """Integral of the Lagrange basis polynomial `current_order` from sigma[t] to sigma[t + 1]."""
        sigmas = np.asarray(self.sigmas, dtype=np.float64)
        points, weights = np.polynomial.legendre.leggauss(order // 2 + 1)
        low, high = sigmas[t], sigmas[t + 1]
        tau = (high - low) / 2 * points + (high + low) / 2
        basis = np.ones_like(tau)
        for k in range(order):
            if k != current_order:
                basis *= (tau - sigmas[t - k]) / (sigmas[t - current_order] - sigmas[t - k])
        return float((high - low) / 2 * (weights * basis).sum())


# Settings that tell two names of one class apart must be set in both: a model's own config may carry the other.
_DPM = {"algorithm_type": "dpmsolver++", "solver_order": 2, "use_karras_sigmas": False}
_TABLE: dict[SchedulerName, tuple[type, dict[str, Any]]] = {
    # steps_offset 1 and clip_sample False: what SD was trained and is sampled with; diffusers warns on the others.
    "ddim": (diffusers.DDIMScheduler, {"steps_offset": 1, "clip_sample": False, "set_alpha_to_one": False}),
    "ddpm": (diffusers.DDPMScheduler, {"clip_sample": False}),
    "deis": (diffusers.DEISMultistepScheduler, {"algorithm_type": "deis", "use_karras_sigmas": False}),
    "dpmpp_2m": (diffusers.DPMSolverMultistepScheduler, _DPM),
    "dpmpp_2m_karras": (diffusers.DPMSolverMultistepScheduler, {**_DPM, "use_karras_sigmas": True}),
    "dpmpp_2m_sde": (diffusers.DPMSolverMultistepScheduler, {**_DPM, "algorithm_type": "sde-dpmsolver++"}),
    # diffusers' DPMSolverSDEScheduler needs torchsde and cannot take a generator per picture.
    "dpmpp_sde": (diffusers.DPMSolverSinglestepScheduler, {**_DPM, "algorithm_type": "sde-dpmsolver++"}),
    "euler": (diffusers.EulerDiscreteScheduler, {"use_karras_sigmas": False}),
    "euler_a": (diffusers.EulerAncestralDiscreteScheduler, {}),
    "heun": (diffusers.HeunDiscreteScheduler, {"use_karras_sigmas": False}),
    "lcm": (diffusers.LCMScheduler, {"clip_sample": False}),
    "lms": (ExactLMSScheduler, {"use_karras_sigmas": False}),
    "pndm": (diffusers.PNDMScheduler, {"steps_offset": 1, "skip_prk_steps": True, "set_alpha_to_one": False}),
    "unipc": (diffusers.UniPCMultistepScheduler, {"solver_type": "bh2", "use_karras_sigmas": False}),
}
FLOW_NAMES: tuple[SchedulerName, ...] = ("euler",)


def is_flow_matching(config: Mapping[str, Any]) -> bool:
    """Whether the model was trained by flow matching (SD3, Flux, ...), whose steps other samplers cannot take."""
    return str(config.get("_class_name", "")).startswith("FlowMatch") or (
        config.get("prediction_type") == "flow_prediction" or bool(config.get("use_flow_sigmas"))
    )


def supported(config: Mapping[str, Any]) -> tuple[SchedulerName, ...]:
    """The names that work with a model of this scheduler config."""
    return FLOW_NAMES if is_flow_matching(config) else tuple(_TABLE)


def make(name: SchedulerName, config: Mapping[str, Any]) -> Any:
    """A fresh scheduler. `config` is that of the model's own scheduler, as it was loaded.

    Raises:
        UnsupportedScheduler: names what works instead.
    """
    if name not in supported(config):
        raise UnsupportedScheduler(
            f"The sampler {name!r} does not work with this model.", hint=f"Use {', '.join(supported(config))}."
        )
    if is_flow_matching(config):  # its own class, whichever of the flow family that is
        return getattr(diffusers, config["_class_name"]).from_config(config)
    cls, settings = _TABLE[name]
    return cls.from_config(config, **settings)  # type: ignore[attr-defined]
