"""The header of a .safetensors file: what is inside, without reading (or trusting) the weights.

Format: 8 bytes little-endian length N, N bytes of JSON, then the tensors' bytes back to back.
Source: https://github.com/huggingface/safetensors#format
"""

import json
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from safelight.kit.errors import InvalidInput
from safelight.kit.files import whole_file

MAX_HEADER_BYTES = 16_000_000  # the format allows 100 MB; the largest models of this field write 0.4
MAX_VALUES = 600_000  # lists, objects and values in it: each tensor has 6 of them, and each takes memory
BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
    "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
}  # fmt: skip
CONVERT = "Convert it to .safetensors where you trust its source."

Shape = tuple[int, ...]


class BadWeightsFile(InvalidInput):
    """The file is no whole, well-formed .safetensors file."""

    code = "bad_weights_file"


class PickledWeights(BadWeightsFile):
    """A pickled checkpoint (.ckpt, .pt, .bin): reading it would run whatever code it carries."""

    code = "pickled_weights"


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One tensor; `start` and `end` are offsets in the file, in bytes."""

    dtype: str
    shape: Shape
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a file holds."""

    tensors: dict[str, TensorInfo]
    metadata: dict[str, str]

    @property
    def tensor_bytes(self) -> int:
        """Size of the weights, without the header."""
        return sum(info.end - info.start for info in self.tensors.values())


def read_header(path: Path) -> Header:
    """Read and check the header.

    Raises:
        BadWeightsFile: no such file, truncated, or not well-formed; the message says which.
        PickledWeights: a pickle or a PyTorch zip, whatever the file's name says.
    """
    if not path.is_file():
        raise BadWeightsFile(f"There is no file {path.name}.")
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(64)
        _refuse_other_formats(path, first)
        if size < 8:
            _bad(path, f"it is truncated: {size} bytes, not even a header", "Download or copy it again.")
        (length,) = struct.unpack("<Q", first[:8])
        if first[8:9] not in (b"{", b"") or length < 2:
            _bad(path, "it does not start with a safetensors header", "Is it another format, renamed?")
        if length > MAX_HEADER_BYTES:
            _bad(path, f"its header claims to be {length} bytes; the limit is {MAX_HEADER_BYTES}")
        if 8 + length > size:
            _bad(path, "it is truncated inside its header", "Download or copy it again.")
        file.seek(8)
        raw = file.read(length)
    if sum(map(raw.count, (b"{", b"[", b","))) > MAX_VALUES:
        _bad(path, f"its header holds more than {MAX_VALUES} values")
    try:
        entries = json.loads(raw)
    except (ValueError, RecursionError) as error:
        _bad(path, f"its header is not JSON ({type(error).__name__})")
    if not isinstance(entries, dict):
        _bad(path, "its header is not a JSON object")
    metadata = entries.pop("__metadata__", None) or {}
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        _bad(path, "its metadata are not texts")
    return Header(tensors=_tensors(path, entries, data_start=8 + length, file_size=size), metadata=metadata)


def read_bytes(path: Path, info: TensorInfo) -> bytes:
    """The raw little-endian bytes of one tensor."""
    with path.open("rb") as file:
        file.seek(info.start)
        return file.read(info.end - info.start)


def write_file(path: Path, tensors: Iterable[tuple[str, str, Shape, bytes]], metadata: dict[str, str]) -> None:
    """Write (name, dtype, shape, bytes) tensors as a .safetensors file, whole or not at all."""
    # Sorted by falling alignment, then name, as the reference writer does: every tensor stays aligned to its type.
    ordered = sorted(tensors, key=lambda tensor: (-BITS[tensor[1]], tensor[0]))
    header: dict[str, Any] = {"__metadata__": metadata} if metadata else {}
    offset = 0
    for name, dtype, shape, data in ordered:
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    raw = json.dumps(header, separators=(",", ":")).encode()
    raw += b" " * (-len(raw) % 8)
    with whole_file(path) as file:
        file.write(struct.pack("<Q", len(raw)) + raw)
        for _, _, _, data in ordered:
            file.write(data)


def _refuse_other_formats(path: Path, first: bytes) -> None:
    # A PyTorch checkpoint is a zip; an old one a bare pickle (protocol 2 to 5 opens with 0x80 and its number),
    # whose second byte can not be that of a sane header length read as little-endian (it would be over 100 MB).
    if first.startswith(b"PK\x03\x04") or (
        first[:1] == b"\x80" and first[1:2] in b"\x02\x03\x04\x05" and first[8:9] != b"{"
    ):
        raise PickledWeights(
            f"{path.name} holds pickled weights; they are not loaded because they can run code.", hint=CONVERT
        )
    if first.startswith(b"version https://git-lfs"):
        _bad(path, "it is a Git LFS pointer, not the weights", "Fetch the real file with `git lfs pull`.")
    if first.lstrip().lower().startswith((b"<!doctype", b"<html")):
        _bad(path, "it is a web page, not weights", "The download needs a log-in or an accepted licence; get it again.")
    if first.startswith(b"GGUF"):
        _bad(path, "it is a GGUF file", "Use the .safetensors version of the weights.")


def _tensors(path: Path, entries: dict[str, Any], *, data_start: int, file_size: int) -> dict[str, TensorInfo]:
    tensors: dict[str, TensorInfo] = {}
    for name, entry in entries.items():
        try:
            dtype, shape = entry["dtype"], tuple(int(n) for n in entry["shape"])
            start, end = (data_start + int(n) for n in entry["data_offsets"])
        except (TypeError, KeyError, ValueError):
            _bad(path, f"its entry {name!r} is malformed")
        if not isinstance(dtype, str) or dtype not in BITS:
            _bad(path, f"{name!r} has the unknown data type {dtype!r}")
        if min(shape, default=0) < 0 or start < data_start or end - start != math.prod(shape) * BITS[dtype] // 8:
            _bad(path, f"the size of {name!r} does not fit its shape")
        if end > file_size:
            _bad(path, f"it is truncated: {name!r} ends at byte {end} of {file_size}", "Download or copy it again.")
        tensors[name] = TensorInfo(dtype, shape, start, end)
    expected = data_start
    for info in sorted(tensors.values(), key=lambda info: info.start):
        if info.start != expected:
            _bad(path, "its tensors overlap or leave gaps")
        expected = info.end
    if expected != file_size:
        _bad(path, f"{file_size - expected} bytes follow its last tensor")
    return tensors


def _bad(path: Path, reason: str, hint: str | None = None) -> NoReturn:
    raise BadWeightsFile(f"{path.name} cannot be used: {reason}.", hint=hint)
