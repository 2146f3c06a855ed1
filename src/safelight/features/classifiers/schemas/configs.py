"""Configs as the API shows and takes them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.classifiers.schemas.common import (
    Asked,
    Name,
    Named,
    SettingProblem,
    Settings,
    SettingValues,
    Text,
)
from safelight.specs.classify import TrainConfig
from safelight.specs.classify_fields import ConfigField


class ConfigCreate(BaseModel):
    """A new config."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name
    description: Text = ""
    project: Asked | None = Field(default=None, description="Id or name of the project that it belongs to")
    dataset: Asked | None = Field(default=None, description="Id or name of the dataset that its runs learn from")
    settings: Settings = {}


class ConfigUpdate(BaseModel):
    """What can be changed of a config; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = None
    description: Text | None = None
    project: Asked | None = Field(default=None, description="Id or name; null for none")
    dataset: Asked | None = Field(default=None, description="Id or name; null for none")
    settings: Settings | None = Field(default=None, description="All of them: they take the place of those before")


class ConfigClone(BaseModel):
    """What is different of a copy."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = Field(default=None, description="'… copy' if left out")
    settings: Settings = Field(default={}, description="Settings in which it differs from the one it is copied from")


class ConfigListed(BaseModel):
    """One config of a list."""

    id: str
    name: str
    description: str
    project: Named | None
    dataset: Named | None = Field(description="What its runs learn from, unless they say otherwise")
    changed: dict[str, object] = Field(description="Settings that differ from the defaults")
    cloned_from: str | None = Field(description="Id of the config that it is a copy of")
    run_count: int = Field(description="Runs that began with it")
    created_at: datetime
    updated_at: datetime


class ConfigShown(ConfigListed):
    """One config with every setting."""

    settings: TrainConfig = Field(description="All settings, with the defaults filled in")


class ConfigFields(BaseModel):
    """All settings of a classifier, for a form."""

    fields: list[ConfigField]
    flavours: list[str] = Field(description="Built-in flavours that model_flavour may name")
    models: list[str] = Field(description="Classifiers on the shelf that model_flavour may name")


class ConfigCheck(BaseModel):
    """Settings to look at before they are kept or used."""

    model_config = ConfigDict(extra="forbid")

    settings: Settings = {}
    dataset: Asked | None = Field(default=None, description="Id or name of a dataset to check them against")


class ConfigChecked(BaseModel):
    """What is wrong with settings, and what they come to."""

    valid: bool
    problems: list[SettingProblem] = Field(description="What must be changed")
    warnings: list[SettingProblem] = Field(description="What may be meant otherwise")
    settings: TrainConfig | None = Field(description="With the defaults filled in; null where there are problems")
    steps_per_epoch: int | None = Field(description="Optimizer steps; null without a dataset")
    total_steps: int | None = Field(description="Of the whole run; null without a dataset")


class ConfigDiff(BaseModel):
    """Two configs side by side."""

    configs: list[Named]
    fields: list[SettingValues] = Field(description="Those that differ")
