"""The text that AUTOMATIC1111 and its kin write into pictures: prompt, negative prompt, a line of `Name: value`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from safelight.features.generations.schemas import Missing
from safelight.specs.generation import MAX_PROMPT, MAX_SEED, SchedulerName

LONGEST_TEXT, LONGEST_LINE = 50_000, 4_000
_NEGATIVE = "Negative prompt:"
_PAIR = re.compile(r'\s*(\w[\w \-/]{0,60}):\s*("(?:\\.|[^\\"])*"|[^,]*)(?:,|$)')
_LORA = re.compile(r"<(?:lora|lyco):([^:<>]{1,200})(?::([^:<>]{0,20}))?[^<>]{0,60}>")
_WEIGHTED = re.compile(r"\([^()]*:\s*[\d.]+\)|\(\(|\[\[")

SAMPLERS: dict[str, SchedulerName] = {
    "ddim": "ddim", "ddpm": "ddpm", "deis": "deis", "dpm++ 2m": "dpmpp_2m", "dpm++ 2m sde": "dpmpp_2m_sde",
    "dpm++ sde": "dpmpp_sde", "euler": "euler", "euler a": "euler_a", "euler ancestral": "euler_a", "heun": "heun",
    "lcm": "lcm", "lms": "lms", "plms": "pndm", "pndm": "pndm", "unipc": "unipc", "edm dpm++ 2m": "edm_dpmpp_2m",
    "edm euler": "edm_euler", "dpm2": "kdpm2", "dpm2 a": "kdpm2_a", "sa solver": "sa_solver",
    "tcd": "tcd",
}  # fmt: skip
# What says nothing about the picture that the rest does not say.
_SILENT = {"version", "model hash", "vae hash", "lora hashes", "ti hashes", "hashes", "rng", "user", "schedule type"}


@dataclass
class Parameters:
    """What was understood: `values` by the names of GenerationSpec, the model's name, the LoRAs, and the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    model: str | None = None
    loras: list[tuple[str, float]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def miss(self, name: str, message: str, hint: str) -> None:
        """Note what could not be taken over."""
        self.missing.append(Missing(field=name, message=message, hint=hint))


def parse(text: str) -> Parameters:
    """Understand as much as there is; what is not understood is said, never guessed."""
    found = Parameters()
    *lines, last = text[:LONGEST_TEXT].strip().split("\n")
    pairs = dict(_PAIR.findall(last)) if len(last) <= LONGEST_LINE else {}
    if len(pairs) < 3:  # the last line is prompt as well
        lines, pairs = [*lines, last], {}
    prompt, _, negative = "\n".join(lines).partition(_NEGATIVE)
    _take_prompts(found, prompt, negative)
    _take_settings(found, {name.strip().casefold(): (name.strip(), value.strip(' "')) for name, value in pairs.items()})
    return found


def _take_prompts(found: Parameters, prompt: str, negative: str) -> None:
    for name, scale in _LORA.findall(prompt):
        found.loras.append((name.strip(), _number(scale, float) or 1.0))
    prompt, negative = (re.sub(r" {2,}", " ", _LORA.sub("", each)).strip(" ,\n") for each in (prompt, negative))
    if _WEIGHTED.search(prompt) or _WEIGHTED.search(negative):
        found.miss(
            "prompt",
            "The prompt gives words a weight, such as (word:1.2).",
            "Such weights are read as plain text here; remove the brackets.",
        )
    for name, text in (("prompt", prompt), ("negative_prompt", negative)):
        if len(text) > MAX_PROMPT:
            found.miss(name, f"It is longer than {MAX_PROMPT} characters.", "Its end was left out.")
        if text:
            found.values[name] = text[:MAX_PROMPT].strip()


def _take_settings(found: Parameters, settings: dict[str, tuple[str, str]]) -> None:
    schedule = settings.get("schedule type", ("", ""))[1]
    for key, (name, value) in settings.items():
        if key in _SILENT:
            continue
        if key == "sampler":
            _take_sampler(found, value, schedule)
        elif key == "size":
            _take_size(found, value)
        elif key == "model":
            found.model = value
        elif key in _NUMBERS:
            _take_number(found, name, value, *_NUMBERS[key])
        else:
            found.miss(name, f"{name}: {value[:80]}", "Safelight has no such setting; the picture will differ.")


_NUMBERS: dict[str, tuple[str, type[int] | type[float], float, float]] = {
    "steps": ("num_inference_steps", int, 1, 150),
    "cfg scale": ("guidance_scale", float, 0, 30),
    "seed": ("seed", int, 0, MAX_SEED),
}


def _take_number(
    found: Parameters, name: str, value: str, into: str, kind: Callable[[str], float], low: float, high: float
) -> None:
    number = _number(value, kind)
    if number is not None and low <= number <= high:
        found.values[into] = number
    else:
        found.miss(into, f"{name}: {value[:80]}", f"Between {low:g} and {high:,.0f}; choose one.")


def _take_sampler(found: Parameters, value: str, schedule: str) -> None:
    name = value.casefold().strip()
    is_karras = name.endswith(" karras") or schedule.casefold() == "karras"
    plain = name.removesuffix(" karras").removesuffix(" exponential")
    if plain == "dpm++ 2m" and is_karras:
        found.values["scheduler"] = "dpmpp_2m_karras"
    elif plain in SAMPLERS:
        found.values["scheduler"] = SAMPLERS[plain]
        if plain != name or schedule.casefold() not in {"", "automatic", "normal"}:
            found.miss(
                "scheduler",
                f"Sampler: {' '.join(filter(None, (value, schedule)))[:80]}",
                f"{SAMPLERS[plain]} is the same sampler with its usual spacing of the steps.",
            )
    else:
        found.miss("scheduler", f"Sampler: {value[:80]}", f"Choose one of {', '.join(sorted(set(SAMPLERS.values())))}.")


def _take_size(found: Parameters, value: str) -> None:
    matched = re.fullmatch(r"(\d{1,5})x(\d{1,5})", value)
    given = [int(side) for side in matched.groups()] if matched else []
    usable = [min(max(round(side / 8) * 8, 64), 2048) for side in given]
    if usable:
        found.values["width"], found.values["height"] = usable
    if not usable or usable != given:
        used = f" {usable[0]}x{usable[1]} was taken." if usable else ""
        found.miss("width", f"Size: {value[:80]}", f"Between 64 and 2,048, in steps of 8.{used}")


def _number(text: str, kind: Callable[[str], float]) -> float | None:
    try:
        number = kind(text)
    except ValueError:
        return None
    return number if abs(number) < 1e30 else None
