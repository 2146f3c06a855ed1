"""What can be wrong with a model that a request names."""

from safelight.kit.errors import InvalidInput, NotFound


class ModelNotFound(NotFound):
    """No base model of that name is on the shelf."""

    code = "model_not_found"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            f"There is no base model {name!r}.",
            hint=f"Known are: {', '.join(known)}. Put a diffusers folder into the models folder to add one.",
        )


class ModelUnusable(InvalidInput):
    """The folder is there but is no model that can be loaded."""

    code = "model_unusable"
