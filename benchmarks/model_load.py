"""Loading a model by the engine beside diffusers' plain from_pretrained, and a second load beside the first.

    python benchmarks/model_load.py [MODEL_FOLDER] [--rounds 7] [--megabytes 600]

Without a folder it makes a network of about that size with random weights. Both ways alternate in one process, each
touches every weight once, and medians are compared. The first load is timed with the files dropped from the page cache
(posix_fadvise, which the system may ignore: then the first is as fast as the second, and the ratio says nothing).
"""

import argparse
import gc
import os
import statistics
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
from tests.engine import tiny


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=int, default=600)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        model = chosen.model or made(Path(folder) / "model", chosen.megabytes)
        size = sum(file.stat().st_size for file in model.rglob("*.safetensors"))
        ways: dict[str, Callable[[], Any]] = {
            "plain": lambda: diffusers.DiffusionPipeline.from_pretrained(
                str(model), dtype=torch.float32, use_safetensors=True
            ),
            "engine": lambda: load(model, dtype=torch.float32, device="cpu").pipeline,
        }
        for way in ways.values():  # imports, and files in the page cache
            timed(way)
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(chosen.rounds):
            for name in list(ways)[:: 1 if number % 2 else -1]:
                times[name].append(timed(ways[name]))
        first = []
        for _ in range(3):
            forget(model)
            first.append(timed(ways["engine"]))
        second = statistics.median(times["engine"])
    plain = statistics.median(times["plain"])
    print(f"{size / 1e6:.0f} MB of weights, medians of {chosen.rounds}, seconds with every weight touched")
    print(f"plain from_pretrained   {plain:8.3f}")
    print(f"engine                  {second:8.3f}   ratio {second / plain:.2f}   (goal: at most 1.1)")
    print(f"engine, files dropped   {statistics.median(first):8.3f}")
    print(f"second beside first     {second / statistics.median(first):8.2f}   (goal: at most 0.3, if dropping works)")


def made(folder: Path, megabytes: int) -> Path:
    """A Stable Diffusion whose UNet has about so many megabytes of float32."""
    width = max(32, int((megabytes / 600) ** 0.5 * 320) // 32 * 32)
    return tiny.save_pipeline(
        lambda: tiny.sd(block_out_channels=(width, 2 * width), layers_per_block=2, attention_head_dim=8), folder
    )


def timed(way: Callable[[], Any]) -> float:
    """Seconds of wall time to load and to touch each weight."""
    gc.collect()
    started = time.monotonic()
    pipeline = way()
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            for weight in part.parameters():
                weight.sum()
    return time.monotonic() - started


def forget(model: Path) -> None:
    """Ask the system to drop the files from its page cache."""
    gc.collect()
    for file in model.rglob("*.safetensors"):
        handle = os.open(file, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


if __name__ == "__main__":
    main()
