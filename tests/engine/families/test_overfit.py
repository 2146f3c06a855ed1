"""One picture, learnt by heart: whatever a family asks of its denoiser, it can be learnt."""

import pytest

from safelight.engine.training.loop import run_training
from safelight.specs.training import TrainSpec
from tests.engine import tiny
from tests.engine.families.bases import BASES, PIXELS, certain


@pytest.mark.slow
@pytest.mark.parametrize(("name", "steps"), [("sd", 150), ("sdxl", 150), ("sd3", 60), ("flux dev", 60)])
def test_the_loss_on_one_picture_falls_below_a_tenth(name, steps, squares, tmp_path):
    base = tiny.save_pipeline(lambda: certain(BASES[name]()), tmp_path / "base")
    spec = TrainSpec(
        method="full", max_train_steps=steps, train_batch_size=4, learning_rate=2e-2, lr_scheduler="cosine",
        resolution=PIXELS, mixed_precision="no", snr_gamma=None, caption_dropout=0, weight_decay=0, sample_every=0,
    )  # fmt: skip
    losses = run_training(base=base, pictures=squares[:1], spec=spec, work_dir=tmp_path).losses
    assert sum(losses[-10:]) / 10 < losses[0] / 10
