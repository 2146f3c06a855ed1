"""Pictures of a dataset, and what can be done with many at once."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safelight.features.datasets.schemas import Label
from safelight.kit.paging import MAX_LIMIT
from safelight.kit.pictures.doctor import FindingKind
from safelight.specs.classify import Split

MAX_NAMED = 10_000
PictureFindingKind = Literal[FindingKind, "leak", "contradiction"]
Search = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]


class DatasetPictureShown(BaseModel):
    """One picture of a dataset."""

    id: str = Field(description="Begins with dpic_")
    split: Split = Field(description="Its part")
    label: str = Field(description="Its class")
    first_label: str | None = Field(description="The class it came with, where it was put into another")
    filename: str = Field(description="As it came")
    width: int = Field(description="Pixels")
    height: int = Field(description="Pixels")
    size: int = Field(description="Bytes")
    excluded: bool = Field(description="It is left out: neither learnt from nor judged by")
    findings: list[FindingKind] = Field(description="What the doctor found and nobody has dismissed")
    url: str = Field(description="The picture")
    thumbnail_url: str = Field(description="The picture, small")
    thumbhash: str | None = Field(description="Soft colours to show until it is loaded, in base64")
    created_at: datetime = Field(description="When it came")


class PicturesWhere(BaseModel):
    """Which pictures; what is left out does not matter."""

    model_config = ConfigDict(extra="forbid")

    split: Split | None = Field(default=None, description="Of this part")
    label: str | None = Field(default=None, max_length=200, description="Of this class")
    excluded: bool | None = Field(default=None, description="Left out, or not")
    finding: FindingKind | None = Field(default=None, description="With an open finding of this kind")
    has_findings: bool | None = Field(default=None, description="With any open finding, or with none")
    relabelled: bool | None = Field(default=None, description="Put into another class than it came with, or not")
    search: Search | None = Field(default=None, description="With this in its file name")


class PicturesQuery(PicturesWhere):
    """A page of pictures, in the order in which they came."""

    after: str | None = Field(default=None, max_length=80, description="Cursor: `next` of the page before")
    limit: int = Field(default=100, ge=1, le=MAX_LIMIT, description="Most pictures of the page")


class DatasetPictureUpdate(BaseModel):
    """What can be changed of one picture; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    split: Split | None = Field(default=None, description="Its part")
    label: Label | None = Field(default=None, description="Its class; a new one comes into being")
    excluded: bool | None = Field(default=None, description="Leave it out, or take it in again")


class PicturesChange(DatasetPictureUpdate):
    """The same change for many pictures: of these ids, or all that a filter finds."""

    ids: list[str] | None = Field(default=None, min_length=1, max_length=MAX_NAMED, description="These pictures")
    where: PicturesWhere | None = Field(default=None, description="All pictures like this, instead of `ids`")
    keep: PictureFindingKind | None = Field(default=None, description="Hear no more of findings of this kind")
    heed: PictureFindingKind | None = Field(default=None, description="Hear of them again")
    delete: bool = Field(default=False, description="Delete them for good; versions keep theirs")

    @model_validator(mode="after")
    def _one_of_each(self) -> "PicturesChange":
        if (self.ids is None) == (self.where is None):
            raise ValueError("ids, where: give one of the two")
        changes = [self.split, self.label, self.excluded, self.keep, self.heed]
        if self.delete == any(each is not None for each in changes):
            raise ValueError("say what to change (split, label, excluded, keep, heed), or delete, and not both")
        return self


class PicturesChanged(BaseModel):
    """What was changed. What was so already is not counted."""

    changed: int = Field(description="Pictures")
    undo: list[PicturesChange] = Field(description="Send each to have all as it was; empty where that cannot be")
