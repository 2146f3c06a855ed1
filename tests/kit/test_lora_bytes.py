import struct

import pytest

from safelight.kit.lora_bytes import floats, pad_columns, take_columns, take_rows, used_columns


def test_rows_and_columns_of_bytes() -> None:
    """Three rows of two columns of two bytes, as float16 has them."""
    data = b"aabbccddeeff"
    assert take_rows(data, 3, None) == data
    assert take_rows(data, 3, ((2, 3), (0, 1))) == b"eeffaabb"
    assert take_columns(data, 3, 2, (1, 2)) == b"bbddff"
    padded = pad_columns(data, 3, 2, 4)
    assert padded == b"\0\0aabb\0\0\0\0\0\0ccdd\0\0\0\0\0\0eeff\0\0\0\0"
    assert used_columns(padded, 3, 5) == (1, 3)
    assert take_columns(padded, 3, 5, (1, 3)) == data
    assert used_columns(bytes(12), 3, 2) == (0, 0)
    assert used_columns(b"\0\0\0\1" + bytes(8), 3, 2) == (1, 2)


@pytest.mark.parametrize(
    ("dtype", "data"),
    [("F32", struct.pack("<2f", 1.5, -2)), ("F16", struct.pack("<2e", 1.5, -2)), ("F64", struct.pack("<2d", 1.5, -2)),
     ("BF16", b"\xc0\x3f\x00\xc0")],
)  # fmt: skip
def test_numbers_of_every_type(dtype: str, data: bytes) -> None:
    assert list(floats(data, dtype)) == [1.5, -2.0]
