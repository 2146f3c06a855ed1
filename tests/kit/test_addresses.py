"""Which hosts are called on behalf of others when there is no list of those that may be."""

import socket

import httpx
import pytest

from safelight.kit.addresses import HostRefused, PublicHosts
from tests.kit.test_outside import PRIVATE

ANY = PublicHosts.of([], loopback=lambda: False)
AT_HOME = PublicHosts.of(["app", "*.internal", " "], loopback=lambda: True)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_called(address: str) -> None:
    with pytest.raises(HostRefused):
        ANY.checked("example.org", [address])
    assert ANY.checked("example.org", [address, "93.184.216.34"]) == ["93.184.216.34"]


@pytest.mark.parametrize("spelled", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0x7f000001", "0", "0xa9fea9fe"])
def test_no_spelling_of_a_number_hides_a_private_address(spelled: str) -> None:
    ANY.check_host(spelled)  # as a name it passes, and is seen through when it is called
    found = [str(each[4][0]) for each in socket.getaddrinfo(spelled, 80, type=socket.SOCK_STREAM)]
    with pytest.raises(HostRefused):
        ANY.checked(spelled, found)


def test_a_machine_that_others_come_to_is_its_own_no_more() -> None:
    alone = [True]
    hosts = PublicHosts.of([], loopback=lambda: alone[0])
    assert hosts.checked("localhost", ["127.0.0.1"])
    alone[0] = False
    with pytest.raises(HostRefused):
        hosts.checked("localhost", ["127.0.0.1"])


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_called_where_that_is_allowed(address: str) -> None:
    assert AT_HOME.checked("localhost", [address]) == [address]
    with pytest.raises(HostRefused):
        AT_HOME.checked("localhost", ["10.0.0.1"])


def test_listed_hosts_are_called_wherever_they_are() -> None:
    assert AT_HOME.checked("App", ["10.0.0.1"]) == ["10.0.0.1"]
    assert AT_HOME.checked("db.internal", ["10.0.0.1"]) == ["10.0.0.1"]
    for other in ("application", "internal", "db.internal.example.org", ""):
        with pytest.raises(HostRefused):
            AT_HOME.checked(other, ["10.0.0.1"])


def test_an_address_in_the_url_is_seen_at_once_and_a_name_when_it_is_called() -> None:
    ANY.check(httpx.URL("http://example.org/"))
    for url in ("http://127.0.0.1/", "http://[::1]:80/", "http://169.254.169.254/latest"):
        with pytest.raises(HostRefused):
            ANY.check(httpx.URL(url))
