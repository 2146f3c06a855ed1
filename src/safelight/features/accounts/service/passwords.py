"""Passwords: which will do, and how they are kept (argon2id)."""

import re
import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from safelight.features.accounts.service.common_passwords import COMMON
from safelight.kit.errors import FieldProblem, InvalidInput

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST = 10
LONGEST = 1024  # characters; more would only keep the hash busy
# OWASP's advice for argon2id (Password Storage Cheat Sheet): 19 MiB, two rounds, one lane; 34 ms of one core here.
MEMORY_KIB, ROUNDS, LANES = 19_456, 2, 1
_MADE_OF = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)


class PoorPassword(InvalidInput):
    """A password that others would guess."""

    code = "poor_password"

    def __init__(self, field: str, message: str) -> None:
        hint = "Three or four words that do not belong together are easy to keep in mind and hard to guess."
        super().__init__(f"{field}: {message}", hint=hint, fields=(FieldProblem(field, message),))


def check(password: str, *, name: str, field: str = "password") -> None:
    """Raise PoorPassword for one that is too short, holds the name, or is among the first that anybody tries."""
    text = _composed(password)
    if len(text) < SHORTEST:
        raise PoorPassword(field, f"it needs at least {SHORTEST} characters")
    if len(text) > LONGEST:
        raise PoorPassword(field, f"it may have {LONGEST} characters at most")
    plain = re.sub(r"[\W_]", "", text.lower())
    if len(name) >= 3 and re.sub(r"[\W_]", "", name.lower()) in plain and len(plain) < len(name) + SHORTEST:
        raise PoorPassword(field, "it is little more than the name")
    if plain in COMMON or plain.rstrip("0123456789") in COMMON:
        raise PoorPassword(field, "it is one of the first that anybody would try")
    if len(set(text)) < 5 or any(plain in run or plain in run[::-1] for run in _RUNS):
        raise PoorPassword(field, "it is too regular")


def make() -> str:
    """A password for somebody to log in with once and then change: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_MADE_OF) for _ in range(4)) for _ in range(4))


def keep(password: str) -> str:
    """As it is kept: argon2id, with a salt of its own. Takes some 30 ms; hold no session meanwhile."""
    return _hasher().hash(_composed(password))


def verify(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether it is the one kept, and how to keep it from now on if that has changed.

    Where none is kept, it takes as long and is wrong.
    """
    right, anew = _hasher().verify_and_update(_composed(password), kept or _nobodys())
    return right and kept is not None, anew


def _composed(password: str) -> str:
    # Keyboards differ in how they send é; NIST SP 800-63B, 3.1.1.2. Half letters become question marks.
    return unicodedata.normalize("NFKC", password).encode(errors="replace").decode()


@cache
def _nobodys() -> str:
    return keep(secrets.token_urlsafe(16))


@cache
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash  # noqa: PLC0415  with argon2 it takes 20 ms at every start otherwise
    from pwdlib.hashers.argon2 import Argon2Hasher  # noqa: PLC0415  as above

    return PasswordHash((Argon2Hasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES),))
