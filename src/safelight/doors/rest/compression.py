"""JSON travels compressed. Files, sockets and event streams do not: they are compressed already, or must not wait."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST = 1000  # bytes; less fits a packet anyway
LEVEL = 5  # of 9: nearly as small, several times faster


class CompressApi:
    """Compress what the API answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        is_api = scope["type"] == "http" and scope["path"].startswith(("/api/", "/openapi.json"))
        await (self._compressed if is_api else self._plain)(scope, receive, send)
