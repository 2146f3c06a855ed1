"""What can go wrong with weights and pictures.

SafelightError
├── ModelNotFound  404      ├── ModelBroken     400  damaged, incomplete, or no text-to-image pipeline
├── OutOfMemory    507      ├── UnsupportedScheduler 400
├── BrokenPicture  500      └── OptionsRefused  400  load options that do not go together, or not with the model
ModelsBusy 409 and HubClosed 409: the model is in use, or was taken away meanwhile.
NoSuchVariant 400: the pipeline cannot draw in this way.
LoRA errors (UnsupportedLora, LoraForAnotherBase) live in kit/lora_keys.py: the server raises them too.
"""

from safelight.kit.errors import Conflict, FieldProblem, InvalidInput, NotFound, SafelightError


class ModelNotFound(NotFound):
    """There is nothing at the model's path."""

    code = "model_not_found"


class ModelBroken(InvalidInput):
    """The folder or file is there but cannot be loaded."""

    code = "model_broken"


class UnsupportedScheduler(InvalidInput):
    """The model's kind of noise schedule does not go with this sampler."""

    code = "scheduler_unsupported"


class NoSuchVariant(InvalidInput):
    """The pipeline cannot draw in this way, such as from a picture."""

    code = "not_with_this_model"


class OptionsRefused(InvalidInput):
    """Two things that do not go together: load options, or one of them and the device or the model."""

    code = "options_clash"

    def __init__(self, first: str, second: str, reason: str, instead: str) -> None:
        named = [said for said in (first, second) if not said.startswith(("device=", "model=", "format="))]
        super().__init__(
            f"{first} does not go with {second}: {reason}.",
            hint=instead,
            fields=tuple(FieldProblem(said.partition("=")[0], f"{reason}. {instead}", said) for said in named),
        )


class ModelsBusy(Conflict):
    """Every slot for a loaded model is taken by one that runs."""

    code = "models_busy"


class HubClosed(Conflict):
    """The model was put away while this was drawn with it, or waited for it."""

    code = "model_put_away"


class OutOfMemory(SafelightError):
    """The device has not enough memory for this, even one picture at a time."""

    status = 507
    code = "out_of_memory"


class BrokenPicture(SafelightError):
    """The network's numbers overflowed: what it drew is no picture."""

    status = 500
    code = "broken_picture"


class Stopped(Exception):
    """`should_stop` said so: no error, somebody asked for it."""
