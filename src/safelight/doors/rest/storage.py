"""The storage as admins see it: what it is, how full, whether it answers."""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from safelight.doors.rest.system import STORAGES, SettingsDep, StorageKind
from safelight.features.access import StudioDep
from safelight.storage import Storage
from safelight.storage.areas import Area, AreaUsage, by_area
from safelight.storage.checking import State, check

router = APIRouter(prefix="/storage", tags=["storage"])

LEAST_SECONDS, SHARE = 30.0, 20  # measuring may take at most one twentieth of the time


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
    files: int
    bytes: int
    quota_bytes: int | None = Field(description="New files are refused above this")
    areas: list[AreaShown] = Field(description="The largest first")
    measured_at: datetime = Field(description="When the files were counted; a large storage is counted rarely")


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
    storage, counted = studio.storage, _counted(studio.storage)
    quota = settings.storage_quota_gb
    return StorageShown(
        kind=STORAGES[storage.kind],
        url=storage.where,
        endpoint=storage.endpoint,
        links_to=storage.link_origin(),
        direct_uploads=storage.kind != "file",
        files=sum(area.files for area in counted.areas),
        bytes=sum(area.bytes for area in counted.areas),
        quota_bytes=int(quota * 1e9) if quota else None,
        areas=[AreaShown.model_validate(area) for area in counted.areas],
        measured_at=datetime.fromtimestamp(counted.at, UTC),
    )


@router.post("/check")
def check_storage(studio: StudioDep, settings: SettingsDep) -> StorageChecked:
    """Store a small file, read it, fetch it by a link and delete it, and say what does not work and why."""
    found = check(studio.storage, origin=settings.public_url)
    return StorageChecked(
        ok=all(step.state != "failed" for step in found),
        findings=[StorageFinding.model_validate(step) for step in found],
    )


@dataclass(frozen=True)
class _Counted:
    of: Storage
    areas: list[AreaUsage]
    at: float
    took: float


_lock = threading.Lock()
_latest: list[_Counted] = []


def _counted(storage: Storage) -> _Counted:
    """Files by area; to count them is to list them all, so it is done rarely and by one request at a time."""
    with _lock:
        latest = _latest[0] if _latest else None
        if (
            latest is None
            or latest.of is not storage
            or time.time() - latest.at > max(LEAST_SECONDS, SHARE * latest.took)
        ):
            began = time.time()
            areas = by_area(storage.list())
            latest = _Counted(storage, areas, began, time.time() - began)
            _latest[:] = [latest]
        return latest
