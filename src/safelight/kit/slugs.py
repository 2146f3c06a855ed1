"""Names as plain words, for addresses and to tell names apart whatever their case."""

import hashlib
import re
import unicodedata


def slug_of(name: str, *, noun: str) -> str:
    """A name as one plain word: accents dropped, the rest joined by hyphens; `noun-…` where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return word or f"{noun}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
