"""The samplers that a model can use, and their settings as a request may give them."""

import json
import math
from collections.abc import Mapping

from safelight.features.generations.errors import SchedulerUnsupported
from safelight.features.generations.schemas import SchedulerOptionShown, SchedulerShown
from safelight.kit import diffusers_facts
from safelight.kit.diffusers_facts import Option
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import SchedulerOption
from safelight.specs.models import ModelInfo

_EXCLUSIVE = ("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas")


def shown(info: ModelInfo | None = None) -> list[SchedulerShown]:
    """The samplers of one model, or of both kinds of models there are."""
    kinds = (False, True) if info is None else (flow_matching(info),)
    return [
        SchedulerShown(
            name=name,
            class_name=made[0],
            flow_matching=flow,
            default=info is not None and name == info.defaults.scheduler,
            options=[
                SchedulerOptionShown(
                    name=each.name, type=each.type, default=each.default, choices=list(each.choices),
                    nullable=each.nullable, minimum=each.minimum, maximum=each.maximum,
                )
                for each in diffusers_facts.options(name, flow_matching=flow).values()
            ],
        )
        for flow in kinds
        for name, made in diffusers_facts.samplers(flow_matching=flow).items()
    ]  # fmt: skip


def flow_matching(info: ModelInfo) -> bool:
    """Whether a model was trained by flow matching: by its scheduler's config, else by its pipeline's class."""
    try:
        config = json.loads((info.path / "scheduler" / "scheduler_config.json").read_bytes())
        return diffusers_facts.is_flow_matching(config)
    except (OSError, ValueError, AttributeError):  # a single file has none
        facts = diffusers_facts.pipeline(info.pipeline or "")
        return facts is not None and facts.flow_matching


def check(name: str, options: Mapping[str, SchedulerOption], *, info: ModelInfo) -> None:
    """Raise SchedulerUnsupported, or InvalidInput that names the setting, unless a model can be sampled so."""
    flow = flow_matching(info)
    known = diffusers_facts.samplers(flow_matching=flow)
    if name not in known:
        raise SchedulerUnsupported(name, info.name, list(known))
    possible = diffusers_facts.options(name, flow_matching=flow)
    for option, value in options.items():
        if option not in possible:
            raise InvalidInput.of(
                f"scheduler_options.{option}", value, f"{name} has no such setting",
                hint=f"It has {', '.join(possible)}.",
            )  # fmt: skip
        _check_value(possible[option], value)
    chosen = [each for each in _EXCLUSIVE if each in possible and options.get(each, possible[each].default)]
    if len(chosen) > 1:
        raise InvalidInput.of(
            f"scheduler_options.{chosen[1]}", True, f"it cannot go together with {chosen[0]}",
            hint=f"Set {chosen[0]} to false.",
        )  # fmt: skip


def _check_value(option: Option, value: SchedulerOption) -> None:
    if value is None and option.nullable:
        return
    kinds = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,)}[option.type]
    right = isinstance(value, kinds) and (option.type == "bool" or not isinstance(value, bool))
    wanted = {"bool": "true or false", "int": "a whole number", "float": "a number", "str": "a text"}[option.type]
    if option.choices:
        right, wanted = value in option.choices, "one of " + ", ".join(option.choices)
    elif right and isinstance(value, (int, float)):
        low, high = option.minimum, option.maximum
        right = math.isfinite(value) and (low is None or value >= low) and (high is None or value <= high)
        if low is not None and high is not None:
            wanted += f" from {low:g} to {high:g}"
    if not right:
        raise InvalidInput.of(f"scheduler_options.{option.name}", value, f"it takes {wanted}")
