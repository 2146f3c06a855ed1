"""Options, progress and interrupt of a caller, and the memory of the workers."""

import base64
import io
from typing import Annotated

from fastapi import APIRouter, Body, Query
from PIL import Image
from pydantic import BaseModel, Field, JsonValue

from safelight.doors.a1111 import naming, options
from safelight.doors.a1111.client import ClientDep
from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.edits import service as edits
from safelight.features.generations import service as generations
from safelight.features.memory import service as memory
from safelight.features.memory.access import DefaultOptions
from safelight.features.models.access import ShelfDep
from safelight.jobs import service as jobs
from safelight.specs.jobs import Progress

router = APIRouter()

LEAST = 0.01  # what has begun is never at 0: programs wait for that
KINDS = (generations.JOB_KIND, edits.JOB_KIND)


class Nothing(BaseModel):
    """Nothing to say."""


class State(BaseModel):
    """Where the work of a caller stands."""

    skipped: bool = Field(default=False, description="Always false: what is skipped is gone")
    interrupted: bool = Field(default=False, description="It was interrupted and ends within a second")
    stopping_generation: bool = Field(default=False, description="As interrupted")
    job: str = Field(default="", description="What is being made")
    job_count: int = Field(default=0, description="Requests of this caller that wait or are drawn; 0 at rest")
    job_timestamp: str = Field(default="0", description="When the request came: YYYYMMDDhhmmss, UTC")
    job_no: int = Field(default=0, description="Always 0: those that are done are not counted")
    sampling_step: int = Field(default=0, description="Steps done")
    sampling_steps: int = Field(default=0, description="Steps in all")


class Standing(BaseModel):
    """How far the work of a caller is."""

    progress: float = Field(description="From 0 to 1; 0 at rest")
    eta_relative: float = Field(description="Seconds to go, as far as that is known")
    state: State = Field(description="Details")
    current_image: str | None = Field(description="How the picture looks by now, as PNG in base64")
    textinfo: str | None = Field(description="What is being done, or what it waits for")


class Ram(BaseModel):
    """Main memory, in bytes."""

    free: int | None = Field(default=None, description="Free")
    used: int | None = Field(default=None, description="Used")
    total: int | None = Field(default=None, description="In all")
    error: str | None = Field(default=None, description="Why nothing is known")


class Cuda(BaseModel):
    """Memory of a GPU, in bytes."""

    system: Ram | None = Field(default=None, description="Of the whole GPU")
    active: dict[str, int] = Field(default={}, description="current: bytes of the models in it")
    error: str | None = Field(default=None, description="Why nothing is known")


class Memory(BaseModel):
    """Memory where pictures are drawn: of the first worker with a GPU, else of the first worker."""

    ram: Ram = Field(description="Main memory")
    cuda: Cuda = Field(description="Memory of the GPU")


@router.get("/options")
def show_options(session: Reading, client: ClientDep, shelf: ShelfDep) -> dict[str, JsonValue]:
    """The caller's options."""
    return options.shown(session, client, shelf=shelf)


@router.post("/options")
def change_options(
    given: Annotated[dict[str, JsonValue], Body()], session: Writing, client: ClientDep, shelf: ShelfDep
) -> None:
    """Change some of the caller's options, or all of them as they were read; unknown ones are kept, and do nothing."""
    options.change(session, client, given, shelf=shelf)


@router.get("/progress")
def show_progress(
    session: Reading,
    client: ClientDep,
    skip_current_image: Annotated[bool, Query(description="Leave current_image out")] = False,  # noqa: FBT002  a query parameter
) -> Standing:
    """How far the caller's own work is, of however many others there are."""
    mine = jobs.of_requester(session, client.requester, kinds=KINDS)
    if not mine:
        return Standing(progress=0, eta_relative=0, state=State(), current_image=None, textinfo=None)
    first = next((job for job in mine if job.state == "running"), mine[0])
    far = jobs.progress_of(session, [first.id]).get(first.id, Progress())
    looks = [] if skip_current_image else jobs.previews(session, first.id)
    return Standing(
        progress=min(max(far.fraction, LEAST), 1.0),
        eta_relative=far.eta_seconds or 0,
        state=State(
            interrupted=first.cancel_requested_at is not None,
            stopping_generation=first.cancel_requested_at is not None,
            job=first.title,
            job_count=len(mine),
            job_timestamp=f"{first.created_at:%Y%m%d%H%M%S}",
            sampling_step=far.step,
            sampling_steps=far.total,
        ),
        current_image=_png(looks[0].image) if looks else None,
        textinfo=far.message or ("Waiting for a worker" if first.state != "running" else None),
    )


@router.post("/interrupt")
@router.post("/skip")
def interrupt(session: Writing, client: ClientDep) -> Nothing:
    """Stop what is being drawn for the caller, or what is next if nothing is yet; nobody else's."""
    mine = jobs.of_requester(session, client.requester, kinds=KINDS)
    drawn = [job for job in mine if job.state in {"placed", "running"}] or mine[:1]
    for job in drawn:
        jobs.cancel(session, job.id)
    return Nothing()


@router.get("/memory", response_model_exclude_none=True)
def show_memory(session: Reading) -> Memory:
    """Memory of the machine and of its GPU."""
    workers = memory.held(session).workers
    if not workers:
        return Memory(ram=Ram(error="no worker is running"), cuda=Cuda(error="no worker is running"))
    first = next((each for each in workers if each.device != "cpu"), workers[0])
    own = Ram(free=first.memory_free, used=first.memory_total - first.memory_free, total=first.memory_total)
    if first.device == "cpu":
        return Memory(ram=own, cuda=Cuda(error="unavailable"))
    return Memory(
        ram=Ram(error="not known beside a GPU"), cuda=Cuda(system=own, active={"current": first.models_bytes})
    )


@router.post("/unload-checkpoint")
def unload_checkpoint(session: Writing, client: ClientDep, shelf: ShelfDep) -> Nothing:
    """Take the caller's model out of memory. Refused while somebody draws with it."""
    info = naming.checkpoint(shelf, options.of(session, client).model)
    memory.unload(session, model=info.name)
    return Nothing()


@router.post("/reload-checkpoint")
def reload_checkpoint(
    session: Writing, client: ClientDep, studio: StudioDep, shelf: ShelfDep, default: DefaultOptions
) -> Nothing:
    """Bring the caller's model into memory; whoever draws next finds it there."""
    info = naming.checkpoint(shelf, options.of(session, client).model)
    load = memory.options_for(info, asked=None, default=default)
    memory.load(session, model=info, options=load, max_queued=studio.limits.queued_jobs)
    return Nothing()


@router.post("/refresh-checkpoints")
@router.post("/refresh-vae")
@router.post("/refresh-embeddings")
@router.post("/refresh-loras")
def refresh() -> Nothing:
    """Look at the models folder anew, which happens at every question anyway."""
    return Nothing()


def _png(webp: bytes) -> str:
    target = io.BytesIO()
    with Image.open(io.BytesIO(webp)) as look:
        look.save(target, "PNG", compress_level=1)
    return base64.b64encode(target.getvalue()).decode()
