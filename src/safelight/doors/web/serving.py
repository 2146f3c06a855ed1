"""The web app for browsers: its files, and its one page at every address that is nobody else's."""

import re
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from safelight.doors.web.build import ENCODINGS, TYPES, Build, BuiltFile

# Addresses of programs: an unknown one below these is a 404 in their own shape, never a page.
PROGRAMS = frozenset((
    "api", "assets", "docs", "files", "font-roboto", "generate-image", "generate-video", "health", "openapi.json",
    "ping", "playground", "sdapi", "socket.io", "tensorboard", "v1",
))  # fmt: skip
FILES = frozenset((*TYPES, *ENCODINGS.values()))  # an address that ends so means a file, there or not
FOREVER = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"assets/.+-[\w-]{8,}\.\w+$")


class WebApp(BaseRoute):
    """The last route. It takes what a browser asks for, and leaves all else to the routes before it."""

    def __init__(self, build: Build | None = None) -> None:
        self._build = build or Build()
        self._policy: str | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Fits files of the build, and pages that a browser opens."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return Match.NONE, {}
        name = scope["path"].lstrip("/")
        page = self._build.index()
        if page is not None and name and (file := self._build.find(name)) is not None:
            return Match.FULL, {"endpoint": self, "web_file": file, "web_page": file is page}
        if not _is_page(name, Headers(scope=scope)):
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self, "web_file": page, "web_page": True}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        file: BuiltFile | None = scope["web_file"]
        if file is None:
            response: Response = HTMLResponse(NOT_BUILT, headers=NOT_BUILT_HEADERS)
        else:
            response = await run_in_threadpool(served, file, scope)
        if scope["web_page"] and file is not None:
            self._policy = self._policy or policy(scope["app"].state.studio.storage.link_origin())
            response.headers["Content-Security-Policy"] = self._policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if scope["method"] == "HEAD":
            response.body = b""
        await response(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> NoMatchFound:  # type: ignore[override]  # Starlette gives back a URL; it never comes to that
        """It has no name."""
        raise NoMatchFound(name, path_params)


def policy(storage: str | None) -> str:
    """What the page may load: itself, and pictures from the storage if that is elsewhere."""
    more = f" {storage}" if storage else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"img-src 'self' blob: data:{more}",
            f"media-src 'self' blob:{more}",
            f"connect-src 'self' ws: wss:{more}",
            "style-src 'self' 'unsafe-inline'",
            "script-src 'self'",
            "object-src 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _is_page(name: str, headers: Headers) -> bool:
    if not name:
        return True
    parts = name.rstrip("/").split("/")
    is_file = any(part.startswith(".") for part in parts) or Path(parts[-1]).suffix.lower() in FILES
    return not is_file and parts[0] not in PROGRAMS and "text/html" in headers.get("accept", "")


def served(file: BuiltFile, scope: Scope) -> Response:
    """The file as this client takes it: compressed, or unchanged since it was last asked for."""
    headers = Headers(scope=scope)
    encoding = _encoding(file, headers.get("accept-encoding", ""))
    data, tag = file.content(encoding)
    answer = {
        "Cache-Control": FOREVER if _HASHED.match(scope["path"].lstrip("/")) else "no-cache",
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if tag in (each.strip().removeprefix("W/") for each in headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=answer)
    if encoding:
        answer["Content-Encoding"] = encoding
    return Response(data, media_type=file.content_type, headers=answer)


def _encoding(file: BuiltFile, accepted: str) -> str | None:
    wanted = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        wanted[name.strip()] = quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((each for each in file.encodings if wanted.get(each, wanted.get("*", False))), None)


NOT_BUILT_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Safelight</title>
<style>
:root{color-scheme:dark light}
body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}
</style>
<h1>The web app is not built</h1>
<p>This server runs from its sources, and the pages have not been made yet. The API works.</p>
<p>Build them with <code>make web</code> (it needs Node.js 20 or newer), then load this page again.</p>
<p><a href="/docs">API documentation</a></p>
</html>
"""
