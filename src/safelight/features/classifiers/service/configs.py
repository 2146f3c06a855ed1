"""Configs: named settings that runs begin with."""

import math
from collections.abc import Sequence

from sqlalchemy.orm import Session

from safelight import events
from safelight.features.classifiers.errors import ConfigNotFound
from safelight.features.classifiers.repository import configs as repository
from safelight.features.classifiers.schemas.common import Named, SettingProblem, SettingValues
from safelight.features.classifiers.schemas.configs import (
    ConfigCheck,
    ConfigChecked,
    ConfigClone,
    ConfigCreate,
    ConfigDiff,
    ConfigListed,
    ConfigShown,
    ConfigUpdate,
)
from safelight.features.classifiers.service import TOPIC, data
from safelight.features.classifiers.tables import ClassifierConfig
from safelight.features.datasets.tables import Dataset
from safelight.features.projects import service as projects
from safelight.kit.ids import new_id
from safelight.specs.classify import TrainConfig
from safelight.specs.classify_fields import config_fields, differing, problems_of, settled

NAME_LENGTH = 80
UNEVEN = 10


def get(session: Session, config_id: str) -> ClassifierConfig:
    """The config of that id. Raises ConfigNotFound."""
    found = session.get(ClassifierConfig, config_id)
    if found is None:
        raise ConfigNotFound(config_id)
    return found


def create(session: Session, *, spec: ConfigCreate) -> ClassifierConfig:
    """A new config. Raises InvalidInput for settings that cannot be used, ProjectNotFound, DatasetNotFound."""
    config = ClassifierConfig(
        id=new_id("cfg"),
        name=spec.name,
        description=spec.description,
        project_id=projects.get(session, spec.project).id if spec.project else None,
        dataset_id=data.dataset(session, spec.dataset).id if spec.dataset else None,
        settings=differing(settled(spec.settings)),
    )
    return _added(session, config)


def clone(session: Session, *, config_id: str, spec: ConfigClone) -> ClassifierConfig:
    """A copy with a name of its own. Raises ConfigNotFound, InvalidInput."""
    source = get(session, config_id)
    copy = ClassifierConfig(
        id=new_id("cfg"),
        name=spec.name or f"{source.name[: NAME_LENGTH - 5]} copy",
        description=source.description,
        project_id=source.project_id,
        dataset_id=source.dataset_id,
        settings=differing(settled({**source.settings, **spec.settings})),
        cloned_from=source.id,
    )
    return _added(session, copy)


def update(session: Session, *, config_id: str, spec: ConfigUpdate) -> ClassifierConfig:
    """Change what is given; runs that began with it keep what they were told."""
    config = get(session, config_id)
    given = spec.model_fields_set
    config.name = spec.name or config.name
    if spec.description is not None:
        config.description = spec.description
    if "project" in given:
        config.project_id = projects.get(session, spec.project).id if spec.project else None
    if "dataset" in given:
        config.dataset_id = data.dataset(session, spec.dataset).id if spec.dataset else None
    if spec.settings is not None:
        config.settings = differing(settled(spec.settings))
    session.flush()
    _tell(session, config, "changed")
    return config


def delete(session: Session, *, config_id: str) -> None:
    """Forget it. Its runs stay."""
    config = get(session, config_id)
    session.delete(config)
    _tell(session, config, "deleted")


def merged(config: ClassifierConfig) -> TrainConfig:
    """All settings. What another version of Safelight knew and this one does not is passed over."""
    return TrainConfig.model_validate({k: v for k, v in config.settings.items() if k in TrainConfig.model_fields})


def listed(session: Session, configs: Sequence[ClassifierConfig]) -> list[ConfigListed]:
    """For a list."""
    counts = repository.run_counts(session, [config.id for config in configs])
    in_projects = data.projects_named(session, {config.project_id for config in configs})
    sets = data.names(session, {config.dataset_id for config in configs})
    return [
        ConfigListed(
            id=config.id,
            name=config.name,
            description=config.description,
            project=in_projects.get(config.project_id or ""),
            dataset=sets.get(config.dataset_id or ""),
            changed=config.settings,
            cloned_from=config.cloned_from,
            run_count=counts.get(config.id, 0),
            created_at=config.created_at,
            updated_at=config.updated_at,
        )
        for config in configs
    ]


def shown(session: Session, config: ClassifierConfig) -> ConfigShown:
    """One, with every setting."""
    return ConfigShown(**dict(listed(session, [config])[0]), settings=merged(config))


def diff(session: Session, *, first: str, second: str) -> ConfigDiff:
    """In which settings two configs differ. Raises ConfigNotFound."""
    both = [get(session, first), get(session, second)]
    values = side_by_side([merged(config) for config in both])
    return ConfigDiff(
        configs=[Named(id=config.id, name=config.name) for config in both],
        fields=[each for each in values if each.differs],
    )


def side_by_side(configs: Sequence[TrainConfig]) -> list[SettingValues]:
    """Every setting of each, those that differ first."""
    dumps = [config.model_dump() for config in configs]
    found = [
        SettingValues(
            field=field.name,
            values=(values := [dump[field.name] for dump in dumps]),
            default=field.default,
            differs=any(value != values[0] for value in values),
        )
        for field in config_fields()
    ]
    return sorted(found, key=lambda each: not each.differs)


def check(session: Session, *, spec: ConfigCheck) -> ConfigChecked:
    """What is wrong with settings, by themselves and with a dataset."""
    found = data.dataset(session, spec.dataset) if spec.dataset else None
    wrong = [
        SettingProblem(field=each.field, message=each.message, value=each.value) for each in problems_of(spec.settings)
    ]
    if wrong:
        return ConfigChecked(
            valid=False, problems=wrong, warnings=[], settings=None, steps_per_epoch=None, total_steps=None
        )
    config = settled(spec.settings)
    problems, warnings = judged(config, found) if found else ([], [])
    per_epoch = steps_per_epoch(config, found) if found else None
    return ConfigChecked(
        valid=not problems,
        problems=problems,
        warnings=warnings,
        settings=config,
        steps_per_epoch=per_epoch,
        total_steps=min(config.max_steps or math.inf, per_epoch * config.epochs) if per_epoch else None,
    )


def judged(config: TrainConfig, found: Dataset) -> tuple[list[SettingProblem], list[SettingProblem]]:
    """What makes a run of these settings on this dataset impossible, and what may be meant otherwise."""
    counts = data.pictures(found)
    if not counts:  # a folder that nobody has looked at yet: the worker will
        return [], []
    train = {label: count for label, count in counts.get("train", {}).items() if count}
    return _impossible(config, found, train), _doubtful(config, train)


def _impossible(config: TrainConfig, found: Dataset, train: dict[str, int]) -> list[SettingProblem]:
    counts, problems = data.pictures(found), []
    learnt_from = pictures_to_learn_from(config, found)
    if len(train) < 2:
        problems.append(_of_data(found, "its train part has fewer than two classes with pictures"))
    elif config.batch_size > learnt_from:
        message = f"it is more than the {learnt_from} pictures that there are to learn from"
        problems.append(SettingProblem(field="batch_size", message=message, value=str(config.batch_size)))
    for part in ("val", "test"):
        strange = [label for label, count in counts.get(part, {}).items() if count and label not in train]
        problems += [_of_data(found, f"the class {label!r} of {part} has no pictures in train") for label in strange]
    rare = sorted(label for label, count in train.items() if count < 2)
    if rare and not any(counts.get("val", {}).values()):
        named = ", ".join(map(repr, rare[:3]))
        message = f"there is no val part, and of {named} there is one picture alone: nothing is left to judge by"
        problems.append(_of_data(found, message))
    return problems


def _doubtful(config: TrainConfig, train: dict[str, int]) -> list[SettingProblem]:
    warnings = []
    if "top_k" in differing(config) and config.top_k >= len(train) > 1:
        message = f"of {len(train)} classes the right one is always among so many"
        warnings.append(SettingProblem(field="top_k", message=message, value=str(config.top_k)))
    if train and max(train.values()) > UNEVEN * min(train.values()) and config.class_weights == "none":
        message = f"some classes have over {UNEVEN} times as many pictures as others"
        warnings.append(SettingProblem(field="class_weights", message=message, value="none"))
    return warnings


def _of_data(found: Dataset, message: str) -> SettingProblem:
    return SettingProblem(field="dataset", message=message, value=found.name)


def pictures_to_learn_from(config: TrainConfig, found: Dataset) -> int:
    """Of the train part, once val and test are set aside where they are missing."""
    counts = data.pictures(found)
    total = sum(counts.get("train", {}).values())
    aside = 0.0 if any(counts.get("val", {}).values()) else config.val_fraction
    aside += 0.0 if any(counts.get("test", {}).values()) else config.test_fraction
    return round(total * (1 - aside))


def steps_per_epoch(config: TrainConfig, found: Dataset) -> int | None:
    """Optimizer steps; None where it is not known how many pictures there are."""
    learnt_from = pictures_to_learn_from(config, found)
    batches = max(1, learnt_from // config.batch_size)
    return -(-batches // config.accumulation_steps) if learnt_from else None


def _added(session: Session, config: ClassifierConfig) -> ClassifierConfig:
    session.add(config)
    session.flush()
    _tell(session, config, "created")
    return config


def _tell(session: Session, config: ClassifierConfig, what: str) -> None:
    events.publish(session, topic=TOPIC, kind=f"config.{what}", payload={"id": config.id}, of=config)
