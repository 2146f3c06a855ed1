"""The model families we can train: one line each. This is the only place that chooses between them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from safelight.engine.training.errors import UnsupportedBase
from safelight.engine.training.family import Family


@dataclass(frozen=True)
class Entry:
    """Where a family lives, and the pipeline classes (`_class_name` of model_index.json) that are of it."""

    module: str
    pipelines: tuple[str, ...]


# The classes that draw in another way with the same weights count too; inpainting ones are refused with a reason.
FAMILIES: dict[str, Entry] = {
    "sd": Entry(
        "safelight.engine.families.sd.family",
        ("StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline"),
    ),
    "sdxl": Entry(
        "safelight.engine.families.sdxl.family",
        ("StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline", "StableDiffusionXLInpaintPipeline"),
    ),
    "sd3": Entry(
        "safelight.engine.families.sd3.family",
        ("StableDiffusion3Pipeline", "StableDiffusion3Img2ImgPipeline", "StableDiffusion3InpaintPipeline"),
    ),
    "flux": Entry(
        "safelight.engine.families.flux.family",
        ("FluxPipeline", "FluxImg2ImgPipeline", "FluxInpaintPipeline", "FluxFillPipeline", "FluxControlPipeline"),
    ),
}


def family_of(base: Path) -> Family:
    """The family of a pipeline folder, opened on it. Raises UnsupportedBase with those that are supported."""
    name = family_name(base)
    # Imported by name: families bring transformers and diffusers parts that others have no use for.
    opener = cast("Callable[[Path], Family]", import_module(FAMILIES[name].module).open_family)
    return opener(base)


def family_name(base: Path) -> str:
    """What the folder's safelight.json says, or else what its pipeline class is."""
    index = _read_json(base / "model_index.json")
    if index is None:
        raise UnsupportedBase(
            f"{base.name} is no pipeline folder: it has no model_index.json.",
            hint="Give a folder in the diffusers layout; a single-file checkpoint can be imported into one first.",
        )
    named = (_read_json(base / "safelight.json") or {}).get("family")
    if named is not None:
        if named in FAMILIES:
            return str(named)
        raise _unsupported(f"safelight.json of {base.name} names the family {named!r}")
    pipeline = index.get("_class_name")
    for name, entry in FAMILIES.items():
        if pipeline in entry.pipelines:
            return name
    raise _unsupported(f"{base.name} is a {pipeline}")


def _unsupported(found: str) -> UnsupportedBase:
    supported = "; ".join(f"{name} ({', '.join(entry.pipelines)})" for name, entry in FAMILIES.items())
    return UnsupportedBase(f"{found}, which cannot be trained yet.", hint=f"Supported: {supported}.")


def _read_json(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    content = json.loads(path.read_text())
    return content if isinstance(content, dict) else None
