"""What the options of `generate` say, as the request the server takes; local pictures are sent there first."""

import contextlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from safelight.doors.cli.shell import said

if TYPE_CHECKING:
    from safelight.doors.cli.client import Client

_ID = re.compile(r"(?:img|pic)_[0-9a-z]{26}")
_SCALE = r"[+-]?\d*\.?\d+"


def size(text: str | None, option: str = "--size") -> dict[str, int]:
    """512x768, or 512 for a square."""
    if text is None:
        return {}
    found = re.fullmatch(r"(\d+)(?:[x×*](\d+))?", text.strip().lower())
    if not found:
        raise typer.BadParameter(f"{text!r} is no size; write it as 512x768, or 512 for a square.", param_hint=option)
    return {"width": int(found[1]), "height": int(found[2] or found[1])}


def seeds(text: str | None) -> dict[str, list[int]]:
    """7,8,120."""
    if text is None:
        return {}
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[0-9]{1,10}", part) for part in parts):
        raise typer.BadParameter(f"{text!r} is no list of seeds; write it as 7,8,120.", param_hint="--seeds")
    return {"seeds": [int(part) for part in parts]}


def lora(text: str) -> dict[str, Any]:
    """NAME, NAME:SCALE, or NAME:SCALE:TEXT_ENCODER_SCALE."""
    found = re.fullmatch(rf"(.+?)(?::({_SCALE}))?(?::({_SCALE}))?", text)
    if not found:
        raise typer.BadParameter(f"{text!r} names no LoRA; write it as NAME or NAME:0.8.", param_hint="--lora")
    asked: dict[str, Any] = {"name": found[1]}
    for field, number in (("scale", found[2]), ("text_encoder_scale", found[3])):
        if number is not None:
            asked[field] = float(number)
    return asked


def control(text: str, client: "Client") -> dict[str, Any]:
    """MODEL=PICTURE, or MODEL=PICTURE:SCALE."""
    model, equals, rest = text.partition("=")
    found = re.fullmatch(rf"(.+?)(?::({_SCALE}))?", rest) if equals else None
    if not model or not found:
        raise typer.BadParameter(
            f"{text!r} says no ControlNet and picture; write it as MODEL=PICTURE or MODEL=PICTURE:0.8.",
            param_hint="--control",
        )
    scale = {"scale": float(found[2])} if found[2] is not None else {}
    return {"model": model, "image": picture(found[1], client, "--control"), **scale}


def settings(pairs: list[str]) -> dict[str, Any]:
    """NAME=VALUE of each; true, false, null and numbers are what they say, the rest is text."""
    chosen = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not name or not equals:
            raise typer.BadParameter(
                f"{pair!r} sets nothing; write it as use_karras_sigmas=true.", param_hint="--scheduler-option"
            )
        chosen[name.strip()] = _value(value.strip())
    return chosen


def _value(text: str) -> Any:
    for read in (json.loads, float):  # JSON knows no .5
        with contextlib.suppress(ValueError):
            return read(text.lower())
    return text


def hires(text: str, *, steps: int | None, strength: float | None, upscaler: str | None) -> dict[str, Any]:
    """2, 1.5x, or 1024x1536."""
    asked: dict[str, Any]
    if re.fullmatch(r"\d(?:\.\d+)?x?", text.strip().lower()):
        asked = {"scale": float(text.strip().lower().rstrip("x"))}
    else:
        asked = dict(size(text, "--hires"))
    return asked | said(num_inference_steps=steps, strength=strength, upscaler=upscaler)


def picture(text: str, client: "Client", option: str) -> str:
    """The id of a picture: given as such, or of a file, which is sent to the server."""
    if _ID.fullmatch(text):
        return text
    path = Path(text).expanduser()
    if not path.is_file():
        raise typer.BadParameter(f"There is no file {text!r}.", param_hint=option)
    with path.open("rb") as file:
        return str(client.post("/api/v1/inputs", files={"file": (path.name, file)})["id"])
