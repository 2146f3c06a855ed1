"""What came with a request, by which somebody is known."""

import base64

import pytest

from safelight.kit.credentials import secrets_of


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Bearer k", ["k"]), ("bearer k", ["k"]), (basic("u", "k"), ["k"]), (basic("u", "a:b"), ["a:b"]),
        (basic("k", ""), ["k"]), (None, []), ("", []), ("k", []), ("Bearer ", []), ("Basic", []), ("Basic ====", []),
        ("Token k", []), ("Basic " + base64.b64encode(b"\xff\xfe:k").decode(), []),
    ],
)  # fmt: skip
def test_a_header(header: str | None, found: list[str]) -> None:
    assert [secret for secret in secrets_of(header, []) if secret] == found


def test_subprotocols() -> None:
    encoded = base64.urlsafe_b64encode("ü/k".encode()).decode().rstrip("=")
    assert list(secrets_of(None, ["safelight, safelight.key.k", f"bearer.{encoded}"])) == ["k", "ü/k"]
