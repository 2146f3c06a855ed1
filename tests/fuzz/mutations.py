"""Honest files made dishonest: bits, lengths, borders and words changed by a source of chance that can be repeated."""

import struct
import zlib
from collections.abc import Sequence
from random import Random

NUMBERS = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
LONG = (0x100000000, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
WORDS = (
    b"", b"\0", b"\xff", b"\xff\xfe", b"\xf0\x9f\x98\x80", b"\\ud800", b"\xed\xa0\x80", b"\xe2\x80\xae", b"null",
    b"-1", b"1e999", b"-0", b"9" * 5000, b"[]", b"{}", b'""', b"true", b",", b":", b'"', b"\\", b"{", b"[", b"(", b"<",
    b">", b"../", b"..\\", b"C:\\", b"/etc/passwd", b"%00", b"%n", b"{0.__class__}", b"\r\n", b"\n\n", b"\t",
    b" " * 300, b"NaN",
)  # fmt: skip
LONGEST = 200_000


def mutated(chance: Random, seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """One of the seeds with a few changes, of at most `LONGEST` bytes more than it has."""
    data = bytearray(chance.choice(seeds))
    most = len(data) + LONGEST
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        _CHANGES[chance.randrange(len(_CHANGES))](chance, data, seeds, (*WORDS, *words))
    return bytes(data[:most])


def mended_png(data: bytes) -> bytes:
    """The same chunks with right checksums, so that what is behind the checksum is reached."""
    parts, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        body = data[at + 4 : at + 8 + length]
        if len(body) < 4 + length:
            break
        parts.append(struct.pack(">I", length) + body + struct.pack(">I", zlib.crc32(body)))
        at += 12 + length
    return b"".join(parts) + data[at:]


def _place(chance: Random, data: bytearray) -> int:
    # The beginning is where headers are.
    return chance.randrange(min(len(data), 64) + 1) if chance.random() < 0.3 else chance.randrange(len(data) + 1)


def _flip(chance: Random, data: bytearray, *_: object) -> None:
    at = _place(chance, data)
    if at < len(data):
        data[at] ^= 1 << chance.randrange(8)


def _byte(chance: Random, data: bytearray, *_: object) -> None:
    at = _place(chance, data)
    if at < len(data):
        data[at] = chance.randrange(256)


def _number(chance: Random, data: bytearray, *_: object) -> None:
    at, order = _place(chance, data), chance.choice("<>")
    code = chance.choice("BHIQ")
    number = chance.choice((*NUMBERS, *LONG)) & ((1 << 8 * struct.calcsize(code)) - 1)
    data[at : at + struct.calcsize(code)] = struct.pack(order + code, number)


def _cut(chance: Random, data: bytearray, *_: object) -> None:
    del data[_place(chance, data) :]


def _remove(chance: Random, data: bytearray, *_: object) -> None:
    at = _place(chance, data)
    del data[at : at + chance.choice((1, 2, 4, 16, 100))]


def _repeat(chance: Random, data: bytearray, *_: object) -> None:
    at = _place(chance, data)
    part = bytes(data[at : at + chance.choice((1, 2, 4, 30, 200))])
    times = min(chance.choice((1, 2, 10, 100, 2000)), LONGEST // max(1, len(part)))
    data[at:at] = part * times


def _word(chance: Random, data: bytearray, _: object, words: Sequence[bytes]) -> None:
    at = _place(chance, data)
    data[at : at + chance.choice((0, 0, 1, 4))] = chance.choice(words)


def _same_word_often(chance: Random, data: bytearray, _: object, words: Sequence[bytes]) -> None:
    at, word = _place(chance, data), chance.choice(words)
    data[at:at] = word * min(chance.choice((3, 50, 1500)), LONGEST // max(1, len(word)))


def _splice(chance: Random, data: bytearray, seeds: Sequence[bytes], *_: object) -> None:
    other = chance.choice(seeds)
    start = chance.randrange(len(other) + 1)
    at = _place(chance, data)
    data[at : at + chance.choice((0, 8, 64))] = other[start : start + chance.choice((8, 64, 512))]


def _swap(chance: Random, data: bytearray, *_: object) -> None:
    one, two, size = _place(chance, data), _place(chance, data), chance.choice((1, 4, 12, 40))
    data[one : one + size], data[two : two + size] = data[two : two + size], data[one : one + size]


_CHANGES = (
    _flip,
    _flip,
    _byte,
    _number,
    _number,
    _cut,
    _remove,
    _repeat,
    _word,
    _word,
    _same_word_often,
    _splice,
    _swap,
)
