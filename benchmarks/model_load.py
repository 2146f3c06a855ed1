"""Loading a model by the engine beside diffusers' plain from_pretrained, and a second load beside the first.

    python benchmarks/model_load.py [MODEL_FOLDER] [--rounds 7] [--megabytes 600]

Without a folder it makes a network of about that size with random weights. Both ways take turns in one process, each
touches every weight once, and medians are compared, in wall time and in CPU time of this process.

"First" is what a person waits for when a worker has just started and its files lie on disk only: the packages are there
(they come with the worker), diffusers has loaded nothing yet, and the files are not in the page cache (posix_fadvise
after fsync; how many of their pages are left is told, for a system may ignore it). Each is a process of its own.
"Second" is the same model in the same process again, after it was dropped.
"""

import argparse
import gc
import json
import mmap
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.loading import load

FIRSTS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=int, default=600)
    parser.add_argument("--twice", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    if chosen.twice:
        print(json.dumps(twice(chosen.model)))
        return
    with tempfile.TemporaryDirectory() as folder:
        model = chosen.model or made(Path(folder) / "model", chosen.megabytes)
        size = sum(file.stat().st_size for file in model.rglob("*.safetensors"))
        print(f"{size / 1e6:.0f} MB of weights; medians, seconds with every weight touched: wall (CPU)")
        ways = {"plain from_pretrained": lambda: plain(model), "engine": lambda: engine(model)}
        for way in ways.values():  # imports, and files in the page cache
            timed(way)
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for number in range(chosen.rounds):
            for name in list(ways)[:: 1 if number % 2 else -1]:
                times[name].append(timed(ways[name]))
        report("engine", times["engine"], "plain from_pretrained", times["plain from_pretrained"], "at most 1.1")
        runs = [in_a_new_process(model) for _ in range(FIRSTS)]
        print(f"pages left in the cache before the first: {max(run['pages_left'] for run in runs):.1%} at most")
        report(
            "second load", [tuple(r["second"]) for r in runs], "first load", [tuple(r["first"]) for r in runs],
            "at most 0.3",
        )  # fmt: skip


def report(
    name: str, ours: list[tuple[float, float]], other: str, theirs: list[tuple[float, float]], goal: str
) -> None:
    """Both medians, in wall and CPU time, and their ratios."""
    figures = [[statistics.median(each[at] for each in found) for at in (0, 1)] for found in (theirs, ours)]
    for who, (wall, cpu) in zip((other, name), figures, strict=True):
        print(f"{who:24} {wall:7.3f} ({cpu:.3f})")
    ratios = [mine / its for its, mine in zip(*figures, strict=True)]
    print(f"{'ratio':24} {ratios[0]:7.2f} ({ratios[1]:.2f})   goal: {goal}")


def plain(model: Path) -> Any:
    """As diffusers' documents load it."""
    return diffusers.DiffusionPipeline.from_pretrained(str(model), dtype=torch.float32, use_safetensors=True)


def engine(model: Path) -> Any:
    """As a worker loads it."""
    return load(model, dtype=torch.float32, device="cpu").pipeline


def in_a_new_process(model: Path) -> dict[str, Any]:
    """What `twice` says, of a process without a history."""
    done = subprocess.run(
        [sys.executable, __file__, str(model), "--twice"], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def twice(model: Path) -> dict[str, Any]:
    """The first load from disk, and the same again."""
    forget(model)
    left = pages_left(model)
    first = timed(lambda: engine(model))
    return {"pages_left": left, "first": first, "second": timed(lambda: engine(model))}


def made(folder: Path, megabytes: int) -> Path:
    """A Stable Diffusion whose UNet has about so many megabytes of float32."""
    from tests.engine import tiny  # not above: it brings the pipelines' classes, which a first load has to fetch itself

    width = max(32, int((megabytes / 600) ** 0.5 * 320) // 32 * 32)
    return tiny.save_pipeline(
        lambda: tiny.sd(block_out_channels=(width, 2 * width), layers_per_block=2, attention_head_dim=8), folder
    )


def timed(way: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of wall and of CPU time to load and to touch each weight."""
    gc.collect()
    wall, cpu = time.monotonic(), time.process_time()
    pipeline = way()
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            for weight in part.parameters():
                weight.sum()
    return time.monotonic() - wall, time.process_time() - cpu


def forget(model: Path) -> None:
    """Ask the system to drop the files from its page cache."""
    for file in model.rglob("*.safetensors"):
        handle = os.open(file, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def pages_left(model: Path) -> float:
    """The share of the files' pages that are in memory, by mincore(2)."""
    import ctypes

    mincore = ctypes.CDLL(None, use_errno=True).mincore
    present = pages = 0
    for file in model.rglob("*.safetensors"):
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY) as mapped:
            count = -(-len(mapped) // mmap.PAGESIZE)
            seen = (ctypes.c_ubyte * count)()
            start = (ctypes.c_char * len(mapped)).from_buffer(mapped)
            failed = mincore(ctypes.c_void_p(ctypes.addressof(start)), ctypes.c_size_t(len(mapped)), seen)
            del start
            if failed:
                return float("nan")
            present, pages = present + sum(page & 1 for page in seen), pages + count
    return present / pages


if __name__ == "__main__":
    main()
