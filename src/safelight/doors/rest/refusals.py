"""Whoever goes on asking beyond their requests a minute is refused at next to no cost, and so at nobody else's.

Who they are was found out a moment ago, in the database. That is believed for a refusal alone: whoever may go on is
looked up anew. So a key that is revoked opens nothing, and a limit that is lifted holds within REMEMBERED_SECONDS.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from safelight.doors.rest.limits import TOO_MANY, tell
from safelight.doors.rest.middleware import ROUTE
from safelight.doors.rest.problems import as_response
from safelight.features.accounts.service.tokens import hash_of
from safelight.features.usage.service.requests import RequestBook
from safelight.kit.credentials import secrets_of
from safelight.kit.errors import SafelightError
from safelight.specs.people import Principal

REMEMBERED_SECONDS = 1.0
REST_SECONDS = 0.1  # before a further refusal
MOST = 1000  # secrets that are remembered; whoever comes with another is looked up
_OURS = "/api/v1/"  # where a refusal is a problem; the other doors say it in words of their own
_PUBLIC = "/api/v1/auth/"  # these answer those beyond their limit too
_LABEL = "refused"  # in place of the route, which nobody looked for


class Refusals:
    """Stands before all that looks up who calls, and which route is meant."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        now: Callable[[], float] = time.monotonic,
        rest: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(REST_SECONDS),
    ) -> None:
        self.app = app
        self._now = now
        self._rest = rest
        self._lately: dict[str, tuple[Principal, float]] = {}  # by the hash of what they came with; until when

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        secret = _secret_of(scope)
        if secret is None:
            await self.app(scope, receive, send)
            return
        hashed = hash_of(secret)
        book: RequestBook | None = getattr(scope["app"].state, "request_book", None)
        principal = self._remembered(hashed)
        over = book.refuse(principal) if book and principal else None
        if book and principal and over:
            await self._rest()  # a loop without a pause gets one, and takes nobody's time
            await _refuse(scope, receive, send, over=over, book=book, principal=principal)
            return
        await self.app(scope, receive, send)
        if (refused := scope["state"].get(TOO_MANY)) is not None:
            self._remember(hashed, refused)

    def _remembered(self, hashed: str) -> Principal | None:
        principal, until = self._lately.get(hashed, (None, 0.0))
        return principal if self._now() < until else None

    def _remember(self, hashed: str, principal: Principal) -> None:
        now = self._now()
        if len(self._lately) >= MOST:
            self._lately = {each: known for each, known in self._lately.items() if now < known[1]}
        if len(self._lately) < MOST:
            self._lately[hashed] = (principal, now + REMEMBERED_SECONDS)


def _secret_of(scope: Scope) -> str | None:
    """What a request came with that may be refused here."""
    if scope["type"] != "http" or not scope["path"].startswith(_OURS) or scope["path"].startswith(_PUBLIC):
        return None
    return next(secrets_of(Headers(scope=scope).get("authorization"), []), None)


async def _refuse(
    scope: Scope, receive: Receive, send: Send, *, over: SafelightError, book: RequestBook, principal: Principal
) -> None:
    scope.setdefault("state", {})[ROUTE] = _LABEL

    async def send_with_limits(message: Message) -> None:
        if message["type"] == "http.response.start":
            tell(MutableHeaders(scope=message), book.used(principal))
        await send(message)

    await as_response(Request(scope), over)(scope, receive, send_with_limits)
