"""The text that AUTOMATIC1111 and its kin write into pictures: prompt, negative prompt, a line of `Name: value`."""

import re
from collections.abc import Mapping

from safelight.features.recipes.service.parameters import NamedLora, Parameters, to_number
from safelight.kit import infotext
from safelight.specs.generation import SchedulerName

_LORA = re.compile(r"<(?:lora|lyco):([^:<>]{1,200})(?::([^:<>]{0,20}))?(?::([0-9.\-]{0,20}))?[^<>]{0,60}>")
_BRACKET = re.compile(r"\[([^\[\]]{1,1200})(\]?)")
_JOINED = re.compile(r"\bAND\b")

SAMPLERS: Mapping[str, SchedulerName] = infotext.SAMPLERS_BY_NAME  # type: ignore[assignment]  # kit knows no SchedulerName; a test holds them equal
# What says nothing about the picture that the rest does not say.
_SILENT = {
    "version", "model hash", "vae hash", "lora hashes", "ti hashes", "hashes", "rng", "user", "schedule type",
    "hires steps", "hires upscaler", "hires cfg scale", "hires module 1", "hires schedule type", "hires sampler",
    "emphasis", "module 1", "module 2", "module 3", "diffusion in low bits", "beta schedule",
}  # fmt: skip
_NUMBERS = {"steps": "num_inference_steps", "cfg scale": "guidance_scale", "seed": "seed"}

Settings = dict[str, tuple[str, str]]  # by the name in small letters: the name as written, the value


def parse(text: str) -> Parameters:
    """Understand as much as there is; what is not understood is said, never guessed."""
    found = Parameters()
    written = infotext.split(text)
    _take_prompts(found, written.prompt, written.negative_prompt)
    _take_settings(found, {name.casefold(): (name, value) for name, value in written.settings.items()})
    return found


def _take_prompts(found: Parameters, prompt: str, negative: str) -> None:
    for name, scale, text_scale in _LORA.findall(prompt):
        number = to_number(scale, float)
        found.loras.append(NamedLora(name.strip(), 1.0 if number is None else number, to_number(text_scale, float)))
    prompt, negative = (re.sub(r" {2,}", " ", _LORA.sub("", each)).strip(" ,\n") for each in (prompt, negative))
    if _is_edited(prompt[:8000]) or _is_edited(negative[:8000]):
        found.miss(
            "prompt",
            "The prompt changes while it is drawn, such as [a:b:0.5], or joins several by AND.",
            "Such words are read as they stand here; write a plain prompt.",
        )
    found.prompts(prompt, negative)


def _is_edited(prompt: str) -> bool:
    """Whether it holds [a:b:0.5] or [a|b]. Brackets once, then what is in them: one expression for all took seconds."""
    brackets = _BRACKET.findall(prompt)
    return any("|" in body[1:] or (end and body.count(":") > 1) for body, end in brackets) or bool(
        _JOINED.search(prompt)
    )


def _take_settings(found: Parameters, settings: Settings) -> None:
    spacing = settings.get("schedule type", ("", ""))[1]
    taken = _SILENT | _take_second_pass(found, settings) | _take_two_guidances(found, settings)
    for key, (name, value) in settings.items():
        if key in taken:
            continue
        match key:
            case "sampler":
                found.sampler(value, spacing, known=SAMPLERS)
            case "size":
                width, _, height = value.partition("x")
                found.size(width, height)
            case "model":
                found.model = value
            case "vae":
                found.vae = value
            case "clip skip":
                _take_clip_skip(found, value)
            case _ if key in _NUMBERS:
                found.number(_NUMBERS[key], value, label=name)
            case _:
                found.miss(name, f"{name}: {value[:80]}", "Safelight has no such setting; the picture will differ.")


def _take_clip_skip(found: Parameters, value: str) -> None:
    """It counts the layer that is read from the end, from 1: one less are left out."""
    layers = to_number(value, int)
    if layers != 1:
        found.number("clip_skip", None if layers is None else layers - 1, label="Clip skip")


def _take_two_guidances(found: Parameters, settings: Settings) -> set[str]:
    """Flux is guided by what was distilled into it, and the other guidance is a second one."""
    if "distilled cfg scale" not in settings:
        return set()
    found.number("guidance_scale", settings["distilled cfg scale"][1], label="Distilled CFG Scale")
    true_scale = to_number(settings.get("cfg scale", ("", ""))[1], float)
    if true_scale is not None and true_scale > 1:
        found.number("true_cfg_scale", true_scale, label="CFG scale")
    return {"cfg scale", "distilled cfg scale"}


def _take_second_pass(found: Parameters, settings: Settings) -> set[str]:
    """Hires: what it takes of the settings."""
    scale = to_number(settings.get("hires upscale", ("", ""))[1], float)
    strength = to_number(settings.get("denoising strength", ("", ""))[1], float)
    if "hires upscale" not in settings:
        if strength is not None:
            found.miss(
                "image",
                f"It was drawn over another picture (denoising strength {strength:g}).",
                "Give that picture as `image`, and this number as `strength`.",
            )
        return {"denoising strength"}
    if scale is None or not 1 < scale <= 4 or strength is None or not 0 < strength <= 1:
        found.miss("hires", f"Hires upscale: {settings['hires upscale'][1][:80]}", "Above 1, and 4 at most.")
        return {"hires upscale", "denoising strength"}
    upscaler = settings.get("hires upscaler", ("", "Latent"))[1]
    ours = "latent" if upscaler.casefold().startswith("latent") else "lanczos"
    if upscaler.casefold() not in {"latent", "lanczos"}:
        found.miss("hires", f"Hires upscaler: {upscaler[:80]}", f"{ours} was taken; choose an upscaler that is here.")
    found.values["hires"] = {"scale": scale, "strength": strength, "upscaler": ours}
    steps = to_number(settings.get("hires steps", ("", ""))[1], int)
    if steps is not None and 1 <= steps <= 150:
        found.values["hires"]["num_inference_steps"] = steps
    return {"hires upscale", "denoising strength"}
