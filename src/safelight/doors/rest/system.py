"""What this installation is and how full: version, database, storage, and every setting with where it comes from."""

import os
import platform
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, JsonValue, SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from safelight import __version__
from safelight.features.access import Reading, StudioDep
from safelight.features.characters.tables import Character, Reference
from safelight.features.generations.tables import Generation, Picture
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.settings import Settings

router = APIRouter(tags=["system"])

_STARTED = time.time()
_MASK = "••••••••"

Source = Literal["default", "environment", "file"]
StorageKind = Literal["folder", "s3", "supabase", "google", "azure"]

STORAGES: dict[str, StorageKind] = {"file": "folder", "s3": "s3", "supabase": "supabase", "gs": "google", "az": "azure"}


class Disk(BaseModel):
    """The disk that holds the data folder, in bytes."""

    total: int
    free: int


class Counts(BaseModel):
    """How much there is."""

    characters: int = Field(description="Drafts among them")
    references: int
    pictures: int = Field(description="Those in the bin not among them")
    generations: int
    jobs: int = Field(description="That are remembered, whatever their state")


class SystemShown(BaseModel):
    """The server and what it stands on."""

    version: str
    python: str
    platform: str
    started_at: datetime
    data_dir: str
    database: Literal["sqlite", "postgresql"]
    database_bytes: int | None = Field(description="Size of the database file; null where it is a server")
    storage: StorageKind
    storage_bytes: int = Field(description="Bytes of all stored files")
    storage_quota_bytes: int | None
    disk: Disk
    counts: Counts
    event_seq: int = Field(description="Number of the last fact that was told")
    jobs_waiting: int
    workers: int


class SettingShown(BaseModel):
    """One setting of the server; it is changed where it comes from, and holds from the next start on."""

    name: str
    env: str = Field(description="The environment variable that sets it")
    description: str
    value: JsonValue = Field(description="A secret is masked; null when there is none")
    default: JsonValue
    source: Source


async def get_settings(request: Request) -> Settings:
    """The settings that the server was started with."""
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings)]


@router.get("/system")
def show_system(studio: StudioDep, session: Reading, settings: SettingsDep) -> SystemShown:
    """What the server is, how full its storage and disk are, and how much waits."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(settings.data_dir)
    quota = settings.storage_quota_gb
    return SystemShown(
        version=__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        started_at=datetime.fromtimestamp(_STARTED, UTC),
        data_dir=str(settings.data_dir.absolute()),
        database="sqlite" if studio.db.is_sqlite else "postgresql",
        database_bytes=_file_size(studio.db.engine.url.database) if studio.db.is_sqlite else None,
        storage=STORAGES[studio.storage.kind],
        storage_bytes=studio.storage.usage(),
        storage_quota_bytes=int(quota * 1e9) if quota else None,
        disk=Disk(total=disk.total, free=disk.free),
        counts=_counts(session),
        event_seq=studio.bus.latest_id(),
        jobs_waiting=jobs.queued_count(session),
        workers=sum(worker.state == "ready" for worker in jobs.workers(session)),
    )


@router.get("/settings", openapi_extra={"x-scope": "admin"})
def show_settings(settings: SettingsDep) -> list[SettingShown]:
    """Every setting, with its value, its default and where the value comes from. Secrets are masked."""
    from_file = {name.upper() for name in dotenv_values(".env")}
    shown = []
    for name, field in Settings.model_fields.items():
        env = f"SAFELIGHT_{name.upper()}"
        source: Source = "environment" if os.environ.get(env) else "file" if env in from_file else "default"
        shown.append(
            SettingShown(
                name=name,
                env=env,
                description=field.description or "",
                value=_plain(getattr(settings, name)),
                default=_plain(field.default),
                source=source,
            )
        )
    return shown


def _counts(session: Session) -> Counts:
    tables = {"characters": Character, "references": Reference, "generations": Generation, "jobs": Job}
    shown = select(func.count()).select_from(Picture).where(Picture.deleted_at.is_(None), Picture.month != "")
    numbers = {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}
    return Counts(pictures=session.scalar(shown) or 0, **numbers)


def _plain(value: object) -> JsonValue:
    if isinstance(value, SecretStr):
        return _MASK
    if isinstance(value, str) and "://" in value and "@" in value:
        scheme, _, rest = value.partition("://")
        return f"{scheme}://{_MASK}@{rest.rpartition('@')[2]}"
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _file_size(path: str | None) -> int | None:
    # The write-ahead log is part of it until the next checkpoint.
    files = [Path(f"{path}{ending}") for ending in ("", "-wal")] if path else []
    return sum(file.stat().st_size for file in files if file.exists()) or None
