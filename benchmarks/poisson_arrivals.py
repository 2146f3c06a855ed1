"""Requests that come at random, faster than one after another could draw them: how long each waits for its pictures.

    python benchmarks/poisson_arrivals.py [--quick] [--traces 5] [--requests 48] [--load 1.6] [--json FILE]

Arrivals are Poisson at 1.6 times what drawing one by one manages, of 4, 8 and 12 steps; every way meets the same
arrivals in turn. first-in-first-out draws one after another; `step` puts calls of the network together; `default`,
where nobody is under way, draws a burst of requests that are alike in one call of the pipeline besides.
Goal: the 95th percentile at most half of first-in-first-out's, median of the traces.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.diffusion.visits import Visit
from safelight.specs.generation import GenerationPlan
from tests.engine import tiny

STEPS = (4, 8, 12)


class StepHub(Hub):
    """Without calls of several requests."""

    def _alike(self, first: Visit) -> list[Visit]:
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traces", type=int, default=5)
    parser.add_argument("--requests", type=int, default=48)
    parser.add_argument("--load", type=float, default=1.6)
    parser.add_argument("--quick", action="store_true", help="Three traces of 24")
    parser.add_argument("--equal", action="store_true", help="Every request of 8 steps")
    parser.add_argument("--family", choices=tiny.FAMILIES, default="sd")
    parser.add_argument("--json", type=Path, help="Write the figures to this file")
    chosen = parser.parse_args()
    traces, requests = (3, 24) if chosen.quick else (chosen.traces, chosen.requests)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        place = tiny.save_pipeline(tiny.FAMILIES[chosen.family], Path(folder))
        loaded = load(place, dtype=torch.float32, device="cpu", name=chosen.family)
        figures = measured(loaded, traces, requests, chosen.load, (8,) if chosen.equal else STEPS)
    print(f"{traces} traces of {requests} at {chosen.load} times the serial capacity: ms, medians of the traces")
    usual = {way: [statistics.median(each) for each in zip(*found, strict=True)] for way, found in figures.items()}
    ratios = {
        way: statistics.median(one[1] / other[1] for one, other in zip(found, figures["fifo"], strict=True))
        for way, found in figures.items()
    }
    for way, (middle, high) in usual.items():
        print(f"{way:14} p50 {middle * 1000:7.0f}   p95 {high * 1000:7.0f}   p95 of fifo's {ratios[way]:.2f}")
    if chosen.json:
        told = {way: {"p50": p50, "p95": p95, "ratio": ratios[way]} for way, (p50, p95) in usual.items()}
        chosen.json.write_text(json.dumps(told, indent=1) + "\n")


def measured(
    loaded: Loaded, traces: int, requests: int, load_factor: float, steps: Sequence[int], *, size: int = 64
) -> dict[str, list[tuple[float, float]]]:
    """p50 and p95 of each trace."""

    def plan(number: int) -> GenerationPlan:
        return GenerationPlan(
            model=loaded.name, prompt=f"a cat {number}", negative_prompt="", guidance_scale=4.0, width=size,
            height=size, seed=number, n=1, scheduler=loaded.defaults.scheduler,
            num_inference_steps=steps[number % len(steps)],
        )  # fmt: skip

    guard, hubs = threading.Lock(), {"step": StepHub(loaded), "default": Hub(loaded)}

    def alone(number: int) -> None:
        with guard:  # not quite in order of arrival, but one after another
            generate(loaded, plan(number))

    ways: dict[str, Callable[[int], object]] = {"fifo": alone}
    ways |= {name: lambda number, hub=hub: hub.draw(plan(number)) for name, hub in hubs.items()}
    with ThreadPoolExecutor(requests) as pool:
        for way in [*ways.values()] * 2:
            list(pool.map(way, range(12)))
        took = []
        for number in range(12):
            began = time.monotonic()
            alone(number)
            took.append(time.monotonic() - began)
        pause = statistics.fmean(sorted(took)[1:-1]) / load_factor
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for trace in range(traces):
            chance = random.Random(trace)
            gaps = [chance.expovariate(1 / pause) for _ in range(requests)]
            for name in list(ways)[:: 1 if trace % 2 else -1]:
                figures[name].append(served(pool, ways[name], gaps))
    for hub in hubs.values():
        hub.close()
    return figures


def served(pool: ThreadPoolExecutor, way: Callable[[int], object], gaps: Sequence[float]) -> tuple[float, float]:
    """p50 and p95 of seconds from arrival to pictures."""

    def request(number: int) -> float:
        began = time.monotonic()
        way(number)
        return time.monotonic() - began

    futures, due = [], time.monotonic()
    for number, gap in enumerate(gaps):
        due += gap
        time.sleep(max(0.0, due - time.monotonic()))
        futures.append(pool.submit(request, number))
    found = sorted(future.result() for future in futures)
    return found[len(found) // 2], found[int(len(found) * 0.95)]


if __name__ == "__main__":
    main()
