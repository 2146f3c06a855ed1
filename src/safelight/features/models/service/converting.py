"""Conversions: a new model folder from an old one, made by a worker."""

from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.models.errors import ModelExists, ModelUnusable
from safelight.features.models.repository import ModelShelf
from safelight.features.models.schemas import ConvertStarted, ModelConvert
from safelight.jobs import service as jobs
from safelight.kit.errors import shorten
from safelight.kit.paging import MAX_LIMIT
from safelight.specs.jobs import SHELF_HERE, Needs
from safelight.specs.models import ConvertJobSpec

JOB_KIND = "convert"
HALF_MADE = ".converting-"
_CONVERTED = frozenset({"base", "video", "controlnet", "vae"})


def half_made(shelf: ModelShelf, job_id: str) -> Path:
    """Where a conversion writes until it is whole; hidden from the shelf."""
    return shelf.folder / f"{HALF_MADE}{job_id}"


def start(
    session: Session, *, shelf: ModelShelf, name: str, spec: ModelConvert, max_queued: int | None = None
) -> ConvertStarted:
    """Queue a conversion. The same one again, while it waits or runs, gives the same job back.

    Raises ModelNotFound, ModelUnusable, ModelExists, TooManyRequests.
    """
    info = shelf.find(name)
    if info.kind not in _CONVERTED or (info.format == "single-file" and info.kind not in {"base", "video"}):
        raise ModelUnusable(
            f"{name!r} is a {info.kind} in the format {info.format}, which needs no conversion.",
            hint="Whole models, and diffusers folders of any kind, are converted.",
        )
    target = spec.name or f"{name}-{spec.dtype}"
    job_spec = ConvertJobSpec(name=name, target=target, dtype=spec.dtype)
    waiting, _ = jobs.page(session, states=("queued", "placed", "running"), kind=JOB_KIND, limit=MAX_LIMIT)
    for job in waiting:
        if job.spec.get("target") == target:
            if job.spec == job_spec.model_dump(mode="json"):
                return ConvertStarted(job_id=job.id, name=target)
            raise ModelExists(shorten(target))
    if target in shelf.names(None) or (shelf.folder / target).exists():
        raise ModelExists(shorten(target))
    job = jobs.submit(
        session,
        kind=JOB_KIND,
        title=f"{name} as {spec.dtype}",
        spec=job_spec,
        subject=f"model:{name}"[:128],
        needs=Needs(labels=dict([SHELF_HERE])),
        model_key=name,
        max_queued=max_queued,
    )
    return ConvertStarted(job_id=job.id, name=target)
