"""Whom a server asks on behalf of others: listed hosts at public addresses, checked where the connection is made."""

import asyncio
import socket

import anyio
import httpx
import pytest

from safelight.kit.addresses import HostRefused
from safelight.kit.outside import AllowedHosts, GuardedTransport

HOSTS = ("huggingface.co", "*.huggingface.co", "*.hf.co")
PUBLIC = AllowedHosts.of("https://huggingface.co", HOSTS)
LOCAL = AllowedHosts.of("http://127.0.0.1:9999", (*HOSTS, "localhost"))


@pytest.mark.parametrize(
    "url",
    ["https://huggingface.co/a", "https://cdn-lfs.huggingface.co/x", "https://cas-bridge.xethub.hf.co/x",
     "https://HUGGINGFACE.CO./a"],
)  # fmt: skip
def test_listed_hosts_may_be_asked(url):
    PUBLIC.check(httpx.URL(url))


@pytest.mark.parametrize(
    "url",
    ["https://example.com/", "https://huggingface.co.evil.com/", "https://evilhuggingface.co/", "https://hf.co.evil/",
     "http://huggingface.co/", "http://cdn.hf.co/", "ftp://huggingface.co/", "https://127.0.0.1/", "https://[::1]/",
     "http://169.254.169.254/latest/meta-data", "https://huggingface.co@evil.com/"],
)  # fmt: skip
def test_others_are_refused(url):
    with pytest.raises(HostRefused):
        PUBLIC.check(httpx.URL(url))


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "ff02::1", "::", "0.1.2.3", "198.18.0.1", "192.0.0.1", "192.88.99.1", "240.0.0.1", "255.255.255.255", "::7f00:1",
    "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "64:ff9b::a9fe:a9fe", "fec0::1", "3fff::1", "5f00::1", "100::1",
    "2001:db8::1", "2001:0:7f00:1::1", "2606:4700::200:5efe:a00:1", "2606:4700::5efe:7f00:1", "2002:a00:1::", "ff0e::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_stands_for_a_private_address_is_refused(address):
    with pytest.raises(HostRefused, match="private"):
        PUBLIC.checked("cdn.hf.co", [address])


def test_public_addresses_are_kept_and_private_ones_among_them_left_out():
    assert PUBLIC.checked("cdn.hf.co", ["8.8.8.8", "127.0.0.1", "2606:4700::1111"]) == ["8.8.8.8", "2606:4700::1111"]
    wrapped = ["::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
    assert PUBLIC.checked("cdn.hf.co", wrapped) == wrapped


def test_a_hub_on_this_machine_may_be_asked_and_what_is_listed_beside_it():
    LOCAL.check(httpx.URL("http://127.0.0.1:9999/x"))
    LOCAL.check(httpx.URL("http://localhost:1/x"))
    assert LOCAL.checked("127.0.0.1", ["127.0.0.1"]) == ["127.0.0.1"]
    assert LOCAL.checked("localhost", ["127.0.0.1"]) == ["127.0.0.1"]


def test_beside_it_patterns_still_mean_public_addresses_only():
    with pytest.raises(HostRefused):
        LOCAL.checked("cdn.hf.co", ["127.0.0.1"])


def test_a_mirror_may_be_in_a_private_network_under_any_name():
    mirror = AllowedHosts.of("https://hub.corp.example", ())
    assert mirror.checked("hub.corp.example", ["10.1.2.3"]) == ["10.1.2.3"]


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(monkeypatch):
    """A name server that answers differently the second time changes nothing: there is no second time."""
    asked, connected = [], []

    async def look_up(host, port, **_):
        asked.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port))
        ]

    async def connect(remote_host, remote_port, **_):
        connected.append(remote_host)
        raise OSError("nobody there")

    monkeypatch.setattr(anyio, "getaddrinfo", look_up)
    monkeypatch.setattr(anyio, "connect_tcp", connect)

    async def get():
        async with httpx.AsyncClient(transport=GuardedTransport(PUBLIC)) as client:
            await client.get("https://cdn.hf.co/x")

    with pytest.raises(httpx.ConnectError):
        asyncio.run(get())
    assert asked == ["cdn.hf.co"]
    assert connected == ["93.184.216.34"]


def test_a_name_that_was_bent_to_this_machine_is_never_connected_to(monkeypatch):
    async def look_up(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async def connect(*_, **__):
        pytest.fail("it was connected to")

    monkeypatch.setattr(anyio, "getaddrinfo", look_up)
    monkeypatch.setattr(anyio, "connect_tcp", connect)

    async def get():
        async with httpx.AsyncClient(transport=GuardedTransport(PUBLIC)) as client:
            await client.get("https://cdn.hf.co/x")

    with pytest.raises(HostRefused, match=r"cdn\.hf\.co"):
        asyncio.run(get())
