"""Models in memory: load, stop loading, unload, and what every worker holds."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.memory.errors import ModelInUse, OptionsClash, WorkerUnknown
from safelight.features.memory.schemas import (
    DeviceOptions,
    LoadCancelled,
    LoadStarted,
    MemoryShown,
    OptionsShown,
    Unloaded,
    WorkerMemory,
)
from safelight.features.models.service.reach import within_reach
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job, Worker
from safelight.specs.hardware import WorkerFacts
from safelight.specs.jobs import FINISHED, Needs
from safelight.specs.load_rules import clashes
from safelight.specs.loading import LoadJobSpec, LoadOptions, UnloadJobSpec
from safelight.specs.models import ModelInfo

LOAD = "load"
UNLOAD = "unload"
UNLOAD_PRIORITY = 10  # before what waits: it makes room


def load(
    session: Session,
    *,
    model: ModelInfo,
    options: LoadOptions,
    worker: str | None = None,
    pin: bool = False,
    max_queued: int | None = None,
) -> LoadStarted:
    """Queue a load. Raises OptionsClash, WorkerUnknown, and TooManyRequests when the queue is full."""
    alive = jobs.workers(session)
    target = _named(alive, worker) if worker else None
    needs = within_reach(session, Needs(worker=_able(alive, options, target)), model.name)
    job = jobs.submit(
        session,
        kind=LOAD,
        spec=LoadJobSpec(model=model.name, options=options, pin=pin),
        title=f"Load {model.name}",
        needs=needs,
        model_key=model.name,
        max_queued=max_queued,
    )
    return LoadStarted(model=model.name, job_id=job.id, status=job.state, worker=needs.worker, options=options)


def cancel_load(session: Session, *, model: str) -> LoadCancelled:
    """Stop whatever loads the model. Never an error: the status says what there was to stop."""
    found = [jobs.cancel(session, job.id) for job in _unfinished(session, model, kinds=(LOAD,))]
    if not found:
        held = any(model in worker.loaded_models for worker in jobs.workers(session))
        return LoadCancelled(model=model, status="loaded" if held else "not_loading", job_ids=[])
    ended = all(job.state == "cancelled" for job in found)
    return LoadCancelled(model=model, status="cancelled" if ended else "cancelling", job_ids=[job.id for job in found])


def unload(session: Session, *, model: str, worker: str | None = None) -> Unloaded:
    """Take it out of memory, pinned or not: a job for each worker that holds it. Raises ModelInUse, WorkerUnknown."""
    alive = jobs.workers(session)
    chosen = [_named(alive, worker)] if worker else alive
    holding = [one for one in chosen if model in one.loaded_models]
    at = {one.id for one in chosen}
    for job in _unfinished(session, model):
        if job.owner in at and job.kind != UNLOAD:
            raise ModelInUse(model, job.id, job.title)
    queued = [
        jobs.submit(
            session,
            kind=UNLOAD,
            spec=UnloadJobSpec(model=model),
            title=f"Unload {model}",
            needs=Needs(worker=one.id),
            priority=UNLOAD_PRIORITY,
        )
        for one in holding
    ]
    return Unloaded(
        model=model,
        status="unloading" if queued else "not_loaded",
        workers=[one.name for one in holding],
        job_ids=[job.id for job in queued],
    )


def after_unload(session: Session, *, asked: Unloaded) -> Unloaded:
    """How far an unload is."""
    found = jobs.find_all(session, asked.job_ids)
    done = asked.job_ids and all(job.state in FINISHED for job in found.values())
    return asked.model_copy(update={"status": "unloaded"}) if done else asked


def held(session: Session) -> MemoryShown:
    """What every live worker holds."""
    return MemoryShown(workers=[_memory_of(worker) for worker in jobs.workers(session)])


def options_of_devices(session: Session) -> OptionsShown:
    """Every load option, and which of its choices each live worker's device can do."""
    return OptionsShown(
        devices=[
            DeviceOptions(worker=worker.name, device=worker.device, options=facts_of(worker).options)
            for worker in jobs.workers(session)
        ]
    )


def options_for(model: ModelInfo, *, asked: LoadOptions | None, default: LoadOptions) -> LoadOptions:
    """What is asked for, else what is set for the model, else the installation's own."""
    if asked is not None:
        return asked
    return model.load if model.load != LoadOptions() else default


def facts_of(worker: Worker) -> WorkerFacts:
    """What a worker tells of itself, typed; one of another version may tell things unknown here."""
    return WorkerFacts.model_validate(worker.facts or {})


def kind_of_device(device: str) -> str:
    """cpu, cuda or mps: `cuda:1` without its number."""
    return device.partition(":")[0]


def _memory_of(worker: Worker) -> WorkerMemory:
    facts = facts_of(worker)
    return WorkerMemory(
        id=worker.id,
        name=worker.name,
        device=worker.device,
        device_name=worker.device_name,
        memory_total=worker.memory_total,
        memory_free=worker.memory_free,
        memory_limit=facts.memory_limit_bytes,
        models=facts.models,
        models_bytes=sum(model.size_bytes for model in facts.models),
    )


def _named(alive: Sequence[Worker], name: str) -> Worker:
    for worker in alive:
        if name in (worker.id, worker.name):
            return worker
    raise WorkerUnknown(name, [worker.name for worker in alive])


def _able(alive: Sequence[Worker], options: LoadOptions, target: Worker | None) -> str | None:
    """The worker that must do it: the one that was named, or, where only some devices can, the best of those."""
    if target is not None:
        if found := clashes(options, kind_of_device(target.device)):
            raise OptionsClash(found)
        return target.name
    if found := clashes(options, "cuda"):  # pairs that no device can do
        raise OptionsClash(found)
    able = [one for one in alive if not clashes(options, kind_of_device(one.device))]
    if alive and not able:
        raise OptionsClash(clashes(options, kind_of_device(alive[0].device)))
    if len(able) == len(alive):
        return None
    return max(able, key=lambda one: one.memory_free).name


def _unfinished(session: Session, model: str, *, kinds: Sequence[str] = ()) -> Sequence[Job]:
    query = select(Job).where(Job.model_key == model, Job.state.in_(("queued", "placed", "running"))).order_by(Job.id)
    return session.scalars(query.where(Job.kind.in_(kinds)) if kinds else query).all()
