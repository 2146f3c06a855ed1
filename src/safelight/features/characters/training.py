"""What a worker records of a character's training."""

from sqlalchemy.orm import Session

from safelight.features.characters.service import get
from safelight.features.characters.tables import Character, Sample


def register(
    session: Session,
    *,
    character_id: str,
    version: int,
    key: str,
    sha256: str,
    size: int,
    samples: list[Sample],
) -> Character:
    """Put a trained LoRA into use: from this commit on, generations draw with it."""
    character = get(session, character_id)
    character.version, character.lora_key, character.lora_sha256, character.lora_size = version, key, sha256, size
    character.samples = samples
    return character
