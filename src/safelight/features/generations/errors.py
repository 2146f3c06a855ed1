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


class SchedulerUnsupported(InvalidInput):
    """The model's kind of noise schedule does not go with this sampler."""

    code = "scheduler_unsupported"

    def __init__(self, name: str, model: str, known: list[str]) -> None:
        message = f"{name} does not work with {model}"
        super().__init__(
            f"scheduler: {message}.",
            hint=f"Use {', '.join(known)}.",
            fields=(FieldProblem("scheduler", message, name),),
        )


class NotWithThisModel(InvalidInput):
    """The request asks for what the model's pipeline cannot do, whatever the values."""

    code = "not_with_this_model"
