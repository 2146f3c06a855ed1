"""What was understood of a picture of another program: values of a request, and what could not be taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from safelight.features.generations.schemas import Missing
from safelight.kit import diffusers_facts
from safelight.specs.generation import MAX_PROMPT, MAX_SEED, SchedulerName

_RANGES: dict[str, tuple[type[int] | type[float], float, float]] = {
    "num_inference_steps": (int, 1, 150),
    "guidance_scale": (float, 0, 30),
    "true_cfg_scale": (float, 1, 30),
    "guidance_rescale": (float, 0, 1),
    "seed": (int, 0, MAX_SEED),
    "clip_skip": (int, 1, 12),
}
# How the others call the spacings of the steps, as diffusers' setting of a sampler; None: the usual one.
_SPACINGS: dict[str, dict[str, bool | str] | None] = {
    "": None, "automatic": None, "normal": None, "uniform": None, "simple": None, "discrete": None,
    "karras": {"use_karras_sigmas": True}, "exponential": {"use_exponential_sigmas": True},
    "beta": {"use_beta_sigmas": True}, "sgm uniform": {"timestep_spacing": "trailing"},
    "sgm_uniform": {"timestep_spacing": "trailing"}, "trailing": {"timestep_spacing": "trailing"},
}  # fmt: skip


@dataclass(frozen=True)
class NamedLora:
    """A LoRA as the other program calls it: its file without ending."""

    name: str
    scale: float
    text_encoder_scale: float | None = None


@dataclass
class Parameters:
    """`values` by the names of GenerationSpec; model, VAE and LoRAs by the names of the other program; the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    model: str | None = None
    vae: str | None = None
    loras: list[NamedLora] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def miss(self, name: str, message: str, hint: str) -> None:
        """Note what could not be taken over."""
        self.missing.append(Missing(field=name, message=message, hint=hint))

    def prompts(self, prompt: str, negative: str) -> None:
        """Take both prompts, cut where they are longer than a request's."""
        for name, text in (("prompt", prompt), ("negative_prompt", negative)):
            if len(text) > MAX_PROMPT:
                self.miss(name, f"It is longer than {MAX_PROMPT} characters.", "Its end was left out.")
            if kept := text[:MAX_PROMPT].strip():
                self.values[name] = kept

    def number(self, into: str, value: object, *, label: str | None = None) -> None:
        """Take a number into a field, or say why not."""
        kind, low, high = _RANGES[into]
        number = to_number(value, kind)
        if number is not None and low <= number <= high:
            self.values[into] = number
        else:
            self.miss(into, f"{label or into}: {str(value)[:80]}", f"Between {low:g} and {high:,.0f}; choose one.")

    def size(self, width: object, height: object, *, label: str = "Size") -> None:
        """Take a size as near as a request may have it."""
        given = [to_number(side, int) for side in (width, height)]
        usable = [min(max(round(side / 8) * 8, 64), 2048) for side in given if side is not None and abs(side) < 1e6]
        if len(usable) == len(given):
            self.values["width"], self.values["height"] = usable
        if len(usable) < len(given) or usable != given:
            used = f" {usable[0]}x{usable[1]} was taken." if len(usable) == len(given) else ""
            text = f"{label}: {str(width)[:40]}x{str(height)[:40]}"
            self.miss("width", text, f"Between 64 and 2,048, in steps of 8.{used}")

    def sampler(self, name: str, spacing: str, *, known: Mapping[str, SchedulerName], label: str = "Sampler") -> None:
        """Take a sampler and the spacing of its steps."""
        plain, spacing = name.casefold().strip(), spacing.casefold().strip()
        for ending in ("karras", "exponential"):
            if plain.endswith(f" {ending}"):
                plain, spacing = plain.removesuffix(f" {ending}"), ending
        said = f"{label}: {' '.join(filter(None, (name, spacing if spacing not in name.casefold() else '')))[:80]}"
        scheduler = known.get(plain)
        if scheduler is None:
            return self.miss("scheduler", said, f"Choose one of {', '.join(sorted(set(known.values())))}.")
        if scheduler == "dpmpp_2m" and spacing == "karras":
            self.values["scheduler"] = "dpmpp_2m_karras"
            return None
        self.values["scheduler"] = scheduler
        options = _SPACINGS.get(spacing, {})
        possible = diffusers_facts.options(scheduler, flow_matching=False)
        if options and options.keys() <= possible.keys():
            self.values["scheduler_options"] = options
        elif options is not None:
            self.miss("scheduler", said, f"{scheduler} is the same sampler with its usual spacing of the steps.")
        return None


def to_number(value: object, kind: type[int] | type[float]) -> float | None:
    """A number of a file that may say anything; None for what is none, for NaN and for what is beyond measure."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = kind(value) if not isinstance(value, str) else kind(value.strip()[:40])
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e30 else None
