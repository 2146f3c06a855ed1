"""How the playground hangs in the server: loaded when first asked for, behind the key, at home on this host."""

import asyncio
import contextlib
import contextvars
import importlib.util
import os
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from safelight.features.access import Studio
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger
from safelight.specs.people import Principal

log = get_logger(__name__)

PATH = "/playground"
ICON = (
    "<link rel='icon' type='image/svg+xml' href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' "
    "viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='12' fill='%237A2C23'/%3E%3Ccircle cx='16' cy='16' r='8' "
    "fill='%23FF5849'/%3E%3C/svg%3E\">"
)

# Of Gradio's template: pictures for link previews on its own site, and a manifest that a mounted page does not have.
_ELSEWHERE = re.compile(
    rb'\s*<(?:meta\b[^>]*content\s*=\s*"https?:|link\b[^>]*href\s*=\s*"(?:https?:|/manifest))[^>]*>'
)


_FETCHED = re.compile(r"/(?:file|proxy)=(https?:/.*)", re.DOTALL)


def is_installed() -> bool:
    """Whether the extra is there; does not load it."""
    return importlib.util.find_spec("gradio") is not None


class Playground(BaseRoute):
    """Everything below PATH. Loading Gradio takes seconds and much memory, so it waits until somebody comes."""

    def __init__(self, server: FastAPI, *, at_once: bool = False) -> None:
        self._server = server
        self._at_once = at_once
        self._loading: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._stop = asyncio.Event()
        self._app: ASGIApp | None = None
        self._wrap_lifespan(server)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Fits PATH and all below it."""
        inside = scope["type"] in {"http", "websocket"} and f"{scope['path']}/".startswith(f"{PATH}/")
        return (Match.FULL, {"endpoint": self}) if inside else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, load if need be, and hand over."""
        studio: Studio = scope["app"].state.studio
        headers = Headers(scope=scope)
        principal: Principal | None = scope["state"]["principal"]
        if principal is None:
            await _refused(scope)(scope, receive, send)
            return
        if "read" not in principal.scopes:
            await _not_allowed(scope)(scope, receive, send)
            return
        if (over := scope["state"]["caller"].over) is not None:
            await _over(scope, over)(scope, receive, send)
            return
        self._load()
        is_page = scope["type"] == "http" and "text/html" in headers.get("accept", "")
        if is_page and not self._ready.is_set():
            await HTMLResponse(LOADING, headers={"Cache-Control": "no-store", "Refresh": "1"})(scope, receive, send)
            return
        await self._ready.wait()
        if self._app is None:
            self._loading = None  # the next one may have more luck
            self._ready = asyncio.Event()
            await PlainTextResponse(FAILED, status_code=503)(scope, receive, send)
            return
        if is_page:
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope, send = {**scope, "headers": plain}, _kept_at_home(send, policy(studio.storage.link_origin()))
        elif (address := _FETCHED.search(scope["path"])) is not None:
            # Gradio would fetch whatever address is asked of it; only our own files are, and by the reader.
            await _own_file(address[1], headers.get("host", ""), studio)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> NoMatchFound:  # type: ignore[override]  # Starlette gives back a URL; it never comes to that
        """It has no name."""
        raise NoMatchFound(name, path_params)

    def _load(self) -> None:
        if self._loading is None:
            # A context of its own: it serves everybody, not just whoever came first.
            work, context = self._live(), contextvars.Context()
            self._loading = asyncio.create_task(work, name="playground", context=context)

    async def _live(self) -> None:
        """Load, then run until the server stops: what Gradio starts must end in the task that started it."""
        try:
            app = await asyncio.to_thread(_load, self._server)
            async with app.router.lifespan_context(app):
                self._app = app
                self._ready.set()
                await self._stop.wait()
        except Exception as error:  # the edge of a task: told in the log, and to who asks
            log.exception("playground_failed", error=str(error))
        finally:
            self._app = None
            self._ready.set()

    def _wrap_lifespan(self, server: FastAPI) -> None:
        inner = server.router.lifespan_context

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
            async with inner(app) as state:
                if self._at_once:
                    self._load()
                try:
                    yield state
                finally:
                    self._stop.set()
                    if self._loading is not None:
                        await self._loading

        server.router.lifespan_context = lifespan


def _refused(scope: Scope) -> ASGIApp:
    if scope["type"] == "websocket":
        return WebSocketClose(code=1008)
    return PlainTextResponse(
        "The playground needs this server's API key, as the password; any user name will do.\n",
        status_code=401,
        headers={"WWW-Authenticate": 'Basic realm="Safelight: the API key is the password", charset="UTF-8"'},
    )


def _not_allowed(scope: Scope) -> ASGIApp:
    if scope["type"] == "websocket":
        return WebSocketClose(code=1008)
    return PlainTextResponse("This key may not look at the studio: it needs the scope 'read'.\n", status_code=403)


def _over(scope: Scope, error: SafelightError) -> ASGIApp:
    if scope["type"] == "websocket":
        return WebSocketClose(code=1013)
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return PlainTextResponse(f"{error}\n", status_code=error.status, headers=headers)


def _load(server: FastAPI) -> FastAPI:
    # Read when Gradio is imported, and whenever it would like to call home.
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_DISABLE_TELEMETRY="1")
    from safelight.doors.gradio.page import app_of  # noqa: PLC0415  Gradio takes seconds to load, and is optional

    async def built() -> FastAPI:
        return app_of(server)

    # Without a running loop Gradio opens loops of its own and never closes them.
    return asyncio.run(built())


def _own_file(address: str, host: str, studio: Studio) -> ASGIApp:
    link = urlsplit(address)
    is_ours = link.netloc == host and link.path.startswith("/files/")
    if is_ours or f"{link.scheme}://{link.netloc}" == studio.storage.link_origin():
        return RedirectResponse(address)
    return PlainTextResponse("The playground fetches nothing from other hosts.\n", status_code=403)


def policy(storage: str | None) -> str:
    """Gradio's page needs inline scripts; what counts is that nothing is asked of a host that is not ours."""
    ours = f"'self' blob: data:{f' {storage}' if storage else ''}"
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        f"img-src {ours}; media-src {ours}; font-src 'self' data:; worker-src 'self' blob:; "
        f"connect-src {ours} ws: wss:; object-src 'none'; frame-ancestors 'none'"
    )


def _kept_at_home(send: Send, rules: str) -> Send:
    """A page with the policy and our lamp, and without the links to other hosts that Gradio's template has."""
    start: Message = {}
    page = bytearray()

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        if message["type"] != "http.response.body":  # what extensions say beside it
            await send(message)
            return
        page.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        body = _ELSEWHERE.sub(b"", bytes(page)).replace(b"<head>", b"<head>" + ICON.encode(), 1)
        headers = MutableHeaders(scope=start)
        headers.update(
            {
                "Content-Length": str(len(body)),
                "Content-Security-Policy": rules,
                "Referrer-Policy": "same-origin",
                "X-Content-Type-Options": "nosniff",
            }
        )
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return sent


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Playground</title>
{icon}
<style>
:root{{color-scheme:dark light}}
body{{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:36rem;padding:0 1rem}}
</style>
<p role="status">{said}</p>
</html>
"""
LOADING = _PAGE.format(icon=ICON, said="Loading the playground. The first time takes a few seconds.")
FAILED = "The playground did not start; the server's log says why. The rest of the studio works."
