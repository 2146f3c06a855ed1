"""File names from strangers, made harmless and still recognisable."""

import re
import unicodedata

MAX_LENGTH = 100
_MAX_BYTES = 200  # file systems allow 255 bytes; callers add endings
_LONGEST_ENDING = 12
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|\Z)", re.IGNORECASE)
_TROUBLESOME = re.compile(r'[<>:"|?*%]')


def safe_name(name: str, *, fallback: str = "picture") -> str:
    """The last part of a path, without anything that could lead, hide or break something; never empty.

    Removed: folders (both slashes), control and invisible characters (bidi marks among them), what Windows reserves,
    dots, dashes and spaces at the ends, and all beyond 100 characters, where the ending is kept.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(" " if char.isspace() else char for char in last if _is_visible(char))
    cleaned = _TROUBLESOME.sub("_", unicodedata.normalize("NFC", visible))
    cleaned = _trimmed(re.sub(r" +", " ", cleaned))
    if _RESERVED.match(cleaned):
        cleaned = f"_{cleaned}"
    return _shortened(cleaned) or fallback


def with_ending(name: str, ending: str) -> str:
    """`name` with its ending replaced, so that it tells the truth about the content."""
    stem, dot, old = name.rpartition(".")
    return _shortened(f"{stem if dot and stem and len(old) < _LONGEST_ENDING else name}.{ending}")


def _is_visible(char: str) -> bool:
    return char.isspace() or not unicodedata.category(char).startswith("C")


def _trimmed(name: str) -> str:
    return name.lstrip(". -").rstrip(". ")


def _shortened(name: str) -> str:
    if len(name) <= MAX_LENGTH and len(name.encode()) <= _MAX_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) >= _LONGEST_ENDING:
        stem, ending = name, ""
    kept = f".{ending}" if ending else ""
    stem = stem[: MAX_LENGTH - len(kept)]
    while len((stem + kept).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    return _trimmed(stem) + kept
