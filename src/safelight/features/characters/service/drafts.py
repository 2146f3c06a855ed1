"""Drafts: characters from the first picture on, before anything is learnt."""

from datetime import timedelta

from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters.errors import CharacterNameTaken
from safelight.features.characters.schemas import DraftCreate
from safelight.features.characters.service import add, consents, plans, slug_of
from safelight.features.characters.tables import Character
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.models import ModelInfo

UNTITLED = "Untitled"
ABANDONED = timedelta(days=30)


def start(session: Session, *, spec: DraftCreate, base: ModelInfo) -> Character:
    """A new draft; without a name it is the next Untitled. Raises CharacterNameTaken.

    Drafts that nobody gave a picture in 30 days go at this opportunity.
    """
    repository.delete_empty_drafts(session, before=utcnow() - ABANDONED)
    if spec.name is not None:
        return add(session, _draft(spec.name, spec, base))
    while True:
        try:
            return add(session, _draft(_next_untitled(session), spec, base))
        except CharacterNameTaken:
            continue  # another was quicker by a moment, and is seen now


def _draft(name: str, spec: DraftCreate, base: ModelInfo) -> Character:
    return Character(
        id=new_id("char"),
        name=name,
        description="",
        trigger=slug_of(name),
        class_word=spec.class_word,
        base_model=base.name,
        source="trained",
        consent=consents.recorded(spec.consent),
        preset=plans.DEFAULT,
        overrides={},
    )


def _next_untitled(session: Session) -> str:
    taken = repository.slugs_like(session, slug_of(UNTITLED))
    names = (UNTITLED if number == 1 else f"{UNTITLED} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if slug_of(name) not in taken)
