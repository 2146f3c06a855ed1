"""Texts inside PNG files: written with the picture, read without decoding its pixels."""

import io
import struct
import zlib
from typing import BinaryIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from safelight.kit.errors import InvalidInput
from safelight.kit.pictures.sniff import sniff

MAX_TEXT = 1_000_000  # bytes of one text, unpacked
MAX_TEXTS = 64
MAX_CHUNKS = 100_000

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES = {"L": 0, "LA": 4, "RGB": 2, "RGBA": 6}


class NotAPng(InvalidInput):
    """The file is something else, which keeps no texts."""

    code = "not_a_png"


class BadPng(InvalidInput):
    """The file begins as a PNG and is damaged, or larger than any honest one."""

    code = "png_damaged"


def write(image: Image.Image, texts: dict[str, str]) -> bytes:
    """The picture as PNG with `texts`: tEXt where Latin-1 holds them (all tools read that), else iTXt (UTF-8).

    Fast rather than small (decision 0024), and the same bytes for the same picture and texts on the same machine.
    """
    info = PngInfo()
    for key, text in texts.items():
        info.add_text(key, text)
    if image.mode not in _COLOUR_TYPES or "icc_profile" in image.info or "transparency" in image.info:
        buffer = io.BytesIO()
        image.save(buffer, "PNG", compress_level=1, pnginfo=info)  # Pillow knows every mode, and what else it carries
        return buffer.getvalue()
    head = struct.pack(">IIBBBBB", *image.size, 8, _COLOUR_TYPES[image.mode], 0, 0, 0)
    chunks = [(b"IHDR", head), *((name, body) for name, body, _ in info.chunks), (b"IDAT", _packed_rows(image))]
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in [*chunks, (b"IEND", b"")])


def _packed_rows(image: Image.Image) -> bytes:
    """Each row less the one above it, deflated: a tenth of Pillow's time, and no larger."""
    # Only a worker writes pictures; where the server runs alone, neither is installed.
    import numpy as np  # noqa: PLC0415  as said above
    from isal import isal_zlib  # noqa: PLC0415  as said above

    pixels = np.asarray(image).reshape(image.height, -1)  # (height, width * channels), uint8
    rows = np.empty((image.height, pixels.shape[1] + 1), np.uint8)
    rows[:, 0] = 2  # the filter "up"
    rows[0, 1:] = pixels[0]
    np.subtract(pixels[1:], pixels[:-1], out=rows[1:, 1:])
    packed: bytes = isal_zlib.compress(rows, 1)
    return packed


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(name)))


def read(data: bytes) -> dict[str, str]:
    """The texts; empty for anything that is not a whole PNG."""
    try:
        return texts(io.BytesIO(data))
    except InvalidInput:
        return {}


def texts(file: BinaryIO) -> dict[str, str]:
    """The texts of a PNG, wherever they stand in it. Pixels are passed over, never read.

    Raises NotAPng, or BadPng for a file that is cut off, damaged, or made to burst.
    """
    start = file.read(512)
    if not start.startswith(_SIGNATURE):
        kind = sniff(start)
        name = (kind.accepted or kind.picture or "").upper()
        what = (
            f"The file is a {name} picture." if name else "The file is no picture." if start else "The file is empty."
        )
        raise NotAPng(
            what, hint="PNG, WebP and JPEG files keep a recipe: use the file as it was downloaded, not a copy of it."
        )
    file.seek(len(_SIGNATURE))
    found: dict[str, str] = {}
    for _ in range(MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            raise _cut_off()
        length, kind_of_chunk = int.from_bytes(head[:4], "big"), head[4:]
        if kind_of_chunk == b"IEND":
            return found
        if kind_of_chunk not in _READERS:
            file.seek(length + 4, io.SEEK_CUR)
            continue
        if length > MAX_TEXT or len(found) == MAX_TEXTS:
            raise _bursting()
        body, checksum = file.read(length), file.read(4)
        if len(body) < length or len(checksum) < 4:
            raise _cut_off()
        if zlib.crc32(kind_of_chunk + body) != int.from_bytes(checksum, "big"):
            raise _damaged()
        key, text = _READERS[kind_of_chunk](body)
        found.setdefault(key, text)
    raise _bursting()


def _plain(body: bytes) -> tuple[str, str]:
    key, _, text = body.partition(b"\0")
    return key.decode("latin-1"), text.decode("latin-1")


def _packed(body: bytes) -> tuple[str, str]:
    key, _, rest = body.partition(b"\0")
    return key.decode("latin-1"), _unpacked(rest[1:]).decode("latin-1")


def _international(body: bytes) -> tuple[str, str]:
    key, _, rest = body.partition(b"\0")
    is_packed, (_language, _, after) = rest[:1] == b"\1", rest[2:].partition(b"\0")
    text = after.partition(b"\0")[2]
    return key.decode("latin-1"), (_unpacked(text) if is_packed else text).decode(errors="replace")


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MAX_TEXT + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(text) > MAX_TEXT:
        raise _bursting()
    return text


_READERS = {b"tEXt": _plain, b"zTXt": _packed, b"iTXt": _international}


def _cut_off() -> BadPng:
    return BadPng("The PNG file ends too early: it was not saved or sent whole.", hint="Save or send it once more.")


def _damaged() -> BadPng:
    return BadPng("The text inside the PNG file is damaged.", hint="Use the file as it was downloaded.")


def _bursting() -> BadPng:
    return BadPng(
        f"The PNG file holds more text than any recipe has ({MAX_TEXT / 1e6:g} MB, {MAX_TEXTS} texts).",
        hint="It was not made by a program that makes pictures; use another file.",
        code="png_too_much_text",
    )
