"""From a preset and what a person set by hand to a spec; settings that contradict each other are refused in pairs."""

from collections.abc import Mapping
from typing import Any

from safelight.kit.errors import InvalidInput
from safelight.specs.training import TrainOverrides, TrainSpec

_OF_LORA = ("rank", "alpha", "target", "base_quantization")
_FULL_RATE = 1 / 20
"""Learning rate for all weights, as a share of a LoRA's: 5e-6 beside 1e-4 in diffusers' examples."""
_Rule = tuple[str, str, Any, str]
"""A setting, what it needs: another setting, one of its values (or any but None), and why."""
_RULES: tuple[_Rule, ...] = (
    ("text_encoder_learning_rate", "train_text_encoder", (True,), "the text encoder does not learn"),
    ("lr_num_cycles", "lr_scheduler", ("cosine_with_restarts",), "only cosine_with_restarts has cycles"),
    ("lr_power", "lr_scheduler", ("polynomial",), "only polynomial has a power"),
    ("adam_beta2", "optimizer", (None, "adamw", "adamw8bit", "prodigy"), "Adafactor has no such memory"),
    ("logit_mean", "weighting_scheme", (None, "logit_normal"), "only logit_normal takes it"),
    ("logit_std", "weighting_scheme", (None, "logit_normal"), "only logit_normal takes it"),
)


def merged(preset: TrainSpec, overrides: TrainOverrides) -> TrainSpec:
    """A preset with what was set by hand; a method or an optimizer of another kind brings its own learning rate.

    Raises InvalidInput for two settings that contradict each other, naming both.
    """
    given = overrides.model_dump(exclude_none=True, include=set(TrainOverrides.model_fields))
    values = {**preset.model_dump(), **given}
    if values["method"] == "full":
        _refuse_of_lora(given)
        values["base_quantization"] = None
    _fit_rates(values, given, preset)
    _refuse_contradictions(given, values)
    return TrainSpec.model_validate(values)


def _fit_rates(values: dict[str, Any], given: Mapping[str, Any], preset: TrainSpec) -> None:
    """Learning rates that nobody has set, where the preset's are of another method or optimizer."""
    rates = [name for name in ("learning_rate", "text_encoder_learning_rate") if name not in given and values[name]]
    if values["optimizer"] == "prodigy" != preset.optimizer:
        values |= dict.fromkeys(rates, 1.0)
    elif values["method"] == "full" != preset.method:
        values |= {name: values[name] * _FULL_RATE for name in rates}


def _refuse_of_lora(given: Mapping[str, Any]) -> None:
    for name in _OF_LORA:
        if given.get(name, "none") != "none":
            raise InvalidInput.of(
                name, given[name], "it is of a LoRA, and method is 'full'", hint=f"Leave {name} or method out."
            )


def _refuse_contradictions(given: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    for name, other, wanted, why in _RULES:
        if name in given and values[other] not in wanted:
            fitting = " or ".join(str(value) for value in wanted if value is not None)
            raise InvalidInput.of(
                name,
                given[name],
                f"{why}, and {other} is {values[other]!r}",
                hint=f"Leave {name} out, or set {other} to {fitting}.",
            )
    if given.get("lr_warmup_steps") and values["lr_scheduler"] == "constant":
        raise InvalidInput.of(
            "lr_warmup_steps",
            given["lr_warmup_steps"],
            "lr_scheduler 'constant' has no warm-up",
            hint="Set lr_scheduler to constant_with_warmup.",
        )
    for name in ("choose_best", "early_stop"):
        if given.get(name) and not values["sample_every"]:
            raise InvalidInput.of(
                name, True, "it goes by the samples, and sample_every is 0", hint="Set sample_every, such as 250."
            )
