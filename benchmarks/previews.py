"""What looking at pictures costs while they are drawn: the palette's fit, a look, a drawing seen beside one unseen.

    python benchmarks/previews.py [--rounds 5] [--pictures 4] [--steps 30]

A report is due four times a second, as in a worker, and each picture of it is encoded as WebP. Both ways of drawing are
run in turn. Times are CPU seconds of one thread, so that other programs on the machine count less.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.diffusion.palette import Palette
from safelight.engine.diffusion.preview import webp
from safelight.engine.starter import STARTER_PIPELINE
from safelight.specs.generation import GenerationPlan
from tests.engine import tiny

REPORT_SECONDS = 0.25


class Looks:
    """Takes the looks of one drawing as a worker does."""

    def __init__(self) -> None:
        self.count, self.bytes, self.next = 0, 0, 0.0

    def wanted(self) -> bool:
        return time.monotonic() >= self.next

    def take(self, step: int, images: dict[int, Image.Image]) -> None:
        self.next = time.monotonic() + REPORT_SECONDS
        for image in images.values():
            self.count += 1
            self.bytes += len(webp(image))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=4)
    parser.add_argument("--steps", type=int, default=30)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    print(f"{chosen.pictures} pictures of {chosen.steps} steps, medians of {chosen.rounds}")
    print(f"{'model':10} {'fit':>7} {'a step':>9} {'a look':>9} {'looks':>6} {'bytes':>6} {'seen/unseen':>12}")
    with tempfile.TemporaryDirectory() as folder:
        places = {"starter": STARTER_PIPELINE}
        places |= {name: tiny.save_pipeline(build, Path(folder) / name) for name, build in tiny.FAMILIES.items()}
        for name, place in places.items():
            measure(name, load(place, dtype=torch.float32, device="cpu"), chosen)


def measure(name: str, loaded: Loaded, chosen: argparse.Namespace) -> None:
    began = time.process_time()
    Palette(loaded.pipeline.vae, loaded.pipeline.vae_scale_factor)
    fit = time.process_time() - began
    defaults = loaded.defaults.model_dump() | {"num_inference_steps": chosen.steps, "width": 64, "height": 64}
    plan = GenerationPlan(model=name, prompt="a red cat", negative_prompt="", seed=1, n=chosen.pictures, **defaults)
    generate(loaded, plan.model_copy(update={"num_inference_steps": 2}), on_look=Looks().take)  # warm, and fitted
    unseen, seen, looks = [], [], Looks()
    for _ in range(chosen.rounds):
        unseen.append(timed(lambda: generate(loaded, plan)))
        looks = Looks()
        seen.append(timed(lambda: generate(loaded, plan, on_look=looks.take, wants_look=looks.wanted)))  # noqa: B023  called at once
    each = timed(lambda: at_every_step(loaded, plan)) - statistics.median(unseen)
    print(
        f"{name:10} {fit * 1e3:4.0f} ms {statistics.median(unseen) / chosen.steps * 1e3:6.1f} ms"
        f" {each / chosen.steps / chosen.pictures * 1e3:6.2f} ms {looks.count:6} {looks.bytes // max(1, looks.count):6}"
        f" {statistics.median(s / u for s, u in zip(seen, unseen, strict=True)):12.3f}"
    )


def at_every_step(loaded: Loaded, plan: GenerationPlan) -> None:
    """All looks that there could be, to see what one costs."""
    from safelight.engine.diffusion import preview

    share, preview.SHARE = preview.SHARE, float("inf")
    generate(loaded, plan, on_look=Looks().take)
    preview.SHARE = share


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
