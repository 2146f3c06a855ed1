"""What can go wrong with a generation."""

from collections.abc import Mapping, Sequence

from safelight.features.generations.schemas import Missing
from safelight.kit.errors import Conflict, FieldProblem, InvalidInput, NotFound, SafelightError, shorten


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


class GenerationCancelled(Conflict):
    """Somebody cancelled the generation that a request waited for."""

    code = "generation_cancelled"

    def __init__(self) -> None:
        super().__init__("The generation was cancelled.")


class ClientGone(SafelightError):
    """Who waited for the pictures has hung up; nobody reads this but the log."""

    status = 499  # as nginx counts it
    code = "client_gone"

    def __init__(self) -> None:
        super().__init__("The client has closed the connection; its job was cancelled.")


class DrawableNotFound(NotFound):
    """Nothing that draws goes by the name that a request gives as its model."""

    code = "model_not_found"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        message = f"there is no model, character or model:LoRA {shorten(name)!r}"
        super().__init__(
            f"model: {message}.",
            hint=f"Known are, among others: {', '.join(known)}." if known else None,
            fields=(FieldProblem("model", message, shorten(name)),),
        )


class OwnIdInUse(Conflict):
    """The client's own id stands for another request: `differing` has what was asked then, and now."""

    code = "own_id_in_use"

    def __init__(self, own_id: str, differing: Mapping[str, tuple[object, object]]) -> None:
        names = ", ".join(differing)
        super().__init__(
            f"The id {own_id!r} stands for a generation that was asked for with another {names}.",
            hint="Choose another id, or send the same request.",
            fields=tuple(
                FieldProblem(name, f"was {shorten(then)}", shorten(now)) for name, (then, now) in differing.items()
            ),
        )


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
