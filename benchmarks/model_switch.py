"""Switching between three models in a cache of one and of three places: time of a switch, and resident memory.

python benchmarks/model_switch.py [--switches 51]

The goal is memory: the last round holds within 10 % of the first.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.cache import PipelineCache
from tests.engine import tiny

MODELS = ("sd", "sdxl", "flux")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switches", type=int, default=51)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        places = {name: tiny.save_pipeline(tiny.FAMILIES[name], Path(folder) / name) for name in MODELS}
        print(f"{'places':>6} {'a switch':>10} {'first round':>12} {'last round':>11} {'ratio':>6}")
        for count in (1, len(MODELS)):
            times, rounds = switch(PipelineCache(count, "cpu", torch.float32), places, chosen.switches)
            first, last = rounds[1], rounds[-1]
            usual = statistics.median(times) * 1e3
            print(f"{count:6} {usual:7.1f} ms {first / 1e6:9.0f} MB {last / 1e6:8.0f} MB {last / first:6.2f}")


def switch(cache: PipelineCache, places: dict[str, Path], switches: int) -> tuple[list[float], list[int]]:
    """Seconds of each switch, and resident bytes after each round."""
    times, rounds = [], []
    for number in range(switches):
        name = MODELS[number % len(MODELS)]
        started = time.monotonic()
        with cache.use(name, places[name]):
            times.append(time.monotonic() - started)
        if number % len(MODELS) == len(MODELS) - 1:
            rounds.append(int(psutil.Process().memory_info().rss))
    return times, rounds


if __name__ == "__main__":
    main()
