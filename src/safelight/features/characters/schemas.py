"""Characters as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.jobs import JobFailure, Progress
from safelight.specs.training import LoraTrainOverrides, LoraTrainSpec

CharacterStatus = Literal["queued", "training", "ready", "failed", "cancelled"]

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f/\\<>:]+$")]


class CharacterCreate(BaseModel):
    """What is said of a new character; the pictures come beside it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name
    base_model: str | None = Field(default=None, max_length=200, description="The server's default model if left out")
    trigger: Name | None = Field(
        default=None, description="The word that calls the character; made from its name if left out"
    )
    class_word: str = Field(default="", max_length=80, description="What it is: woman, dog, robot, creature …")
    description: str = Field(default="", max_length=2000)
    captions: dict[str, str] = Field(default={}, description="File name → caption; the template for the others")
    training: LoraTrainOverrides = LoraTrainOverrides()


class CharacterUpdate(BaseModel):
    """What can be changed of a character; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = None
    description: str | None = Field(default=None, max_length=2000)


class CharacterImport(BaseModel):
    """What is said of a LoRA file that becomes a character."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name
    base_model: str | None = Field(default=None, max_length=200)
    trigger: Name | None = None
    class_word: str = Field(default="", max_length=80)
    description: str = Field(default="", max_length=2000)


class RefusedFile(BaseModel):
    """A file that was not taken: which, why, and what to do."""

    filename: str
    code: str
    message: str
    hint: str | None = None


class ReferenceShown(BaseModel):
    """One reference picture."""

    id: str
    filename: str
    width: int
    height: int
    caption: str | None
    url: str


class SampleShown(BaseModel):
    """One sample of the training."""

    prompt: str
    seed: int
    url: str


class CharacterShown(BaseModel):
    """A character."""

    id: str
    name: str
    description: str
    trigger: str
    class_word: str
    base_model: str
    source: Literal["trained", "imported"]
    status: CharacterStatus
    version: int = Field(description="Which training is in use; 0 before the first has ended")
    job_id: str | None
    progress: Progress | None = None
    failure: JobFailure | None = None
    created_at: datetime
    updated_at: datetime
    lora_size: int | None = Field(description="Bytes of the LoRA file")
    training: LoraTrainSpec | None
    references: list[ReferenceShown]
    samples: list[SampleShown]


class CharacterCreated(BaseModel):
    """The answer to a new character: it, its job, and the files that were not taken."""

    character: CharacterShown
    job_id: str
    refused: list[RefusedFile] = []
