"""Versions of a dataset: what it was at one time, and what lies between two."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.datasets.schemas import ClassCounts, PartCounts, Text
from safelight.features.datasets.schemas.pictures import DatasetPictureShown
from safelight.specs.classify import Split


class VersionCreate(BaseModel):
    """Keep the dataset as it is now."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    note: Text = Field(default="", description="What is special about it")


class DatasetVersionShown(BaseModel):
    """What a dataset was at one time."""

    number: int = Field(description="From 1")
    note: str = Field(description="What is special about it")
    fingerprint: str = Field(description="SHA-256 of its pictures, classes and parts: the same for the same content")
    pictures: int = Field(description="In all parts")
    parts: PartCounts = Field(description="By part")
    labels: list[ClassCounts] = Field(description="Its classes, by name")
    runs: int = Field(description="Runs that were trained on it, or wait to be")
    is_current: bool = Field(description="The dataset is still like this")
    created_at: datetime = Field(description="When it was kept")


class DiffPicture(BaseModel):
    """A picture that is other in one version than in the other."""

    picture: DatasetPictureShown | None = Field(description="As it is now; null where it is deleted")
    filename: str = Field(description="As it came")
    before: tuple[Split, str] | None = Field(description="Its part and class before; null where it was not in")
    after: tuple[Split, str] | None = Field(description="Its part and class after; null where it is not in")


class DiffPart(BaseModel):
    """Pictures that differ in one way."""

    count: int = Field(description="How many")
    pictures: list[DiffPicture] = Field(description="The first of them")


class VersionDiff(BaseModel):
    """What lies between two versions."""

    before: int = Field(description="Number of the one")
    after: int | None = Field(description="Number of the other; null for the dataset as it is now")
    same: bool = Field(description="They are alike")
    added: DiffPart = Field(description="In the other alone")
    removed: DiffPart = Field(description="In the one alone")
    relabelled: DiffPart = Field(description="In another class")
    moved: DiffPart = Field(description="In another part, the class being the same")
