"""A worker's life: find its device, open what it needs, take jobs until told to stop."""

import gc
import os
from collections.abc import Callable
from functools import partial
from math import inf

import torch

from safelight import __version__
from safelight.db import Database
from safelight.engine.diffusion import devices, hardware
from safelight.engine.diffusion import options as load_options
from safelight.engine.diffusion.cache import CachedModel, PipelineCache
from safelight.engine.diffusion.hub import Hub
from safelight.features.models.repository import ModelShelf
from safelight.jobs.runner import Runner, Vitals, WorkerInfo
from safelight.jobs.upbringing import machine
from safelight.kit import arenas, tracing
from safelight.kit.claims import Signer
from safelight.kit.errors import InvalidInput
from safelight.kit.logs import get_logger
from safelight.kit.secret_file import secret_at
from safelight.kit.signing import LinkSigner
from safelight.settings import Settings
from safelight.specs.hardware import HeldModel
from safelight.specs.loading import LoadOptions
from safelight.storage.configured import storage_from
from safelight.worker.elsewhere import Elsewhere, Sight
from safelight.worker.judging import HeldClassifier
from safelight.worker.patience import PatientStorage
from safelight.worker.preloading import Preloading
from safelight.worker.sharing import SharedModels
from safelight.worker.store import FileCache
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop

log = get_logger(__name__)

ROWS = 2  # of a guided picture
BACKGROUND = 4  # of the 19 that Unix knows: a server on the same processor answers while we compute
FOR_WEIGHTS = 0.8  # of the memory: drawing needs the rest
FOR_MODELS = 0.75  # of what is kept on the disk: datasets have the rest
FOR_LORAS = 0.05  # of it, beside each model: some 25 of SDXL in 24 GB


def run(settings: Settings, *, device: str | None = None, name: str | None = None) -> int:
    """Take jobs on one device (`cuda:0`, `cpu`; the best there is when None) until SIGTERM; returns the exit code.

    Raises InvalidInput when there is no such device.
    """
    arenas.share()
    end_traces = _traces(settings)
    chosen = _device(device)
    wanted = round(settings.worker_memory_gb * 1e9) if settings.worker_memory_gb else None
    memory = hardware.limit_memory(chosen, wanted)
    threads = settings.cpu_threads or os.cpu_count() or 1
    devices.set_threads(threads)
    if chosen.name == "cpu":
        os.nice(BACKGROUND)
    dtype = devices.best_dtype(chosen.name)
    cache_dir = settings.data_dir.absolute() / "cache"
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(cache_dir / "compiled"))  # kept from one start to the next
    pipelines = pipelines_for(settings, chosen.name, dtype, memory)
    database, shelf_database = (
        Database(settings.effective_database_url, pool_size=size, idle_seconds=settings.lease_seconds)
        for size in (2, 1)
    )  # who is silent for a lease has lost its jobs, and may hold nothing of them
    storage = PatientStorage(
        storage_from(settings, LinkSigner(secret_at(settings.data_dir / "secret.key"))),
        seconds=settings.storage_patience_seconds,
    )
    files = FileCache(storage, cache_dir / "files", round(settings.file_cache_gb * 1e9 * FOR_MODELS))
    shelf = ModelShelf.at(
        settings.effective_models_dir,
        default=settings.default_model,
        db=shelf_database,
        elsewhere=Elsewhere(database, files, cache_dir / "models"),
    )
    sight = Sight(shelf)
    workshop = Workshop(
        db=database,
        storage=storage,
        shelf=shelf,
        files=files,
        dataset_bytes=round(settings.file_cache_gb * 1e9 * (1 - FOR_MODELS)),
        pipelines=pipelines,
        device=chosen.name,
        dtype=str(dtype).removeprefix("torch."),
        threads=threads,
        cache_dir=cache_dir,
        device_name=chosen.title,
        load_options=LoadOptions.model_validate(settings.load_options),
        signer=Signer(secret_at(settings.data_dir / "provenance.key")) if settings.provenance else None,
        shared=SharedModels(partial(Hub, max_rows=ROWS * settings.generations_at_once)),
    )
    options = load_options.choices(chosen.name)
    wished = [name.strip() for name in settings.preload_models.split(",") if name.strip()]
    preloading = Preloading(workshop, wished, optional=settings.preload_optional)

    def vitals() -> Vitals:
        pipelines.drop_idle()
        workshop.judging.drop(idle_seconds=settings.idle_unload_minutes * 60 if settings.idle_unload_minutes else inf)
        models, judges = pipelines.loaded(), workshop.judging.loaded()
        facts = hardware.facts(chosen.name, memory_limit=wanted)
        facts = facts.model_copy(
            update={
                "models": [*map(_shown, models), *map(_judge, judges)],
                "options": options,
                "preload": preloading.shown(),
            }
        )
        free = min(devices.memory_of(chosen.name).free, max(0, memory - (facts.memory_reserved_bytes or 0)))
        return Vitals(
            memory_free=free,
            loaded_models=[*(model.key for model in models), *(judge.key for judge in judges)],
            facts=facts.model_dump(mode="json"),
            shares_models=sight(),
        )

    info = WorkerInfo(
        device=chosen.name,
        device_name=chosen.title,
        memory_total=memory,
        name=name or f"{machine()}-{chosen.name}",
        seats=settings.generations_at_once,
        labels=settings.labels,
        loaded_models=lambda: [
            *(model.key for model in pipelines.loaded()),
            *(judge.key for judge in workshop.judging.loaded()),
        ],
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
    # What is imported stays: a collection that looks through all of it holds every thread, the heartbeat's too, for
    # a third of a second of computing.
    gc.freeze()
    preloading.start()
    try:
        return runner.run_forever()
    finally:
        end_traces()


def pipelines_for(settings: Settings, device: str, dtype: torch.dtype, memory: int) -> PipelineCache:
    """The cache of models for a worker that may use `memory` bytes of its device."""
    share = round(memory * FOR_WEIGHTS)
    return PipelineCache(
        settings.cached_models,
        device,
        dtype,
        max_bytes=min(memory, round(settings.cached_models_gb * 1e9)) if settings.cached_models_gb else share,
        idle_seconds=settings.idle_unload_minutes * 60 if settings.idle_unload_minutes else None,
        lora_slots=settings.cached_loras,
        lora_bytes=round(memory * FOR_LORAS),
    )


def _traces(settings: Settings) -> Callable[[], None]:
    if settings.traces_to is None:
        return lambda: None
    return tracing.configure("safelight-worker", endpoint=settings.traces_to, version=__version__)


def _shown(model: CachedModel) -> HeldModel:
    return HeldModel(
        name=model.key,
        size_bytes=model.size_bytes,
        running=model.running,
        pinned=model.pinned,
        options=dict(model.options.changed()),
        loras=model.loras,
        idle_seconds=round(model.idle_seconds, 1),
    )


def _judge(held: HeldClassifier) -> HeldModel:
    return HeldModel(
        name=held.name, size_bytes=held.size_bytes, running=held.running, idle_seconds=round(held.idle_seconds, 1)
    )


def _device(wanted: str | None) -> devices.Device:
    found = devices.detect()
    if wanted in {None, "", "auto"}:
        return found[0]
    for device in found:
        if device.name == wanted:
            return device
    names = ", ".join(device.name for device in found)
    raise InvalidInput.of("device", wanted, "there is no such device", hint=f"This machine has: {names}.")
