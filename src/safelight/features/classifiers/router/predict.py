"""Routes of predictions: what a classifier makes of pictures."""

import base64
import binascii
import io
import json
from typing import Annotated, Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile

from safelight.features.access import PreferWait, Reading, Studio, StudioDep
from safelight.features.classifiers.errors import PicturesUnusable
from safelight.features.classifiers.schemas.predict import PredictAsk, PredictionShown, PredictOptions
from safelight.features.classifiers.service import predict as service
from safelight.features.generations.access import attended, refuse_gone
from safelight.features.inputs import service as inputs
from safelight.features.models.access import ShelfDep
from safelight.jobs import service as jobs
from safelight.kit.errors import InvalidInput, SafelightError, TooLarge
from safelight.specs.jobs import FINISHED
from safelight.specs.predicting import MAX_PICTURES, PictureUse

router = APIRouter(tags=["classifiers"])

FILES = "files"
LARGEST_JSON = 200_000_000  # bytes
DECODING = 2  # pictures of one request that are decoded at once


class _Given(BaseModel):
    """One picture as it came: a file, or the id of what is here."""

    field: str
    data: bytes | None = None
    filename: str | None = None
    image: str | None = None


def _body() -> dict[str, Any]:
    """Both forms of the request, for OpenAPI."""
    as_json = PredictAsk.model_json_schema(ref_template="#/components/schemas/{model}")
    options = PredictOptions.model_json_schema()["properties"]
    file = {"type": "string", "format": "binary"}
    files = {"type": "array", "items": file, "minItems": 1, "maxItems": MAX_PICTURES, "description": "The pictures"}
    as_form = {"title": "PredictForm", "type": "object", "required": [FILES], "properties": {FILES: files, **options}}
    schemas = {"multipart/form-data": as_form, "application/json": as_json}
    return {"required": True, "content": {kind: {"schema": schema} for kind, schema in schemas.items()}}


@router.post(
    "/models/{name}/predict",
    responses={202: {"model": PredictionShown, "description": "Not done within the time of `Prefer: wait`"}},
    openapi_extra={"requestBody": _body()},
)
async def predict(
    name: str, request: Request, studio: StudioDep, shelf: ShelfDep, response: Response, wait: PreferWait
) -> PredictionShown:
    """Have a classifier judge up to 64 pictures: a model on the shelf, or a finished run by its id (run_…).

    It answers when the pictures are judged, and a client that hangs up cancels it. With `Prefer: wait=5` it answers
    202 with the job after that time, and the job goes on.
    """
    await run_in_threadpool(_known, studio, name, shelf)
    options, given = await _read(request, largest=studio.intake.limits.max_bytes)
    pictures = await _taken(studio, given)
    mark = studio.bus.latest_id()

    def begin() -> PredictionShown:
        with studio.db.transaction() as session:
            uses = [
                service.named(session, picture, field=one.field, filename=one.filename)
                for one, picture in zip(given, pictures, strict=True)
            ]
            return service.shown(session, _start(studio, session, name, uses, options, shelf))

    shown = await run_in_threadpool(begin)
    response.headers["Location"] = f"/api/v1/predictions/{shown.job_id}"
    if wait is None:
        async for _ in attended(studio, request, job_id=shown.job_id, after=mark):
            pass
    else:
        response.headers["Preference-Applied"] = f"wait={wait:g}"
        await studio.finished(shown.job_id, timeout=wait)
    shown = await run_in_threadpool(_shown, studio, shown.job_id)
    if shown.status not in FINISHED:
        response.status_code = status.HTTP_202_ACCEPTED
    return service.outcome(shown)


@router.get("/predictions/{job_id}")
def show_prediction(job_id: str, session: Reading) -> PredictionShown:
    """A prediction by the id of its job: how far it is, or what came out."""
    return service.shown(session, service.get(session, job_id))
