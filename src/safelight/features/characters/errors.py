"""What can go wrong with a character."""

from safelight.kit.errors import Conflict, InvalidInput, NotFound, TooLarge


class CharacterNotFound(NotFound):
    """No character has that id."""

    code = "character_not_found"

    def __init__(self, character_id: str) -> None:
        super().__init__(
            f"There is no character {character_id!r}.",
            hint="`GET /api/v1/characters` lists them. A character has an id that begins with char_, or a name.",
        )


class CharacterNameTaken(Conflict):
    """Another character has that name."""

    code = "character_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a character named {name!r} already.", hint="Choose another name, or delete that one first."
        )


class CharacterNotReady(Conflict):
    """The character's training has not ended well (yet)."""

    code = "character_not_ready"


class TooFewPictures(InvalidInput):
    """Not enough usable pictures came."""

    code = "too_few_pictures"


class TooManyPictures(TooLarge):
    """More pictures came than a character may have."""

    status = 400
    code = "too_many_pictures"
