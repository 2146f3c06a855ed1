"""A worker's life: find its device, open what it needs, take jobs until told to stop."""

import os
import socket

from safelight.db import Database
from safelight.engine.diffusion import devices, hardware
from safelight.engine.diffusion.cache import PipelineCache
from safelight.features.models.repository import ModelShelf
from safelight.jobs.runner import Runner, Vitals, WorkerInfo
from safelight.kit.errors import InvalidInput
from safelight.kit.logs import get_logger
from safelight.kit.secret_file import secret_at
from safelight.kit.signing import LinkSigner
from safelight.settings import Settings
from safelight.storage.configured import storage_from
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop

log = get_logger(__name__)


def run(settings: Settings, *, device: str | None = None, name: str | None = None) -> int:
    """Take jobs on one device (`cuda:0`, `cpu`; the best there is when None) until SIGTERM; returns the exit code.

    Raises InvalidInput when there is no such device.
    """
    chosen = _device(device)
    wanted = round(settings.worker_memory_gb * 1e9) if settings.worker_memory_gb else None
    memory = hardware.limit_memory(chosen, wanted)
    threads = settings.cpu_threads or os.cpu_count() or 1
    devices.set_threads(threads)
    dtype = devices.best_dtype(chosen.name)
    pipelines = PipelineCache(settings.cached_models, chosen.name, dtype, lora_slots=settings.cached_loras)
    workshop = Workshop(
        db=Database(settings.effective_database_url, pool_size=2),
        storage=storage_from(settings, LinkSigner(secret_at(settings.data_dir / "secret.key"))),
        shelf=ModelShelf.at(settings.effective_models_dir, default=settings.default_model),
        pipelines=pipelines,
        device=chosen.name,
        dtype=str(dtype).removeprefix("torch."),
        threads=threads,
        cache_dir=settings.data_dir.absolute() / "cache",
    )

    def vitals() -> Vitals:
        loaded = [model.key for model in pipelines.loaded()]
        facts = hardware.facts(chosen.name, memory_limit=wanted)
        free = min(devices.memory_of(chosen.name).free, max(0, memory - (facts.memory_reserved_bytes or 0)))
        return Vitals(memory_free=free, loaded_models=loaded, facts=facts.model_dump(mode="json"))

    info = WorkerInfo(
        device=chosen.name,
        device_name=chosen.title,
        memory_total=memory,
        name=name or f"{socket.gethostname()}-{chosen.name}",
        vitals=vitals,
    )
    runner = Runner(
        settings.effective_database_url,
        all_tasks(workshop),
        worker=info,
        work_dir=settings.work_dir,
        poll_seconds=settings.poll_seconds,
        lease_seconds=settings.lease_seconds,
    )
    return runner.run_forever()


def _device(wanted: str | None) -> devices.Device:
    found = devices.detect()
    if wanted in {None, "", "auto"}:
        return found[0]
    for device in found:
        if device.name == wanted:
            return device
    names = ", ".join(device.name for device in found)
    raise InvalidInput.of("device", wanted, "there is no such device", hint=f"This machine has: {names}.")
