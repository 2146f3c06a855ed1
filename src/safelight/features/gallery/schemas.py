"""The gallery as the API shows it, and what it takes."""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from safelight.features.generations.schemas import Media
from safelight.kit.paging import MAX_LIMIT
from safelight.specs.generation import MAX_SEED, GenerationPlan, Recipe

MAX_IDS = 1000
MAX_WORDS = 200  # characters of a search

Id = Annotated[str, Field(max_length=64)]


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("no such moment") from None


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class GalleryFilter(BaseModel):
    """Which pictures; everything that is given must hold."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    q: str | None = Field(
        default=None, max_length=MAX_WORDS, description="Words of prompt, character, model or style; all must be there"
    )
    favourite: bool | None = None
    character_id: Id | None = None
    model: str | None = Field(default=None, max_length=200)
    style: str | None = Field(default=None, max_length=80, description="Name of a style")
    kind: Literal["image", "video", "edit"] | None = Field(default=None, description="edit: another size of a picture")
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    month: str | None = Field(default=None, pattern=r"^(19[7-9]|20\d)\d-(0[1-9]|1[0-2])$", description="2026-11, UTC")
    since: Moment | None = Field(default=None, description="Made at this moment or later; UTC if it names no zone")
    until: Moment | None = Field(default=None, description="Made before this moment")
    bin: bool = Field(default=False, description="The pictures in the bin instead of the others")
    binned_at: Moment | None = Field(
        default=None, description="Put into the bin by the action that answered with this moment: what undo restores"
    )


class GalleryQuery(GalleryFilter):
    """One page of the pictures that pass the filter."""

    after: Id | None = Field(default=None, description="What comes after this picture: `next` of the page before")
    from_: Id | None = Field(default=None, alias="from", description="What comes from this picture on, itself too")
    limit: int = Field(default=50, ge=1, le=MAX_LIMIT)


class GalleryItem(Media):
    """One picture or film in the gallery; of a film `url` is the film."""

    id: str
    generation_id: str
    url: str
    thumbnail_url: str
    width: int
    height: int
    thumbhash: str | None = Field(description="About 25 bytes in base64: soft colours to show until it is loaded")
    favourite: bool
    created_at: datetime
    deleted_at: datetime | None = Field(description="When it was put into the bin")
    prompt: str = Field(description="As it was asked")
    character_id: str | None
    character_name: str | None
    model: str
    seed: int


class Month(BaseModel):
    """The pictures of one month, newest first."""

    month: str = Field(description="2026-11, UTC")
    count: int
    shapes: str = Field(
        description="One letter per picture: width / height is 2 ** ((place in A-Za-z0-9-_ minus 32) / 16)"
    )
    anchors: list[str] = Field(description="Ids of the pictures 0, 200, 400, … of the month, to pass as `from`")


class Skeleton(BaseModel):
    """Enough to lay the whole gallery out before any picture of it is known."""

    total: int
    months: list[Month] = Field(description="Newest first")


class Neighbours(BaseModel):
    """The pictures beside one, under the same filters."""

    previous: str | None = Field(description="The next newer one")
    next: str | None = Field(description="The next older one")


class MadeWith(BaseModel):
    """A character as it was when the picture was made."""

    id: str
    name: str
    version: int | None = Field(description="null when that version is not known any more")
    exists: bool = Field(description="Whether the character is still there")


class Lineage(BaseModel):
    """Where a picture came from."""

    job_id: str
    character: MadeWith | None


class MadeBy(BaseModel):
    """The generation that made a picture."""

    id: str
    prompt: str = Field(description="As it was asked")
    plan: GenerationPlan
    notes: list[str]
    created_at: datetime


class PictureDetail(GalleryItem):
    """All that is known of one picture."""

    size: int = Field(description="Bytes")
    sha256: str
    download_url: str = Field(description="Saves the file under a good name")
    recipe: Recipe
    generation: MadeBy
    neighbours: Neighbours
    lineage: Lineage


class PictureUpdate(BaseModel):
    """What can be changed of a picture."""

    model_config = ConfigDict(extra="forbid")

    favourite: bool


class GalleryAction(BaseModel):
    """One thing to do with many pictures, named one by one or by a filter."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    action: Literal["favourite", "unfavourite", "bin", "restore", "delete"]
    ids: list[Id] | None = Field(default=None, min_length=1, max_length=MAX_IDS)
    filter: GalleryFilter | None = Field(default=None, description="All pictures that pass it, loaded or not")
    except_: list[Id] = Field(default=[], alias="except", max_length=MAX_IDS, description="But not these")
    forever: bool = Field(default=False, description="delete: also what is not in the bin")

    @model_validator(mode="after")
    def _names_pictures_one_way(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or filter")
        return self


class ActionDone(BaseModel):
    """What an action changed; pictures that were so already do not count."""

    changed: int
    ids: list[str] = Field(description=f"The first {MAX_IDS} of them, newest first")
    binned_at: datetime | None = Field(
        default=None, description="bin: pass it as filter.binned_at to restore exactly these"
    )


class Again(BaseModel):
    """How to make a picture again."""

    model_config = ConfigDict(extra="forbid")

    seed: Literal["same", "new"] = "same"
    n: int = Field(default=1, ge=1, le=64, description="How many; picture i uses seed + i")
