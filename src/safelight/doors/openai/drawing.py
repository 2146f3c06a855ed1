"""How a request of this API gets its pictures: at the end, or as events while they are drawn."""

import base64
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlalchemy.orm import Session

from safelight.doors.openai import problems
from safelight.doors.openai.schemas import CompletedImage, DrawnImage, ImageAsk, ImagesAnswer, PartialImage
from safelight.features.access import LinksDep, StudioDep
from safelight.features.generations import service as generations
from safelight.features.generations.access import attended, made, outcome, refuse_gone, waited
from safelight.features.generations.schemas import GenerationShown
from safelight.features.generations.service import delivery, drawables
from safelight.features.generations.tables import Generation
from safelight.features.models.access import ShelfDep
from safelight.jobs import service as jobs
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger

log = get_logger(__name__)

KEPT = timedelta(hours=1)  # as long as OpenAI's links work
STREAMED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would collect the events
HEARTBEAT = b": it is being drawn\n\n"

Kind = Literal["image_generation", "image_edit"]


@dataclass(frozen=True)
class Call:
    """One request, and the parts of the studio that it uses."""

    request: Request
    studio: StudioDep
    shelf: ShelfDep
    link: LinksDep

    async def answer(self, ask: ImageAsk, kind: Kind) -> Response:
        """Draw what is asked, and answer it as asked: whole, or as events."""
        if ask.stream:
            # Begun before the answer: what is wrong with the request is an error like any other.
            mark = self.studio.bus.latest_id()
            begun = await made(self.studio, self.link, queue=self._queue(ask))
            await refuse_gone(self.studio, self.request, job_id=begun.job_id)
            events = self._events(ask, kind, begun, after=mark)
            return StreamingResponse(events, media_type="text/event-stream", headers=STREAMED)
        shown = await waited(self.studio, self.link, self.request, queue=self._queue(ask))
        body = await run_in_threadpool(self._body, ask, shown)
        return Response(body, media_type="application/json")

    def _queue(self, ask: ImageAsk) -> Any:
        def queue(session: Session) -> Generation:
            drawable = drawables.find(session, ask.model, shelf=self.shelf, aliases=self.studio.model_aliases)
            return generations.start(
                session,
                spec=ask.spec(drawable),
                shelf=self.shelf,
                max_queued=self.studio.limits.queued_jobs,
                requester=ask.requester,
                kept=KEPT,
            )[0]

        return queue

    def _body(self, ask: ImageAsk, shown: GenerationShown) -> bytes:
        """The answer as JSON. Reads and encodes megabytes: not for the event loop."""
        answer = ImagesAnswer(
            created=int(time.time()),
            data=[self._made(ask, key, shown) for key in self._keys(shown)],
            **_looks(ask, shown),
        )
        return answer.model_dump_json(exclude_none=True).encode()

    def _made(self, ask: ImageAsk, key: str, shown: GenerationShown) -> DrawnImage:
        prompt = shown.plan.prompt
        if ask.wants_url:
            kept = delivery.kept(self.studio.storage, key, ask.form)
            # Open WebUI fetches it with the key that it asked with.
            url = self.link(kept, seconds=int(KEPT.total_seconds()), through_us=True)
            return DrawnImage(url=url, revised_prompt=prompt)
        return DrawnImage(b64_json=_base64(delivery.content(self.studio.storage, key, ask.form)), revised_prompt=prompt)

    def _keys(self, shown: GenerationShown) -> list[str]:
        with self.studio.db.reading() as session:
            return delivery.keys(session, shown.id)

    async def _events(self, ask: ImageAsk, kind: Kind, begun: GenerationShown, *, after: int) -> AsyncIterator[bytes]:
        sent = [0] * begun.plan.n
        try:
            facts = attended(self.studio, self.request, job_id=begun.job_id, after=after)
            async with contextlib.aclosing(facts):
                async for fact in facts:
                    if fact is None:
                        yield HEARTBEAT
                    elif due := _due(fact.payload, sent, ask.partial_images):
                        for event in await run_in_threadpool(self._partial, ask, kind, begun, due, sent):
                            yield event
            shown = await run_in_threadpool(outcome, self.studio, self.link, begun.id)
            for key in await run_in_threadpool(self._keys, shown):
                yield await run_in_threadpool(self._completed, ask, kind, shown, key)
        except SafelightError as error:
            log.info("stream.ended", code=error.code, job=begun.job_id)
            yield _event("error", problems.StreamError(error=problems.detail(error)))

    def _partial(
        self, ask: ImageAsk, kind: Kind, begun: GenerationShown, due: list[int], sent: list[int]
    ) -> list[bytes]:
        with self.studio.db.reading() as session:
            looks = [(row.position, row.image) for row in jobs.previews(session, begun.job_id, positions=due)]
        events = []
        for position, image in looks:
            look = PartialImage(
                type=f"{kind}.partial_image",
                b64_json=_base64(delivery.encoded(image, ask.form)),
                created_at=int(time.time()),
                partial_image_index=sent[position],
                **_looks(ask, begun),
            )
            sent[position] += 1
            events.append(_event(look.type, look))
        return events

    def _completed(self, ask: ImageAsk, kind: Kind, shown: GenerationShown, key: str) -> bytes:
        done = CompletedImage(
            type=f"{kind}.completed",
            b64_json=_base64(delivery.content(self.studio.storage, key, ask.form)),
            created_at=int(time.time()),
            revised_prompt=shown.plan.prompt,
            **_looks(ask, shown),
        )
        return _event(done.type, done)


CallDep = Annotated[Call, Depends()]


def _looks(ask: ImageAsk, shown: GenerationShown) -> dict[str, Any]:
    size = shown.plan.hires or shown.plan
    return {"output_format": ask.output_format, "quality": ask.quality, "size": f"{size.width}x{size.height}"}


def _due(payload: dict[str, Any], sent: list[int], wanted: int) -> list[int]:
    """Of which pictures a look is to be sent now: they are spread evenly over the steps."""
    progress = payload.get("progress") or {}
    share = progress.get("step", 0) / max(progress.get("total", 0), 1)
    looks = [position for position, _ in payload.get("previews", ()) if position < len(sent)]
    return [at for at in looks if sent[at] < wanted and share >= (sent[at] + 1) / (wanted + 1)]


def _event(name: str, data: BaseModel) -> bytes:
    return f"event: {name}\ndata: {data.model_dump_json(exclude_none=True)}\n\n".encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
