"""Routes of predictions: what a classifier makes of pictures."""

import base64
import binascii
import contextlib
import io
from dataclasses import dataclass, replace
from typing import Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from safelight.features.access import PreferWait, Reading, Studio, StudioDep
from safelight.features.classifiers.errors import PicturesUnusable, PredictionCancelled
from safelight.features.classifiers.schemas.predict import PredictAsk, PredictionShown, PredictOptions
from safelight.features.classifiers.service import predict as service
from safelight.features.forms import ManyFilesRoute
from safelight.features.generations.access import attended
from safelight.features.inputs import service as inputs
from safelight.features.models.access import ShelfDep
from safelight.features.models.repository import ModelShelf
from safelight.kit import foreign_json
from safelight.kit.errors import InvalidInput, SafelightError, TooLarge
from safelight.specs.jobs import FINISHED
from safelight.specs.predicting import MAX_PICTURES

router = APIRouter(tags=["classifiers"], route_class=ManyFilesRoute)

FILES = "files"
LARGEST_JSON = 200_000_000  # bytes
DECODING = 2  # pictures of one request that are decoded at once


@dataclass(frozen=True)
class _Given:
    """One picture as it came: a file, or the id of what is here already."""

    field: str
    image: str | None = None
    data: bytes = b""
    filename: str | None = None


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
    taken = await _taken_in(studio, given)
    mark = studio.bus.latest_id()
    shown = await run_in_threadpool(_begun, studio, shelf, name, options, taken)
    response.headers["Location"] = f"/api/v1/predictions/{shown.job_id}"
    if wait is None:
        async with contextlib.aclosing(attended(studio, request, job_id=shown.job_id, after=mark)) as facts:
            async for _ in facts:
                pass
    else:
        response.headers["Preference-Applied"] = f"wait={wait:g}"
        await studio.finished(shown.job_id, timeout=wait)
    shown = await run_in_threadpool(_now, studio, shown.job_id)
    if shown.status not in FINISHED:
        response.status_code = status.HTTP_202_ACCEPTED
    return shown


@router.get("/predictions/{job_id}")
def show_prediction(job_id: str, session: Reading) -> PredictionShown:
    """A prediction by the id of its job: how far it is, or what came out."""
    return service.shown(session, service.get(session, job_id))


def _known(studio: Studio, name: str, shelf: ModelShelf) -> None:
    with studio.db.reading() as session:
        service.meant(session, name, shelf=shelf)


def _begun(
    studio: Studio, shelf: ModelShelf, name: str, options: PredictOptions, given: list[_Given]
) -> PredictionShown:
    with studio.db.transaction() as session:
        pictures = [
            service.named(session, each.image or "", field=each.field, filename=each.filename) for each in given
        ]
        job = service.start(
            session,
            model=name,
            pictures=pictures,
            options=options,
            shelf=shelf,
            max_queued=studio.limits.queued_jobs,
        )
        return service.shown(session, job)


def _now(studio: Studio, job_id: str) -> PredictionShown:
    """How far it is; of one that has failed, why it has. Raises PredictionCancelled."""
    with studio.db.reading() as session:
        shown = service.shown(session, service.get(session, job_id))
    if shown.failure is not None and shown.status == "failed":
        raise SafelightError(shown.failure.message, code=shown.failure.code, hint=shown.failure.hint)
    if shown.status == "cancelled":
        raise PredictionCancelled
    return shown


async def _read(request: Request, *, largest: int) -> tuple[PredictOptions, list[_Given]]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return await run_in_threadpool(_from_json, await request.body())
    async with request.form(max_files=MAX_PICTURES + 1) as form:
        return await _from_form(form, largest=largest)


def _from_json(body: bytes) -> tuple[PredictOptions, list[_Given]]:
    if len(body) > LARGEST_JSON:
        raise TooLarge(f"The body is larger than {LARGEST_JSON // 1_000_000} MB.", hint="Send fewer pictures at once.")
    ask = PredictAsk.model_validate(foreign_json.loads(body))
    return ask, [_named(f"images[{at}]", each) for at, each in enumerate(ask.images)]


def _named(field: str, given: str) -> _Given:
    head, comma, data = given.partition(",")
    if not comma or not head.startswith("data:"):
        if "://" in given:
            hint = "Send the picture itself (data:image/png;base64,…), or the id of one that is here."
            raise InvalidInput.of(field, given, "nothing is fetched from the web", hint=hint)
        return _Given(field, image=given)
    try:
        return _Given(field, data=base64.b64decode(data, validate=True), filename=field)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput.of(field, head, "its base64 is damaged") from error


async def _from_form(form: FormData, *, largest: int) -> tuple[PredictOptions, list[_Given]]:
    given: list[_Given] = []
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields[name] = value
        elif name.removesuffix("[]") in {FILES, "file"}:
            data = await value.read(largest + 1)
            given.append(_Given(f"{FILES}[{len(given)}]", data=data, filename=value.filename))
    if not 1 <= len(given) <= MAX_PICTURES:
        hint = f"Send 1 to {MAX_PICTURES} pictures as `{FILES}`."
        raise InvalidInput.of(FILES, len(given), "no picture came" if not given else "too many pictures", hint=hint)
    return PredictOptions.model_validate({name: value for name, value in fields.items() if value}), given


async def _taken_in(studio: Studio, given: list[_Given]) -> list[_Given]:
    """The same, where every picture has its id. Raises PicturesUnusable, which names all that are none."""
    limiter = anyio.CapacityLimiter(DECODING)
    ids: list[str | None] = [each.image for each in given]
    problems: dict[int, SafelightError] = {}

    async def take(at: int) -> None:
        try:
            ids[at] = await anyio.to_thread.run_sync(_input, studio, given[at], limiter=limiter)
        except InvalidInput as error:
            problems[at] = error

    async with anyio.create_task_group() as group:
        for at, each in enumerate(given):
            if each.image is None:
                group.start_soon(take, at)
    if problems:
        raise PicturesUnusable([(given[at].field, given[at].filename, problems[at]) for at in sorted(problems)])
    return [replace(each, image=image, data=b"") for each, image in zip(given, ids, strict=True)]


def _input(studio: Studio, given: _Given) -> str:
    picture = inputs.look_at(
        io.BytesIO(given.data), filename=given.filename or given.field, intake=studio.intake, any_size=True
    )
    return inputs.take(studio.db, studio.storage, picture=picture).id
