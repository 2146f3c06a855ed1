"""What can go wrong with a generation."""

from safelight.kit.errors import Conflict, InvalidInput, NotFound


class GenerationNotFound(NotFound):
    """No generation has that id."""

    code = "generation_not_found"

    def __init__(self, generation_id: str) -> None:
        super().__init__(f"There is no generation {generation_id!r}.", hint="`GET /api/v1/generations` lists them.")


class CharacterOnOtherBase(InvalidInput):
    """The request names a base model that the character was not trained on."""

    code = "character_on_other_base"


class GenerationRunning(Conflict):
    """The generation cannot be deleted while it runs."""

    code = "generation_running"
