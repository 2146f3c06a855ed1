"""Access tokens: who somebody is, for some minutes, signed; and the hashes by which longer secrets are kept."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

ALGORITHM = "HS256"
ISSUER = "safelight"
KEY_PREFIX = "sl_"
"""Of API keys, so that people and scanners of leaked secrets know one when they see it."""
REFRESH_PREFIX = "slr_"


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


class RefreshSigner:
    """Makes and reads refresh tokens: of which log-in, the how manieth, and a proof that we made it.

    A token follows from the one before, so two tabs that come with the same one get the same new one; and any old one
    is known for what it is, however long ago it was replaced.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"safelight refresh token, version 1", hashlib.sha256)

    def make(self, login_id: str, number: int) -> str:
        """The token of this log-in with this number."""
        return f"{REFRESH_PREFIX}{login_id}.{number}.{self._proof(login_id, number)}"

    def read(self, token: str) -> tuple[str, int] | None:
        """Of which log-in a token is, and its number; None of one that is not ours."""
        parts = token.removeprefix(REFRESH_PREFIX).split(".")
        if len(parts) != 3 or not (parts[1].isascii() and parts[1].isdigit() and len(parts[1]) <= 9):
            return None
        login_id, number = parts[0], int(parts[1])
        return (login_id, number) if _same(token, self.make(login_id, number)) else None

    def _proof(self, login_id: str, number: int) -> str:
        proof = hmac.digest(self._key, f"{login_id}.{number}".encode(errors="surrogatepass"), hashlib.sha256)
        return base64.urlsafe_b64encode(proof).decode().rstrip("=")


def setup_code(secret: bytes) -> str:
    """What whoever makes the first account shows, where they come from afar; printed by the server until then."""
    digits = hmac.digest(secret, b"safelight setup code, version 1", hashlib.sha256).hex()[:16]
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def is_setup_code(given: str, secret: bytes) -> bool:
    """Whether it is the one."""
    return _same(given.strip().lower(), setup_code(secret))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


def hash_of(secret: str) -> str:
    """By which a secret of our own making is kept: they are long and random, so one round is enough."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
