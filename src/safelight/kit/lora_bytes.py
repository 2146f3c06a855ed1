"""The halves of a LoRA as the bytes of a file, row by row, where torch is not at hand."""

import struct
from collections.abc import Sequence

from safelight.kit.lora_transformers import Rows

FLOATS = {"F64": ("d", 8), "F32": ("f", 4), "F16": ("e", 2), "I64": ("q", 8), "I32": ("i", 4), "BF16": ("H", 2)}
"""What `floats` reads: struct's letter of each, and its bytes."""


def take_rows(data: bytes, count: int, rows: Rows | None) -> bytes:
    """The named ones of `count` rows, in that order; all for None."""
    if rows is None:
        return data
    size = len(data) // count
    return b"".join(data[start * size : stop * size] for start, stop in rows)


def used_columns(data: bytes, count: int, rank: int) -> tuple[int, int]:
    """The range of the `rank` columns outside of which all `count` rows are zero: (0, 0) where all is."""
    row = len(data) // count
    seen = 0
    for start in range(0, len(data), row):
        seen |= int.from_bytes(data[start : start + row], "little")
    bits = row * 8 // rank
    columns = [column for column in range(rank) if (seen >> column * bits) & ((1 << bits) - 1)]
    return (columns[0], columns[-1] + 1) if columns else (0, 0)


def take_columns(data: bytes, count: int, rank: int, columns: tuple[int, int]) -> bytes:
    """A range of the `rank` columns of `count` rows."""
    row = len(data) // count
    start, stop = (column * row // rank for column in columns)
    return b"".join(data[place + start : place + stop] for place in range(0, len(data), row))


def pad_columns(data: bytes, count: int, left: int, right: int) -> bytes:
    """Each of `count` rows between so many bytes of zeros."""
    row = len(data) // count
    before, after = bytes(left), bytes(right)
    return b"".join(before + data[place : place + row] + after for place in range(0, len(data), row))


def floats(data: bytes, dtype: str) -> Sequence[float]:
    """The numbers of a tensor."""
    if dtype == "BF16":  # the upper half of a float32
        wide = [half << 16 for half in struct.unpack(f"<{len(data) // 2}H", data)]
        return struct.unpack(f"<{len(wide)}f", struct.pack(f"<{len(wide)}I", *wide))
    code, size = FLOATS[dtype]
    return tuple(map(float, struct.unpack(f"<{len(data) // size}{code}", data)))
