"""Identifiers: a prefix that says what it is, then 26 characters that sort by time of birth (ULID)."""

import secrets
import time
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(prefix: str) -> str:
    """A fresh id such as `char_01k2v9…`: 48 bits of milliseconds, then 80 random bits."""
    return _spelled(prefix, time.time_ns() // 1_000_000, secrets.randbits(80))


def first_id(prefix: str, at: datetime) -> str:
    """The least id of that moment: every id made before sorts below it, every id made after above."""
    return _spelled(prefix, max((at - _EPOCH) // timedelta(milliseconds=1), 0), 0)


def born_at(identifier: str) -> datetime:
    """When an id was made, to the millisecond. Raises ValueError for what is no id of ours."""
    letters = identifier.rpartition("_")[2]
    if len(letters) != 26 or not _VALUE.keys() >= set(letters):
        raise ValueError(f"{identifier!r} is no id")
    milliseconds = 0
    for letter in letters[:10]:
        milliseconds = milliseconds << 5 | _VALUE[letter]
    # 26 letters hold 130 bits: the two above the 48 of the time are empty
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _spelled(prefix: str, milliseconds: int, random: int) -> str:
    number = milliseconds << 80 | random
    return prefix + "_" + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))
