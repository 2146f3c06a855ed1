"""The quick door's pictures: POST /generate answers one, /generate/queue and /result let it be fetched later.

What is made here is kept for some minutes only, and comes into no gallery.
"""

import contextlib
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from safelight.doors.quick import requests
from safelight.doors.quick.schemas import QueueShown, RequestShown
from safelight.features.access import Links, LinksDep, Reading, Studio, StudioDep, Writing
from safelight.features.generations import service as generations
from safelight.features.generations.access import attended
from safelight.features.generations.errors import GenerationCancelled
from safelight.features.generations.schemas import GenerationAsk
from safelight.features.generations.service import own_ids, turnover
from safelight.features.generations.tables import Generation
from safelight.features.models.access import ShelfDep
from safelight.features.models.repository import ModelShelf
from safelight.features.webhooks.access import Hooks, HooksDep
from safelight.jobs import service as jobs
from safelight.kit.errors import InvalidInput, SafelightError
from safelight.specs.generation import GenerationSpec
from safelight.specs.jobs import FINISHED

router = APIRouter(tags=["quick"])

Accept = Annotated[str, Header(description="application/json for links in place of the picture")]
RequestId = Annotated[str, Path(max_length=100, description="As the queue gave it, or as you chose it")]
_PICTURE = {
    "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}, "application/json": {}},
    "model": RequestShown,
    "description": "The picture; with `Accept: application/json`, or when there are several, links to them",
    "headers": {
        "Safelight-Seed": {"schema": {"type": "integer"}},
        "Safelight-Generation": {"schema": {"type": "string"}},
        "Safelight-Job": {"schema": {"type": "string"}},
        "Safelight-Seconds": {"schema": {"type": "number"}, "description": "How long it was drawn"},
    },
}


@router.post("/generate", response_class=Response, responses={200: _PICTURE})
async def generate(
    spec: GenerationAsk,
    request: Request,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
    accept: Accept = "*/*",
) -> Response:
    """Draw a picture and answer it, however long it takes. A client that hangs up cancels it."""
    door, mark = _Door(studio, shelf, link, hooks, request), studio.bus.latest_id()
    generation_id, job_id = await run_in_threadpool(door.begin, spec)
    async with contextlib.aclosing(attended(studio, request, job_id=job_id, after=mark)) as facts:
        async for _ in facts:
            pass
    return await run_in_threadpool(door.result, generation_id, as_json=_wants_json(accept))


@router.post("/generate/queue", status_code=status.HTTP_202_ACCEPTED)
def queue(
    spec: GenerationAsk,
    request: Request,
    response: Response,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
) -> RequestShown:
    """Queue a picture, to be fetched from `result_url`. A full queue answers 429 and says when to come again."""
    shown = _Door(studio, shelf, link, hooks, request).queue(spec)
    response.headers["Location"] = shown.status_url
    return shown


@router.put("/generate/queue/{request_id}", status_code=status.HTTP_202_ACCEPTED)
def queue_under_own_id(
    request_id: Annotated[str, Path(pattern=own_ids.PATTERN, description="Any id: letters, digits, . _ ~ -")],
    spec: GenerationAsk,
    request: Request,
    response: Response,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
) -> RequestShown:
    """Queue a picture under an id of your own; the same request again is the same picture, another answers 409."""
    shown = _Door(studio, shelf, link, hooks, request).queue(spec, request_id)
    response.headers["Location"] = shown.status_url
    return shown


@router.get("/queue/status")
def show_queue(studio: StudioDep, session: Reading) -> QueueShown:
    """How many requests wait, what is drawn, and how long a new one would wait."""
    return requests.queue(session, capacity=studio.limits.quick_queue)


@router.get("/queue/status/{request_id}")
def show_request(
    request_id: RequestId, request: Request, studio: StudioDep, session: Reading, link: LinksDep
) -> RequestShown:
    """How far a request is."""
    found = requests.get(session, request_id, minutes=_minutes(studio))
    return requests.shown(session, found, link=link, base_url=_base(studio, request))


@router.delete("/queue/status/{request_id}", status_code=status.HTTP_202_ACCEPTED)
@router.delete("/result/{request_id}", status_code=status.HTTP_202_ACCEPTED)
def cancel(
    request_id: RequestId, request: Request, studio: StudioDep, session: Writing, link: LinksDep
) -> RequestShown:
    """Cancel a request: at once while it waits, within about a second while it is drawn."""
    found = requests.get(session, request_id, minutes=_minutes(studio))
    jobs.cancel(session, found.job_id)
    session.flush()
    return requests.shown(session, found, link=link, base_url=_base(studio, request))


@router.get("/result/{request_id}", response_class=Response, responses={200: _PICTURE, 202: {"model": RequestShown}})
def result(
    request_id: RequestId,
    request: Request,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
    accept: Accept = "*/*",
    index: Annotated[int | None, Query(ge=0, description="Which one, of several pictures")] = None,
) -> Response:
    """The picture; 202 with its progress while it is not there yet. For a failed one, why."""
    door = _Door(studio, shelf, link, hooks, request)
    return door.result(request_id, as_json=_wants_json(accept), index=index)


class _Door:
    """One request at this door, with what it needs of the studio."""

    def __init__(self, studio: Studio, shelf: ModelShelf, link: Links, hooks: Hooks, request: Request) -> None:
        self._studio = studio
        self._shelf = shelf
        self._link = link
        self._hooks = hooks
        self._base = _base(studio, request)
        self._requester = requests.REQUESTERS + (request.client.host if request.client else "")

    def queue(self, spec: GenerationAsk, own_id: str | None = None) -> RequestShown:
        """Put it into the queue. Raises QueueFull, OwnIdInUse, and what generations.service.start raises."""
        return own_ids.unraced(lambda: self._queue(spec, own_id))

    def begin(self, spec: GenerationAsk) -> tuple[str, str]:
        """The same for one who waits for the picture itself; gives back the ids of the generation and of its job."""
        with self._studio.db.transaction() as session:
            generation = self._made(session, spec, None)
            return generation.id, generation.job_id

    def _queue(self, spec: GenerationAsk, own_id: str | None) -> RequestShown:
        with self._studio.db.transaction() as session:
            generation = self._made(session, spec, own_id)
            return requests.shown(session, generation, link=self._link, base_url=self._base)

    def _made(self, session: Session, spec: GenerationAsk, own_id: str | None) -> Generation:
        request = spec.without_webhook(GenerationSpec)
        if own_id is None:
            generation, is_new = self._start(session, request), True
        else:
            generation, is_new = own_ids.under(
                session,
                own_id=own_id,
                asked=request,
                start=lambda key: self._start(session, request, key),
                space=own_ids.QUICK,
            )
        if is_new:
            self._hooks.attach(session, generation.job_id, spec)
        return generation

    def _start(self, session: Session, spec: GenerationSpec, key: str | None = None) -> Generation:
        limits = self._studio.limits
        turnover.admit(session, requesters=requests.REQUESTERS, most=limits.quick_queue)
        generation, _ = generations.start(
            session,
            spec=spec,
            shelf=self._shelf,
            max_queued=limits.queued_jobs,
            idempotency_key=key,
            requester=self._requester,
            kept=limits.results_kept,
        )
        return generation

    def result(self, request_id: str, *, as_json: bool, index: int | None = None) -> Response:
        """The picture, the links, or how far it is."""
        with self._studio.db.reading() as session:
            found = requests.get(session, request_id, minutes=_minutes(self._studio))
            job = jobs.find(session, found.job_id)
            pictures = found.pictures
            has_ended_well = job is None or job.state == "succeeded"
            is_plain = has_ended_well and not as_json and (index is not None or len(pictures) == 1)
            shown = None if is_plain else requests.shown(session, found, link=self._link, base_url=self._base)
        if shown is not None and shown.status not in FINISHED:
            return JSONResponse(
                shown.model_dump(mode="json"), status_code=status.HTTP_202_ACCEPTED, headers={"Retry-After": "1"}
            )
        if shown is not None:
            _raise_failure(shown)
        if index is not None and index >= len(pictures):
            raise InvalidInput.of("index", index, f"there are {len(pictures)} pictures, counted from 0")
        headers = {
            "Safelight-Generation": found.id,
            "Safelight-Job": found.job_id,
            "Cache-Control": "private, no-store",
        }
        if job is not None and job.started_at and job.finished_at:
            headers["Safelight-Seconds"] = f"{(job.finished_at - job.started_at).total_seconds():.3f}"
        if shown is not None:
            return JSONResponse(shown.model_dump(mode="json"), headers=headers)
        picture = pictures[index or 0]
        headers["Safelight-Seed"] = str(picture.seed)
        return Response(self._studio.storage.get(picture.key), media_type=picture.media_type, headers=headers)


def _raise_failure(shown: RequestShown) -> None:
    if shown.status == "failed" and shown.failure:
        raise SafelightError(shown.failure.message, code=shown.failure.code, hint=shown.failure.hint)
    if shown.status == "cancelled":
        raise GenerationCancelled


def _wants_json(accept: str) -> bool:
    return "application/json" in accept and "image/" not in accept


def _base(studio: Studio, request: Request) -> str:
    return studio.public_url or str(request.base_url).rstrip("/")


def _minutes(studio: Studio) -> float:
    return studio.limits.results_kept.total_seconds() / 60
