"""How many requests somebody may make, whatever the door, and what they have left of all their limits, in headers.

`RateLimit` and `RateLimit-Policy` are those of the IETF's draft (draft-ietf-httpapi-ratelimit-headers-10). Nobody is
turned away here: each door does that in its own protocol's words, as with those it does not know.
"""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator
from dataclasses import replace

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from safelight.db import Database
from safelight.db.ownership import Caller
from safelight.features.usage.service.requests import NAME, RequestBook
from safelight.jobs import allowance
from safelight.jobs.allowance import Used
from safelight.jobs.errors import NoRoomLeft
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger
from safelight.specs.people import Principal

log = get_logger(__name__)

WRITE_SECONDS = 5.0
TOO_MANY = "too_many_requests"  # in the state of a request: whose minute is full
LARGE = 64_000  # bytes of a body; a larger one brings a file
_WINDOWS = {NAME: 60, "pictures_per_day": 86_400, "seconds_per_day": 86_400}
_BRINGING = frozenset({"POST", "PUT", "PATCH"})


class RateLimits:
    """Count every request of an account, note who asks for more than they may, and tell what is left."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        caller: Caller | None = scope.get("state", {}).get("caller")
        principal = caller.principal if caller else None
        if caller is None or principal is None or not principal.account_id:
            await self.app(scope, receive, send)
            return
        book: RequestBook = scope["app"].state.request_book
        over: SafelightError | None = book.take(principal)
        if over is not None:
            scope["state"][TOO_MANY] = principal
        else:
            over = await _without_room(principal, scope)
        if over is not None:
            scope["state"]["caller"] = replace(caller, over=over)
        if not any(limits.model_fields_set for limits in principal.limits):
            await self.app(scope, receive, send)
            return
        with allowance.noticing() as noticed:

            async def send_with_limits(message: Message) -> None:
                if message["type"] == "http.response.start":
                    tell(MutableHeaders(scope=message), [*book.used(principal), *noticed])
                await send(message)

            await self.app(scope, receive, send_with_limits)


@contextlib.asynccontextmanager
async def noting(book: RequestBook, database: Database) -> AsyncIterator[None]:
    """Write what was counted every few seconds, and at the end."""
    task = asyncio.create_task(_write_now_and_then(book, database))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await run_in_threadpool(_write, book, database)


async def _write_now_and_then(book: RequestBook, database: Database) -> None:
    while True:
        await asyncio.sleep(WRITE_SECONDS)
        await run_in_threadpool(_write, book, database)


def _write(book: RequestBook, database: Database) -> None:
    try:
        book.write(database)
    except SafelightError as error:  # the database is away: what was counted stays for the next time
        log.warning("usage_not_written", error=str(error))


async def _without_room(principal: Principal, scope: Scope) -> NoRoomLeft | None:
    """Why a file that is brought cannot be kept, by what is announced of it."""
    if scope["type"] != "http" or scope["method"] not in _BRINGING:
        return None
    if all(limits.storage_gb is None for limits in principal.limits):
        return None
    headers = Headers(scope=scope)
    announced = headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() and len(announced) < 19 else 0
    if size < LARGE and "transfer-encoding" not in headers:
        return None
    return await run_in_threadpool(_room_for, scope["app"].state.studio.db, principal, size)


def _room_for(database: Database, principal: Principal, size: int) -> NoRoomLeft | None:
    with database.reading() as session:
        try:
            allowance.require_room(session, principal, size)
        except NoRoomLeft as error:
            return error
    return None


def tell(headers: MutableHeaders, used: list[Used]) -> None:
    """Put what is left of these limits into the headers of an answer."""
    policies, left = [], []
    for one in used:
        if (window := _WINDOWS.get(one.name)) is not None:
            name = f'"{one.of}_{one.name}"'
            policies.append(f"{name};q={math.floor(one.limit)};w={window}")
            left.append(f"{name};r={math.floor(one.remaining)};t={math.ceil(one.resets_in or 0)}")
    if policies:
        headers["RateLimit-Policy"], headers["RateLimit"] = ", ".join(policies), ", ".join(left)
