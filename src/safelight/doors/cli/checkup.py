"""The checks of `safelight doctor`. Each answers with findings, or raises: the caller turns that into one."""

import importlib.metadata
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from safelight import __version__
from safelight.doors.cli import beacon
from safelight.doors.cli.checkup_safety import accounts, edge, files, keys, lines
from safelight.doors.cli.doctor import Finding, Level
from safelight.doors.cli.exposure import refuse_exposed
from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import bytes_text
from safelight.settings import Settings

OLDEST_PYTHON = (3, 11)
LOW_DISK, NO_DISK = 5e9, 1e9
FINE_SECONDS = 2.0  # a date in whole seconds, and the way
FAR_SECONDS = 60.0  # log-ins end early, and S3 refuses requests at 15 minutes
WORKER_PACKAGES = ("torch", "diffusers", "transformers", "peft", "accelerate", "safetensors")


def python(_: Settings) -> list[Finding]:
    """The interpreter and the program."""
    found = f"{sys.version.split()[0]}, Safelight {__version__}, {sys.executable}"
    if sys.version_info < OLDEST_PYTHON:
        return [Finding("python", "problem", found, "Safelight needs Python 3.11 or newer.")]
    return [Finding("python", "ok", found)]


def packages(_: Settings) -> list[Finding]:
    """What a worker needs."""
    there, missing = [], []
    for name in WORKER_PACKAGES:
        try:
            there.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return [
            Finding(
                "packages", "warning", f"no {', '.join(missing)}: this machine can serve, not compute",
                "Install them for local workers: pip install 'safelight[worker]'",
            )
        ]  # fmt: skip
    return [Finding("packages", "ok", ", ".join(there))]


def devices(_: Settings) -> list[Finding]:
    """What a worker could compute on."""
    try:
        from safelight.engine.diffusion.devices import detect, memory_of
    except ModuleNotFoundError:
        return [Finding("devices", "warning", "unknown without torch")]
    found = [
        f"{device.name} ({device.title}, {bytes_text(memory_of(device.name).free)} free "
        f"of {bytes_text(device.memory_bytes)})"
        for device in detect()
    ]
    if len(found) == 1:
        return [
            Finding(
                "devices", "warning", f"no GPU; {found[0]}, {os.cpu_count()} cores",
                "Fine for the starter model; large models need a GPU. With one: does nvidia-smi list it?",
            )
        ]  # fmt: skip
    return [Finding("devices", "ok", ", ".join(found))]


def disk(settings: Settings) -> list[Finding]:
    """Room for pictures and models."""
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = f"{bytes_text(free)} free in {folder}"
    mend = "Make room, or set SAFELIGHT_DATA_DIR to a larger disk."
    return [Finding("disk", "problem" if free < NO_DISK else "warning" if free < LOW_DISK else "ok", found, mend)]


def data(settings: Settings) -> list[Finding]:
    """The data folder can be written."""
    folder = settings.data_dir.absolute()
    above = folder
    while not above.exists():
        above = above.parent
    if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
        mend = f"Let this user write there: sudo chown -R {os.getuid()} {above}; or set SAFELIGHT_DATA_DIR."
        return [Finding("data", "problem", f"{above} cannot be written by this user", mend)]
    return [Finding("data", "ok", str(folder) if folder.exists() else f"{folder}, made at the first start")]


def database(settings: Settings) -> list[Finding]:
    """It answers, and has the tables this version wants."""
    from sqlalchemy import make_url

    from safelight.db import Database
    from safelight.migrations import runner

    url = settings.effective_database_url
    parts = make_url(url)
    shown = parts.render_as_string(hide_password=True)
    if parts.get_backend_name() == "sqlite" and parts.database and not Path(parts.database).exists():
        return [Finding("database", "ok", f"{shown}, made at the first start")]
    made = Database(url, pool_size=1)
    try:
        made.ping()
    finally:
        made.dispose()
    found = runner.current(url)
    if found != runner.head():
        how = "`safelight serve` brings" if settings.auto_migrate else "`safelight migrate` brings"
        mend = f"{how} it up to date. Keep a copy of it first."
        return [Finding("database", "warning", f"{shown} is at revision {found}, not {runner.head()}", mend)]
    return [Finding("database", "ok", shown)]


def storage(settings: Settings) -> list[Finding]:
    """It takes a file and gives it back."""
    from safelight.kit.signing import LinkSigner
    from safelight.storage.configured import storage_from

    url = settings.effective_storage_url
    if url.startswith("file:") and not settings.data_dir.exists():
        return [Finding("storage", "ok", f"{url}, made at the first start")]
    storage_from(settings, LinkSigner(b"doctor" * 8)).check()
    return [Finding("storage", "ok", f"{url} takes files and gives them back")]


def models(settings: Settings) -> list[Finding]:
    """There is something to draw with, and every model folder can be read."""
    from safelight.features.models.repository import ModelShelf
    from safelight.kit.errors import SafelightError

    shelf = ModelShelf.at(settings.effective_models_dir, default=settings.default_model)
    findings, there = [], []
    for name in shelf.names():
        try:
            shelf.info(name)
            there.append(name)
        except SafelightError as error:
            findings.append(Finding("models", "problem", f"{name}: {error.message}", error.hint))
    if settings.default_model not in shelf.names():
        mend = f"Set SAFELIGHT_DEFAULT_MODEL to one of: {', '.join(there)}"
        findings.append(
            Finding("models", "problem", f"the default model {settings.default_model!r} is not there", mend)
        )
    if there:
        findings.insert(0, Finding("models", "ok", f"{', '.join(there)} (own ones go into {shelf.folder})"))
    return findings


def server(settings: Settings) -> list[Finding]:
    """A studio runs on this data, or the port is free for one."""
    running = beacon.find(settings.data_dir.absolute())
    if running is not None:
        return [Finding("server", "ok", f"running at {running.url}, process {running.pid}")]
    try:
        refuse_exposed(settings)
    except WrongUsage as refused:
        return [Finding("server", "problem", f"would not start: {refused.message}", refused.hint)]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1" if settings.is_loopback else settings.host, settings.port))
        except OSError as error:
            mend = f"Set SAFELIGHT_PORT, or: safelight serve --port {settings.port + 1}"
            return [Finding("server", "warning", f"port {settings.port} cannot be had: {error.strerror}", mend)]
    return [Finding("server", "ok", f"not running; port {settings.port} is free")]


def clock(settings: Settings) -> list[Finding]:
    """Signed links, log-ins and leases compare times between machines."""
    set_it = "Set the clock (timedatectl set-ntp true)."
    if not 2024 < time.gmtime().tm_year < 2100:
        return [Finding("clock", "problem", time.strftime("%Y-%m-%d %H:%M:%S"), set_it)]
    findings = []
    for whose, look in (("database", _database_clock), ("file system", _disk_clock), ("storage", _storage_clock)):
        theirs = look(settings)
        if theirs is None or (apart := abs(theirs - time.time())) <= FINE_SECONDS:
            continue
        level: Level = "problem" if apart > FAR_SECONDS else "warning"
        findings.append(Finding("clock", level, f"{apart:.0f} s away from the {whose}'s", f"{set_it} There as well."))
    return findings or [Finding("clock", "ok", time.strftime("%Y-%m-%d %H:%M:%S %Z"))]


def _database_clock(settings: Settings) -> float | None:
    from sqlalchemy import make_url, text

    from safelight.db import Database

    if make_url(settings.effective_database_url).get_backend_name() == "sqlite":
        return None  # it has no clock of its own
    made = Database(settings.effective_database_url, pool_size=1)
    try:
        with made.reading() as session:
            return float(session.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
    finally:
        made.dispose()


def _disk_clock(settings: Settings) -> float | None:
    if not settings.data_dir.exists():
        return None
    with tempfile.NamedTemporaryFile(dir=settings.data_dir, prefix=".clock-") as file:
        return Path(file.name).stat().st_mtime


def _storage_clock(settings: Settings) -> float | None:
    if not settings.s3_endpoint:
        return None
    theirs = httpx.get(settings.s3_endpoint, timeout=5).headers.get("date")
    return parsedate_to_datetime(theirs).timestamp() if theirs else None


CHECKS: tuple[Callable[[Settings], list[Finding]], ...] = (
    python, packages, devices, disk, data, database, storage, models, server, clock, files, keys, accounts, edge,
    lines,
)  # fmt: skip
