"""LoRA files of characters: taken in from elsewhere, and handed out in either layout."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.characters.errors import CharacterNotReady
from safelight.features.characters.schemas import CharacterImport
from safelight.features.characters.service import WEIGHTS, add, consents, plans, slug_of, version, version_name
from safelight.features.characters.tables import Character, CharacterVersion
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_import import to_diffusers
from safelight.kit.lora_keys import base_modules, check_fits, describe
from safelight.kit.safetensors_header import read_header
from safelight.specs.models import ModelInfo
from safelight.storage import Storage, layout


@dataclass(frozen=True)
class LoraFile:
    """A LoRA file in the storage, in the diffusers layout, and what it is called when it is saved."""

    character_id: str
    slug: str
    number: int
    key: str
    is_in_use: bool

    def name(self, layout_name: str) -> str:
        """The name to save it under."""
        parts = [self.slug]
        if not self.is_in_use:
            parts.append(version_name(self.number))
        if layout_name == "kohya":
            parts.append(layout_name)
        return f"{'-'.join(parts)}.safetensors"


def import_lora(
    session: Session, *, character_id: str, spec: CharacterImport, base: ModelInfo, key: str, sha256: str, size: int
) -> Character:
    """A character from a LoRA file that `normalise_lora` has approved and storage holds."""
    return add(
        session,
        Character(
            id=character_id,
            name=spec.name,
            description=spec.description,
            trigger=spec.trigger or slug_of(spec.name),
            class_word=spec.class_word,
            base_model=base.name,
            source="imported",
            consent=consents.recorded(spec.consent),
            preset=plans.DEFAULT,
            overrides={},
            version=1,
            lora_key=key,
            lora_sha256=sha256,
            lora_size=size,
            versions=[
                CharacterVersion(number=1, lora_key=key, lora_sha256=sha256, lora_size=size, base_model=base.name)
            ],
        ),
    )


def normalise_lora(source: Path, target: Path, base: ModelInfo) -> None:
    """Write a LoRA file of any layout in ours, the diffusers one. Reads no more than headers and bytes.

    Raises BadWeightsFile, PickledWeights, UnsupportedLora, or LoraForAnotherBase unless every key fits the base.
    """
    header = read_header(source)
    match = check_fits(header, base_modules(base.path), base_name=base.name)
    if describe(header).layout == "diffusers":
        shutil.copyfile(source, target)
    else:
        to_diffusers(source, target, match)


def file_of(character: Character, number: int | None) -> LoraFile:
    """The file of a version, or of the one in use. Raises VersionNotFound, CharacterNotReady."""
    number = number or character.version
    is_in_use = number == character.version
    made = character if is_in_use else version(character, number)
    key = made.lora_key
    if key is None:
        raise CharacterNotReady(
            f"Version {number} of {character.name} is a model of its own, not a LoRA.",
            hint=f"Its folder is the model {made.model!r} on the shelf.",
        )
    return LoraFile(character.id, character.slug, number, key, is_in_use)


def in_layout(file: LoraFile, storage: Storage, *, kohya: bool) -> str:
    """The storage key of the file in a layout; kohya's is made when it is first asked for."""
    if not kohya:
        return file.key
    key = layout.in_kohya(file.key)
    if not storage.exists(key):
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "diffusers.safetensors", Path(folder) / "kohya.safetensors"
            storage.download(file.key, source)
            to_kohya(source, target)
            storage.put(key, target, content_type=WEIGHTS)
    return key
