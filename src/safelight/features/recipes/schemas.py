"""What was found in a picture file, and what can be asked to be made of it."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from safelight.features.generations.schemas import GenerationShown, Missing
from safelight.specs.generation import GenerationSpec, Recipe

RecipeSource = Literal[
    "safelight", "a1111", "comfyui", "fooocus", "invokeai", "novelai", "swarmui", "none"
]  # fmt: skip
Effect = Literal["another", "close", "last_bit"]


class Difference(BaseModel):
    """One thing that is not as it was when a picture was made."""

    field: str = Field(description="Part of the recipe, such as versions.torch, loras.0.scale or model_hash")
    then: JsonValue = Field(description="When the picture was made; null: unknown")
    now: JsonValue = Field(description="Here, or when it was made again; null: unknown")
    effect: Effect = Field(
        description="another: it is another picture; close: it looks the same; last_bit: single values differ by 1/255"
    )
    message: str = Field(description="What it means, for a person")


class RecipeRead(BaseModel):
    """What a picture file says of how it was made."""

    source: RecipeSource = Field(description="Which program wrote it; none: the file says nothing")
    recipe: Recipe | None = Field(default=None, description="Only of pictures that Safelight made")
    spec: GenerationSpec | None = Field(default=None, description="Ready to fill a request with")
    exact: bool = Field(
        default=False, description="All of it is here: POST /recipes/again makes the picture by the very same plan"
    )
    missing: list[Missing] = Field(default=[], description="What is not here, or could not be taken over")
    differences: list[Difference] = Field(
        default=[], description="What is not as it was then; none with exact: the same pixels are to be expected"
    )


class RecipeAgain(BaseModel):
    """A recipe to be made again."""

    model_config = ConfigDict(extra="forbid")

    recipe: Recipe
    seed: Literal["same", "new"] = "same"
    n: int = Field(default=1, ge=1, le=64, description="How many; picture i uses seed + i")
    batch: Literal["same", "alone"] = Field(
        default="alone",
        description="same: draw those of its batch as well, for rounding in a batch is not that of a single picture; "
        "the picture stands at the place that recipe.batch.index tells. With the same seed and n = 1 only",
    )


class RecipeAgainShown(GenerationShown):
    """A generation that makes a picture again, and what is not as it was."""

    differences: list[Difference] = Field(
        description="From how the picture was made then: as foreseen while it waits, as it was once it is made"
    )


class RecipeCompare(BaseModel):
    """Two recipes, of a picture and of its repetition."""

    model_config = ConfigDict(extra="forbid")

    then: Recipe
    now: Recipe


class RecipeCompared(BaseModel):
    """What two recipes differ in, the weightiest first."""

    differences: list[Difference] = Field(description="None: on one machine they make the same pixels")


class Provenance(BaseModel):
    """What the signed claim in a file is worth."""

    state: Literal["intact", "changed", "unknown_signer", "none"] = Field(
        description="intact: signed here and unchanged; unknown_signer: unchanged, signed by another installation; "
        "none: there is no claim in it"
    )
    message: str = Field(description="What that means, for a person")
    signer: str | None = Field(description="The id of the key that signed it")
    claim: dict[str, Any] | None = Field(
        description="What is claimed: generator, model, LoRAs, ingredients with their hashes, grounds of a character"
    )
