"""The storage as admins see it: what it is, how full, whether it answers."""

from datetime import UTC, datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from safelight.doors.rest.system import STORAGES, SettingsDep, StorageKind
from safelight.features.access import StudioDep
from safelight.storage.areas import Area
from safelight.storage.checking import State, check

router = APIRouter(prefix="/storage", tags=["storage"])

WAIT_SECONDS = 3.0  # for a count of the files


class AreaShown(BaseModel):
    """How much there is of one kind of file."""

    model_config = ConfigDict(from_attributes=True)

    name: Area
    files: int
    bytes: int


class StorageShown(BaseModel):
    """Where files are kept, and how many."""

    kind: StorageKind
    url: str = Field(description="As the setting has it; it holds no secret")
    endpoint: str | None = Field(description="The server that keeps the files; null for a folder")
    links_to: str | None = Field(description="Where links to files lead, if not here")
    direct_uploads: bool = Field(description="Whether browsers may be told to send large files straight to it")
    files: int | None = Field(description="Null while they are counted for the first time")
    bytes: int | None
    quota_bytes: int | None = Field(description="New files are refused above this")
    areas: list[AreaShown] = Field(description="The largest first")
    measured_at: datetime | None = Field(description="When they were counted; a large storage is counted rarely")


class StorageFinding(BaseModel):
    """What one step of the check showed."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(description="reach, write, read, list, link, upload, clock, browsers or delete")
    state: State
    message: str
    hint: str | None = Field(description="What to do about it")
    seconds: float


class StorageChecked(BaseModel):
    """Whether the storage does all that is asked of it."""

    ok: bool = Field(description="Nothing failed; there may be warnings")
    findings: list[StorageFinding]


@router.get("")
def show_storage(studio: StudioDep, settings: SettingsDep) -> StorageShown:
    """What the storage is, and what takes its room."""
    storage, quota = studio.storage, settings.storage_quota_gb
    counted = storage.counting.latest(wait_seconds=WAIT_SECONDS)
    areas = counted.areas if counted else []
    return StorageShown(
        kind=STORAGES[storage.kind],
        url=storage.where,
        endpoint=storage.endpoint,
        links_to=storage.link_origin(),
        direct_uploads=storage.kind != "file",
        files=sum(area.files for area in areas) if counted else None,
        bytes=sum(area.bytes for area in areas) if counted else None,
        quota_bytes=int(quota * 1e9) if quota else None,
        areas=[AreaShown.model_validate(area) for area in areas],
        measured_at=datetime.fromtimestamp(counted.at, UTC) if counted else None,
    )


@router.post("/check")
def check_storage(studio: StudioDep, settings: SettingsDep) -> StorageChecked:
    """Store a small file, read it, fetch it by a link and delete it, and say what does not work and why."""
    found = check(studio.storage, origin=settings.public_url)
    return StorageChecked(
        ok=all(step.state != "failed" for step in found),
        findings=[StorageFinding.model_validate(step) for step in found],
    )
