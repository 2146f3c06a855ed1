"""One call over HTTP, and when to try again."""

import asyncio
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from safelight import __version__
from safelight.features.webhooks.service.signing import signature
from safelight.features.webhooks.tables import Webhook, WebhookCall
from safelight.kit.errors import SafelightError

if TYPE_CHECKING:
    import httpx

SECONDS = 10.0
READ_BYTES = 64_000
TRIED_FOR = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 5.0, 6 * 3600.0, 4.0
ANSWER_LENGTH = 300


@dataclass(frozen=True)
class Sending:
    """A call that is to be made now."""

    call_id: str
    job_id: str
    event: str
    url: str
    secret: str | None  # sealed
    payload: dict[str, Any]
    attempts: int
    created_at: datetime


def sending_of(call: WebhookCall, hook: Webhook) -> Sending:
    """A call that was claimed."""
    return Sending(
        call_id=call.id,
        job_id=hook.job_id,
        event=call.event,
        url=hook.url,
        secret=hook.secret,
        payload=call.payload,
        attempts=call.attempts,
        created_at=call.created_at,
    )


@dataclass(frozen=True)
class Answer:
    """What came of it. Of a refusal for good (410 Gone) nothing more is tried."""

    well: bool
    text: str
    for_good: bool = False
    retry_after: float | None = None


async def send(client: "httpx.AsyncClient", sending: Sending, *, secret: str | None, now: datetime) -> Answer:
    """Make the call. Whatever goes wrong on the way is an answer, too."""
    import httpx  # noqa: PLC0415  the server starts without it

    body = json.dumps(sending.payload, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        async with asyncio.timeout(SECONDS):
            async with client.stream(
                "POST", sending.url, content=body, headers=_headers(sending, body, secret, now)
            ) as answer:
                return await _read(answer)
    except TimeoutError:
        return Answer(well=False, text=f"No answer within {SECONDS:g} s")
    except SafelightError as error:
        return Answer(well=False, text=error.message[:ANSWER_LENGTH])
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        said = " ".join(str(error).split()) or type(error).__name__
        return Answer(well=False, text=f"Not reached: {said}"[:ANSWER_LENGTH])


def next_try(sending: Sending, *, now: datetime, retry_after: float | None = None) -> datetime | None:
    """When to try again after a failure: 5 seconds, then ever longer, up to 6 hours; None after a day."""
    pause = min(FIRST_PAUSE * GROWTH ** (sending.attempts - 1), LONGEST_PAUSE)
    if retry_after is not None:
        pause = min(max(pause, retry_after), LONGEST_PAUSE)
    again = now + timedelta(seconds=pause * random.uniform(1.0, 1.1))
    return again if again <= sending.created_at + TRIED_FOR else None


def _headers(sending: Sending, body: bytes, secret: str | None, now: datetime) -> dict[str, str]:
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Safelight/{__version__}",
        "webhook-id": sending.call_id,
        "webhook-timestamp": str(timestamp),
        "Safelight-Event": sending.event,
        "Safelight-Job": sending.job_id,
    }
    if secret is not None:
        headers["webhook-signature"] = signature(secret, call_id=sending.call_id, timestamp=timestamp, body=body)
    return headers


async def _read(answer: "httpx.Response") -> Answer:
    text = b""
    async for piece in answer.aiter_bytes():
        text += piece
        if len(text) >= READ_BYTES:
            break
    # PostgreSQL keeps no text with a zero in it.
    words = " ".join(text[:READ_BYTES].decode(errors="replace").replace("\0", " ").split())
    said = f"{answer.status_code} {answer.reason_phrase}".strip()
    if words:
        said = f"{said}: {words}"
    asked = answer.headers.get("retry-after", "")
    return Answer(
        well=answer.is_success,
        text=said[:ANSWER_LENGTH],
        for_good=answer.status_code == 410,
        retry_after=float(asked) if asked.isdecimal() and len(asked) < 7 else None,
    )
