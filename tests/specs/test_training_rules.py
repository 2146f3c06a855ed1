"""From a preset and what was set by hand to a spec: all can be set, within the same bounds, without contradiction."""

import pytest
from pydantic import ValidationError

from safelight.kit.errors import InvalidInput
from safelight.specs.training import TrainOverrides, TrainSpec
from safelight.specs.training_rules import merged


def test_everything_that_a_preset_says_can_be_set_by_hand_with_the_same_bounds() -> None:
    assert TrainOverrides.model_fields.keys() == TrainSpec.model_fields.keys()
    for name, field in TrainOverrides.model_fields.items():
        known = TrainSpec.model_fields[name]
        assert (field.metadata, field.description) == (known.metadata, known.description), name
        assert known.description, name
    for bad in ({"rank": 0}, {"rank": 257}, {"caption_dropout": 1.5}, {"train_batch_size": 65}, {"optimizer": "sgd"}):
        with pytest.raises(ValidationError):
            TrainOverrides.model_validate(bad)
        with pytest.raises(ValidationError):
            TrainSpec.model_validate(bad)


@pytest.mark.parametrize(
    ("preset", "given", "rates"),
    [
        ({}, {}, (1e-4, None)),
        ({}, {"method": "full"}, (5e-6, None)),
        ({"text_encoder_learning_rate": 1e-5}, {"method": "full"}, (5e-6, 5e-7)),
        ({}, {"method": "full", "learning_rate": 1e-5}, (1e-5, None)),
        ({"method": "full", "learning_rate": 2e-6}, {"method": "full"}, (2e-6, None)),
        ({"text_encoder_learning_rate": 1e-5}, {"optimizer": "prodigy"}, (1.0, 1.0)),
        ({}, {"optimizer": "prodigy", "method": "full"}, (1.0, None)),
        ({}, {"optimizer": "adafactor"}, (1e-4, None)),
    ],
)
def test_another_method_or_optimizer_brings_its_own_rate(preset, given, rates) -> None:
    spec = merged(TrainSpec(**preset), TrainOverrides(**given))
    assert (spec.learning_rate, spec.text_encoder_learning_rate) == (pytest.approx(rates[0]), pytest.approx(rates[1]))


def test_what_a_preset_has_can_be_switched_off() -> None:
    preset = TrainSpec(base_quantization="int8", ema_decay=0.99)
    assert merged(preset, TrainOverrides(base_quantization="none", snr_gamma=0, ema_decay=0)) == TrainSpec(
        snr_gamma=None
    )
    assert merged(preset, TrainOverrides(method="full")).base_quantization is None, "a preset does not contradict"


@pytest.mark.parametrize(
    ("given", "both"),
    [
        ({"method": "full", "alpha": 4}, ("alpha", "method")),
        ({"method": "full", "target": "all"}, ("target", "method")),
        ({"text_encoder_learning_rate": 1e-5}, ("text_encoder_learning_rate", "train_text_encoder")),
        ({"lr_num_cycles": 3}, ("lr_num_cycles", "lr_scheduler")),
        ({"lr_power": 2, "lr_scheduler": "cosine"}, ("lr_power", "lr_scheduler")),
        ({"adam_beta2": 0.9, "optimizer": "adafactor"}, ("adam_beta2", "optimizer")),
        ({"logit_mean": 1, "weighting_scheme": "mode"}, ("logit_mean", "weighting_scheme")),
        ({"early_stop": True, "sample_every": 0}, ("early_stop", "sample_every")),
    ],
    ids=str,
)
def test_contradictions_name_both_settings_and_a_way_out(given, both) -> None:
    with pytest.raises(InvalidInput) as caught:
        merged(TrainSpec(), TrainOverrides(**given))
    assert all(name in caught.value.message for name in both), caught.value.message
    assert caught.value.hint
