"""Styles as the API shows and takes them, and as files carry them."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

MAX_NAME = 80
MAX_WORDS = 2000
PLACEHOLDER = "{prompt}"
OWN_GROUP = "My styles"


def _on_one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


def _printable(text: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
        raise ValueError("control characters cannot be part of it")
    return text


def _template(text: str) -> str:
    if text.count(PLACEHOLDER) > 1:
        raise ValueError(f"{PLACEHOLDER} may stand in it once")
    return text


Line = Annotated[str, BeforeValidator(_on_one_line), AfterValidator(_printable)]
Name = Annotated[Line, Field(min_length=1, max_length=MAX_NAME)]
Template = Annotated[Line, Field(max_length=MAX_WORDS), AfterValidator(_template)]
Negative = Annotated[Line, Field(max_length=MAX_WORDS)]


class StyleCreate(BaseModel):
    """A new style; also one entry of a style file."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="Unlike every other style's, whatever the case")
    group: Name = Field(default=OWN_GROUP, description="Heading under which it is listed")
    prompt: Template = Field(
        default="", description=f"Words around the prompt, which goes where {PLACEHOLDER} stands; without it, in front"
    )
    negative_prompt: Negative = Field(default="", description="What to keep out of the picture")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.prompt in {"", PLACEHOLDER} and not self.negative_prompt:
            raise ValueError("a style needs words in prompt or negative_prompt")
        return self


class StyleUpdate(BaseModel):
    """What can be changed of a style; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    group: Name | None = None
    prompt: Template | None = None
    negative_prompt: Negative | None = None


class StyleCopy(BaseModel):
    """How the copy is called."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = Field(default=None, description="The name with 'copy' behind it if left out")


class StyleWords(BaseModel):
    """A style, built in or own, with all that a prompt needs of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    group: str
    prompt: str = ""
    negative_prompt: str = ""
    built_in: bool = True
    updated_at: datetime | None = None


class StyleShown(BaseModel):
    """One style."""

    id: str
    name: str
    group: str
    prompt: str = Field(description=f"Template; the person's prompt goes where {PLACEHOLDER} stands, or in front")
    negative_prompt: str
    built_in: bool = Field(description="Built-in styles cannot be changed; copy one to change the copy")
    updated_at: datetime | None = Field(description="Null for built-in styles")
    thumbnail_url: str | None = Field(default=None, description="What it looks like, once that was drawn")
    thumbnail_model: str | None = Field(default=None, description="The model that drew the thumbnail")
    drawing: str | None = Field(default=None, description="Generation that draws the thumbnail now")


class StyleGroup(BaseModel):
    """Styles under one heading."""

    name: str
    styles: list[StyleShown]


class StyleList(BaseModel):
    """All styles, own groups first."""

    groups: list[StyleGroup]
    total: int


class StyleFile(BaseModel):
    """Styles as a file: what export gives and import takes."""

    safelight_styles: Literal[1] = 1
    styles: list[StyleCreate]


OnConflict = Literal["skip", "replace", "rename"]


class StyleImportItem(BaseModel):
    """What happens, or would happen, to one entry of the file."""

    row: int = Field(description="From 1, in the order of the file")
    name: str = Field(description="As in the file")
    action: Literal["add", "replace", "rename", "skip", "same", "refuse"]
    saved_as: str | None = Field(default=None, description="Its name here")
    message: str | None = None


class StyleImport(BaseModel):
    """The outcome of an import, or with dry_run what it would be."""

    dry_run: bool
    saved: int = Field(description="Entries that were added, replaced or renamed")
    items: list[StyleImportItem]
