"""A worker's life beside ComfyUI: wait until it answers, take jobs until told to stop, leave when it stays away."""

import os
import threading
import time

from safelight.db import Database
from safelight.features.models.repository import ModelShelf
from safelight.features.workflows.service import Workflows
from safelight.jobs.runner import Runner, Vitals, WorkerInfo
from safelight.jobs.upbringing import machine
from safelight.kit.claims import Signer
from safelight.kit.logs import get_logger
from safelight.kit.secret_file import secret_at
from safelight.kit.signing import LinkSigner
from safelight.settings import Settings
from safelight.specs.hardware import WorkerFacts
from safelight.storage.configured import storage_from
from safelight.worker.comfyui.bench import Bench
from safelight.worker.comfyui.server import ComfyServer
from safelight.worker.comfyui.tasks import all_tasks
from safelight.worker.elsewhere import Elsewhere
from safelight.worker.patience import PatientStorage
from safelight.worker.store import FileCache

log = get_logger(__name__)

AWAY_SECONDS = 60.0
"""After which a worker leaves whose server does not answer: its supervisor starts it again, and it waits there."""


def run(settings: Settings, *, address: str, name: str | None = None) -> int:
    """Take jobs for one ComfyUI server until SIGTERM; returns the exit code."""
    server = ComfyServer(address, token=settings.comfyui_bearer)
    server.wait_until_up()
    server.start()
    bench = bench_for(settings, server)
    info = WorkerInfo(
        device="comfyui",
        device_name=(str(server.seen.device.get("name") or "") or "ComfyUI")[:128],
        memory_total=0,  # it minds its memory itself, whatever a job takes
        name=name or f"{machine()}-comfyui-{server.address.partition('://')[2]}"[:128],
        engine="comfyui",
        labels=settings.labels,
        loaded_models=server.names,
        vitals=lambda: _vitals(server),
    )
    runner = Runner(
        settings.effective_database_url,
        all_tasks(bench),
        worker=info,
        work_dir=settings.work_dir,
        poll_seconds=settings.poll_seconds,
        lease_seconds=settings.lease_seconds,
    )
    threading.Thread(target=_leave_when_away, args=(server, runner), name="watches ComfyUI", daemon=True).start()
    try:
        return runner.run_forever()
    finally:
        server.stop()


def bench_for(settings: Settings, server: ComfyServer) -> Bench:
    """The tools of a worker for this server."""
    cache_dir = settings.data_dir.absolute() / "cache"
    database = Database(settings.effective_database_url, pool_size=2, idle_seconds=settings.lease_seconds)
    storage = PatientStorage(
        storage_from(settings, LinkSigner(secret_at(settings.data_dir / "secret.key"))),
        seconds=settings.storage_patience_seconds,
    )
    files = FileCache(storage, cache_dir / "files", round(settings.file_cache_gb * 1e9))
    shelf = ModelShelf.at(
        settings.effective_models_dir,
        default=settings.default_model,
        db=database,
        elsewhere=Elsewhere(database, files, cache_dir / "models"),
    )
    return Bench(
        db=database,
        storage=storage,
        shelf=shelf,
        files=files,
        server=server,
        workflows=Workflows(settings.effective_workflows_dir),
        cache_dir=cache_dir,
        loras_dir=settings.comfyui_loras,
        signer=Signer(secret_at(settings.data_dir / "provenance.key")) if settings.provenance else None,
    )


def _vitals(server: ComfyServer) -> Vitals:
    facts = WorkerFacts(backend="comfyui", cpu_cores=os.cpu_count()).model_dump(mode="json") | server.facts()
    return Vitals(memory_free=int(server.seen.device.get("vram_free") or 0), loaded_models=server.names(), facts=facts)


def _leave_when_away(server: ComfyServer, runner: Runner) -> None:
    while True:
        time.sleep(1.0)
        since = server.seen.away_since
        if since is not None and time.monotonic() - since > AWAY_SECONDS:
            log.warning("comfyui_stays_away", address=server.address, problem=server.seen.problem)
            runner.stop()
            return
