"""Stopped anywhere, resumed, paused for a picture: the run is the undisturbed one to the last bit, in each family."""

import gc
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import diffusers
import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.training.aside import Aside
from safelight.engine.training.loop import StepReport, Trained, run_training
from safelight.specs.training import TrainSpec
from tests.engine.families.bases import PIXELS

STEPS = 5
LORA = {"rank": 2, "learning_rate": 2e-2}
RUNS = {
    "sd": {**LORA, "train_text_encoder": True},
    "sdxl": {**LORA, "optimizer": "prodigy", "learning_rate": 1.0},
    "sd3": {**LORA, "optimizer": "adafactor", "train_text_encoder": True},
    "flux dev": {"method": "full", "learning_rate": 1e-3},
}


OPTIMIZERS = {"adamw": 2e-2, "prodigy": 1.0, "adafactor": 2e-2}  # the rate of each; 8-bit AdamW wants CUDA
EVERY = [
    pytest.param(
        family, {**LORA, "optimizer": name, "learning_rate": rate}, id=f"{family}-{name}", marks=pytest.mark.slow
    )
    for family in RUNS
    for name, rate in OPTIMIZERS.items()
]


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def _what_is_there_stays() -> Iterator[None]:
    """A run collects garbage several times: among its own objects, not among all that the tests have imported."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def spec(fields: dict[str, object]) -> TrainSpec:
    return TrainSpec(
        **fields, max_train_steps=STEPS, checkpoint_every=2, resolution=PIXELS, mixed_precision="no",
        ema_decay=0.9, caption_dropout=0.3, flip=True, lr_scheduler="cosine", seed=3,
    )  # fmt: skip


@pytest.fixture
def base(family: str, home) -> Path:
    return home(family)


def weights(trained: Trained) -> dict[str, torch.Tensor]:
    files = [trained.path] if trained.path.is_file() else sorted(trained.path.rglob("*.safetensors"))
    return {f"{file.name}/{name}": tensor for file in files for name, tensor in load_file(file).items()}


def spoil_chance() -> None:
    """As another job of the same process would leave the generators."""
    random.seed(99)
    np.random.seed(99)  # noqa: NPY002  the very one that others share
    torch.manual_seed(99)


@pytest.mark.parametrize(("family", "fields"), [*RUNS.items(), *EVERY])
def test_the_same_to_the_last_bit(spec: TrainSpec, base: Path, squares, tmp_path: Path) -> None:
    def run(folder: str, **callbacks) -> Trained:
        spoil_chance()
        return run_training(base=base, pictures=squares, spec=spec, work_dir=tmp_path / folder, **callbacks)

    expected = run("calm")
    drawn = random.random(), np.random.rand(), torch.rand(1)  # noqa: NPY002  the shared one
    spoil_chance()
    assert drawn == (random.random(), np.random.rand(), torch.rand(1)), "left as they were"  # noqa: NPY002  the same
    stop = random.Random(str(base)).randint(3, STEPS - 1)

    def die(report: StepReport) -> None:
        if report.step == stop:
            raise Killed

    with pytest.raises(Killed):
        run("shaken", on_step=die)
    # What the loop keeps on its way out, a kill would not have left.
    shutil.rmtree(tmp_path / "shaken" / "checkpoints" / f"step-{stop:06d}")

    paused, steps = [], []

    def draw(aside: Aside) -> None:
        if paused:
            return
        with aside.left(0):
            pipeline = diffusers.DiffusionPipeline.from_pretrained(base, local_files_only=True)
            pipeline.set_progress_bar_config(disable=True)
            paused.append(pipeline("a bar", num_inference_steps=1, width=PIXELS, height=PIXELS).images[0])
            spoil_chance()

    trained = run("shaken", between_steps=draw, on_step=lambda report: steps.append(report.step))
    assert paused
    assert steps[0] == (stop - 1) // 2 * 2 + 1
    assert trained.losses == expected.losses
    ours, theirs = weights(trained), weights(expected)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if not torch.equal(ours[name], theirs[name])] == []
