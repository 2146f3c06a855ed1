"""What was found in a picture file, and what can be asked to be made of it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.generations.schemas import Missing
from safelight.specs.generation import GenerationSpec, Recipe


class RecipeRead(BaseModel):
    """What a picture file says of how it was made."""

    source: Literal["safelight", "a1111", "none"] = Field(description="Who wrote it; none: the file says nothing")
    recipe: Recipe | None = Field(default=None, description="Only of pictures that Safelight made")
    spec: GenerationSpec | None = Field(default=None, description="Ready to fill a request with")
    exact: bool = Field(
        default=False, description="All of it is here: POST /recipes/again makes the picture by the very same plan"
    )
    missing: list[Missing] = Field(default=[], description="What is not here, or could not be taken over")


class RecipeAgain(BaseModel):
    """A recipe to be made again."""

    model_config = ConfigDict(extra="forbid")

    recipe: Recipe
    seed: Literal["same", "new"] = "same"
    n: int = Field(default=1, ge=1, le=64, description="How many; picture i uses seed + i")
