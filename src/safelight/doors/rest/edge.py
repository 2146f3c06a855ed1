"""What every connection passes first: whose address it is, under which name we were asked, and whose page asks.

A server on one's own machine can be reached by every page that one opens. Such a page is told apart by the name under
which it asks (its own, made to lead here) and by the origin that its browser states. Knows no accounts and no keys.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Self
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from safelight.doors.rest.problems import as_response, defect
from safelight.kit.addresses import IPAddress, is_own_page
from safelight.kit.errors import Forbidden, shorten
from safelight.settings import LOOPBACK, Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Of answers that are no page: whatever a browser takes them for, nothing in them is run or framed."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"
EXPOSED = "*, Retry-After, X-Request-Id, Event-Seq, Location, Content-Disposition, ETag"
PREFLIGHT_SECONDS = 600
PREFLIGHT = frozenset({"access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"})

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class HostNotAllowed(Forbidden):
    """The request was for another server, or a name was made to lead here."""

    code = "host_not_allowed"


class ForeignPage(Forbidden):
    """A page of another site asked for a change."""

    code = "foreign_page"


@dataclass(frozen=True)
class EdgeRules:
    """The settings of the edge, as values."""

    hosts: frozenset[str]  # names and patterns; those of this machine itself are always right
    any_address: bool  # an address in place of a name is right too: no name was made to lead here
    public_url: str | None = None
    origins: frozenset[str] = frozenset()
    proxies: tuple[Network, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """From settings."""
        named = {settings.host.lower(), *settings.listed_hosts}
        if (public := urlsplit(settings.public_url or "").hostname) is not None:
            named.add(public)
        return cls(
            hosts=frozenset(named),
            any_address=not settings.is_loopback,
            public_url=settings.public_url,
            origins=frozenset(settings.listed_origins),
            proxies=settings.proxy_networks,
        )

    def is_here(self, host: str) -> bool:
        """Whether a Host header names this server."""
        parts = _HOST.fullmatch(host.lower())
        if parts is None:
            return False
        name = parts[1].strip("[]").rstrip(".")
        if name in LOOPBACK or any(fnmatch(name, pattern) for pattern in self.hosts):
            return True
        address = _address(name)
        return address is not None and (self.any_address or address.is_loopback)

    def is_welcome(self, origin: str, host: str | None) -> bool:
        """Whether pages of this origin may use the server: our own, and those that the settings list."""
        return is_own_page(origin, host, self.public_url) or self.is_listed(origin)

    def is_listed(self, origin: str) -> bool:
        """Whether pages of another site may read what the server answers."""
        return "*" in self.origins or origin in self.origins

    def is_proxy(self, host: str) -> bool:
        """Whether what this neighbour says of those behind it is believed."""
        address = _address(host)
        return address is not None and any(address in network for network in self.proxies)

    def client_of(self, neighbour: str, told: Iterable[str]) -> str:
        """The address of who asks: the last of X-Forwarded-For that none of our own proxies has."""
        client = neighbour
        for part in reversed([part.strip() for line in told for part in line.split(",")]):
            if not self.is_proxy(client):
                break
            if (address := _address(_without_port(part))) is None:
                break  # what stands left of it was not written by a proxy of ours
            client = str(address)
        return client


def install(app: FastAPI, rules: EdgeRules) -> None:
    """Surround the app; the answer to a defect of ours, which leaves it outside of everything, is dressed as well."""
    app.add_middleware(Edge, rules=rules)

    async def dressed(request: Request, error: Exception) -> Response:
        response = await defect(request, error)
        dress(response.headers, request.scope, rules)
        return response

    app.add_exception_handler(Exception, dressed)


class Edge:
    """Turn away who has no business here, and give every answer the headers that keep browsers out of trouble."""

    def __init__(self, app: ASGIApp, *, rules: EdgeRules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        _believe(self.rules, scope, headers)
        refused = self._refusal(scope, headers)
        if scope["type"] == "websocket":
            await (WebSocketClose(1008, refused.message) if refused else self.app)(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message), scope, self.rules)
            await send(message)

        answer: ASGIApp = self.app
        if refused is not None:
            answer = as_response(Request(scope), refused)
        elif (preflight := self._preflight(scope, headers)) is not None:
            answer = preflight
        await answer(scope, receive, dressed)

    def _refusal(self, scope: Scope, headers: Headers) -> Forbidden | None:
        """Why this connection is not for us, if so."""
        hosts = headers.getlist("host")
        # Without any it is a program: every browser sends one.
        if len(hosts) > 1 or not all(self.rules.is_here(host) for host in hosts):
            return HostNotAllowed(
                f"This server is not named {shorten(', '.join(hosts))!r}.",
                hint="SAFELIGHT_ALLOWED_HOSTS lists the names under which it may be asked, beside that of PUBLIC_URL.",
            )
        if scope["type"] == "http" and scope["method"] not in SAFE and self._is_foreign(headers):
            return ForeignPage(
                "A page of another site may change nothing here.",
                hint="SAFELIGHT_CORS_ORIGINS lists the sites whose pages may; programs send no Origin header.",
            )
        return None

    def _is_foreign(self, headers: Headers) -> bool:
        # A browser never sends a bearer token by itself; a password of HTTP Basic and a cookie it does.
        if headers.get("authorization", "").lower().startswith("bearer "):
            return False
        origin = headers.get("origin")
        if origin is not None:
            return not self.rules.is_welcome(origin, headers.get("host"))
        return headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}

    def _preflight(self, scope: Scope, headers: Headers) -> Response | None:
        origin = headers.get("origin")
        if scope["method"] != "OPTIONS" or "access-control-request-method" not in headers:
            return None
        if origin is None or not self.rules.is_listed(origin):
            return None
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
                "Access-Control-Allow-Headers": headers.get("access-control-request-headers", "Authorization"),
                "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            },
        )


def dress(headers: MutableHeaders, scope: Scope, rules: EdgeRules) -> None:
    """Add the security headers that an answer lacks; what parts of it say of other sites is not theirs to decide."""
    origin = Headers(scope=scope).get("origin")
    listed = origin is not None and rules.is_listed(origin)
    kept = (
        {"access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"} if listed else set()
    )
    for name in {name for name in headers if name.startswith("access-control-") and name not in kept}:
        del headers[name]
    if rules.origins:
        headers.add_vary_header("Origin")
    if origin is not None and listed:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = EXPOSED
    path: str = scope["path"]
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    # A signed link is for whoever holds it: also for a page of the app that stands on this server.
    if path.startswith("/files/") or listed:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if "javascript" not in headers.get("content-type", ""):  # a worker's script would be bound by it
        headers.setdefault("Content-Security-Policy", POLICY)
    if (rules.public_url or "").startswith("https:"):
        headers.setdefault("Strict-Transport-Security", HSTS)


def _believe(rules: EdgeRules, scope: Scope, headers: Headers) -> None:
    """Put the client's own address and scheme into the scope, where a proxy that we trust tells them."""
    neighbour = scope["client"][0] if scope.get("client") else ""
    if not rules.is_proxy(neighbour):
        return
    client = rules.client_of(neighbour, headers.getlist("x-forwarded-for"))
    if client != neighbour:
        scope["client"] = (client, 0)
    scheme = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
    if scheme in {"http", "https"}:
        scope["scheme"] = scheme if scope["type"] == "http" else scheme.replace("http", "ws")


def _address(text: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:  # a name
        return None


def _without_port(text: str) -> str:
    """`203.0.113.7:4711` and `[2001:db8::1]:4711`, as some proxies write them."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
