"""Access tokens: who somebody is, for some minutes, signed; and the hashes by which longer secrets are kept."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

ALGORITHM = "HS256"
ISSUER = "safelight"
KEY_PREFIX = "sl_"
"""Of API keys, so that people and scanners of leaked secrets know one when they see it."""


@dataclass(frozen=True)
class Access:
    """What an access token says: whose it is, of which log-in, and when it was made."""

    account_id: str
    login_id: str
    made_at: datetime


class TokenSigner:
    """Makes and reads access tokens (JWT, HS256) with a key of their own, made from the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"safelight access token, version 1", hashlib.sha256)

    def sign(self, *, account_id: str, login_id: str, now: datetime, lasts: timedelta) -> str:
        """A token for this log-in, good until `now` + `lasts`."""
        claims = {"iss": ISSUER, "sub": account_id, "lid": login_id, "iat": now, "exp": now + lasts}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def read(self, token: str) -> Access | None:
        """What a token says; None of one that is not ours, was changed, or is over."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                options={"require": ["exp", "iat", "sub", "lid", "iss"]},
            )
        except jwt.InvalidTokenError:
            return None
        return Access(str(claims["sub"]), str(claims["lid"]), datetime.fromtimestamp(claims["iat"], UTC))


def hash_of(secret: str) -> str:
    """By which a secret of our own making is kept: they are long and random, so one round is enough."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
