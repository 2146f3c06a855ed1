"""The JSON that InvokeAI, Fooocus, SwarmUI and NovelAI write into pictures: the same settings by other names."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safelight.features.recipes.schemas import RecipeSource
from safelight.features.recipes.service import a1111, comfyui
from safelight.features.recipes.service.parameters import NamedLora, Parameters, to_number

SAMPLERS = {**a1111.SAMPLERS, **comfyui.SAMPLERS} | {
    "euler_a": "euler_a", "kdpm_2": "kdpm2", "kdpm_2_a": "kdpm2_a", "unipc": "unipc", "pndm": "pndm", "tcd": "tcd",
    "dpmpp_2m": "dpmpp_2m", "dpmpp_2m_sde": "dpmpp_2m_sde", "dpmpp_sde": "dpmpp_sde",
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Under which keys a program keeps what; numbers by the fields of GenerationSpec."""

    prompt: str
    negative: str
    numbers: Mapping[str, str]
    sampler: str
    spacing: str | None = None
    model: str | None = None
    width: str = "width"
    height: str = "height"


_FORMS: dict[RecipeSource, Names] = {
    "invokeai": Names(
        "positive_prompt", "negative_prompt",
        {"seed": "seed", "steps": "num_inference_steps", "cfg_scale": "guidance_scale",
         "cfg_rescale_multiplier": "guidance_rescale", "guidance": "guidance_scale"},
        "scheduler", model="model",
    ),
    "fooocus": Names(
        "prompt", "negative_prompt",
        {"seed": "seed", "steps": "num_inference_steps", "guidance_scale": "guidance_scale"},
        "sampler", "scheduler", "base_model",
    ),
    "swarmui": Names(
        "prompt", "negativeprompt",
        {"seed": "seed", "steps": "num_inference_steps", "cfgscale": "guidance_scale",
         "fluxguidancescale": "guidance_scale"},
        "sampler", "scheduler", "model",
    ),
    "novelai": Names(
        "prompt", "uc",
        {"seed": "seed", "steps": "num_inference_steps", "scale": "guidance_scale", "cfg_rescale": "guidance_rescale"},
        "sampler", "noise_schedule",
    ),
}  # fmt: skip


def parse(texts: Mapping[str, str]) -> tuple[RecipeSource, Parameters] | None:
    """Understand the texts of a picture; None if they are of none of these programs."""
    source, said = _source_of(texts)
    if source is None:
        return None
    names, found = _FORMS[source], Parameters()
    found.prompts(*(_text(said.get(key)) for key in (names.prompt, names.negative)))
    for key, into in names.numbers.items():
        if said.get(key) is not None and not (into == "guidance_rescale" and not said[key]):
            found.number(into, said[key], label=key)
    width, height = said.get(names.width), said.get(names.height)
    if width is None and (sides := re.findall(r"\d{1,5}", _text(said.get("resolution")))):
        width, height = sides[0], sides[-1]
    if width is not None:
        found.size(width, height)
    if sampler := _text(said.get(names.sampler)):
        _take_sampler(found, sampler, _text(said.get(names.spacing or "")))
    model = said.get(names.model or "")
    if model := _text(model.get("name") if isinstance(model, dict) else model):
        found.model = comfyui.stem(model)
    found.loras = _loras(said)
    return source, found


def _source_of(texts: Mapping[str, str]) -> tuple[RecipeSource | None, dict[str, Any]]:
    for key in ("invokeai_metadata", "sd-metadata"):
        if said := _object(texts.get(key)):
            return "invokeai", said
    parameters = _object(texts.get("parameters"))
    if isinstance(swarm := parameters.get("sui_image_params"), dict):
        return "swarmui", swarm
    if "fooocus_scheme" in texts or "base_model" in parameters:
        return "fooocus", parameters
    comment = _object(texts.get("Comment"))
    if "NovelAI" in texts.get("Software", "") or "uc" in comment:
        return ("novelai", comment) if comment else (None, {})
    return None, {}


def _take_sampler(found: Parameters, sampler: str, spacing: str) -> None:
    name = sampler.casefold().removeprefix("k_")
    if name.endswith("_k"):  # InvokeAI's way of saying Karras
        name, spacing = name.removesuffix("_k"), "karras"
    if spacing == "native":  # NovelAI's usual one
        spacing = ""
    found.sampler(name if name in SAMPLERS else sampler, spacing, known=SAMPLERS)


def _loras(said: dict[str, Any]) -> list[NamedLora]:
    given = said.get("loras")
    pairs: list[tuple[Any, Any]] = []
    if isinstance(given, list):
        weights = said.get("loraweights")
        for place, each in enumerate(given[:64]):
            if isinstance(each, dict):  # InvokeAI
                model = each.get("model", each.get("lora"))
                name = model.get("name", model.get("model_name")) if isinstance(model, dict) else model
                pairs.append((name, each.get("weight")))
            elif isinstance(each, list) and len(each) >= 2:  # Fooocus
                pairs.append((each[0], each[1]))
            else:  # SwarmUI
                pairs.append((each, weights[place] if isinstance(weights, list) and place < len(weights) else 1))
    for key, value in said.items():
        if key.startswith("lora_combined") and isinstance(value, str):
            name, _, weight = value.rpartition(" : ")
            pairs.append((name, weight))
    found = []
    for name, weight in pairs:
        if isinstance(name, str) and name:
            scale = to_number(weight, float)
            found.append(NamedLora(comfyui.stem(name), 1.0 if scale is None else scale))
    return found


def _object(text: str | None) -> dict[str, Any]:
    if not text or not text.lstrip().startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
