"""One picture through the engine beside the bare call of the same pipeline: goal, at most 1.03.

python benchmarks/engine_overhead.py [MODEL_FOLDER] [--rounds 15] [--steps 20] [--size 256]

Both take turns on one loaded pipeline, with the same scheduler, seed and size; the bare call ends in a PIL picture too.
Each round draws other words, so that both run the text encoders; words that come again are told beside it.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import load
from safelight.engine.starter import STARTER_PIPELINE
from safelight.specs.generation import GenerationPlan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", type=Path, default=STARTER_PIPELINE)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--size", type=int, default=256)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    loaded = load(chosen.model, dtype=torch.float32, device="cpu")
    usual = loaded.defaults.model_dump(include=set(GenerationPlan.model_fields))
    plan = GenerationPlan.model_validate(
        usual
        | {"model": loaded.name, "prompt": "a red ball", "negative_prompt": "", "seed": 1, "n": 1}
        | {"num_inference_steps": chosen.steps, "width": chosen.size, "height": chosen.size}
    )

    def engine(words: str) -> None:
        generate(loaded, plan.model_copy(update={"prompt": words}), on_step=lambda *_: None)

    def bare(words: str) -> None:
        loaded.pipeline(
            prompt=words,
            num_inference_steps=plan.num_inference_steps,
            guidance_scale=plan.guidance_scale,
            width=plan.width,
            height=plan.height,
            generator=torch.Generator("cpu").manual_seed(plan.seed),
        )

    again = plan.prompt
    ways: dict[str, Callable[[str], None]] = {"bare pipeline": bare, "engine": engine, "engine, again": engine}
    wall: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(again)
    for number in range(chosen.rounds):
        for name in list(ways)[:: 1 if number % 2 else -1]:
            began = time.monotonic(), time.process_time()
            ways[name](again if name.endswith("again") else f"a red ball, number {number}")
            wall[name].append(time.monotonic() - began[0])
            cpu[name].append(time.process_time() - began[1])  # of this process: other programs count less
    print(f"{chosen.steps} steps at {chosen.size} px, seconds of one thread, medians of {chosen.rounds}: wall (CPU)")
    walls, cpus = ({name: statistics.median(found) for name, found in times.items()} for times in (wall, cpu))
    for name in ways:
        ratio = f"{walls[name] / walls['bare pipeline']:.3f} ({cpus[name] / cpus['bare pipeline']:.3f})"
        print(f"{name:16} {walls[name]:.3f} ({cpus[name]:.3f})   ratio {ratio}   goal: at most 1.03")


if __name__ == "__main__":
    main()
