"""run_training as a whole: it learns, and what it saves is what it learned."""

import pytest

from safelight.engine.training.errors import TrainingDiverged
from safelight.engine.training.loop import run_training
from safelight.kit.errors import InvalidInput


def test_the_loss_falls_on_a_toy(tiny_sd_v, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(max_train_steps=40, train_batch_size=4, target="all", snr_gamma=None)
    trained = run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path)
    assert trained.steps == len(trained.losses) == 40
    assert sum(trained.losses[-10:]) < 0.8 * sum(trained.losses[:10])


def test_it_reports_stages_and_steps(tiny_sd, pictures, tiny_spec, tmp_path):
    stages, steps = [], []
    spec = tiny_spec(num_prior_images=3, prior_prompts=["a bar", "a box"], prior_num_inference_steps=2)
    run_training(
        base=tiny_sd,
        pictures=pictures,
        spec=spec,
        work_dir=tmp_path,
        on_stage=lambda *stage: stages.append(stage),
        on_step=steps.append,
    )
    assert list(dict.fromkeys(stage for stage, _, _ in stages)) == [
        "draw_prior_pictures",
        "encode_captions",
        "encode_pictures",
    ]
    assert stages[-1] == ("encode_pictures", 7, 7)
    assert [(report.step, report.total) for report in steps] == [(i, 6) for i in range(1, 7)]
    assert steps[-1].eta_seconds == 0
    assert all(report.rate > 0 and report.learning_rate == 1e-2 for report in steps)


def test_a_loss_that_explodes_is_an_error_with_advice(tiny_sd, pictures, tiny_spec, tmp_path):
    with pytest.raises(TrainingDiverged) as caught:
        run_training(
            base=tiny_sd,
            pictures=pictures,
            spec=tiny_spec(learning_rate=1.0, rank=64, alpha=512, max_train_steps=400, target="all"),
            work_dir=tmp_path,
        )
    assert "learning rate" in caught.value.hint


def test_without_pictures_there_is_nothing_to_learn(tiny_sd, tiny_spec, tmp_path):
    with pytest.raises(InvalidInput):
        run_training(base=tiny_sd, pictures=[], spec=tiny_spec(), work_dir=tmp_path)
