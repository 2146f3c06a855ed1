"""One picture through the engine beside the bare call of the same pipeline: goal, at most 1.03.

python benchmarks/engine_overhead.py [MODEL_FOLDER] [--rounds 15] [--steps 20] [--size 256]

Both take turns on one loaded pipeline, with the same scheduler, seed and size; the bare call ends in a PIL picture too.
"""

import argparse
import statistics
import sys
import time
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

    def engine() -> None:
        generate(loaded, plan, on_step=lambda *_: None)

    def bare() -> None:
        loaded.pipeline(
            prompt=plan.prompt,
            num_inference_steps=plan.num_inference_steps,
            guidance_scale=plan.guidance_scale,
            width=plan.width,
            height=plan.height,
            generator=torch.Generator("cpu").manual_seed(plan.seed),
        )

    times: dict[str, list[float]] = {"engine": [], "bare": []}
    engine()
    bare()
    for number in range(chosen.rounds):
        pair = [("engine", engine), ("bare", bare)]
        for name, draw in pair if number % 2 else pair[::-1]:
            started = time.process_time()  # of this process: other programs count less
            draw()
            times[name].append(time.process_time() - started)
    ours, theirs = (statistics.median(times[name]) for name in ("engine", "bare"))
    print(f"{chosen.steps} steps at {chosen.size} px, CPU seconds of one thread, medians of {chosen.rounds}")
    print(f"bare pipeline   {theirs:.3f}")
    print(f"engine          {ours:.3f}   ratio {ours / theirs:.3f}   (goal: at most 1.03)")


if __name__ == "__main__":
    main()
