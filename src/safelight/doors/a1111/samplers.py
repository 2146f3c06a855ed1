"""AUTOMATIC1111's samplers and schedulers, and ours, both ways."""

from dataclasses import dataclass
from typing import Any

from safelight.features.generations.service import samplers
from safelight.features.recipes.service.parameters import Parameters
from safelight.kit import diffusers_facts, infotext
from safelight.kit.errors import InvalidInput
from safelight.specs.models import ModelInfo

# Its own that diffusers has no like of; programs have them in their lists, and may send them by default.
ELSEWHERE = frozenset({
    "dpm fast", "dpm adaptive", "dpm++ 2s a", "dpm++ 2m sde heun", "dpm++ 3m sde", "restart", "ddim cfg++",
})  # fmt: skip
# Name, label, and what it was called elsewhere; the first is that of the sampler itself.
SCHEDULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("automatic", "Automatic", ()),
    ("uniform", "Uniform", ()),
    ("karras", "Karras", ()),
    ("exponential", "Exponential", ()),
    ("sgm_uniform", "SGM Uniform", ("SGMUniform",)),
    ("simple", "Simple", ()),
    ("normal", "Normal", ()),
)
SCHEDULE_OF = {
    "use_karras_sigmas": "Karras", "use_exponential_sigmas": "Exponential", "timestep_spacing": "SGM Uniform",
}  # fmt: skip
_SPACING = {each.casefold(): name for name, label, others in SCHEDULES for each in (name, label, *others)}


@dataclass(frozen=True)
class Sampling:
    """What a request gets: `values` for GenerationSpec, and what could not be done."""

    values: dict[str, Any]
    notes: list[str]


def sampling(name: str | None, schedule: str | None, *, info: ModelInfo) -> Sampling:
    """The sampler of that name, as far as the model can use it; the model's own if none is named.

    Raises InvalidInput for a name that nobody knows.
    """
    found, notes = Parameters(), list[str]()
    spacing = _SPACING.get((schedule or "").strip().casefold(), "")
    if schedule and not spacing:
        notes.append(f"scheduler {schedule!r} is not known here; the sampler's own was taken.")
    flow = samplers.flow_matching(info)
    own = info.defaults.scheduler
    asked = (name or "").strip()
    if asked and asked.casefold() not in {"automatic", "none"}:
        found.sampler(asked, spacing, known=infotext.SAMPLERS_BY_NAME)  # type: ignore[arg-type]  # they are SchedulerNames, which a test holds
        if "scheduler" not in found.values and asked.casefold() not in ELSEWHERE:
            known = ", ".join(name for name, _ in infotext.SAMPLERS.values())
            raise InvalidInput.of("sampler_name", asked, "there is no such sampler", hint=f"Use one of {known}.")
    elif spacing not in {"", "automatic"}:
        found.sampler(own, spacing, known=infotext.SAMPLERS_BY_NAME)  # type: ignore[arg-type]  # as above
    scheduler = found.values.get("scheduler")
    if asked and scheduler is None and asked.casefold() in ELSEWHERE:
        return Sampling({}, [*notes, f"sampler {asked!r} is not there; {_name(own)} was taken."])
    if scheduler is not None and scheduler not in diffusers_facts.samplers(flow_matching=flow):
        return Sampling({}, [*notes, f"sampler {asked!r} does not go with {info.name}; {_name(own)} was taken."])
    values = dict(found.values)
    options = values.pop("scheduler_options", {})
    if options and options.keys() <= diffusers_facts.options(scheduler or own, flow_matching=flow).keys():
        values["scheduler_options"] = options
    elif options or found.missing:
        notes.append(f"scheduler {schedule or asked!r} does not go with this sampler; its own was taken.")
    return Sampling(values, notes)


def _name(scheduler: str) -> str:
    return infotext.SAMPLERS[scheduler][0]
