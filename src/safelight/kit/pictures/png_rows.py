"""Whether a PNG holds the rows that its header names: decoders take one that ends early, and make up the rest."""

import zlib

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_SUSPICIOUS = 20  # times smaller than its pixels: drawings are, and what has none
_PIECE = 1 << 16


def are_missing(data: bytes) -> bool:
    """Whether the packed pixels unpack to fewer bytes than the rows take. Looked at only where they are very few."""
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    bits = data[24] * _CHANNELS.get(data[25], 1)
    expected = height * (1 + (width * bits + 7) // 8)
    parts, at = [], 8
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(memoryview(data)[at + 8 : at + 8 + length])
        at += 12 + length
    if sum(map(len, parts)) * _SUSPICIOUS > expected:
        return False
    unpacker, found = zlib.decompressobj(), 0
    for part in parts:
        left: bytes | memoryview = part
        while left and not unpacker.eof and found < expected:
            found += len(unpacker.decompress(left, _PIECE))
            left = unpacker.unconsumed_tail
    return found + len(unpacker.flush()) < expected if found < expected else False
