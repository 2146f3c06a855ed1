"""A small HTTP server that keeps objects in memory: what the stand-ins for storage services have in common."""

import hashlib
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

BUCKET = "studio"


@dataclass
class Stored:
    """One object, with the headers that are given back with it."""

    data: bytes
    headers: dict[str, str] = field(default_factory=dict)
    modified: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def told(self) -> dict[str, str]:
        etag = hashlib.md5(self.data, usedforsecurity=False).hexdigest()
        return {"last-modified": format_datetime(self.modified, usegmt=True), "etag": f'"{etag}"'} | self.headers


@dataclass
class Request:
    """What was asked: the path as it was sent and unquoted, the query, headers in small letters, the body."""

    method: str
    raw_path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return unquote(self.raw_path)


@dataclass
class Answer:
    status: int = 200
    body: bytes | str = b""
    headers: dict[str, str] = field(default_factory=dict)


class ObjectServer:
    """Objects of one bucket in memory; `fail` makes the next requests go wrong."""

    lost_metadata: ClassVar[bool] = False

    def __init__(self) -> None:
        self.objects: dict[str, Stored] = {}
        self.lock = threading.Lock()
        self.requests: list[Request] = []
        self.fail: Callable[[Request], Answer | None] = lambda request: None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                request = Request(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query, keep_blank_values=True)),
                    {name.lower(): value for name, value in self.headers.items()},
                    body,
                )
                outer.requests.append(request)
                given = outer.fail(request) or outer.answer(request)
                sent = given.body.encode() if isinstance(given.body, str) else given.body
                self.send_response(given.status)
                for name, value in ({"content-length": str(len(sent))} | given.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    with suppress(ConnectionError):  # whoever asked has given up
                        self.wfile.write(sent)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_OPTIONS = answer  # noqa: N815  the base class's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> Answer:
        raise NotImplementedError

    def read(self, key: str, request: Request, missing: Answer, more: dict[str, str] | None = None) -> Answer:
        """GET or HEAD of an object."""
        with self.lock:
            found = self.objects.get(key)
        if found is None:
            return missing
        headers = found.told | (more or {})
        if request.method == "HEAD":
            return Answer(200, b"", headers | {"content-length": str(len(found.data))})
        if said := re.fullmatch(
            r"bytes=(\d+)-", request.headers.get("range") or request.headers.get("x-ms-range") or ""
        ):
            start, size = int(said.group(1)), len(found.data)
            if start >= size:
                return Answer(416, "<Error><Code>InvalidRange</Code></Error>")
            return Answer(206, found.data[start:], headers | {"content-range": f"bytes {start}-{size - 1}/{size}"})
        return Answer(200, found.data, headers)


def kept(request: Request, prefix: str) -> dict[str, str]:
    """The headers of a PUT that stay with the object."""
    return {name: value for name, value in request.headers.items() if name == "content-type" or name.startswith(prefix)}
