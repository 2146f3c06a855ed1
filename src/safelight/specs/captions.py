"""What a captioning by a model is told."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

TEMPLATE = "{subject}, {caption}"


class CaptionSettings(BaseModel):
    """How a model captions pictures."""

    model_config = ConfigDict(extra="forbid")

    model: str | None = Field(
        default=None, max_length=200, description="A captioner that is installed; the first if left out"
    )
    instruction: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] | None = Field(
        default=None,
        description="What it is told: a question or an order to a chat model, a task such as <DETAILED_CAPTION> to "
        "Florence-2, the first words to BLIP and GIT; the model's usual one if left out",
    )
    template: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = Field(
        default=TEMPLATE,
        description="What becomes of its words: may hold {caption}, {subject}, {trigger}, {class_word} and {name}",
    )
    max_new_tokens: int = Field(default=60, ge=1, le=1024, description="Longest caption")
    num_beams: int = Field(default=1, ge=1, le=16, description="Beams searched: more are slower and plainer")
    batch_size: int = Field(default=4, ge=1, le=64, description="Pictures at once")


class CaptionAsk(CaptionSettings):
    """Which pictures of a character a model is to caption, and how."""

    only_empty: bool = Field(default=True, description="Leave captions alone that are not empty")
    only: list[str] | None = Field(default=None, description="Ids of the references; all if left out")
    apply: bool = Field(
        default=True,
        description="Write each caption as it comes; false: keep them with the job, to be looked at and applied later",
    )


class CaptionQueued(BaseModel):
    """The job that captions pictures."""

    job_id: str = Field(description="Its result `caption` holds `captions`: reference id → caption")
    pictures: int = Field(description="That it captions")
    model: str = Field(description="The captioner")
