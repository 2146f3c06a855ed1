"""What goes with a character, and what stays, told before it is done."""

from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters.schemas import DeletionShown
from safelight.features.characters.tables import Character
from safelight.storage import Storage, layout


def foreseen(session: Session, *, character: Character, storage: Storage) -> DeletionShown:
    """As it would be now."""
    files = list(storage.list(layout.character(character.id)))
    own, others = repository.pictures_of(session, character.id)
    stays = []
    if own or others:
        stays.append(
            "Pictures that were made with it stay; their recipes and files name it, and say which LoRA file drew them."
        )
    if others:
        stays.append(f"{others} of them belong to others.")
    stays.append("Copies of its files that were downloaded or backed up are out of reach.")
    return DeletionShown(
        id=character.id,
        name=character.name,
        references=len(character.references),
        samples=len(character.samples),
        versions=len(character.versions),
        checkpoints=repository.checkpoint_count(session, character.id),
        models=sorted({each.model for each in character.versions if each.model}),
        files=len(files),
        bytes=sum(file.size for file in files),
        pictures=own,
        pictures_of_others=others,
        stays=stays,
    )
