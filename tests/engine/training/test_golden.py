"""The losses of a few seeded steps, as they were when last reviewed. `SAFELIGHT_GOLDEN=1` writes them anew."""

import json
import os
from pathlib import Path

import pytest

from safelight.engine.training.loop import run_training

GOLDEN = Path(__file__).parents[2] / "golden" / "training" / "lora_losses.json"

CASES = {
    "epsilon": {"snr_gamma": None},
    "epsilon, min-SNR": {"snr_gamma": 0.5},
    "v_prediction": {"snr_gamma": None},
    "v_prediction, min-SNR": {"snr_gamma": 5.0},
    "v_prediction, everything learns": {"target": "all", "train_text_encoder": True, "flip": True},
}


@pytest.mark.parametrize("case", CASES)
def test_losses_of_seeded_steps(case, tiny_sd, tiny_sd_v, pictures, tiny_spec, tmp_path):
    base = tiny_sd if case.startswith("epsilon") else tiny_sd_v
    trained = run_training(base=base, pictures=pictures, spec=tiny_spec(seed=11, **CASES[case]), work_dir=tmp_path)
    known = json.loads(GOLDEN.read_text()) if GOLDEN.is_file() else {}
    if os.environ.get("SAFELIGHT_GOLDEN"):
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        known[case] = [round(loss, 6) for loss in trained.losses]
        GOLDEN.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    assert trained.losses == pytest.approx(known[case], rel=1e-3)
