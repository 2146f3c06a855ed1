"""Nothing of a training stays in memory: a worker does one after the other."""

import gc

import pytest
import torch

from safelight.engine.training.loop import run_training


def live_bytes() -> int:
    gc.collect()
    storages = {
        each.untyped_storage().data_ptr(): each.untyped_storage().nbytes()
        for each in gc.get_objects()
        # By the type: isinstance asks each object, and some of torch's warn when they are asked.
        if issubclass(type(each), torch.Tensor) and each.device.type == "cpu"
    }
    return sum(storages.values())


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"train_text_encoder": True, "ema_decay": 0.9}, marks=pytest.mark.slow),
        pytest.param({"method": "full"}, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_after_each_of_three_trainings_the_same_tensors_live(fields, tiny_sd, pictures, tiny_spec, tmp_path):
    after = []
    for run in range(3):
        spec = tiny_spec(max_train_steps=2, checkpoint_every=1, seed=run, **fields)
        run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / str(run))
        after.append(live_bytes())
    assert after[0] == after[1] == after[2]
