"""Asking servers out there: none in the private network, and where there is a list only hosts on it.

Both are checked where the connection is made: the host of every request, redirects included, and the address that its
name stood for in that moment. Loads httpx, which the server does only when it needs it.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from socket import SOCK_STREAM
from ssl import SSLContext
from typing import Protocol, Self

import anyio
import httpcore
import httpx

from safelight.kit.addresses import HostRefused, is_public


class Hosts(Protocol):
    """Which servers may be asked."""

    def check(self, url: httpx.URL) -> None:
        """Raise HostRefused unless this address may be asked."""

    def checked(self, host: str, addresses: Iterable[str]) -> list[str]:
        """Those of a host's addresses that may be connected to. Raises HostRefused when none may."""


@dataclass(frozen=True)
class AllowedHosts:
    """Which servers may be asked: the hub at `home`, and hosts by name or by pattern such as `*.hf.co`.

    The hub may be anywhere, since whoever runs the server has named it. Others speak HTTPS at public addresses; only
    beside a hub on this machine or in a private network may hosts listed by their full name be such, too.
    """

    home: httpx.URL
    listed: frozenset[str]

    @classmethod
    def of(cls, home: str, listed: Iterable[str]) -> Self:
        """From settings."""
        return cls(httpx.URL(home), frozenset(name.strip().lower() for name in listed if name.strip()))

    def check(self, url: httpx.URL) -> None:
        """Raise HostRefused unless this address may be asked."""
        if self._at_home(url):
            return
        host = _name(url)
        if host != _name(self.home) and not any(fnmatch(host, pattern) for pattern in self.listed):
            raise HostRefused(
                f"Nothing is fetched from {host or 'there'}: it is not on the list of allowed hosts.",
                hint="SAFELIGHT_DOWNLOAD_HOSTS is the list; whoever runs the server can add it.",
            )
        if url.scheme != "https" and not self._may_be_private(host):
            raise HostRefused(f"{host} is only asked over https, not {url.scheme}.", hint="Use its https address.")

    def checked(self, host: str, addresses: Iterable[str]) -> list[str]:
        """Those of a host's addresses that may be connected to. Raises HostRefused when none may."""
        found = list(addresses)
        if host == _name(self.home) or self._may_be_private(host):
            return found
        public = [address for address in found if is_public(ipaddress.ip_address(address.partition("%")[0]))]
        if not public:
            raise HostRefused(
                f"{host} stands for an address in a private network, and nothing is fetched from there.",
                hint="Only the hub named in SAFELIGHT_HUB_URL may be in a private network.",
            )
        return public

    def _at_home(self, url: httpx.URL) -> bool:
        return (url.scheme, _name(url), url.port) == (self.home.scheme, _name(self.home), self.home.port)

    def _may_be_private(self, host: str) -> bool:
        return self._home_is_private() and (host == _name(self.home) or host in self.listed)

    def _home_is_private(self) -> bool:
        name = _name(self.home)
        try:
            return not is_public(ipaddress.ip_address(name))
        except ValueError:
            return name == "localhost" or "." not in name


class GuardedTransport(httpx.AsyncHTTPTransport):
    """A transport for httpx.AsyncClient that asks nobody else."""

    def __init__(self, hosts: Hosts, *, connections: int = 20) -> None:
        super().__init__(verify=_authorities())
        self._hosts = hosts
        # httpx has no public way to say how its pool connects; httpcore, which does it, has.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_authorities(),
            max_connections=connections,
            keepalive_expiry=10.0,
            network_backend=_GuardedBackend(hosts),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, a redirected one as any other."""
        self._hosts.check(request.url)
        return await super().handle_async_request(request)


@cache
def _authorities() -> SSLContext:
    # Reading whom to trust takes 40 ms, in which a server does nothing else.
    return httpx.create_ssl_context()


class _GuardedBackend(httpcore.AnyIOBackend):
    """Looks a name up once, checks the addresses, and connects to one of these: no second look-up can differ."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            found = await anyio.getaddrinfo(host, port, type=SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be looked up: {error}") from error
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._hosts.checked(host.rstrip(".").lower(), dict.fromkeys(str(each[4][0]) for each in found)):
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


def _name(url: httpx.URL) -> str:
    return url.host.rstrip(".").lower()
