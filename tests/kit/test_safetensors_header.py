import contextlib
import json
import pickle
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.kit.errors import InvalidInput
from safelight.kit.safetensors_header import BadWeightsFile, PickledWeights, read_bytes, read_header, write_file

TENSORS = [
    ("b", "F32", (2, 3), bytes(24)),
    ("a", "F16", (3,), b"\1\0\2\0\3\0"),
    ("s", "F32", (), struct.pack("<f", 2.5)),
]


def raw(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "w.safetensors"


def test_written_and_read_back(file: Path) -> None:
    write_file(file, TENSORS, {"trigger": "sks"})
    header = read_header(file)
    assert header.metadata == {"trigger": "sks"}
    assert {n: (i.dtype, i.shape, read_bytes(file, i)) for n, i in header.tensors.items()} == {
        name: (dtype, shape, data) for name, dtype, shape, data in TENSORS
    }
    assert header.tensor_bytes == 34


def test_other_libraries_read_what_is_written(file: Path) -> None:
    from safetensors.torch import load_file

    write_file(file, TENSORS, {})
    tensors = load_file(file)
    assert tensors["a"].shape == (3,)
    assert float(tensors["s"]) == 2.5


def entry(dtype: str = "F32", shape: tuple[int, ...] = (2,), offsets: tuple[int, int] = (0, 8)) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (b"abc", "truncated"),
        (b"not weights at all, just text", "does not start with a safetensors header"),
        (raw({"a": entry()}, bytes(8))[:20], "truncated inside its header"),
        (raw({"a": entry()}, bytes(4)), "truncated: 'a' ends at byte"),
        (raw({"a": entry()}, bytes(9)), "1 bytes follow its last tensor"),
        (raw({"a": entry(shape=(3,))}, bytes(8)), "the size of 'a' does not fit its shape"),
        (raw({"a": entry(shape=(-2,), offsets=(8, 0))}, bytes(8)), "the size of 'a'"),
        (raw({"a": entry(), "b": entry()}, bytes(8)), "overlap or leave gaps"),
        (raw({"a": entry(offsets=(4, 12))}, bytes(12)), "overlap or leave gaps"),
        (raw({"a": entry(dtype="F31")}, bytes(8)), "unknown data type 'F31'"),
        (raw({"a": {"dtype": "F32"}}, bytes(8)), "entry 'a' is malformed"),
        (raw({"a": 3}), "entry 'a' is malformed"),
        (raw(b"{]}"), "not JSON"),
        (raw({"__metadata__": {"a": 1}}), "metadata are not texts"),
        (struct.pack("<Q", 2**40) + b"{" + bytes(9), "header claims to be"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS pointer"),
        (b"GGUF" + bytes(60), "GGUF"),
    ],
)
def test_bad_files_are_refused_with_the_reason(content: bytes, reason: str, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(BadWeightsFile, match=reason) as caught:
        read_header(file)
    assert isinstance(caught.value, InvalidInput)
    assert "w.safetensors" in caught.value.message


@pytest.mark.parametrize("content", [pickle.dumps({"a": list(range(99))}), b"PK\x03\x04" + bytes(99)])
def test_pickled_checkpoints_are_refused_whatever_their_name(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(PickledWeights, match=r"not loaded because they can run code.* Convert it"):
        read_header(file)


def test_no_such_file(file: Path) -> None:
    with pytest.raises(BadWeightsFile, match="no file"):
        read_header(file)


@settings(deadline=None)  # machines that are busy are not wrong
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.safetensors"
    file.write_bytes(content)
    with contextlib.suppress(BadWeightsFile):
        read_header(file)
