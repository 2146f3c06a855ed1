"""Noise, target, weight and time against the papers' formulas and diffusers' own."""

import pytest
import torch
from diffusers import DDPMScheduler
from diffusers.training_utils import compute_snr

from safelight.engine.families.common.ddpm import Objective
from safelight.engine.training.errors import UnsupportedBase

SCHEDULE = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "clip_sample": False}


def scheduler(prediction_type, **changes):
    return DDPMScheduler(**SCHEDULE, prediction_type=prediction_type, steps_offset=1, **changes)


def objective(prediction_type, **changes):
    return Objective(scheduler(prediction_type, **changes).alphas_cumprod, prediction_type)


@pytest.mark.parametrize("prediction_type", ["epsilon", "v_prediction"])
def test_noise_and_target_are_those_of_diffusers(prediction_type):
    latents, noise = torch.randn(2, 5, 4, 3, 3, generator=torch.Generator().manual_seed(1))
    times = torch.tensor([0, 1, 400, 998, 999])
    theirs = scheduler(prediction_type)
    noisy, target = objective(prediction_type).noised(latents, noise, times)
    torch.testing.assert_close(noisy, theirs.add_noise(latents, noise, times))
    expected = noise if prediction_type == "epsilon" else theirs.get_velocity(latents, noise, times)
    torch.testing.assert_close(target, expected)


def test_v_by_hand():
    """alpha_bar = 0.64: sqrt is 0.8, sqrt of the rest 0.6."""
    hand = Objective(torch.tensor([0.64]), "v_prediction")
    noisy, v = hand.noised(torch.full((1, 1, 1, 1), 2.0), torch.full((1, 1, 1, 1), 10.0), torch.tensor([0]))
    assert noisy.item() == pytest.approx(0.8 * 2 + 0.6 * 10)
    assert v.item() == pytest.approx(0.8 * 10 - 0.6 * 2)


@pytest.mark.parametrize("prediction_type", ["epsilon", "v_prediction"])
def test_min_snr_weights_are_those_of_diffusers_scripts(prediction_type):
    """examples/dreambooth: min(snr, gamma) / snr, and / (snr + 1) for v_prediction."""
    times = torch.arange(0, 1000, 37)
    snr = compute_snr(scheduler(prediction_type), times)
    divisor = snr if prediction_type == "epsilon" else snr + 1
    expected = torch.stack([snr, torch.full_like(snr, 5.0)], dim=1).min(dim=1)[0] / divisor
    torch.testing.assert_close(objective(prediction_type).min_snr_weight(times, 5.0), expected)


@pytest.mark.parametrize("prediction_type", ["epsilon", "v_prediction"])
def test_weights_are_finite_at_zero_terminal_snr(prediction_type):
    weight = objective(prediction_type, rescale_betas_zero_snr=True).min_snr_weight(torch.tensor([999]), 5.0)
    assert torch.isfinite(weight).all()


def test_times_are_uniform_and_cover_each_batch():
    ours, generator = objective("epsilon"), torch.Generator().manual_seed(0)
    drawn = torch.stack([ours.draw_timesteps(generator, 8) for _ in range(2000)])
    assert drawn.dtype == torch.int64
    assert (drawn.min(), drawn.max()) == (0, 999)
    for slot in drawn.T:  # each place in the batch sees all of time
        assert slot.float().mean().item() == pytest.approx(499.5, abs=25)
        assert slot.float().std().item() == pytest.approx(288.7, abs=15)
    assert torch.equal(drawn.sort(dim=1).values // 125, torch.arange(8).expand(2000, 8))  # one in each eighth


def test_other_predictions_are_refused():
    with pytest.raises(UnsupportedBase, match="sample"):
        Objective(torch.tensor([0.5]), "sample")
