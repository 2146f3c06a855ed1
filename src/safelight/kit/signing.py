"""Signed links: a proof that we allowed this one object, until then, under that name."""

import base64
import hashlib
import hmac
import json
import math
import time
from collections.abc import Callable

from safelight.kit.errors import Forbidden

MIN_SECRET_BYTES = 16


class LinkForged(Forbidden):
    """The signature does not belong to this object, expiry and name."""

    code = "link_invalid"

    def __init__(self) -> None:
        super().__init__("This link is not valid.", hint="Use the link exactly as it was given, or ask for a new one.")


class LinkExpired(Forbidden):
    """The link was ours and its time is over."""

    code = "link_expired"

    def __init__(self) -> None:
        super().__init__("This link has expired.", hint="Reload the page, or ask the API again, to get a new one.")


class LinkSigner:
    """Signs and checks links with one secret. `now` is seconds since 1970."""

    def __init__(self, secret: bytes, *, now: Callable[[], float] = time.time) -> None:
        if len(secret) < MIN_SECRET_BYTES:
            raise ValueError(f"a link secret needs at least {MIN_SECRET_BYTES} bytes")
        # A key of its own, so that a signature made elsewhere with the same secret never passes here.
        self._key = hmac.digest(secret, b"safelight file link, version 1", hashlib.sha256)
        self._now = now

    def period(self, seconds: float) -> tuple[int, int]:
        """A start, and how long it lasts from there: at least `seconds` more from now, at most half as long again.

        It stays the same for half that time: a link is made again unchanged, and a browser has the picture already.
        """
        window = max(int(seconds / 2), 1)
        now = int(self._now())
        return now - now % window, math.ceil(seconds) + window

    def expiry(self, seconds: float) -> int:
        """The end of that period, as `sign` and `verify` take it."""
        start, lasts = self.period(seconds)
        return start + lasts

    def sign(self, key: str, expires: int, name: str | None = None) -> str:
        """The signature of an object, its expiry (seconds since 1970) and the file name it is offered under."""
        # JSON keeps the borders between the parts: ("a", "bc") and ("ab", "c") must differ.
        message = json.dumps([key, expires, name]).encode()
        digest = hmac.digest(self._key, message, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def verify(self, key: str, expires: int | str, signature: str, name: str | None = None) -> None:
        """Raise LinkForged or LinkExpired unless `signature` was made by `sign` for exactly these values."""
        expected = self.sign(key, _whole_number(expires), name)
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise LinkForged
        if self._now() >= int(expires):
            raise LinkExpired


def _whole_number(value: int | str) -> int:
    text = str(value)
    # int() also takes " 7", "+7", "1_0" and other digits of Unicode: several spellings of one link.
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise LinkForged
    return int(text)
