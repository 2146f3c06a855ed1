"""Files of models in and out: uploads, and LoRAs in either layout."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, get_args

from safelight.features.models.errors import ModelExists, ModelUnusable
from safelight.features.models.repository import ModelShelf
from safelight.features.models.schemas import LoraLayout
from safelight.kit.errors import InvalidInput, SafelightError, shorten
from safelight.kit.files import publish
from safelight.kit.identify import Kind, identify
from safelight.kit.ids import new_id
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_import import to_diffusers
from safelight.kit.lora_keys import UnsupportedLora, base_modules, check_fits, describe
from safelight.kit.lora_transformers import Architecture
from safelight.kit.safetensors_header import read_header
from safelight.specs.models import ModelInfo

_SUFFIX = ".safetensors"
_PLACES: dict[Kind, str] = {
    "lora": "loras", "vae": "vae", "embedding": "embeddings", "controlnet": "controlnet", "upscaler": "upscalers",
}  # fmt: skip


@dataclass(frozen=True)
class Export:
    """A file to hand out; `is_made` if it was written for this and goes afterwards."""

    path: Path
    name: str
    is_made: bool


def take_in(*, shelf: ModelShelf, file: IO[bytes], filename: str) -> str:
    """Put an uploaded .safetensors file into the models folder, into the subfolder of its kind; gives its name back.

    Raises InvalidInput for another type of file or name, ModelExists, and what identification raises.
    """
    stem = Path(filename.replace("\\", "/")).name
    if not stem.lower().endswith(_SUFFIX):
        raise InvalidInput.of(
            "file", filename, "only .safetensors files are taken", hint="Folders go into the models folder."
        )
    stem = stem[: -len(_SUFFIX)].strip().lstrip(".")
    if not stem or len(stem) > 150 or any(ord(letter) < 32 for letter in stem):
        raise InvalidInput.of("file", filename, "this name cannot be used", hint="Rename the file.")
    with _incoming(shelf) as coming:
        with coming.open("wb") as target:
            shutil.copyfileobj(file, target, 1 << 20)
        kind = identify(coming).kind
        place = shelf.folder / _PLACES.get(kind, ".") / f"{stem}{_SUFFIX}"
        if place.exists() or stem in shelf.names(None):
            raise ModelExists(shorten(stem))
        place.parent.mkdir(parents=True, exist_ok=True)
        publish(coming, place)
    return stem


def export(*, shelf: ModelShelf, name: str, layout: LoraLayout, base: str | None = None) -> Export:
    """A LoRA's file in a layout.

    From kohya's to that of diffusers a base must name the layers: `base`, or the first on the shelf that it fits.

    Raises ModelNotFound, UnsupportedLora, LoraForAnotherBase.
    """
    info = shelf.find(name, kind="lora")
    wanted = "kohya" if layout == "kohya" else "diffusers-lora"
    if info.format == wanted and describe(read_header(info.path)).layout != "original":
        return Export(info.path, f"{name}{_SUFFIX}", is_made=False)
    target = shelf.folder / f".export-{new_id('lora')}{_SUFFIX}"
    try:
        if layout == "kohya":
            architecture = next((known for known in get_args(Architecture) if known == info.family), None)
            to_kohya(info.path, target, has_second_encoder=info.family == "sdxl" or None, architecture=architecture)
        else:
            _to_diffusers(info, target, shelf, base)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Export(target, f"{name}-{layout}{_SUFFIX}", is_made=True)


def _to_diffusers(info: ModelInfo, target: Path, shelf: ModelShelf, base: str | None) -> None:
    header = read_header(info.path)
    if base is not None:
        chosen = shelf.find(base, kind="base")
        to_diffusers(info.path, target, check_fits(header, base_modules(chosen.path), base_name=base))
        return
    for candidate in shelf.all("base"):
        if candidate.path.is_dir() and info.family in {candidate.family, None}:
            try:
                match = check_fits(header, base_modules(candidate.path), base_name=candidate.name)
            except UnsupportedLora:
                raise
            except SafelightError:
                continue
            to_diffusers(info.path, target, match)
            return
    raise ModelUnusable(
        f"The LoRA {info.name!r} fits none of the base models here, whose layers would be needed to name its own.",
        hint=f"Add the {info.family or 'base'} model it was trained on as a diffusers folder, and name it as `base`.",
    )


@contextmanager
def _incoming(shelf: ModelShelf) -> Iterator[Path]:
    shelf.folder.mkdir(parents=True, exist_ok=True)
    path = shelf.folder / f".incoming-{new_id('model')}{_SUFFIX}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
