"""Requests that come at random to SDXL's UNet on a GPU: how long each waits for its picture. E3 of the GPU set.

    python benchmarks/gpu_serving.py [--loads 0.7 1.2 1.6] [--steps 8 20 30] [--size 512] [--requests 32] [--traces 2]
                                     [--json FILE] [--quick] [--tiny]

The ways are those of poisson_arrivals.py, the model that of gpu_mixed_characters.py; arrivals are Poisson, and every
way meets the same. `busy` is the share of its time at which the device computes, as nvidia-smi samples it through all
ways of a load. With --tiny a small network runs on the CPU: it shows that the program works, and nothing else.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from gpu_mixed_characters import sdxl
from poisson_arrivals import measured

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.loading import load
from tests.engine import tiny


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loads", nargs="+", type=float, default=[0.7, 1.2, 1.6])
    parser.add_argument("--steps", nargs="+", type=int, default=[8, 20, 30])
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--requests", type=int, default=32)
    parser.add_argument("--traces", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="one load, one trace of 16")
    parser.add_argument("--tiny", action="store_true", help="a small network on the CPU")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.loads, chosen.traces, chosen.requests = [1.6], 1, 16
    if chosen.tiny:
        chosen.loads, chosen.steps, chosen.size, chosen.requests, chosen.traces = [1.6], [1, 2], 64, 4, 1
        torch.set_num_threads(1)
    elif not torch.cuda.is_available():
        sys.exit("This needs a CUDA device; --tiny shows on a CPU that the program works.")
    print(f"{'CPU, a tiny network' if chosen.tiny else torch.cuda.get_device_name()}, torch {torch.__version__}")
    device, dtype = ("cpu", torch.float32) if chosen.tiny else ("cuda", torch.bfloat16)
    found: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = tiny.save_pipeline(tiny.sdxl if chosen.tiny else sdxl, Path(folder))
        loaded = load(place, dtype=dtype, device=device, name="sdxl")
        for factor in chosen.loads:
            with busy() as samples:
                ways = measured(loaded, chosen.traces, chosen.requests, factor, chosen.steps, size=chosen.size)
            found[f"{factor}"] = {
                way: dict(zip(("p50", "p95"), map(statistics.median, zip(*of_traces, strict=True)), strict=True))
                for way, of_traces in ways.items()
            }
            for way, one in found[f"{factor}"].items():
                share = one["p95"] / found[f"{factor}"]["fifo"]["p95"]
                print(
                    f"load {factor} {way:14} p50 {one['p50']:6.2f} s   p95 {one['p95']:6.2f} s   of fifo's {share:.2f}"
                )
            known = f"{statistics.fmean(samples):.0f} %" if samples else "not measured"
            print(f"load {factor} busy {known}", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


@contextmanager
def busy() -> Iterator[list[float]]:
    """Percent of time at which the device computes, filled when the block ends; empty where nobody can tell."""
    samples: list[float] = []
    program = shutil.which("nvidia-smi") if torch.cuda.is_available() else None
    if program is None:
        yield samples
        return
    ask = [program, "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "--loop-ms=200"]
    with tempfile.TemporaryFile("w+") as lines, subprocess.Popen(ask, stdout=lines) as process:
        try:
            yield samples
        finally:
            process.terminate()
            process.wait()
            lines.seek(0)
            samples += [float(line) for line in lines if line.strip().isdigit()]


if __name__ == "__main__":
    main()
