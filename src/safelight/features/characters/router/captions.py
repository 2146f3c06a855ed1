"""Routes of captions made by a model, and of captions as files."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.characters import service
from safelight.features.characters.schemas import CaptionsChanged
from safelight.features.characters.service import captioning, packing
from safelight.features.models.access import ShelfDep
from safelight.specs.captions import CaptionAsk, CaptionQueued

router = APIRouter(prefix="/{id_or_name}")


@router.post("/captions", status_code=status.HTTP_202_ACCEPTED)
def caption_pictures(
    id_or_name: str, ask: CaptionAsk, session: Writing, studio: StudioDep, shelf: ShelfDep, response: Response
) -> CaptionQueued:
    """Have a model caption the pictures, as a job: one by one, each written as it comes unless `apply` is false.

    What somebody writes meanwhile stays. Captioners: `GET /models?kind=captioner`.
    """
    model = captioning.captioner(shelf, ask.model)
    character = service.locked(session, id_or_name)
    job, count = captioning.start(
        session, character=character, ask=ask, model=model, max_queued=studio.limits.queued_jobs
    )
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return CaptionQueued(job_id=job.id, pictures=count, model=model.name)


@router.get("/captions/{job_id}")
def review_captions(id_or_name: str, job_id: str, session: Reading) -> CaptionsChanged:
    """What a captioning that was not applied has made so far, beside what is there: to be looked at.

    Apply it, or a part of it, by `POST /characters/{id}/references/captions` with `captions`.
    """
    character = service.get(session, id_or_name)
    return CaptionsChanged(changes=captioning.made(session, character=character, job_id=job_id), applied=False)


@router.get(
    "/captions.zip",
    response_class=FileResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "A zip archive"}},
)
def download_captions(
    id_or_name: str,
    studio: StudioDep,
    *,
    layout: Annotated[packing.Layout, Query(description="How they lie in it; see the guide")] = "txt",
    pictures: Annotated[bool, Query(description="The pictures with them")] = False,
) -> FileResponse:
    """The captions as other programs read them: with the pictures it is a whole dataset.

    txt: a .txt beside each picture. jsonl: captions.jsonl, by file name. kohya: a folder `10_trigger class` for each
    number of repeats, with .txt files, and metadata.json. imagefolder: metadata.jsonl, as diffusers' example scripts
    and Hugging Face's datasets read it. What is left out is not among them.
    """
    with studio.db.reading() as session:
        pack = packing.pack_of(service.get(session, id_or_name))
    path = packing.packed(pack, layout=layout, storage=studio.storage if pictures else None)
    return FileResponse(
        path,
        media_type="application/zip",
        filename=f"{pack.slug}-{layout}.zip",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )
