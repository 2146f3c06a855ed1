"""What the dataset doctor says of a set of pictures, and how it is answered: of characters, and of any other set."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.kit.pictures.doctor import FindingKind, Severity

Action = Literal["leave_out", "take_in", "keep", "heed", "recrop", "uncrop", "set_caption"]
Box = Annotated[list[int], Field(min_length=4, max_length=4, description="Left, top, right, bottom in pixels")]
MAX_ANSWERS = 200
MAX_PICTURES = 1000


class Answer(BaseModel):
    """What a person decides about some pictures. Given a second time it changes nothing."""

    model_config = ConfigDict(extra="forbid")

    action: Action = Field(
        description="leave_out, take_in: not to be learnt from, or again. keep, heed: hear no more of findings of this "
        "`kind`, or again. recrop: learn only from `box`. uncrop: from the whole picture again. set_caption: `caption`"
    )
    references: list[str] = Field(min_length=1, max_length=MAX_PICTURES, description="Ids of the pictures")
    kind: FindingKind | None = Field(default=None, description="Of keep and heed: which findings")
    box: Box | None = Field(default=None, description="Of recrop: in pixels of the picture as it came, before any crop")
    caption: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] | None = Field(
        default=None, description="Of set_caption: its new caption; empty for the template"
    )


class AnswerOffer(BaseModel):
    """An answer that can be given with one click: send `answer` as it is."""

    label: str = Field(description="What it does, in words")
    answer: Answer = Field(description="To be sent to /doctor/answers")


class FoundPicture(BaseModel):
    """A picture that something was found of."""

    id: str = Field(description="Of the reference")
    filename: str = Field(description="As it was brought")
    width: int = Field(description="Pixels")
    height: int = Field(description="Pixels")
    caption: str | None = Field(description="Null where the template is used")
    excluded: bool = Field(description="It is left out")
    url: str = Field(description="The picture")
    thumbnail_url: str = Field(description="The picture, small")


class DoctorFinding(BaseModel):
    """One thing that may hurt a training, with what can be done about it. Nothing is done unasked."""

    id: str = Field(description="The same for as long as it is found")
    kind: FindingKind = Field(description="What was found")
    severity: Severity = Field(
        description="problem: teaches something wrong; warning: likely hurts; note: worth knowing"
    )
    message: str = Field(description="Why, with what was measured")
    value: float | None = Field(description="What was measured, where it is a number")
    picture: FoundPicture | None = Field(description="Null where it is of the whole set")
    other: FoundPicture | None = Field(description="The earlier picture that this one repeats")
    answers: list[AnswerOffer] = Field(description="The likeliest first")


class DoctorReport(BaseModel):
    """All that was found in a set."""

    pictures: int = Field(description="Looked at: those that are not left out")
    resolution: int = Field(description="Pixel side that they were judged for")
    findings: list[DoctorFinding] = Field(description="Open ones: problems first, then warnings, then notes")
    kept: list[DoctorFinding] = Field(
        description="Those that a person wants to hear no more of; `heed` brings one back"
    )
    bulk: list[AnswerOffer] = Field(description="Answers for all findings of a kind at once")
    not_looked_for: list[str] = Field(description="What could not be looked for here, and why")


class DoctorAnswers(BaseModel):
    """Answers to be carried out together: all of them, or none."""

    model_config = ConfigDict(extra="forbid")

    answers: list[Answer] = Field(min_length=1, max_length=MAX_ANSWERS, description="In this order")


class DoctorAnswered(BaseModel):
    """What was changed. What was so already is not among it."""

    changed: list[str] = Field(description="Ids of the pictures that changed")
    undo: list[Answer] = Field(description="Send these as `answers` to have all as it was before")
