"""Datasets as the API shows and takes them."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from safelight.specs.classify import Split
from safelight.specs.jobs import JobFailure, JobState, Progress

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f/\\<>:]+$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
_PLAIN = r"[^\x00-\x1f\x7f/\\]*"
Label = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=rf"^{_PLAIN}[^\x00-\x20\x7f/\\.]{_PLAIN}$"),
    AfterValidator(lambda text: unicodedata.normalize("NFC", text)),
]
"""A class: any text that a folder could be called, with at least one character that is no blank and no dot."""
Source = Literal["pictures", "path"]
SPLITS: tuple[Split, ...] = ("train", "val", "test")


class DatasetCreate(BaseModel):
    """A new dataset: empty, to be filled with pictures; or a folder where the workers are."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name = Field(description="Unlike every other dataset's, whatever the case")
    description: Text = Field(default="", description="What it is about")
    project: str | None = Field(default=None, max_length=80, description="Id or name of the project it belongs to")
    path: str | None = Field(
        default=None,
        min_length=1,
        max_length=4000,
        description="Folder with train/, val/ and perhaps test/, in each a folder per class, or a folder per class; "
        "on the server's machine and under the same path on every worker's. Null to send pictures",
    )


class DatasetUpdate(BaseModel):
    """What can be changed of a dataset; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = Field(default=None, description="Its new name")
    description: Text | None = Field(default=None, description="What it is about")
    project: str | None = Field(default=None, max_length=80, description="Id or name; null takes it out of its project")


class PartCounts(BaseModel):
    """Pictures by part."""

    train: int = Field(default=0, description="Learnt from")
    val: int = Field(default=0, description="Judged by after each epoch")
    test: int = Field(default=0, description="Judged by once, at the end")


class ClassCounts(PartCounts):
    """Pictures of one class by part."""

    label: str = Field(description="The class")


class DatasetJob(BaseModel):
    """The newest import, or the newest look at the folder."""

    id: str = Field(description="Of the job")
    state: JobState = Field(description="How it stands")


class DatasetShown(BaseModel):
    """One dataset. Pictures that are left out are in none of its counts."""

    id: str = Field(description="Begins with data_")
    name: str = Field(description="Unlike every other's")
    description: str = Field(description="What it is about")
    project_id: str | None = Field(description="The project it belongs to")
    source: Source = Field(description="pictures: kept by Safelight; path: a folder where the workers are")
    path: str | None = Field(description="That folder")
    pictures: int = Field(description="In all parts")
    parts: PartCounts = Field(description="By part")
    classes: int = Field(description="How many")
    version: int = Field(description="The newest that was kept; 0 for none yet")
    changed: bool = Field(description="Something is other than in its newest version")
    job: DatasetJob | None = Field(description="Null where it is forgotten, or there was none")
    thumbnails: list[str] = Field(description="Links to a few of its pictures, small")
    created_at: datetime = Field(description="When it was made")
    updated_at: datetime = Field(description="When it was last changed")


class DatasetDetail(DatasetShown):
    """One dataset with its classes."""

    labels: list[ClassCounts] = Field(description="Its classes, by name")
    excluded: int = Field(description="Pictures that are left out")
    findings: int = Field(description="Pictures of which something is found that nobody has dismissed")
    bytes: int = Field(description="Size of its pictures")
    runs: int = Field(description="Runs that were trained on it, or wait to be")


class RefusedEntry(BaseModel):
    """A file that was not taken, and why. The others were."""

    path: str = Field(description="As it came, in its archive")
    code: str = Field(description="Stable, for programs")
    message: str = Field(description="Why")


class ImportReport(BaseModel):
    """What became of the files of an import."""

    added: int = Field(default=0, description="Pictures that are new")
    duplicates: int = Field(default=0, description="Pictures that this class of this part has already")
    ignored: int = Field(default=0, description="Files that are no pictures, and hidden files")
    refused: int = Field(default=0, description="Files that could not be used")
    refusals: list[RefusedEntry] = Field(default=[], description="The first of these")


class ImportStarted(BaseModel):
    """A job that brings pictures in, looks at a folder, or examines pictures."""

    dataset_id: str = Field(description="Of which dataset")
    job_id: str = Field(description="Follow it at /api/v1/jobs/{job_id}; cancel and resume it there")


class ImportShown(BaseModel):
    """One import, and what became of its files."""

    job_id: str = Field(description="Its job")
    title: str = Field(description="What was sent")
    state: JobState = Field(description="How it stands")
    progress: Progress | None = Field(description="How far it is")
    failure: JobFailure | None = Field(description="Why it failed, if it did")
    report: ImportReport | None = Field(description="Once all files are looked at")
    created_at: datetime = Field(description="When they were sent")
    finished_at: datetime | None = Field(description="When it ended")


class ClassRename(BaseModel):
    """Another name for classes; where there is a class of that name already, they become one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    labels: list[str] = Field(min_length=1, max_length=1000, description="The classes as they are called now")
    to: Label = Field(description="What they are all to be called")


class SplitOff(BaseModel):
    """Set a share of the training pictures aside."""

    model_config = ConfigDict(extra="forbid")

    part: Literal["val", "test"] = Field(description="Where they go")
    fraction: float = Field(default=0.2, gt=0, lt=1, description="Share of each class of train, at least one picture")
    seed: int = Field(default=0, ge=0, le=2**32 - 1, description="The same seed takes the same pictures")
