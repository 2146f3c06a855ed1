"""Two half batches make the same step as one whole batch."""

import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.training.loop import run_training


@pytest.mark.parametrize("prior", [0, 3])
def test_two_times_two_is_four(prior, tiny_sd, pictures, tiny_spec, tmp_path):
    """Each picture's noise, time and caption belong to its slot in the step, not to the batch that holds it."""
    common = {
        "max_train_steps": 2,
        "num_prior_images": prior * 4,
        "prior_prompts": ["a bar"],
        "prior_num_inference_steps": 1,
    }
    whole = tiny_spec(train_batch_size=4, gradient_accumulation_steps=1, **common)
    halves = tiny_spec(train_batch_size=2, gradient_accumulation_steps=2, **common)
    runs = [
        run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / str(spec.train_batch_size))
        for spec in (whole, halves)
    ]
    assert runs[1].losses == pytest.approx(runs[0].losses, rel=1e-5)
    ours, theirs = (load_file(run.path) for run in runs)
    for name in ours:
        torch.testing.assert_close(ours[name], theirs[name], rtol=1e-3, atol=2e-5)
