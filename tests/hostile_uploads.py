"""Uploads that mean harm, made by chance that can be repeated: pictures, weights, archives, lists, and their names."""

import gzip
import io
import json
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image

from tests import hostile

MARK = b"MARK-OF-THE-HOSTILE-4711"
"""Stands in every payload: it may never be found in what is stored."""

NAMES = (
    "a.png", "../../../etc/passwd.png", "..\\..\\boot.ini.png", "/etc/shadow.png", "C:\\Windows\\a.png", "a\0b.png",
    "ein \u202egnp.exe", "a" * 300 + ".png", "CON.png", "a.png.exe", "<script>alert(1)</script>.png", "%2e%2e%2fa.png",
    "\u0000.png", "a\r\nX-Evil: 1.png", "'; DROP TABLE jobs;--.png", "🦊" * 80 + ".jpg", ".htaccess", "a/b/c.webp",
    " ", "~root.png",
)  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """One upload; `kind` names the trick."""

    kind: str
    filename: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.kind} ({len(self.data)} bytes, {self.filename[:20]!r})"


Maker = Callable[[Random], bytes]


def pictures(number: int, *, seed: int = 0) -> list[Hostile]:
    """So many files that no picture route may take."""
    return _some(PICTURES, number, seed)


def weights(number: int, *, seed: int = 0) -> list[Hostile]:
    """So many that are no .safetensors file to be used."""
    return [Hostile(each.kind, f"{at}.safetensors", each.data) for at, each in enumerate(_some(WEIGHTS, number, seed))]


def archives(number: int, *, seed: int = 0) -> list[Hostile]:
    """So many that are no zip file of anything."""
    return [Hostile(each.kind, "a.zip", each.data) for each in _some(ARCHIVES, number, seed)]


def lists(number: int, *, seed: int = 0) -> list[Hostile]:
    """So many that are no list of styles, nor of captions."""
    return [Hostile(each.kind, "a.json", each.data) for each in _some(LISTS, number, seed)]


def _some(makers: dict[str, Maker], number: int, seed: int) -> list[Hostile]:
    chance = Random(seed)
    kinds = list(makers)
    made = []
    for at in range(number):
        kind = kinds[at % len(kinds)]
        made.append(Hostile(kind, chance.choice(NAMES), makers[kind](chance)))
    return made


def disarmed() -> Iterator[Hostile]:
    """Honest pictures that carry what must be left behind: they may be taken, and are plain afterwards."""
    good = hostile.encoded(hostile.picture(96, 96), "JPEG", quality=90)
    script = b"<script>" + MARK + b"</script>"
    loop = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0" + MARK
    for kind, body in {
        "EXIF that points at itself": loop,
        "EXIF of nothing but lies": b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + MARK * 20,
        "XMP with a script": b"http://ns.adobe.com/xap/1.0/\0" + script,
        "ICC that is none": b"ICC_PROFILE\0\1\1" + MARK * 9,
    }.items():
        app = b"\xff\xe2" if "ICC" in kind else b"\xff\xe1"
        yield Hostile(kind, "a.jpg", good[:2] + app + struct.pack(">H", len(body) + 2) + body + good[2:])
    yield Hostile(
        "JPEG with a comment that is a page",
        "a.jpg",
        good[:2] + b"\xff\xfe" + struct.pack(">H", len(script) + 2) + script + good[2:],
    )
    yield Hostile("JPEG before a zip", "a.jpg", good + _zip({"evil.py": MARK}))
    yield Hostile("PNG before a program", "a.png", hostile.encoded(hostile.picture(96, 96), "PNG") + b"\x7fELF" + MARK)
    yield Hostile("PNG with a page as its text", "a.png", hostile.png_with_chunk(b"tEXt", script))


# Pictures


def _dimensions(chance: Random) -> tuple[int, int]:
    return chance.randrange(10_000, 60_000), chance.randrange(10_000, 60_000)


def _png_bomb(chance: Random) -> bytes:
    return hostile.png_bomb(*_dimensions(chance))


@cache
def _real_bomb() -> bytes:
    return hostile.png_bomb(20_000, 20_000, real=True)


def _jpeg_bomb(chance: Random) -> bytes:
    data = bytearray(hostile.jpeg_bomb())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", *_dimensions(chance))
    return bytes(data)


def _gif(chance: Random) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", *_dimensions(chance), 0, 0, 0) + b"," + bytes(9) + b"\x02\x01\x00\x3b"


def _gif_of_frames(chance: Random) -> bytes:
    frame = b"!\xf9\x04\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * chance.randrange(10_000, 10_100) + b";"


def _apng_of_frames(chance: Random) -> bytes:
    side, frames = 64, chance.randrange(10_000, 10_100)
    body = zlib.compress(bytes((side + 1) * side))
    control = struct.pack(">IIIIIHHBB", 0, side, side, 0, 0, 1, 10, 0, 0)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    later = b"".join(
        hostile.chunk(b"fcTL", struct.pack(">I", 2 * at + 1) + control[4:])
        + hostile.chunk(b"fdAT", struct.pack(">I", 2 * at + 2) + body)
        for at in range(frames - 1)
    )
    return (
        b"\x89PNG\r\n\x1a\n" + hostile.chunk(b"IHDR", head) + hostile.chunk(b"acTL", struct.pack(">II", frames, 0))
        + hostile.chunk(b"fcTL", control) + hostile.chunk(b"IDAT", body) + later + hostile.chunk(b"IEND", b"")
    )  # fmt: skip


def _webp_of_frames(chance: Random) -> bytes:
    still = hostile.encoded(hostile.picture(64, 64), "WEBP", lossless=True)[12:]
    frame = bytes(6) + (63).to_bytes(3, "little") * 2 + (100).to_bytes(3, "little") + b"\0" + still
    frames = (b"ANMF" + struct.pack("<I", len(frame)) + frame + b"\0" * (len(frame) % 2)) * chance.randrange(
        10_000, 10_100
    )
    canvas = b"\x02\0\0\0" + (63).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + b"ANIM" + struct.pack("<IIH", 6, 0, 0) + frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _tiff(chance: Random) -> bytes:
    width, height = _dimensions(chance)
    tags = struct.pack("<HHHII", 2, 256, 4, 1, width) + struct.pack("<HHII", 257, 4, 1, height)
    return b"II*\0\x08\0\0\0" + tags + bytes(4)


def _packed_text(chance: Random) -> bytes:
    kind = chance.choice((b"zTXt", b"iTXt", b"iCCP"))
    return hostile.png_with_chunk(kind, bytes(chance.randrange(70, 100) * 1_000_000))


@cache
def _wholes() -> dict[str, tuple[bytes, int]]:
    """Files, and behind which byte nothing of their pixels is missing."""
    noise = Image.effect_noise((160, 120), 60).convert("RGB")
    png = hostile.encoded(noise, "PNG")
    jpeg, webp = hostile.encoded(noise, "JPEG"), hostile.encoded(noise, "WEBP")
    return {
        "PNG": (png, len(png) - 100), "JPEG": (jpeg, len(jpeg) - 100), "WebP": (webp, len(webp) - 200),
        "HEIC": (hostile.heic(), len(hostile.heic()) - 40),
    }  # fmt: skip


def _cut(name: str) -> Maker:
    def make(chance: Random) -> bytes:
        data, end = _wholes()[name]
        return data[: chance.randrange(12, end)]

    return make


def _cut_at_a_chunk(chance: Random) -> bytes:
    data, _ = _wholes()["PNG"]
    borders, at = [8], 8
    while (at := at + 12 + int.from_bytes(data[at : at + 4], "big")) < len(data) - 24:
        borders.append(at)
    border = chance.choice(borders)
    return data[: border + chance.choice((0, 4, 8))] if border < len(data) - 24 else data[:33]


def _svg(chance: Random) -> bytes:
    body = chance.choice((
        b"<script>fetch('/api/v1/keys')</script>", b'<image href="file:///etc/passwd"/>',
        b'<foreignObject><iframe src="http://169.254.169.254/"/></foreignObject>', b'<g onload="alert(1)"/>',
    ))  # fmt: skip
    prolog = chance.choice((b"", b'<?xml version="1.0"?>', b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))
    text = prolog + b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900">' + body + MARK + b"</svg>"
    return gzip.compress(text, mtime=0) if chance.random() < 0.3 else text


def _polyglot(chance: Random) -> bytes:
    good = hostile.encoded(hostile.picture(96, 96), chance.choice(("PNG", "JPEG")))
    before = chance.choice((
        _zip({"evil.py": MARK}), b"%PDF-1.7\n" + MARK, b"GIF89a/*" + MARK + b"*/=1;alert(1);//", b"#!/bin/sh\n" + MARK,
        b"<html><script>" + MARK + b"</script>", b"\x7fELF\2\1\1" + MARK, b"MZ\x90\0" + MARK, b"BM" + MARK,
        b"\0asm\1\0\0\0" + MARK,
    ))  # fmt: skip
    return before + good


def _other(chance: Random) -> bytes:
    noise = chance.randbytes(64)
    return chance.choice((
        b"only text, " + noise.hex().encode(), b"\x1aE\xdf\xa3" + noise, b"\0\0\0\x20ftypisom" + noise,
        b"ID3\4" + noise, b"\0\0\1\0\1\0" + noise,
        pickle.dumps({"a": noise}), json.dumps({"png": noise.hex()}).encode(), noise,
        b"RIFF\xff\xff\0\0WAVEfmt " + noise,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise, b"Rar!\x1a\7\0" + noise, gzip.compress(noise, mtime=0),
        b"8BPS\0\1" + noise, b"\0\0\0\x0cjP  \r\n\x87\n" + noise, b"\xff\x0a" + noise, b"RIFF" + noise + b"WEBP",
    ))  # fmt: skip


def _container(chance: Random) -> bytes:
    brand = chance.choice((b"heic", b"heix", b"mif1", b"avif", b"hevc", b"msf1"))
    sizes = (0, 1, 7, 8, 0x7FFFFFFF, 0xFFFFFFFF)
    box = (
        struct.pack(">I", chance.choice(sizes))
        + chance.choice((b"meta", b"mdat", b"iloc", b"iprp", b"moov"))
        + chance.randbytes(40)
    )
    whole = struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1" + brand + box * chance.randrange(1, 400)
    return whole if chance.random() < 0.6 else hostile.heic()[:60] + box + hostile.heic()[60:]


def _damaged(chance: Random) -> bytes:
    data = bytearray(_wholes()["PNG"][0])
    at = data.index(b"IDAT") + 8
    for _ in range(30):
        data[chance.randrange(at, len(data) - 60)] ^= 1 << chance.randrange(8)
    return bytes(data)


PICTURES: dict[str, Maker] = {
    "PNG of huge dimensions": _png_bomb,
    "PNG that truly unpacks to 400 million pixels": lambda _: _real_bomb(),
    "JPEG of huge dimensions": _jpeg_bomb,
    "WebP of huge dimensions": lambda _: hostile.webp_bomb(),
    "HEIC of huge dimensions": lambda _: hostile.heic_bomb(),
    "GIF of huge dimensions": _gif,
    "TIFF of huge dimensions": _tiff,
    "PNG over nothing": lambda chance: hostile.png_bomb(chance.randrange(2000, 8000), chance.randrange(2000, 8000)),
    "PNG with a packed text of 100 MB": _packed_text,
    "GIF of 10,000 frames": _gif_of_frames,
    "APNG of 10,000 frames": _apng_of_frames,
    "WebP of 10,000 frames": _webp_of_frames,
    "PNG cut off": _cut("PNG"),
    "PNG cut off at a chunk": _cut_at_a_chunk,
    "JPEG cut off": _cut("JPEG"),
    "WebP cut off": _cut("WebP"),
    "HEIC cut off": _cut("HEIC"),
    "SVG with a script": _svg,
    "polyglot": _polyglot,
    "another type": _other,
    "HEIC or AVIF of odd boxes": _container,
    "AVIF": lambda _: hostile.avif(),
    "PNG with damaged pixels": _damaged,
    "nothing": lambda _: b"",
}


# Weights


def _header(text: bytes, *, length: int | None = None, behind: bytes = b"") -> bytes:
    return struct.pack("<Q", len(text) if length is None else length) + text + behind


def _tensors(chance: Random) -> bytes:
    bad = chance.choice((
        {"dtype": "F32", "shape": [2**62, 2**62], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [-1], "data_offsets": [0, 8]}, {"dtype": "X9", "shape": [2], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]},
        {"dtype": "F32", "shape": "two", "data_offsets": None}, [], 5,
        {"dtype": ["F32"], "shape": [2], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2], "data_offsets": [0, 10**30]},
    ))  # fmt: skip
    return _header(json.dumps({MARK.decode(): bad}).encode(), behind=bytes(8))


WEIGHTS: dict[str, Maker] = {
    "pickle": lambda chance: pickle.dumps({"a": chance.randbytes(50)}, protocol=chance.randrange(2, 6)),
    "PyTorch zip": lambda _: _zip({"archive/data.pkl": b"cos\nsystem\n" + MARK}),
    "a header of exabytes": lambda chance: _header(b"{}", length=chance.randrange(2**32, 2**63)),
    "a header of 15 MB of lists": lambda _: _header(b'{"a":[' + b"[]," * 5_000_000 + b"[]]}"),
    "a header of nested lists": lambda chance: _header(b'{"a":' + b"[" * chance.randrange(10_000, 900_000)),
    "a header of one long number": lambda _: _header(b'{"a":' + b"9" * 200_000 + b"}"),
    "tensors that lie": _tensors,
    "bytes behind the end": lambda chance: _header(b"{}", behind=chance.randbytes(99)),
    "a page": lambda _: b"<!doctype html><script>" + MARK + b"</script>",
    "a Git LFS pointer": lambda _: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "GGUF": lambda chance: b"GGUF" + chance.randbytes(99),
    "noise": lambda chance: chance.randbytes(500),
    "nothing": lambda _: b"",
}


# Archives and lists


def _zip(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


@cache
def _zeros(megabytes: int, name: str) -> bytes:
    return _zip({name: bytes(megabytes * 1_000_000)})


@cache
def _many(number: int) -> bytes:
    """A list of contents of so many files, all of them the same place."""
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    size = len(entry) * number
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, number & 0xFFFF, number & 0xFFFF, size, len(local), 0)
    return local + entry * number + end


def _claims(chance: Random) -> bytes:
    data = bytearray(_zip({"1_a/a.txt": MARK}))
    end = data.index(b"PK\5\6")
    struct.pack_into("<I", data, end + 12, chance.choice((0xFFFFFFFE, 0x7FFFFFFF, 5_000_000)))
    return bytes(data)


def _flipped(chance: Random) -> bytes:
    data = bytearray(_zip({f"{at}.png": chance.randbytes(300) for at in range(3)}))
    del data[-chance.randrange(5, 60) :]
    return bytes(data)


ARCHIVES: dict[str, Maker] = {
    "a zip of 300 MB of zeros": lambda _: _zeros(300, "result.json"),
    "a zip of a picture of 100 MB of zeros": lambda _: _zeros(100, "train/a/a.png"),
    "a zip of a million files": lambda _: _many(1_000_000),
    "a zip that lies about its list": _claims,
    "a zip cut off": _flipped,
    "a zip packed by LZMA": lambda _: _zip(
        {"train/a/a.png": bytes(9000), "result.json": b"{}"}, method=zipfile.ZIP_LZMA
    ),
    "a zip that leads out": lambda chance: _zip(
        {"../" * chance.randrange(1, 30) + "etc/cron.d/evil": MARK, "/abs.png": MARK}
    ),
    "no zip": lambda chance: b"PK\3\4" + chance.randbytes(200),
    "a tar": lambda chance: bytes(257) + b"ustar\0" + chance.randbytes(300),
}
LISTS: dict[str, Maker] = {
    "nested lists": lambda chance: b"[" * chance.randrange(5000, 400_000),
    "nested objects": lambda chance: b'{"a":' * chance.randrange(5000, 300_000),
    "a number of a million digits": lambda _: b'{"a": ' + b"9" * 1_000_000 + b"}",
    "half a letter": lambda _: b'\xff\xfe{"a": 1}',
    "zeros": lambda chance: bytes(chance.randrange(1, 100_000)),
    "no list": lambda _: b'"' + MARK + b'"',
    "noise": lambda chance: chance.randbytes(3000),
}  # fmt: skip
