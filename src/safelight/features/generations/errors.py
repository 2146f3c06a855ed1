"""What can go wrong with a generation."""

from safelight.features.generations.schemas import Missing
from safelight.kit.errors import Conflict, FieldProblem, InvalidInput, NotFound


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


class CannotRepeat(Conflict):
    """What a recipe needs is not on this installation."""

    code = "cannot_repeat"

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(
            " ".join(each.message for each in missing),
            hint=" ".join(each.hint for each in missing),
            fields=tuple(FieldProblem(each.field, each.message) for each in missing),
        )
