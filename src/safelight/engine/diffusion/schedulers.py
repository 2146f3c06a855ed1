"""Sampler names, as users know them, onto diffusers' schedulers.

A scheduler keeps state between steps, so every run makes its own; the model's noise schedule and prediction type stay.
"""

import copy
import functools
import inspect
import json
import math
from collections.abc import Mapping
from typing import Any

import diffusers
import numpy as np
from diffusers.schedulers.scheduling_lms_discrete import LMSDiscreteScheduler

from safelight.engine.diffusion.errors import UnsupportedScheduler
from safelight.kit import diffusers_facts
from safelight.kit.diffusers_facts import is_flow_matching
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import SchedulerName, SchedulerOption


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


_OWN: dict[str, type] = {"LMSDiscreteScheduler": ExactLMSScheduler}
_UNUSED: dict[tuple[Any, str], Any] = {}
_UNUSED_KEPT = 32
_FLOW_EULER = diffusers_facts.FLOW_SAMPLERS["euler"][0]


def supported(config: Mapping[str, Any]) -> tuple[SchedulerName, ...]:
    """The names that work with a model of this scheduler config."""
    return tuple(diffusers_facts.samplers(flow_matching=is_flow_matching(config)))  # type: ignore[arg-type]  # names read from the table are those of SchedulerName


def make(name: SchedulerName, config: Mapping[str, Any], options: Mapping[str, SchedulerOption] | None = None) -> Any:
    """A fresh scheduler. `config` is that of the model's own scheduler, as it was loaded.

    Raises:
        UnsupportedScheduler: names what works instead.
        InvalidInput: the sampler has no such option.
    """
    flow, given = is_flow_matching(config), dict(options or {})
    if name not in supported(config):
        raise UnsupportedScheduler(
            f"The sampler {name!r} does not work with this model.", hint=f"Use {', '.join(supported(config))}."
        )
    possible = diffusers_facts.options(name, flow_matching=flow)
    for unknown in given.keys() - possible.keys():
        raise InvalidInput.of(
            f"scheduler_options.{unknown}", given[unknown], f"{name} has no such setting",
            hint=f"It has {', '.join(possible)}.",
        )  # fmt: skip
    at_step = {key: given.pop(key) for key in list(given) if possible[key].at_step}
    class_name, settings = diffusers_facts.samplers(flow_matching=flow)[name]
    if flow and class_name == _FLOW_EULER:  # the model's own class, whichever of the flow family that is
        class_name = config["_class_name"]
    cls: Any = _OWN.get(class_name) or getattr(diffusers, class_name)
    if "use_flow_sigmas" in settings:
        settings = {**settings, "flow_shift": config.get("shift", 1.0)}
    scheduler = _fresh(cls, config, {**settings, **given})
    if flow:
        _fit_flow_pipelines(scheduler)
    if at_step:
        scheduler.step = functools.wraps(scheduler.step)(functools.partial(_stepped, scheduler.step, at_step))
    return scheduler


def _fresh(cls: Any, config: Mapping[str, Any], settings: Mapping[str, Any]) -> Any:
    """One that nobody has used; a copy of one made before takes a fifth of the time."""
    try:
        key = (cls, json.dumps([config, settings], sort_keys=True))
    except TypeError:  # numbers of numpy's, in a config that no file could hold
        return cls.from_config(config, **settings)
    unused = _UNUSED.get(key)
    if unused is None:
        if len(_UNUSED) >= _UNUSED_KEPT:
            _UNUSED.clear()
        unused = _UNUSED[key] = cls.from_config(config, **settings)
    return copy.deepcopy(unused)


def _stepped(step: Any, given: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
    return step(*args, **{**kwargs, **{key: value for key, value in given.items() if value is not None}})


def _fit_flow_pipelines(scheduler: Any) -> None:
    """Let a sampler be driven as pipelines of flow matching do: by sigmas and a shift `mu`, and with scale_noise."""
    original = scheduler.set_timesteps
    takes, config = inspect.signature(original).parameters, scheduler.config
    if not hasattr(scheduler, "scale_noise"):
        scheduler.scale_noise = lambda sample, timestep, noise: scheduler.add_noise(sample, noise, timestep)
    if {"sigmas", "mu"} <= takes.keys() and not config.get("use_flow_sigmas"):
        return

    def set_timesteps(
        num_inference_steps: int | None = None, device: Any = None, sigmas: Any = None, mu: float | None = None
    ) -> None:
        told: dict[str, Any] = {"num_inference_steps": num_inference_steps, "device": device}
        if sigmas is not None:  # pipelines' own are evenly spaced, and so are those that it makes of their number
            told["num_inference_steps"] = len(sigmas)
        if mu is not None and config.get("use_dynamic_shifting"):
            if "mu" in takes:
                told["mu"] = mu
            else:  # the same formula: shift / (shift + 1 / sigma - 1)
                scheduler.register_to_config(shift=math.exp(mu))
        original(**told)

    scheduler.set_timesteps = set_timesteps
