"""LoRAs on their way to ComfyUI, which takes none over its API: they are put into its folder, named by content."""

import time
from pathlib import Path

from safelight.features.generations.service.by_comfyui import family_of_name
from safelight.features.models.errors import ModelNotFound, ModelUnusable
from safelight.features.workflows.service.filling import PlacedLora
from safelight.kit.comfyui.client import Check, unwatched
from safelight.kit.errors import Conflict, InvalidInput, Unavailable
from safelight.kit.files import whole_file
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_keys import UnsupportedLora, describe
from safelight.kit.safetensors_header import read_header
from safelight.specs.generation import GenerationPlan, LoraUse
from safelight.worker.comfyui.bench import Bench

PREFIX = "safelight_"
KEPT_BYTES = 20_000_000_000
SHELVED = "model:"
NEW_SECONDS = 24 * 3600.0  # for which a file is not thrown away, whatever there is


class LoraNotThere(InvalidInput):
    """ComfyUI has not got the LoRA, and nobody has said where its folder is."""

    code = "comfyui_loras_unset"

    def __init__(self, use: LoraUse) -> None:
        super().__init__(
            f"ComfyUI has not got the LoRA {use.name or use.sha256[:10]!r}, and takes none over its API.",
            hint="Say where its folder models/loras is: SAFELIGHT_COMFYUI_LORAS, or --comfyui-loras of the agent. "
            "On another machine, start the agent there.",
        )


class LoraNotSeen(Unavailable):
    """It was put into the folder, and ComfyUI does not list it."""

    code = "comfyui_loras_elsewhere"

    def __init__(self, folder: Path, file: str) -> None:
        super().__init__(
            f"{file} was put into {folder}, and ComfyUI does not list it: it reads another folder.",
            hint="SAFELIGHT_COMFYUI_LORAS must be the models/loras of the very ComfyUI that is asked.",
        )


class LoraFolderClosed(Conflict):
    """The folder cannot be written to."""

    code = "comfyui_loras_closed"


def placed(bench: Bench, plan: GenerationPlan, check: Check = unwatched) -> tuple[list[PlacedLora], list[str]]:
    """The plan's LoRAs where ComfyUI finds them, and what a person should know. Raises LoraNotThere, LoraNotSeen."""
    notes: list[str] = []
    found = []
    listed = bench.server.loras(check=check) if plan.loras else []
    for use in plan.loras:
        file = f"{PREFIX}{use.sha256[:32]}.safetensors"
        if bench.loras_dir is not None:
            listed = _put(bench, use, plan, bench.loras_dir / file, listed)
        elif file not in listed:
            file = _by_name(use, listed)
            notes.append(f"The LoRA {use.name!r} was taken as ComfyUI has it under that name.")
        found.append(PlacedLora(_as_listed(file, listed), use.scale, use.text_encoder_scale))
    return found, notes


def _put(bench: Bench, use: LoraUse, plan: GenerationPlan, target: Path, listed: list[str]) -> list[str]:
    """What ComfyUI lists with it."""
    with bench.placing:
        try:
            if target.is_file():
                target.touch()
            else:
                _write(_source(bench, use), target, family=family_of(bench, plan.model))
                _make_room(target)
        except OSError as error:
            raise LoraFolderClosed(
                f"The LoRA cannot be put into {target.parent}: {error.strerror or error}.",
                hint="Let the user of this worker write there.",
            ) from error
    if not _is_listed(target.name, listed):
        listed = bench.server.loras(fresh=True)
        if not _is_listed(target.name, listed):
            raise LoraNotSeen(target.parent, target.name)
    return listed


def _source(bench: Bench, use: LoraUse) -> Path:
    if use.key.startswith(SHELVED):
        return bench.shelf.find(use.key.removeprefix(SHELVED), kind="lora").path
    return bench.files.fetch(use.sha256, use.key, ending=".safetensors")


def _write(source: Path, target: Path, *, family: str) -> None:
    """In kohya's layout, which ComfyUI reads of every family; what is in another already goes as it is."""
    scratch = target.with_name(f".{target.name}.{time.time_ns()}.kohya")
    try:
        if describe(read_header(source)).layout in {"diffusers", "original"}:
            to_kohya(source, scratch, has_second_encoder=True if family == "sdxl" else None)
            source = scratch
    except UnsupportedLora:
        scratch.unlink(missing_ok=True)
    try:
        with whole_file(target) as file, source.open("rb") as data:
            while piece := data.read(1 << 22):
                file.write(piece)
    finally:
        scratch.unlink(missing_ok=True)


def _make_room(newest: Path) -> None:
    """Of ours, those used longest ago go; nobody else's are touched."""
    ours = sorted(
        ((each.stat().st_mtime, each.stat().st_size, each) for each in newest.parent.glob(f"{PREFIX}*.safetensors")),
        reverse=True,
    )
    taken = 0
    for used, size, path in ours:
        taken += size
        if taken > KEPT_BYTES and time.time() - used > NEW_SECONDS:
            path.unlink(missing_ok=True)


def _by_name(use: LoraUse, listed: list[str]) -> str:
    wanted = (use.name or "").casefold()
    for file in listed:
        if wanted and use.key.startswith(SHELVED) and Path(file.replace("\\", "/")).stem.casefold() == wanted:
            return file
    raise LoraNotThere(use)


def _is_listed(file: str, listed: list[str]) -> bool:
    return any(each.replace("\\", "/").rpartition("/")[2] == file for each in listed)


def _as_listed(file: str, listed: list[str]) -> str:
    """With the folder before it, where the folder that is ours lies below ComfyUI's."""
    return next((each for each in listed if each.replace("\\", "/").rpartition("/")[2] == file), file)


def family_of(bench: Bench, model: str) -> str:
    """Of a base model: as the shelf knows it, else guessed."""
    try:
        found = bench.shelf.info(model).family
    except (ModelNotFound, ModelUnusable):
        found = None
    return found or family_of_name(model)
