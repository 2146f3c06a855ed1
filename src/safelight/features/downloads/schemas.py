"""What a download is asked with, what it would bring, and how far it is."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from safelight.specs.jobs import JobFailure, JobState

FileState = Literal["waiting", "partial", "done"]
Guess = Literal["base", "video", "lora", "vae", "embedding", "controlnet", "upscaler", "captioner", "classifier"]


class DownloadAsked(BaseModel):
    """What to fetch. Without `variant` and `include` the files are chosen: safetensors only, half precision first."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    source: str = Field(
        min_length=1,
        max_length=1000,
        description="A repository's id such as org/name, its address, or a link to one .safetensors file",
    )
    revision: str | None = Field(
        default=None, max_length=200, description="Branch, tag or commit; the default branch if left out"
    )
    variant: str | None = Field(
        default=None, max_length=40, description="fp16, bf16 …, or full; the smallest common one if left out"
    )
    include: list[str] = Field(
        default=[], max_length=100, description="Only files that match one of these patterns, such as *.safetensors"
    )
    exclude: list[str] = Field(default=[], max_length=100, description="No file that matches one of these patterns")
    name: str | None = Field(default=None, max_length=120, description="What the model is called here")
    configs_only: bool = Field(
        default=False, description="No weights: the configs and tokenizers that a single-file checkpoint needs"
    )


class FileEntry(BaseModel):
    """One file that a download brings."""

    path: str = Field(description="Within the repository")
    size: int | None = Field(description="Bytes; null where the server does not tell")
    sha256: str | None = Field(default=None, description="As the hub announces it")
    git_sha1: str | None = Field(default=None, description="Git's hash of a small file")
    etag: str | None = Field(default=None, description="Of a direct link: whether it is still the same file")


class DownloadSpec(BaseModel):
    """All that the job needs; the revision is pinned, so that it brings the same bytes whenever it goes on."""

    hub: str = Field(description="Address of the hub, or of the server of a direct link")
    repo: str | None = None
    revision: str | None = Field(default=None, description="As it was asked for")
    commit: str | None = None
    url: str | None = Field(default=None, description="Of a direct link")
    name: str
    single_file: bool = False
    configs_only: bool = False
    variant: str | None = None
    kind: Guess = "base"
    licence: str | None = None
    files: list[FileEntry]

    @property
    def total_bytes(self) -> int:
        """Bytes of all files, as far as they are known."""
        return sum(file.size or 0 for file in self.files)

    @property
    def source(self) -> dict[str, Any]:
        """Where the model came from, as its row keeps it."""
        kept = {"hub": self.hub, "repo": self.repo, "revision": self.revision, "commit": self.commit, "url": self.url}
        return {name: value for name, value in (kept | {"variant": self.variant}).items() if value is not None}


class Refusal(BaseModel):
    """Why it cannot be downloaded as asked."""

    code: str
    message: str
    hint: str | None = None


class PlannedFile(BaseModel):
    """One file of the repository."""

    path: str = Field(description="Within the repository")
    size: int | None = Field(description="Bytes; null where the server does not tell")
    wanted: bool = Field(description="Whether the download brings it")
    reason: str | None = Field(default=None, description="Why it is left out, in words")


class DownloadPlan(BaseModel):
    """What a download would bring, before anything is fetched."""

    hub: str = Field(description="Address of the hub")
    repo: str | None = Field(description="Its id there; null for a direct link")
    revision: str | None = Field(description="As asked for")
    commit: str | None = Field(description="What the revision stands for now")
    url: str = Field(description="Its page, or the direct link")
    name: str = Field(description="What the model will be called here")
    kind: Guess = Field(description="What it most likely is; its files tell for sure when they are here")
    pipeline: str | None = Field(description="The class that its model_index.json names")
    licence: str | None = Field(description="As its card names it, such as openrail++")
    gated: bool = Field(description="Its owner asks for consent, so a token is needed")
    variant: str | None = Field(description="The variant that is taken; null stands for full precision")
    variants: list[str] = Field(description="Those there are; full is full precision")
    choices: list[str] = Field(description="Models of a repository that holds several: name one in include")
    files: list[PlannedFile] = Field(description="Every file of the repository, wanted or not")
    total_bytes: int = Field(description="Of the wanted files")
    here_bytes: int = Field(description="Of these, what an unfinished download has brought already")
    free_bytes: int = Field(description="Free on the disk of the models folder")
    installed: bool = Field(description="A model of that name is here already")
    job_id: str | None = Field(description="The same download, if it runs or was stopped before its end")
    refusal: Refusal | None = Field(description="Why it cannot be downloaded so; null when it can")


class DownloadStarted(BaseModel):
    """A download that is on its way."""

    job_id: str = Field(description="Its job; cancel and resume it there")
    name: str = Field(description="What the model will be called")
    joined: bool = Field(description="It was running, or stopped half-way, and goes on: nothing is fetched twice")


class DownloadShown(BaseModel):
    """A download: what it brings and how far it is."""

    job_id: str = Field(description="Its job; cancel and resume it there")
    name: str = Field(description="What the model will be called")
    repo: str | None = Field(description="Its id on the hub; null for a direct link")
    revision: str | None = Field(description="As asked for")
    source: dict[str, Any] = Field(description="Where it comes from")
    state: JobState = Field(description="Of its job")
    total_bytes: int = Field(description="Of all files")
    done_bytes: int = Field(description="What is here of them")
    files_total: int = Field(description="How many files")
    files_done: int = Field(description="How many are whole")
    bytes_per_second: float | None = Field(description="As measured lately; null while it does not run")
    eta_seconds: float | None = Field(description="How long it will go on at this speed")
    message: str | None = Field(description="What it does now, in words")
    failure: JobFailure | None = Field(description="Why it ended early")
    created_at: datetime
    finished_at: datetime | None


class FileShown(BaseModel):
    """One file of a download."""

    path: str = Field(description="Within the repository")
    size: int | None = Field(description="Bytes; null where the server does not tell")
    done_bytes: int = Field(description="What is here of it")
    state: FileState = Field(description="done: whole, and its hash is right")


class DownloadDetail(DownloadShown):
    """A download with its files."""

    files: list[FileShown] = Field(description="In the order in which they are fetched")


class TokenGiven(BaseModel):
    """A token for a hub."""

    model_config = ConfigDict(extra="forbid")

    token: SecretStr = Field(min_length=1, max_length=500, description="From the hub's settings; read access will do")


class TokenShown(BaseModel):
    """That a token is kept; it itself is never shown."""

    host: str = Field(description="The only server that it is sent to")
    user: str | None = Field(description="Whom the hub knows it as")
    added_at: datetime
