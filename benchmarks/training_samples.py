"""What samples cost a training: rows of pictures beside steps, on the starter with its own preset.

    python benchmarks/training_samples.py [--steps 40] [--every 10]

Times are CPU seconds of one thread, so that other programs on the machine count less. The last line says what the
preset's samples make of a whole training.
"""

import argparse
import itertools
import json
import statistics
import tempfile
import time
from pathlib import Path

import torch

from safelight.engine.starter import SAMPLE_CAPTIONS, SAMPLE_CHARACTER, STARTER_PIPELINE
from safelight.engine.training import samples
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.loop import run_training
from safelight.features.characters.service.starting import SAMPLE_PROMPTS
from safelight.specs.generation import ModelDefaults
from safelight.specs.training import TrainSpec


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--every", type=int, default=10)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    card = json.loads((STARTER_PIPELINE / "safelight.json").read_text())
    preset = TrainSpec(**card["training"])
    spec = preset.model_copy(update={"max_train_steps": chosen.steps, "sample_every": chosen.every})
    rows: list[float] = []
    marks: list[float] = []
    draw = samples.Sampler._draw  # noqa: SLF001  what is measured

    def timed(self: samples.Sampler, *arguments: object) -> None:
        began = time.process_time()
        draw(self, *arguments)
        rows.append(time.process_time() - began)

    samples.Sampler._draw = timed  # noqa: SLF001  what is measured
    plan = samples.SamplePlan(
        prompts=[prompt.format(subject="pip monster") for prompt in SAMPLE_PROMPTS],
        settings=ModelDefaults(**card["defaults"]),
        on_sample=lambda sample: None,
    )
    with tempfile.TemporaryDirectory() as folder:
        run_training(
            base=STARTER_PIPELINE,
            pictures=[TrainingPicture(SAMPLE_CHARACTER / name, caption) for name, caption in SAMPLE_CAPTIONS.items()],
            spec=spec,
            work_dir=Path(folder),
            on_step=lambda report: marks.append(time.process_time()),
            samples=plan,
        )
    # A step whose report follows a row has that row in its time.
    between = [after - before for before, after in itertools.pairwise(marks)]
    step = statistics.median(between)
    row = statistics.median(rows[1:])
    print(f"a step {step:.3f} s, a row of {len(plan.prompts)} samples {row:.3f} s, the first row {rows[0]:.3f} s")
    count = preset.max_train_steps // preset.sample_every + 1 + bool(preset.max_train_steps % preset.sample_every)
    whole, drawing = preset.max_train_steps * step, (count - 1) * row + rows[0]
    print(f"the preset: {preset.max_train_steps} steps, {count} rows: {drawing / whole:.1%} of {whole:.0f} s")


if __name__ == "__main__":
    main()
