"""From a file of weights to weights on the device: ways to read it, cold and from the page cache. E4 of the GPU set.

    python benchmarks/gpu_cold_load.py [--gigabytes 5] [--rounds 3] [--folder DIR] [--json FILE] [--quick] [--tiny]

Ways: safetensors mapped, then moved tensor by tensor, as a pipeline's `.to(device)` does it; safetensors straight onto
the device; a few threads that read into pinned memory while the device copies. Cold means that the kernel was told to
forget the file (posix_fadvise), which it does for files on a disk and not for those in memory. Every way ends with a
sum over all weights on the device. With --tiny it is 50 MB on the CPU: that shows that the program works, nothing else.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.kit.safetensors_header import read_header

Weights = Mapping[str, torch.Tensor]
TENSOR = 64 * 2**20  # bytes of each of the file's tensors
DTYPES = {"BF16": torch.bfloat16}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the file is written; a temporary folder if left out")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="a smaller file, once")
    parser.add_argument("--tiny", action="store_true", help="50 MB on the CPU")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.gigabytes, chosen.rounds = 2.0, 1
    if chosen.tiny:
        chosen.gigabytes, chosen.rounds = 0.05, 1
    elif not torch.cuda.is_available():
        sys.exit("This needs a CUDA device; --tiny shows on a CPU that the program works.")
    device = "cpu" if chosen.tiny else "cuda"
    ways: dict[str, Callable[[Path, str], Weights]] = {
        "mapped, then moved": mapped, "straight to the device": straight, "pinned, 4 threads": pinned,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        file = written(Path(folder) / "weights.safetensors", chosen.gigabytes, tiny=chosen.tiny)
        size = file.stat().st_size
        straight(file, device)  # CUDA itself, and the kernels, before anything is measured
        seconds: dict[tuple[str, str], list[float]] = {}
        sums: set[float] = set()
        for _ in range(chosen.rounds):
            for cache in ("cold", "warm"):
                for name, way in ways.items():
                    if cache == "cold":
                        forget(file)
                    taken, total = timed(way, file, device)
                    seconds.setdefault((name, cache), []).append(taken)
                    sums.add(total)
    assert len(sums) == 1, "the ways do not bring the same weights"
    print(f"{size / 1e9:.2f} GB of bfloat16 to {torch.cuda.get_device_name() if device == 'cuda' else 'the CPU'}")
    print(f"{'way':24} {'cache':>6} {'seconds':>8} {'GB/s':>6}")
    figures = []
    for (name, cache), taken in seconds.items():
        usual = statistics.median(taken)
        print(f"{name:24} {cache:>6} {usual:8.2f} {size / usual / 1e9:6.2f}")
        figures.append({"way": name, "cache": cache, "seconds": round(usual, 3), "bytes": size})
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def written(path: Path, gigabytes: float, *, tiny: bool) -> Path:
    """A file of that size, of equal tensors."""
    each = TENSOR // 16 if tiny else TENSOR
    count = max(2, round(gigabytes * 1e9 / each))
    one = torch.randn(each // 2).to(torch.bfloat16)
    save_file({f"block.{number}.weight": one.roll(number) for number in range(count)}, path)
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)  # what is not on the disk yet cannot be forgotten
    os.close(descriptor)
    return path


def forget(path: Path) -> None:
    """Have the kernel drop the file's pages."""
    descriptor = os.open(path, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def timed(way: Callable[[Path, str], Weights], path: Path, device: str) -> tuple[float, float]:
    """Seconds, and the sum over all weights."""
    began = time.perf_counter()
    weights = way(path, device)
    total = sum(float(weights[name].sum(dtype=torch.float32)) for name in sorted(weights))
    return time.perf_counter() - began, total


def mapped(path: Path, device: str) -> Weights:
    """As a pipeline does it: the file is mapped, and its pages are read as each tensor is moved."""
    return {name: weight.to(device) for name, weight in load_file(path).items()}


def straight(path: Path, device: str) -> Weights:
    return load_file(path, device=device)


def pinned(path: Path, device: str, *, threads: int = 4) -> Weights:
    """Threads read into pinned memory, two buffers each, and the device copies while they read on."""
    header = read_header(path)
    local = threading.local()
    on_gpu = device == "cuda"

    def bring(name: str) -> tuple[str, torch.Tensor]:
        info = header.tensors[name]
        length = info.end - info.start
        if not hasattr(local, "file"):
            local.file, local.stream, local.buffers, local.turn = path.open("rb", buffering=0), None, [], 0
            local.stream = torch.cuda.Stream() if on_gpu else None
        if len(local.buffers) < 2 or local.buffers[0][0].numel() < length:
            room = [
                (torch.empty(length, dtype=torch.uint8, pin_memory=on_gpu), _event(on_gpu=on_gpu)) for _ in range(2)
            ]
            local.buffers = room
        buffer, copied = local.buffers[local.turn]
        local.turn = 1 - local.turn
        if copied is not None:
            copied.synchronize()
        local.file.seek(info.start)
        view = memoryview(buffer.numpy())[:length]
        read = 0
        while read < length:
            count = local.file.readinto(view[read:])
            assert count, "the file ends too early"
            read += count
        whole = buffer[:length].view(DTYPES[info.dtype]).reshape(info.shape)
        if not on_gpu:
            return name, whole.clone()
        with torch.cuda.stream(local.stream):
            moved = whole.to(device, non_blocking=True)
            copied.record(local.stream)
        return name, moved

    with ThreadPoolExecutor(threads) as pool:
        found = dict(pool.map(bring, header.tensors))
    if on_gpu:
        torch.cuda.synchronize()
    return found


def _event(*, on_gpu: bool) -> "torch.cuda.Event | None":
    return torch.cuda.Event() if on_gpu else None


if __name__ == "__main__":
    main()
