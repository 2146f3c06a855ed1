"""LoRA files of characters: taken in from elsewhere, and handed out in either layout."""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.characters.errors import CharacterNotReady
from safelight.features.characters.schemas import CharacterImport
from safelight.features.characters.service import WEIGHTS, free_slug, slug_of, version_name
from safelight.features.characters.tables import Character
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_import import to_diffusers
from safelight.kit.lora_keys import base_modules, check_fits, describe
from safelight.kit.safetensors_header import read_header
from safelight.specs.models import ModelInfo
from safelight.storage import Storage, layout


def import_lora(
    session: Session, *, character_id: str, spec: CharacterImport, base: ModelInfo, key: str, sha256: str, size: int
) -> Character:
    """A character from a LoRA file that `normalise_lora` has approved and storage holds."""
    character = Character(
        id=character_id,
        name=spec.name,
        slug=free_slug(session, spec.name),
        description=spec.description,
        trigger=spec.trigger or slug_of(spec.name),
        class_word=spec.class_word,
        base_model=base.name,
        source="imported",
        version=1,
        lora_key=key,
        lora_sha256=sha256,
        lora_size=size,
    )
    session.add(character)
    session.flush()
    return character


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


def lora_file(character: Character, storage: Storage, *, kohya: bool) -> tuple[str, str]:
    """Storage key and download name of a ready character's LoRA; kohya's layout is made when first asked for."""
    if character.lora_key is None:
        raise CharacterNotReady(f"{character.name} has no LoRA yet.")
    if not kohya:
        return character.lora_key, f"{character.slug}.safetensors"
    key = layout.lora(character.id, version_name(character.version), kohya=True)
    if not storage.exists(key):
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "diffusers.safetensors", Path(folder) / "kohya.safetensors"
            storage.download(character.lora_key, source)
            to_kohya(source, target)
            storage.put(key, target, content_type=WEIGHTS)
    return key, f"{character.slug}-kohya.safetensors"
