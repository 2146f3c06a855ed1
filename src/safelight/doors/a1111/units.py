"""Units of the ControlNet extension, as requests carry them in `alwayson_scripts`."""

from collections.abc import Iterator, Mapping
from typing import Any

from safelight.doors.a1111 import naming, pictures
from safelight.doors.a1111.pictures import Taken
from safelight.features.access import Studio
from safelight.features.models.repository import ModelShelf
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import ControlAsk

FIELD = "alwayson_scripts.ControlNet"


def controls(
    scripts: Mapping[str, Any], *, studio: Studio, shelf: ModelShelf, start: Taken | None
) -> tuple[list[ControlAsk], list[str]]:
    """What its enabled units ask for, and notes. Without a picture of its own, one is guided by that of img2img.

    Raises InvalidInput.
    """
    asked, notes = list[ControlAsk](), list[str]()
    for unit in _units(scripts):
        name = str(unit.get("model") or "None")
        module = str(unit.get("module") or "none")
        if name.casefold() == "none":
            notes.append("A unit of ControlNet without a model was left out.")
            continue
        if module.casefold() != "none":
            notes.append(f"ControlNet module {module!r} is not there; the picture guides as it is.")
        asked.append(
            ControlAsk(
                model=naming.controlnet(shelf, name),
                image=_image(unit, studio, start).id,
                scale=unit.get("weight", 1.0),
                start=unit.get("guidance_start", 0.0),
                end=unit.get("guidance_end", 1.0),
            )
        )
    return asked, notes


def _units(scripts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name, script in scripts.items():
        args = script.get("args") if isinstance(script, Mapping) else script
        if name.casefold() == "controlnet" and isinstance(args, list):
            yield from (unit for unit in args if isinstance(unit, Mapping) and unit.get("enabled", True))


def _image(unit: Mapping[str, Any], studio: Studio, start: Taken | None) -> Taken:
    given = unit.get("image") or unit.get("input_image")
    text = given.get("image") if isinstance(given, Mapping) else given
    if isinstance(text, str) and text:
        return pictures.take(studio, text, field=f"{FIELD}.image")
    if start is None:
        raise InvalidInput.of(f"{FIELD}.image", None, "the unit has no picture", hint="Send one in base64.")
    return start
