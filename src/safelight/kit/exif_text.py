"""Texts in the EXIF of WebP and JPEG files: written as other tools read them, read without decoding a pixel.

Programs of this field put their settings there because neither format has text chunks: the comment of the user, or
`name:text` in a tag that says something else by its name.
"""

import io
import json
import struct
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

from safelight.kit.errors import InvalidInput

MAX_EXIF = 2_000_000  # bytes
MAX_CHUNKS = 10_000
MAX_TAGS = 200

COMMENT = "parameters"
"""Under which key the comment of the user is found: what everybody writes there."""

_NAMED = ("safelight", "prompt", "workflow")  # as `name:text`; the last two are ComfyUI's
_DESCRIPTION, _EXIF_IFD, _USER_COMMENT = 0x010E, 0x8769, 0x9286
_PLACES = range(0x010A, 0x0112)  # ComfyUI counts down from 0x0110
_BYTE, _ASCII, _LONG, _UNDEFINED = 1, 2, 4, 7
_CHARSET = 8  # bytes of its name before the comment


class BadExif(InvalidInput):
    """The picture is cut off, or its EXIF is larger than any honest one."""

    code = "metadata_damaged"


def write_webp(image: Image.Image, texts: dict[str, str]) -> bytes:
    """The picture as lossless WebP; of `texts` the JSON of `safelight` and the text of `parameters` go with it."""
    buffer = io.BytesIO()
    # Of 1024x1024: 0.25 s for two thirds of a PNG's bytes. exact keeps colours below full transparency.
    image.save(buffer, "WEBP", lossless=True, exact=True, method=4, quality=20, exif=exif_for(texts))
    return buffer.getvalue()


def exif_for(texts: dict[str, str]) -> bytes:
    """An EXIF block with what goes along of a picture's texts: the JSON of `safelight`, the text of `parameters`."""
    own = texts.get("safelight")
    described = "" if own is None else "safelight:" + json.dumps(json.loads(own), separators=(",", ":"))
    return exif_of(described, texts.get(COMMENT, ""))


def exif_of(description: str, comment: str) -> bytes:
    """An EXIF block with a description, ASCII alone, and a comment of the user, as UTF-16 like AUTOMATIC1111's.

    By hand, for Pillow gives the comment a type that other readers do not take.
    """
    first, second = description.encode("ascii") + b"\0", b"UNICODE\0" + comment.encode("utf-16-be")
    inner = 8 + 2 + 2 * 12 + 4  # behind the header and a directory of two tags
    texts_at = inner + 2 + 12 + 4  # behind a directory of one
    return b"".join(
        (
            struct.pack(">2sHI", b"MM", 42, 8),
            struct.pack(">H", 2),
            _entry(_DESCRIPTION, _ASCII, first, texts_at),
            struct.pack(">HHII", _EXIF_IFD, _LONG, 1, inner),
            struct.pack(">I", 0),
            struct.pack(">H", 1),
            _entry(_USER_COMMENT, _UNDEFINED, second, texts_at + len(first)),
            struct.pack(">I", 0),
            first,
            second,
        )
    )


def _entry(tag: int, kind: int, value: bytes, at: int) -> bytes:
    short = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(">I", at)
    return struct.pack(">HHI", tag, kind, len(value)) + short


def webp_texts(file: BinaryIO) -> dict[str, str]:
    """The texts of a WebP file, which stands at its beginning. Raises BadExif."""
    file.seek(12)
    for _ in range(MAX_CHUNKS):
        head = file.read(8)
        if not head:
            return {}
        if len(head) < 8:
            raise _cut_off()
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"EXIF":
            return texts_of(_body(file, length))
        file.seek(length + length % 2, io.SEEK_CUR)
    raise _too_much()


def jpeg_texts(file: BinaryIO) -> dict[str, str]:
    """The texts of a JPEG file, which stands at its beginning. Raises BadExif."""
    file.seek(2)
    for _ in range(MAX_CHUNKS):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            raise _cut_off()
        if head[1] == 0xDA:  # the pixels begin
            return {}
        length = int.from_bytes(head[2:], "big") - 2
        if length < 0:
            raise _cut_off()
        if head[1] == 0xE1:
            body = _body(file, length)
            if body.startswith(b"Exif\0\0"):
                return texts_of(body)
        else:
            file.seek(length, io.SEEK_CUR)
    raise _too_much()


def texts_of(exif: bytes) -> dict[str, str]:
    """The texts of an EXIF block; empty for one that is damaged."""
    tiff = exif.removeprefix(b"Exif\0\0")
    found: dict[str, str] = {}
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        for tag, kind, value in _tags(tiff, order, first):
            if tag == _EXIF_IFD and kind == _LONG:
                (inner,) = struct.unpack(order + "I", value)
                for each, _, comment in _tags(tiff, order, inner):
                    if each == _USER_COMMENT:
                        found |= {COMMENT: text} if (text := _comment(comment)) else {}
            elif tag in _PLACES and kind == _ASCII:
                name, colon, text = value.rstrip(b"\0").decode(errors="replace").partition(":")
                if colon and name.strip().lower() in _NAMED:
                    found.setdefault(name.strip().lower(), text)
    except (KeyError, struct.error):
        return found
    return found


def _tags(tiff: bytes, order: str, at: int) -> Iterator[tuple[int, int, bytes]]:
    """Tag, type and value of what one directory holds; only what may be text, or points to a directory."""
    (count,) = struct.unpack_from(order + "H", tiff, at)
    for place in range(at + 2, at + 2 + 12 * min(count, MAX_TAGS), 12):
        tag, kind, size = struct.unpack_from(order + "HHI", tiff, place)
        if kind == _LONG and size == 1:
            yield tag, kind, tiff[place + 8 : place + 12]
        elif kind in {_BYTE, _ASCII, _UNDEFINED}:
            start = place + 8 if size <= 4 else struct.unpack_from(order + "I", tiff, place + 8)[0]
            yield tag, kind, tiff[start : start + size]


def _comment(value: bytes) -> str:
    """A comment behind the name of its character set; the order of UTF-16's bytes nobody agrees on."""
    charset, text = value[:_CHARSET].rstrip(b"\0 "), value[_CHARSET:]
    if charset == b"UNICODE":
        if text.startswith((b"\xff\xfe", b"\xfe\xff")):
            return text.decode("utf-16", errors="replace")
        is_big = text[0::2].count(0) >= text[1::2].count(0)
        return text.decode("utf-16-be" if is_big else "utf-16-le", errors="replace").rstrip("\0")
    if charset in {b"ASCII", b""}:
        return text.decode(errors="replace").rstrip("\0")
    return value.decode(errors="replace").rstrip("\0")


def _body(file: BinaryIO, length: int) -> bytes:
    if length > MAX_EXIF:
        raise _too_much()
    body = file.read(length)
    if len(body) < length:
        raise _cut_off()
    return body


def _cut_off() -> BadExif:
    return BadExif(
        "The picture file ends too early, or is damaged: it was not saved or sent whole.",
        hint="Save or send it once more.",
    )


def _too_much() -> BadExif:
    return BadExif(
        f"The picture file holds more beside its pixels than any recipe has ({MAX_EXIF / 1e6:g} MB).",
        hint="It was not made by a program that makes pictures; use another file.",
    )
