"""What the doctor says of a dataset."""

from typing import Literal

from pydantic import BaseModel, Field

from safelight.features.datasets.schemas.pictures import DatasetPictureShown, PicturesChange
from safelight.kit.pictures.doctor import FindingKind, Severity

DatasetFindingKind = Literal[
    FindingKind,
    "leak",
    "contradiction",
    "one_class",
    "empty_class",
    "missing_in_train",
    "missing_in_val",
    "no_val",
    "few_in_class",
    "odd_label",
    "alike_labels",
]


class PicturesOffer(BaseModel):
    """Something that can be done with one click: send `change` as it is to the dataset's pictures/changes."""

    label: str = Field(description="What it does, in words")
    change: PicturesChange = Field(description="To be sent")


class DatasetFinding(BaseModel):
    """One thing that may hurt a training, of a picture or of the whole set."""

    id: str = Field(description="The same for as long as it is found")
    kind: DatasetFindingKind = Field(description="What was found")
    severity: Severity = Field(
        description="problem: teaches something wrong; warning: likely hurts; note: worth knowing"
    )
    message: str = Field(description="Why, with what was measured")
    value: float | None = Field(description="What was measured, where it is a number")
    labels: list[str] = Field(description="The classes it is about, where it is about some")
    picture: DatasetPictureShown | None = Field(description="Null where it is of the whole set")
    other: DatasetPictureShown | None = Field(description="The picture that this one repeats")
    answers: list[PicturesOffer] = Field(description="The likeliest first")


class DatasetFindings(BaseModel):
    """All findings of one kind."""

    kind: DatasetFindingKind = Field(description="What was found")
    severity: Severity = Field(description="How much it matters")
    title: str = Field(description="In a few words")
    count: int = Field(description="How many there are")
    findings: list[DatasetFinding] = Field(description="The first of them; all: the pictures with `finding`")
    answers: list[PicturesOffer] = Field(description="Answers for all of them at once")


class DatasetDoctor(BaseModel):
    """All that was found in a dataset."""

    pictures: int = Field(description="Looked at: those that are not left out")
    resolution: int = Field(description="Pixel side that they were judged for")
    groups: list[DatasetFindings] = Field(description="Open ones by kind: problems first, then warnings, then notes")
    kept: list[DatasetFindings] = Field(description="Those that somebody wants to hear no more of")
    unreadable: int = Field(description="Files of imports that could not be used; the imports say which")
    pending: bool = Field(description="Pictures are being examined; more may be found")
    not_looked_for: list[str] = Field(description="What could not be looked for here, and why")
