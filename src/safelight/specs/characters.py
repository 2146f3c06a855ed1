"""What the job that makes a character is told."""

from pydantic import BaseModel, Field

from safelight.specs.training import TrainSpec


class ReferenceUse(BaseModel):
    """One picture to learn from, in storage."""

    id: str
    key: str
    filename: str
    sha256: str
    caption: str | None = Field(default=None, description="The person's own words; the template when null")


class CharacterJobSpec(BaseModel):
    """check → prepare → caption → train → sample → register."""

    character_id: str
    name: str
    base_model: str
    trigger: str
    class_word: str
    version: int = Field(description="Which training of this character this is, from 1")
    references: list[ReferenceUse]
    training: TrainSpec
    sample_prompts: list[str]
    sample_seed: int = 0


class GenerationJobSpec(BaseModel):
    """The job only names the generation; its plan stands in the database."""

    generation_id: str
