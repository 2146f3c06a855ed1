"""The job of a conversion: a model becomes a diffusers folder with weights in the type they are served in."""

import shutil
import threading
from functools import partial
from pathlib import Path
from typing import Any

from safelight.engine.diffusion import casting, single_file
from safelight.engine.diffusion.options import DTYPES
from safelight.features.models.errors import ModelExists
from safelight.features.models.service import note
from safelight.features.models.service.converting import JOB_KIND, half_made
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.errors import OutOfSpace
from safelight.specs.models import ConvertJobSpec, ModelInfo
from safelight.worker.workshop import Workshop

_ROOM = 1.1  # of what will be written must be free on the disk
_BYTES = {"f32": 4, "f16": 2, "bf16": 2}
_LOOK_SECONDS = 0.1


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `convert`."""
    return Task(
        kind=JOB_KIND,
        spec=ConvertJobSpec,
        stages=(
            Stage("write", partial(write, workshop), share=0.98),
            Stage("register", partial(register, workshop), share=0.02),
        ),
    )


def write(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Write the folder under a hidden name; what an earlier attempt left goes first, and this one's if it fails."""
    spec = _spec(job)
    info = workshop.shelf.find(spec.name)
    hidden = half_made(workshop.shelf, job.job_id)
    shutil.rmtree(hidden, ignore_errors=True)
    _make_room(hidden.parent, info.parameters * _BYTES[spec.dtype])
    try:
        if info.path.is_dir():
            casting.cast_folder(info.path, hidden, spec.dtype, on_bytes=partial(_tell, job))
        else:
            _unpack(workshop, job, info, hidden, spec.dtype)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise
    return {"from": info.name, "sha256": info.sha256}


def register(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Give the folder its name, in one step, and say where it came from."""
    spec = _spec(job)
    hidden, target = half_made(workshop.shelf, job.job_id), workshop.shelf.folder / spec.target
    if hidden.is_dir():  # else an earlier attempt has come this far
        if target.exists():
            shutil.rmtree(hidden, ignore_errors=True)
            raise ModelExists(spec.target)
        hidden.rename(target)
    source = {"converted_from": spec.name, "sha256": job.results["write"]["sha256"], "dtype": spec.dtype}
    with job.transaction() as session:
        note(session, shelf=workshop.shelf, name=spec.target, source=source)
    return {"model": spec.target}


def _unpack(workshop: Workshop, job: JobContext, info: ModelInfo, hidden: Path, dtype: str) -> None:
    """A single file as a folder.

    diffusers does it in calls that cannot be stopped: they run beside the job, which looks at what is written and ends
    at once when it must; what the call still writes is deleted after it.
    """
    total = info.parameters * _BYTES[dtype]
    problem: list[BaseException] = []
    given_up = threading.Event()

    def unpack() -> None:
        try:
            pipeline = single_file.read(
                info.path,
                dtype=DTYPES[dtype],
                donors=_donors(workshop, info),
                configs=workshop.shelf.folder / ".configs",
            )
            if not given_up.is_set():
                pipeline.save_pretrained(hidden, safe_serialization=True)
        except BaseException as error:  # noqa: BLE001  raised again by the job's own thread
            problem.append(error)
        if given_up.is_set():
            shutil.rmtree(hidden, ignore_errors=True)

    thread = threading.Thread(target=unpack, name="unpack", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            written = sum(file.stat().st_size for file in hidden.rglob("*") if file.is_file())
            _tell(job, min(written, total), total)
            job.check()
            thread.join(_LOOK_SECONDS)
    finally:
        given_up.set()
    if problem:
        raise problem[0]


def _donors(workshop: Workshop, info: ModelInfo) -> list[Path]:
    """Folders of the same pipeline, whose configs and tokenizers a single file may borrow."""
    others = workshop.shelf.all(info.kind)
    return [one.path for one in others if one.path.is_dir() and one.pipeline == info.pipeline]


def _make_room(folder: Path, wanted: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < wanted * _ROOM:
        raise OutOfSpace(
            f"The conversion writes {wanted / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free.",
            hint="Make room on the disk of the models folder.",
        )


def _tell(job: JobContext, done: int, total: int) -> None:
    job.progress(done, max(1, total), unit="byte")


def _spec(job: JobContext) -> ConvertJobSpec:
    assert isinstance(job.spec, ConvertJobSpec)  # noqa: S101  Task.spec above
    return job.spec
