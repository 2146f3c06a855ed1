"""Uploads straight to the storage, as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from safelight.features.characters.schemas import ReferenceShown
from safelight.features.datasets.schemas import ImportStarted, Label
from safelight.features.inputs.schemas import InputShown
from safelight.features.models.schemas import ModelShown
from safelight.specs.classify import Split

Purpose = Literal["input", "reference", "dataset", "model"]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class UploadAsked(BaseModel):
    """A file that somebody wants to send."""

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose = Field(
        description="What it becomes: an input of generations, a character's reference, a picture or zip file of a "
        "dataset, or a .safetensors file on the shelf"
    )
    file_name: str = Field(min_length=1, max_length=200, description="Its name")
    content_type: str = Field(
        default="application/octet-stream",
        max_length=120,
        pattern=r"^[\w.+-]+/[\w.+-]+$",
        description="Sent along with the bytes; what the file is, is found out from these",
    )
    size: int = Field(ge=1, description="Bytes")
    sha256: Digest = Field(description="SHA-256 of the bytes, 64 hex digits")


class UploadTarget(BaseModel):
    """Where the file is to go, as far as its purpose wants to know."""

    model_config = ConfigDict(extra="forbid")

    character: str | None = Field(default=None, max_length=200, description="Id or name, of a reference")
    caption: str | None = Field(default=None, max_length=2000, description="Of a reference")
    dataset: str | None = Field(default=None, max_length=200, description="Id or name, of a dataset's pictures")
    split: Split | None = Field(default=None, description="The part of a dataset; by its folders if left out")
    label: Label | None = Field(default=None, description="The class; by its folders if left out")


class UploadStarted(BaseModel):
    """Where to send the bytes."""

    id: str = Field(description="To finish it by")
    method: Literal["PUT"] = "PUT"
    url: str = Field(
        description="Signed address of the storage; a path of this studio, to be asked as any other, where the storage "
        "takes no uploads by itself"
    )
    headers: dict[str, str] = Field(description="To be sent with the bytes, exactly so")
    direct: bool = Field(description="Whether the bytes go past the studio")
    expires_at: datetime = Field(description="When it is forgotten unless it was finished")


class UploadFinished(BaseModel):
    """What an upload has become: one of these."""

    id: str
    purpose: Purpose
    input: InputShown | None = None
    reference: ReferenceShown | None = None
    dataset: ImportStarted | None = Field(default=None, description="The job that takes it in")
    model: ModelShown | None = None
