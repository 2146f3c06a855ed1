"""Write kit/diffusers_facts.json: options of the samplers and abilities of the pipelines, as diffusers has them.

python scripts/diffusers_facts.py            write it
python scripts/diffusers_facts.py --check    fail if it is not what would be written
"""

import inspect
import json
import math
import sys
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import diffusers
from diffusers.pipelines import auto_pipeline

from safelight.kit import diffusers_facts

TARGET = Path(diffusers_facts.__file__).with_suffix(".json")
# Lists and callables no request can carry, and the noise schedule, which is the model's.
HIDDEN = {"self", "num_train_timesteps", "trained_betas", "solver_p", "tau_func", "disable_corrector", "scale_factors"}
HIDDEN |= {"beta_start", "beta_end", "beta_schedule", "variance_type", "upscale_mode"}
DEPRECATED = {"dpmsolver", "sde-dpmsolver"}
# Tried one by one: with these diffusers computes NaN.
BROKEN = {
    "LCMScheduler": {"rescale_betas_zero_snr"},
    "TCDScheduler": {"rescale_betas_zero_snr"},
    "UniPCMultistepScheduler": {"predict_x0", "solver_type", "lower_order_final"},
}
HIDDEN |= {
    "use_flow_sigmas",
    "use_beta_sigmas",
}  # the first makes a sampler one of flow matching, the other needs SciPy
LIMITS: dict[str, tuple[float, float]] = {
    "solver_order": (1, 3), "predictor_order": (1, 4), "corrector_order": (1, 4), "steps_offset": (0, 10),
    "eta": (0, 1), "s_churn": (0, 100), "s_tmin": (0, 1000), "s_tmax": (0, 1000), "s_noise": (0, 2),
    "dynamic_thresholding_ratio": (0.5, 1),
    "clip_sample_range": (0.1, 100), "sample_max_value": (0.1, 100), "sigma_min": (1e-5, 100),
    "sigma_max": (0.01, 1000),
    "sigma_data": (0.01, 10), "rho": (1, 20), "shift": (0.01, 100), "flow_shift": (0.01, 100),
    "base_shift": (-10, 10), "max_shift": (-10, 10), "base_image_seq_len": (1, 65536),
    "max_image_seq_len": (2, 65536), "shift_terminal": (0.001, 0.999), "lambda_min_clipped": (-100, 0),
    "original_inference_steps": (50, 1000), "timestep_scaling": (0.1, 100),
}  # fmt: skip
STEP = {"eta": 0.0, "s_churn": 0.0, "s_noise": 1.0, "s_tmin": 0.0, "s_tmax": None}
# Choices that diffusers states in words only.
CHOICES = {
    "timestep_spacing": ["linspace", "leading", "trailing"],
    "prediction_type": ["epsilon", "v_prediction"],
    "interpolation_type": ["linear", "log_linear"],
}
ALGORITHMS = {"SASolverScheduler": ["data_prediction", "noise_prediction"]}
TYPES = {"sigma_max": float, "shift_terminal": float}  # annotated otherwise than they are used
FIELDS = (
    "negative_prompt", "guidance_scale", "true_cfg_scale", "guidance_rescale", "clip_skip", "prompt_embeds",
    "negative_prompt_embeds",
)  # fmt: skip


def options_of(cls: Any) -> list[dict[str, Any]]:
    """What can be set of a scheduler class."""
    found = [
        _option(cls.__name__, each)
        for each in inspect.signature(cls.__init__).parameters.values()
        if each.name not in HIDDEN | BROKEN.get(cls.__name__, set())
    ]
    stepped = inspect.signature(cls.step).parameters
    found += [
        {"name": name, "type": "float", "default": default, "nullable": default is None, "at_step": True}
        for name, default in STEP.items()
        if name in stepped
    ]
    for each in found:
        if each["name"] in LIMITS:
            each["minimum"], each["maximum"] = LIMITS[each["name"]]
    return found


def _option(cls: str, parameter: inspect.Parameter) -> dict[str, Any]:
    kinds = [parameter.annotation]
    if get_origin(parameter.annotation) in {Union, UnionType}:
        kinds = list(get_args(parameter.annotation))
    nullable = type(None) in kinds or parameter.default is None
    kind = next(each for each in kinds if each is not type(None))
    choices = list(get_args(kind)) if get_origin(kind) is Literal else CHOICES.get(parameter.name, [])
    if parameter.name == "algorithm_type":
        choices = ALGORITHMS.get(cls, choices)
    if parameter.name == "prediction_type":
        choices = [each for each in choices if each != "flow_prediction"]
        if cls.startswith("EDM"):
            choices = [each for each in choices if each != "sample"]
    choices = [each for each in choices if each not in DEPRECATED]
    kind = str if choices else TYPES.get(parameter.name, kind)
    default = parameter.default
    if isinstance(default, float) and math.isinf(default):
        default, nullable = None, True
    option: dict[str, Any] = {"name": parameter.name, "type": kind.__name__, "default": default}
    if choices:
        option["choices"] = choices
    if nullable:
        option["nullable"] = True
    return option


def pipelines() -> dict[str, Any]:
    """The text-to-image pipelines, and their classes for other ways to draw."""
    text = auto_pipeline.AUTO_TEXT2IMAGE_PIPELINES_MAPPING
    image, inpaint = auto_pipeline.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING, auto_pipeline.AUTO_INPAINT_PIPELINES_MAPPING
    found = {}
    for key, cls in text.items():
        accepted = inspect.signature(cls.__call__).parameters
        scheduler = str(inspect.signature(cls.__init__).parameters.get("scheduler", ""))
        control = text.get(f"{key}-controlnet")
        found[cls.__name__] = {
            "flow_matching": "FlowMatch" in scheduler,
            "accepts": [name for name in FIELDS if name in accepted],
            "image_to_image": _taking("image", image.get(key)),
            "takes_strength": "strength" in _call(image.get(key)),
            "inpaint": _taking("mask_image", inpaint.get(key)),
            "controlnet": getattr(control, "__name__", None),
        }
    return dict(sorted(found.items()))


def _taking(name: str, cls: Any) -> str | None:
    return cls.__name__ if name in _call(cls) else None


def _call(cls: Any) -> Any:
    return inspect.signature(cls.__call__).parameters if cls else {}


def text() -> str:
    """All of the file."""
    made = [*diffusers_facts.NOISE_SAMPLERS.values(), *diffusers_facts.FLOW_SAMPLERS.values()]
    classes = {name: _class(name) for name in sorted({name for name, _ in made})}
    facts = {
        "schedulers": {name: options_of(cls) for name, cls in classes.items()},
        "pipelines": pipelines(),
    }
    return json.dumps(facts, indent=1) + "\n"


def _class(name: str) -> Any:
    if name == "LMSDiscreteScheduler":  # the name diffusers exports is a dummy where SciPy is missing
        from diffusers.schedulers.scheduling_lms_discrete import LMSDiscreteScheduler  # noqa: PLC0415  as said above

        return LMSDiscreteScheduler
    return getattr(diffusers, name)


def main() -> int:
    """Write or check; 1 if a check fails."""
    wanted = text()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(wanted, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{TARGET.name} is out of date: run `make golden`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
