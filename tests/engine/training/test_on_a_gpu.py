"""What only a GPU can: 4-bit bases, 8-bit optimizers, a scaler for fp16; each resumes and frees its memory."""

import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.training.loop import run_training

pytestmark = pytest.mark.gpu


class Stopped(Exception):
    pass


@pytest.mark.parametrize(
    "fields",
    [
        {"base_quantization": "nf4", "target": "all"},
        {"base_quantization": "int8"},
        {"optimizer": "adamw8bit", "mixed_precision": "fp16"},
        {"optimizer": "prodigy", "learning_rate": 1.0},
        {"method": "full", "optimizer": "adamw8bit", "learning_rate": 1e-3, "ema_decay": 0.9},
    ],
    ids=str,
)
def test_it_learns_resumes_and_leaves_no_memory_behind(fields, tiny_sd, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(**{"mixed_precision": "bf16", "checkpoint_every": 2, **fields})
    told = {"base": tiny_sd, "pictures": pictures, "spec": spec, "device": "cuda"}
    calm = run_training(work_dir=tmp_path / "calm", **told)
    before = torch.cuda.memory_allocated()

    def stop(report):
        if report.step == 3:
            raise Stopped

    with pytest.raises(Stopped):
        run_training(work_dir=tmp_path / "own", on_step=stop, **told)
    again = run_training(work_dir=tmp_path / "own", **told)
    assert again.losses == pytest.approx(calm.losses, rel=0.02)  # kernels that add up in any order
    assert torch.cuda.memory_allocated() <= before
    files = [again.path] if again.path.is_file() else list(again.path.glob("*/*.safetensors"))
    assert all(torch.isfinite(tensor).all() for file in files for tensor in load_file(file).values())
