"""Addresses of the open Internet, and those that are not. Knows no HTTP."""

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from safelight.kit.errors import Forbidden

if TYPE_CHECKING:
    import httpx

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052; what is private in it stays so
_ISATAP = 0x00005EFE  # RFC 5214, the third group of four bytes
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")
_RELAYS = ipaddress.ip_network("192.88.99.0/24")  # of 6to4, given up


class HostRefused(Forbidden):
    """This host is not asked."""

    code = "host_refused"


def is_public(address: IPAddress) -> bool:
    """Whether an address is one of the open Internet, looking through what wraps one address in another."""
    if isinstance(address, ipaddress.IPv6Address):
        if (inner := _wrapped(address)) is not None:
            return is_public(inner)
        # All else is local, reserved or one more way of writing an IPv4 address, which not every Python knows.
        if address not in _GLOBAL_UNICAST or address in _DOCUMENTATION:
            return False
    return address.is_global and not address.is_multicast and address not in _RELAYS


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a gateway, or this very machine, would take it for."""
    is_isatap = (int(address) >> 32) & 0xFDFFFFFF == _ISATAP
    if address in _NAT64 or is_isatap:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def is_own_page(origin: str, host: str | None, public_url: str | None) -> bool:
    """Whether a page was served under the address at which it now asks; `origin` and `host` are a request's headers."""
    try:
        asked = urlsplit(origin).netloc
        return bool(asked) and asked in {host, urlsplit(public_url or "").netloc}
    except ValueError:
        return False


@dataclass(frozen=True)
class PublicHosts:
    """Every host at a public address; beside these, hosts on a list, and while `loopback` says so this machine."""

    listed: frozenset[str] = frozenset()
    loopback: Callable[[], bool] = bool  # no

    @classmethod
    def of(cls, listed: Iterable[str], *, loopback: Callable[[], bool]) -> Self:
        """From settings; whether this machine may be called can change while the server runs."""
        return cls(frozenset(name.strip().lower() for name in listed if name.strip()), loopback)

    def check(self, url: "httpx.URL") -> None:
        """Raise HostRefused for an address that is private by its spelling."""
        self.check_host(url.host)

    def check_host(self, host: str) -> None:
        """Raise HostRefused for a private address; a name is looked at when it is connected to."""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return
        self.checked(host, [host])

    def checked(self, host: str, addresses: Iterable[str]) -> list[str]:
        """Those of a host's addresses that may be connected to. Raises HostRefused when none may."""
        found = list(addresses)
        if any(fnmatch(host.lower(), pattern) for pattern in self.listed):
            return found
        may = [address for address in found if self._may(ipaddress.ip_address(address.partition("%")[0]))]
        if not may:
            raise HostRefused(
                f"{host} stands for an address in a private network, which this server does not call.",
                hint="SAFELIGHT_WEBHOOK_HOSTS lists private hosts that may be called.",
            )
        return may

    def _may(self, address: IPAddress) -> bool:
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            return self._may(address.ipv4_mapped)
        return is_public(address) or (address.is_loopback and self.loopback())
