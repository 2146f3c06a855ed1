"""The stripped lists of checkpoints, as headers and as files without weights."""

import gzip
import json
import struct
from pathlib import Path

from safelight.kit.safetensors_header import BITS, Header, TensorInfo

GOLDEN = Path(__file__).parents[2] / "golden"


def names() -> list[str]:
    """Every list."""
    return sorted(file.name.removesuffix(".json.gz") for file in (GOLDEN / "checkpoints").glob("*.json.gz"))


def header(name: str, *, dtype: str = "F16", metadata: dict[str, str] | None = None) -> Header:
    """The header that a file of these tensors has."""
    with gzip.open(GOLDEN / "checkpoints" / f"{name}.json.gz", "rt") as file:
        shapes = json.load(file)["tensors"]
    tensors, at = {}, 0
    for key, shape in shapes.items():
        count = 1
        for side in shape:
            count *= side
        tensors[key] = TensorInfo(dtype, tuple(shape), at, at + count * BITS[dtype] // 8)
        at = tensors[key].end
    return Header(tensors, metadata or {})


def sparse_file(path: Path, name: str) -> Path:
    """A whole file of that list, of its true size, that takes no room: its weights are a hole."""
    found = header(name)
    entries = {
        key: {"dtype": info.dtype, "shape": list(info.shape), "data_offsets": [info.start, info.end]}
        for key, info in found.tensors.items()
    }
    raw = json.dumps(entries).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(raw)) + raw)
        file.truncate(8 + len(raw) + found.tensor_bytes)
    return path
