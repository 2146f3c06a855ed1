"""Ways to train that a family might break: half precision, checkpointing, 8 bits, without T5, tall pictures."""

import pytest

from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.loop import run_training
from safelight.kit.errors import InvalidInput
from safelight.specs.training import TrainSpec
from tests.engine.families.bases import PIXELS
from tests.engine.training.tiny_sd import draw_picture


def losses(home, pictures, folder, **more):
    spec = TrainSpec.model_validate(
        {"rank": 4, "max_train_steps": 3, "learning_rate": 1e-2, "resolution": PIXELS, "mixed_precision": "no"} | more
    )
    return run_training(base=home, pictures=pictures, spec=spec, work_dir=folder).losses


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sd, v", "sdxl, v", "sd3", "flux dev", "flux schnell"])
def test_other_ways_lose_nearly_the_same(name, home, squares, tmp_path):
    """3 % of the fp32 loss for bf16 and for 8 bits; checkpointing computes the very same."""
    plain = losses(home(name), squares, tmp_path / "plain")
    again = losses(home(name), squares, tmp_path / "checkpointing", gradient_checkpointing=True)
    assert again == pytest.approx(plain, rel=1e-5)
    eight = losses(home(name), squares, tmp_path / "int8", base_quantization="int8")
    assert eight == pytest.approx(plain, rel=0.03)
    # A CPU without bf16 trains in fp32 instead, which is as near.
    half = losses(home(name), squares, tmp_path / "bf16", mixed_precision="bf16")
    assert half == pytest.approx(plain, rel=0.03)


def test_sd3_trains_without_t5(home, squares, tmp_path):
    more = {"num_prior_images": 1, "prior_prompts": ["a box"], "prior_num_inference_steps": 1}
    assert len(losses(home("sd3 without T5"), squares, tmp_path, train_text_encoder=True, **more)) == 3


def test_tall_pictures_of_whole_tokens_train(home, tmp_path):
    tall = [TrainingPicture(draw_picture(tmp_path / "a.png", 1, (48, 80)), "sks bar")]
    assert len(losses(home("flux dev"), tall, tmp_path / "w")) == 3


def test_half_tokens_are_refused_with_advice(home, tmp_path):
    odd = [TrainingPicture(draw_picture(tmp_path / "a.png", 1, (40, 104)), "sks bar")]
    with pytest.raises(InvalidInput, match="multiples of 16") as caught:
        losses(home("flux dev"), odd, tmp_path / "w")
    assert "above 128" in caught.value.hint
