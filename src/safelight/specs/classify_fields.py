"""The settings of a classifier as a form needs them, and what is wrong with some: both follow from TrainConfig."""

import difflib
import math
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from safelight.kit.errors import FieldProblem, InvalidInput, shorten
from safelight.specs.classify import STUDIO_SETS, TrainConfig

FieldType = Literal["integer", "number", "boolean", "text", "choice"]
FieldGroup = Literal["main", "fine", "expert"]
FieldSection = Literal["data", "model", "schedule", "loss", "variation", "computing", "judging", "keeping"]

_SECTIONS: dict[FieldSection, str] = {
    "data": "val_fraction test_fraction channels image_size",
    "model": "model_flavour load_pretrained freeze_backbone",
    "schedule": "epochs max_steps batch_size accumulation_steps lr layer_decay optimizer momentum weight_decay "
    "max_grad_norm schedule warmup_epochs",
    "loss": "loss label_smoothing focal_gamma class_weights",
    "variation": "augmentation flip crop_scale mixup cutmix erasing augment_on",
    "computing": "amp_dtype channels_last compile ema_decay cache cache_gib deterministic seed",
    "judging": "top_k monitor_metric monitor_mode early_stop_patience early_stop_delta",
    "keeping": "save_every_epoch checkpoint_seconds",
}
_GROUPS: dict[FieldGroup, str] = {
    "main": "model_flavour load_pretrained freeze_backbone image_size epochs batch_size lr augmentation flip "
    "monitor_metric early_stop_patience seed",
    "fine": "val_fraction test_fraction channels optimizer weight_decay schedule warmup_epochs layer_decay loss "
    "label_smoothing class_weights crop_scale mixup cutmix erasing ema_decay top_k save_every_epoch",
}


class ConfigField(BaseModel):
    """One setting of a classifier: what it takes, what it is if left out, and where it stands in a form."""

    name: str
    section: FieldSection = Field(description="Which settings it stands with")
    group: FieldGroup = Field(description="main: shown at first; fine: shown when asked for; expert: the rest")
    type: FieldType
    description: str
    default: int | float | bool | str | None
    nullable: bool = Field(description="Whether null is a value; what it means is said in the description")
    choices: list[str] = Field(description="Of a choice")
    minimum: float | None = Field(description="Least value; null for none")
    maximum: float | None = Field(description="Greatest value; null for none")
    above: float | None = Field(description="It must be more than this; null for no such bound")
    below: float | None = Field(description="It must be less than this; null for no such bound")


@cache
def config_fields() -> tuple[ConfigField, ...]:
    """Every setting that a config in the studio may hold, section by section."""
    properties = TrainConfig.model_json_schema()["properties"]
    return tuple(
        _field(name, section, properties[name]) for section, names in _SECTIONS.items() for name in names.split()
    )


def settled(settings: Mapping[str, Any]) -> TrainConfig:
    """The whole config of settings that differ from the defaults. Raises InvalidInput that names each wrong field."""
    problems = problems_of(settings)
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InvalidInput(
            f"{first.field}: {first.message}{more}",
            hint="Correct these fields; `GET /api/v1/classifiers/config-fields` lists every setting.",
            fields=problems,
        )
    return TrainConfig.model_validate(dict(settings))


def problems_of(settings: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """What is wrong with settings, field by field; nothing if they can be used."""
    found = [
        FieldProblem(name, "the studio decides it; leave it out", shorten(value))
        for name, value in settings.items()
        if name in STUDIO_SETS
    ]
    found += [
        FieldProblem(name, "it must be a finite number", shorten(value))
        for name, value in settings.items()
        if isinstance(value, float) and not math.isfinite(value)
    ]
    rest = {name: value for name, value in settings.items() if name not in {each.field for each in found}}
    try:
        TrainConfig.model_validate(rest)
    except ValidationError as error:
        found += [problem_of(detail) for detail in error.errors(include_url=False)]
    return tuple(found)


def differing(config: TrainConfig) -> dict[str, Any]:
    """The settings that are not as the defaults are, and that a config in the studio may hold."""
    return {name: value for name, value in config.model_dump(exclude_defaults=True).items() if name not in STUDIO_SETS}


def problem_of(detail: Mapping[str, Any]) -> FieldProblem:
    """One of pydantic's findings about a TrainConfig, by the name of its field."""
    if not detail["loc"]:  # of the fields together: the message begins with the name of one
        field, _, message = str(detail["msg"]).removeprefix("Value error, ").partition(": ")
        return FieldProblem(field, message)
    name = str(detail["loc"][0])
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, TrainConfig.model_fields.keys() - STUDIO_SETS, n=1)
        return FieldProblem(name, f"there is no such setting{f'; did you mean {near[0]}?' if near else ''}")
    message = str(detail["msg"])
    return FieldProblem(name, message[:1].lower() + message[1:], shorten(detail.get("input")))


def _field(name: str, section: FieldSection, schema: Mapping[str, Any]) -> ConfigField:
    variants = schema.get("anyOf", [schema])
    plain = next(variant for variant in variants if variant.get("type") != "null")
    choices = plain.get("enum", [])
    types: dict[str, FieldType] = {"integer": "integer", "number": "number", "boolean": "boolean", "string": "text"}
    return ConfigField(
        name=name,
        section=section,
        group=next((group for group, names in _GROUPS.items() if name in names.split()), "expert"),
        type="choice" if choices else types[plain["type"]],
        description=schema["description"],
        default=schema.get("default"),
        nullable=len(variants) > 1,
        choices=choices,
        minimum=plain.get("minimum"),
        maximum=plain.get("maximum"),
        above=plain.get("exclusiveMinimum"),
        below=plain.get("exclusiveMaximum"),
    )
