"""Who may listen: holders of the key; on a server without one, whoever is not a page of somebody else's site."""

import base64
import binascii
from collections.abc import Iterable, Iterator

from safelight.doors.live.facts import Goodbye
from safelight.features.access import Studio
from safelight.kit.addresses import is_own_page

SUBPROTOCOL = "safelight"
NO_KEY = 4401
FOREIGN = 4403
_PLAIN = "safelight.key."
_ENCODED = "bearer."


def refusal(studio: Studio, *, origin: str | None, host: str | None, keys: Iterable[str]) -> Goodbye | None:
    """Why this client may not listen, or None if it may."""
    if studio.api_key is None:
        # Browsers let any page open a socket to this machine, and say in Origin whose page it is.
        if origin is None or is_own_page(origin, host, studio.public_url):
            return None
        return Goodbye(FOREIGN, "Pages of another site may not listen to a server without a key.")
    given = list(keys)
    if any(studio.holds_key(key) for key in given):
        return None
    return Goodbye(NO_KEY, "The API key is not right." if given else "This server needs its API key.")


def keys_of(authorization: str | None, subprotocols: Iterable[str] = ()) -> Iterator[str]:
    """The keys that came with a request: as a bearer token, or among the subprotocols, as browsers must send it.

    A key with characters that no subprotocol may have is sent as `bearer.` and its base64url.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() == "bearer" and token:
        yield token.strip()
    for name in subprotocols:
        if name.startswith(_PLAIN):
            yield name.removeprefix(_PLAIN)
        elif name.startswith(_ENCODED):
            encoded = name.removeprefix(_ENCODED)
            try:
                yield base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
            except (binascii.Error, UnicodeDecodeError):
                continue
