"""Everything that draws, each by one name: base models, characters, a base with a LoRA, and aliases.

For programs that know nothing but a model's name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters import service as characters
from safelight.features.characters.errors import CharacterNotFound
from safelight.features.characters.tables import Character
from safelight.features.generations.errors import DrawableNotFound
from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.kit.paging import MAX_LIMIT
from safelight.specs.models import ModelInfo

SEPARATOR = ":"
_NAMED_IN_ERRORS = 12


@dataclass(frozen=True)
class Drawable:
    """What a name means: the base that draws, and the character or LoRAs that it draws with."""

    name: str
    base: ModelInfo
    created_at: datetime
    character: str | None = None
    loras: tuple[str, ...] = ()


def find(session: Session, name: str | None, *, shelf: ModelShelf, aliases: Mapping[str, str]) -> Drawable:
    """What goes by that name, None being the default model. An alias for "" is the default model as well.

    The names of things are stronger than aliases. Raises DrawableNotFound, CharacterNotReady, ModelUnusable.
    """
    found = _find(session, name or shelf.default, shelf=shelf, aliases=aliases)
    if found is None:
        known = [each.name for each in everything(session, shelf=shelf, aliases=aliases)]
        raise DrawableNotFound(name or shelf.default, known[:_NAMED_IN_ERRORS])
    return found


def everything(session: Session, *, shelf: ModelShelf, aliases: Mapping[str, str]) -> list[Drawable]:
    """All that can be drawn: bases first, the default one leading; characters; bases with LoRAs; aliases."""
    bases = sorted(shelf.all("base"), key=lambda info: info.name != shelf.default)
    by_name = {info.name: info for info in bases}
    found = [_plain(info) for info in bases]
    found += [
        _with_character(character, by_name[character.drawn_by])
        for character in _ready(session)
        if character.drawn_by in by_name
    ]
    loras = [info for info in shelf.all("lora") if info.network in {None, "lora"}]
    found += [_with_lora(_plain(base), lora.name) for base in bases for lora in loras if lora.family == base.family]
    taken = {each.name for each in found}
    for alias in aliases:
        meant = None if alias in taken else _find(session, alias, shelf=shelf, aliases=aliases)
        if meant is not None:
            found.append(_called(alias, meant))
    return found


def _find(session: Session, name: str, *, shelf: ModelShelf, aliases: Mapping[str, str]) -> Drawable | None:
    return (
        _base(name, shelf)
        or _character(session, name, shelf)
        or _alias(session, name, shelf, aliases)
        or _combined(session, name, shelf, aliases)
    )


def _base(name: str, shelf: ModelShelf) -> Drawable | None:
    try:
        return _plain(shelf.find(name, kind="base"))
    except ModelNotFound:
        return None


def _character(session: Session, name: str, shelf: ModelShelf) -> Drawable | None:
    try:
        character = characters.ready(session, name)
    except CharacterNotFound:
        return None
    return _with_character(character, shelf.info(character.drawn_by))


def _alias(session: Session, name: str, shelf: ModelShelf, aliases: Mapping[str, str]) -> Drawable | None:
    if name not in aliases:
        return None
    # What an alias stands for is no alias: a ring of them would have no end.
    meant = _find(session, aliases[name] or shelf.default, shelf=shelf, aliases={})
    return _called(name, meant) if meant else None


def _combined(session: Session, name: str, shelf: ModelShelf, aliases: Mapping[str, str]) -> Drawable | None:
    """`base:lora`; either name may hold a colon of its own."""
    for at in (place for place, letter in enumerate(name) if letter == SEPARATOR):
        lora = name[at + 1 :]
        if not lora or not _is_lora(session, lora, shelf):
            continue
        drawn_by = _find(session, name[:at], shelf=shelf, aliases=aliases) if at else None
        if drawn_by is not None:
            return _with_lora(drawn_by, lora)
    return None


def _is_lora(session: Session, name: str, shelf: ModelShelf) -> bool:
    try:
        shelf.find(name, kind="lora")
    except ModelNotFound:
        try:
            characters.ready(session, name)
        except CharacterNotFound:
            return False
    return True


def _plain(info: ModelInfo) -> Drawable:
    return Drawable(info.name, info, datetime.fromtimestamp(info.path.stat().st_mtime, UTC))


def _with_character(character: Character, base: ModelInfo) -> Drawable:
    return Drawable(character.name, base, character.created_at, character=character.id)


def _with_lora(drawable: Drawable, lora: str) -> Drawable:
    return Drawable(
        f"{drawable.name}{SEPARATOR}{lora}", drawable.base, drawable.created_at,
        character=drawable.character, loras=(*drawable.loras, lora),
    )  # fmt: skip


def _called(name: str, meant: Drawable) -> Drawable:
    return Drawable(name, meant.base, meant.created_at, character=meant.character, loras=meant.loras)


def _ready(session: Session) -> Iterator[Character]:
    after: str | None = None
    while True:
        page, after = repository.page(session, after=after, limit=MAX_LIMIT, status="ready", sort="name")
        yield from page
        if after is None:
            return
