"""Weights rewritten in another number type, tensor by tensor: little memory, and it can stop anywhere."""

import json
import re
import shutil
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

import torch

from safelight.engine.diffusion.errors import ModelBroken
from safelight.kit.files import whole_file
from safelight.kit.identify.files import PICKLES, SUFFIX
from safelight.kit.safetensors_header import BITS, TensorInfo, read_header

OnBytes = Callable[[int, int], None]  # bytes read so far, and in all; may raise

_TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
_NAMES = {"f32": "F32", "f16": "F16", "bf16": "BF16"}
_PIECE = 16 << 20  # bytes between two looks at whether to stop
_VARIANT = re.compile(r"\.(fp16|bf16|fp32|non_ema|ema)(?=[.-])")
_BESIDE_BYTES = 64 << 20  # configs, tokenizers, licences; larger things beside the weights are other weights


def cast_folder(source: Path, target: Path, dtype: str, *, on_bytes: OnBytes = lambda done, total: None) -> None:
    """Write the diffusers folder `source` as `target` with its floating-point weights as `dtype` (f32, f16, bf16).

    A part that has its files twice (fp16 beside full) is written once, from the full ones. What torch, flax or
    another runtime would read is left out. Raises ModelBroken when a weight is too large for f16.
    """
    weights = dict(_weights(source))
    total, done = sum(file.stat().st_size for file in weights), 0
    for file in sorted(source.rglob("*")):
        below = file.relative_to(source)
        if file.is_file() and _goes_along(below, file):
            (target / below).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / below)
    for file, name in weights.items():
        goal = target / file.parent.relative_to(source) / name
        done += cast_file(file, goal, dtype, on_bytes=partial(_tell, on_bytes, done, total))
    for index in source.rglob(f"*{SUFFIX}.index*.json"):
        _write_index(index, target / index.parent.relative_to(source), set(weights.values()))


def _tell(on_bytes: OnBytes, before: int, total: int, read: int) -> None:
    on_bytes(before + read, total)


def cast_file(source: Path, target: Path, dtype: str, *, on_bytes: Callable[[int], None]) -> int:
    """One file; `on_bytes` is told how much of it is read. Gives back its size."""
    header = read_header(source)
    wanted = {name: _NAMES[dtype] if info.dtype in _TYPES else info.dtype for name, info in header.tensors.items()}
    order = sorted(header.tensors, key=lambda name: (-BITS[wanted[name]], name))
    entries: dict[str, Any] = {"__metadata__": {"format": "pt", **header.metadata}}
    offset = 0
    for name in order:
        info = header.tensors[name]
        size = (info.end - info.start) * BITS[wanted[name]] // BITS[info.dtype]
        entries[name] = {
            "dtype": wanted[name],
            "shape": list(info.shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    raw = json.dumps(entries, separators=(",", ":")).encode()
    raw += b" " * (-len(raw) % 8)
    with source.open("rb") as reading, whole_file(target) as writing:
        writing.write(struct.pack("<Q", len(raw)) + raw)
        read = 0
        for name in order:
            for piece in _pieces(reading, header.tensors[name]):
                writing.write(_cast(piece, header.tensors[name].dtype, wanted[name], f"{source.name}: {name}"))
                read += len(piece)
                on_bytes(read)
    on_bytes(source.stat().st_size)
    return source.stat().st_size


def _pieces(file: IO[bytes], info: TensorInfo) -> Iterator[bytearray]:
    file.seek(info.start)
    left = info.end - info.start
    while left:
        piece = bytearray(min(left, _PIECE))
        if file.readinto(piece) != len(piece):  # type: ignore[attr-defined]  # IO[bytes] lacks it, every file opened as binary has it
            raise ModelBroken(f"{file.name} ends before its weights do.", hint="Download or copy it again.")
        left -= len(piece)
        yield piece


def _cast(piece: bytearray, had: str, wanted: str, what: str) -> bytes | bytearray:
    if had == wanted:
        return piece
    before = torch.frombuffer(piece, dtype=_TYPES[had])
    after = before.to(_TYPES[wanted])
    if wanted == "F16" and bool((after.isinf() & before.isfinite()).any()):
        raise ModelBroken(f"{what} holds a number too large for float16.", hint="Convert it to bf16.")
    return after.view(torch.uint8).numpy().tobytes()


def _weights(source: Path) -> Iterator[tuple[Path, str]]:
    """The weight files to read, and the names to write: of each folder the full ones, else those of a variant."""
    is_pipeline = (source / "model_index.json").is_file()
    for folder in sorted({file.parent for file in source.rglob(f"*{SUFFIX}")}):
        if is_pipeline and folder == source:
            continue  # single files that lie beside a pipeline are no part of it
        files = sorted(folder.glob(f"*{SUFFIX}"))
        plain = [file for file in files if not _VARIANT.search(file.name)]
        for file in plain or files:
            yield file, _VARIANT.sub("", file.name)


def _goes_along(below: Path, file: Path) -> bool:
    is_weights = file.suffix in {SUFFIX, *PICKLES, ".onnx", ".onnx_data", ".msgpack", ".h5", ".gguf"}
    is_hidden = any(part.startswith(".") for part in below.parts)
    return not (is_weights or is_hidden or f"{SUFFIX}.index" in file.name) and file.stat().st_size <= _BESIDE_BYTES


def _write_index(index: Path, folder: Path, kept: set[str]) -> None:
    """The list of the shards, where these were written."""
    content = json.loads(index.read_text())
    shards = {key: _VARIANT.sub("", file) for key, file in content.get("weight_map", {}).items()}
    if not set(shards.values()) <= kept or not all((folder / file).is_file() for file in shards.values()):
        return
    total = sum(read_header(folder / file).tensor_bytes for file in set(shards.values()))
    name = re.sub(r"\.index(\.\w+)?\.json$", ".index.json", _VARIANT.sub("", index.name))
    content |= {"metadata": {**(content.get("metadata") or {}), "total_size": total}, "weight_map": shards}
    (folder / name).write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
