"""The keys and tokens that came with a request."""

import base64
import binascii
from collections.abc import Iterator

_PLAIN = "safelight.key."
_ENCODED = "bearer."


def secrets_of(authorization: str | None, subprotocols: list[str]) -> Iterator[str]:
    """What came with a request: a bearer token, the password of HTTP Basic, or, as browsers must, a subprotocol.

    A secret with characters that no subprotocol may have is sent as `bearer.` and its base64url.
    """
    scheme, _, rest = (authorization or "").partition(" ")
    if scheme.lower() == "bearer" and rest.strip():
        yield rest.strip()
    elif scheme.lower() == "basic" and (text := _decoded(rest.strip())):
        user, _, password = text.partition(":")
        if secret := password or user:  # some programs have one box for both
            yield secret
    for name in (part.strip() for line in subprotocols for part in line.split(",")):
        if name.startswith(_PLAIN):
            yield name.removeprefix(_PLAIN)
        elif name.startswith(_ENCODED) and (text := _decoded(name.removeprefix(_ENCODED))):
            yield text


def _decoded(encoded: str) -> str:
    try:
        return base64.urlsafe_b64decode(
            encoded.replace("+", "-").replace("/", "_") + "=" * (-len(encoded) % 4)
        ).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
