"""Who may listen: with a key who has it, without one who is no page of another site."""

import asyncio
import base64

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from safelight.kit.addresses import is_own_page
from safelight.kit.credentials import secrets_of


async def try_to_listen(host: str, **options) -> tuple[int, str, str | None]:
    """The close code (0 when let in), the reason, and the subprotocol."""
    async with connect(f"ws://{host}/api/v1/events{options.pop('query', '')}", **options) as socket:
        try:
            await asyncio.wait_for(socket.recv(), 30)
        except ConnectionClosed as closed:
            return closed.rcvd.code, closed.rcvd.reason, socket.subprotocol
        return 0, "", socket.subprotocol


def encoded(key: str) -> str:
    return "bearer." + base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def test_the_right_key_opens(keyed, play):
    key = keyed.key
    plain = ["safelight", f"safelight.key.{key}"]

    async def story() -> None:
        assert await try_to_listen(keyed.host, additional_headers={"Authorization": f"Bearer {key}"}) == (0, "", None)
        assert await try_to_listen(keyed.host, subprotocols=plain) == (0, "", "safelight")
        assert await try_to_listen(keyed.host, subprotocols=plain[1:]) == (0, "", None)
        assert await try_to_listen(keyed.host, subprotocols=["safelight", encoded(key)]) == (0, "", "safelight")
        # A key is worth more than an address: pages elsewhere that have it may listen.
        assert (await try_to_listen(keyed.host, subprotocols=plain, origin="http://other.example"))[0] == 0

    play(story())


def test_everybody_else_is_told_why_not(keyed, play):
    missing, wrong = "This server asks who you are.", "The key or token is not right, or is over."

    async def story() -> None:
        assert await try_to_listen(keyed.host) == (4401, missing, None)
        assert await try_to_listen(keyed.host, subprotocols=["safelight"]) == (4401, missing, "safelight")
        assert (await try_to_listen(keyed.host, subprotocols=["safelight.key.wrong"]))[:2] == (4401, wrong)
        assert (await try_to_listen(keyed.host, subprotocols=["bearer.a"]))[:2] == (4401, missing)
        unencoded = {"Authorization": f"Basic {keyed.key}"}
        assert (await try_to_listen(keyed.host, additional_headers=unencoded))[:2] == (4401, missing)
        # Addresses end up in logs and histories.
        query = f"?key={keyed.key}&api_key={keyed.key}&token={keyed.key}"
        assert (await try_to_listen(keyed.host, query=query))[:2] == (4401, missing)

    play(story())


def test_without_a_key_no_page_of_another_site_may_listen(server, play):
    async def story() -> None:
        for origin in ("http://evil.example", "null", "http://localhost:1", f"http://{server.host}.evil.example"):
            code, reason, _ = await try_to_listen(server.host, origin=origin)
            assert (code, reason) == (4403, "Pages of another site may not listen to a server without a key.")
        for origin in (None, f"http://{server.host}", f"https://{server.host}"):
            assert (await try_to_listen(server.host, origin=origin))[0] == 0

    play(story())


@pytest.mark.parametrize(
    ("origin", "host", "public_url", "own"),
    [
        ("http://studio.example", "studio.example", None, True),
        ("https://studio.example", "10.0.0.3:8000", "https://studio.example/", True),
        ("https://studio.example", "10.0.0.3:8000", None, False),
        ("http://127.0.0.1:5173", "127.0.0.1:8000", None, False),
        ("null", "", None, False),
        ("http://[bad", "127.0.0.1", None, False),
        ("http://127.0.0.1", None, None, False),
        ("", None, None, False),
    ],
)
def test_whose_page_it_is(origin, host, public_url, own):
    assert is_own_page(origin, host, public_url) is own


def test_where_keys_are_found():
    basic = base64.b64encode(b"anybody:abc:d").decode()
    alone = base64.b64encode(b"abc").decode()
    assert list(secrets_of("bearer  abc ", [])) == ["abc"]
    assert list(secrets_of(f"Basic {basic}", [])) == ["abc:d"]
    assert list(secrets_of(f"basic {alone}", [])) == ["abc"]
    lines = ["safelight", "safelight.key.a.b", encoded("ключ /=")]
    assert list(secrets_of("Bearer", [", ".join(lines)])) == list(secrets_of(None, lines)) == ["a.b", "ключ /="]
    assert list(secrets_of(None, ["bearer.YQ", "bearer.w4", "safelight.key."])) == ["a", ""]
