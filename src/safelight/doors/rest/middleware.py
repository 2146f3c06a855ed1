"""What surrounds every request: its id, its log line, its place among the events, and the limit on its body."""

import re
import time

from fastapi.params import Form
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from safelight.kit import tracing
from safelight.kit.errors import TooLarge
from safelight.kit.ids import new_id
from safelight.kit.logs import get_logger
from safelight.specs.telemetry import HTTP_SECONDS

log = get_logger(__name__)

MAX_VALUES = 500_000
"""Of a body that is read as a whole: each takes up to 0.3 kB of memory, and a list of all of a dataset 200,000."""
ROUTE = "route"  # in the state of a request: what its route is called where none was looked for
_BORDERS = (b",", b"[", b"{", b"&")  # between and around values of JSON, and of a form without files

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_ID = re.compile(r"^[\w.-]{1,80}$")


class RequestContext:
    """Give each request an id (or keep the caller's), put it into the logs and into the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.match(given) else new_id("req")
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                if (seq := scope["state"].get("event_seq")) is not None:
                    headers["Event-Seq"] = str(seq)
            await send(message)

        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        coming = {"traceparent": Headers(scope=scope).get("traceparent", ""), "request_id": request_id}
        with tracing.continued(coming, method, **{"http.request.method": method, "safelight.request_id": request_id}):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                route = route_of(scope)
                HTTP_SECONDS.observe(time.perf_counter() - began, method, route, str(status))
                about: dict[str, str | int] = {"http.route": route, "http.response.status_code": status}
                tracing.rename(f"{method} {route}", **about)
                # Polling is most of the traffic, and says nothing as long as it goes well; a probe is polling too.
                is_polling = method == "GET" and (status < 400 or scope["path"].startswith("/health/"))
                tell = log.debug if is_polling else log.info
                tell(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )


def route_of(scope: Scope) -> str:
    """The route as it was declared, `/api/v1/jobs/{job_id}`: of those there are few, of addresses without end."""
    if named := scope.get("state", {}).get(ROUTE):
        return str(named)
    # Newer FastAPIs keep the whole path beside the route, whose own lacks the prefix of the router.
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    if path := getattr(route, "path", None):
        return str(path)
    # What no declared route took: the pages of the web app, a mounted app, or an address that does not exist.
    return "unmatched" if "endpoint" not in scope else "pages"


class BodyLimit:
    """Stop reading a request body that is larger than allowed, announced or not.

    Forms with files are read piece by piece; whatever else, JSON above all, becomes objects in memory as a whole, and
    has limits of its own: `max_whole_bytes`, and MAX_VALUES. So has a form that is sent where JSON is read. A route
    that is `piecewise` minds for itself.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, max_whole_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.max_whole_bytes = min(max_bytes, max_whole_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "0")
        is_form = headers.get("content-type", "").startswith("multipart/")
        seen = values = 0

        async def counted() -> Message:
            nonlocal seen, values
            if getattr(getattr(scope.get("route"), "endpoint", None), "is_piecewise", False):
                return await receive()
            is_whole = not is_form or _reads_json(scope)
            limit = self.max_whole_bytes if is_whole else self.max_bytes
            is_too_large = announced.isdigit() and int(announced) > limit
            message = await receive()
            body: bytes = message.get("body", b"")
            seen += len(body)
            if is_whole:  # pictures in base64 hold none of these
                values += sum(map(body.count, _BORDERS))
            if is_too_large or seen > limit or values > MAX_VALUES:
                # FastAPI makes a plain 400 of whatever else goes wrong while it reads a body.
                raise HTTPException(TooLarge.status) from (_too_many_values() if values > MAX_VALUES else _over(limit))
            return message

        await self.app(scope, counted, send)


def _reads_json(scope: Scope) -> bool:
    """Whether the route, which is found before any of the body is read, takes JSON: then it reads all that comes."""
    body = getattr(scope.get("route"), "body_field", None)
    return body is not None and not isinstance(body.field_info, Form)


def _over(limit: int) -> TooLarge:
    return TooLarge(
        f"The request is larger than {limit // 1_000_000} MB.",
        hint="Send fewer or smaller files, as a form; the limits are SAFELIGHT_MAX_UPLOAD_MB and _TOTAL_MB.",
        code="body_too_large",
    )


def _too_many_values() -> TooLarge:
    return TooLarge(
        f"The request holds more than {MAX_VALUES} values.", hint="Send them in parts.", code="body_too_many_values"
    )
