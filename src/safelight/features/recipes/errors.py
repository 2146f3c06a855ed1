"""What can be wrong with a recipe."""

from pydantic import ValidationError

from safelight.kit.errors import FieldProblem, InvalidInput


class BadRecipe(InvalidInput):
    """The text in the file is no recipe that this version can use."""

    code = "recipe_unusable"

    def __init__(self, error: ValidationError) -> None:
        fields = tuple(
            FieldProblem(".".join(map(str, each["loc"])) or "recipe", each["msg"]) for each in error.errors()[:10]
        )
        super().__init__(
            f"The recipe in the file cannot be used: {fields[0].field}: {fields[0].message}.",
            hint="It is damaged, or of another version of Safelight.",
            fields=fields,
        )
