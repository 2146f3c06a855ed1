"""What can be done with the models on the shelf."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.audit import service as audit
from safelight.features.models.errors import ModelBuiltIn, ModelExists, ModelNotFound
from safelight.features.models.repository import ModelShelf, records, stored
from safelight.features.models.repository.scan import mark_of
from safelight.features.models.schemas import (
    BrokenModel,
    DefaultChanges,
    Identified,
    InStorage,
    ModelAdd,
    ModelList,
    ModelSettings,
    ModelShown,
    ModelUpdate,
)
from safelight.features.models.service import removal
from safelight.features.models.service.news import tell
from safelight.features.models.service.paths import allowed
from safelight.features.models.tables import Model
from safelight.jobs import service as jobs
from safelight.kit import diffusers_facts
from safelight.kit.errors import InvalidInput, shorten
from safelight.kit.identify import Kind
from safelight.specs.loading import LoadOptions
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainOverrides


def listed(
    session: Session,
    *,
    shelf: ModelShelf,
    kind: Kind | None = None,
    family: str | None = None,
    search: str | None = None,
) -> ModelList:
    """Models of a kind and a family whose name or description holds `search`; and what cannot be used."""
    found, broken = shelf.sorted_out()
    wanted = [
        info
        for info in found
        if (kind is None or info.kind == kind)
        and (family is None or info.family == family)
        and (not search or search.casefold() in f"{info.name} {info.title} {info.description}".casefold())
    ]
    return ModelList(
        items=shown(session, wanted, shelf=shelf),
        broken=[
            BrokenModel(
                name=each.place.name,
                location=_location(each.place.path, shelf),
                code=each.reason.code,
                message=each.reason.message,
                hint=each.error.hint,
            )
            for each in broken
            if kind is None and family is None and not search
        ],
    )


def shown(session: Session, models: Iterable[ModelInfo], *, shelf: ModelShelf | None = None) -> list[ModelShown]:
    """Models as the API shows them."""
    workers = jobs.workers(session)
    own = {row.name: row.settings for row in records.everything(session)}
    marks = stored.marks(session)
    return [
        ModelShown(
            **dict(model),
            location=_location(model.path, shelf),
            settings=settings_of(own.get(model.name) or {}),
            loaded_on=[worker.name for worker in workers if model.name in worker.loaded_models],
            stored=_in_storage(model, marks),
            takes=facts.takes if (facts := diffusers_facts.pipeline(model.pipeline or "")) else None,
        )
        for model in models
    ]


def _in_storage(model: ModelInfo, marks: Mapping[str, str]) -> InStorage:
    if model.name not in marks:
        return "no"
    try:
        return "yes" if mark_of(model.path) == marks[model.name] else "outdated"
    except OSError:
        return "outdated"


def identified(*, shelf: ModelShelf, path: str) -> Identified:
    """What lies at a path. Raises PathNotAllowed, InvalidInput and what identification raises."""
    known = shelf.identity(allowed(path, shelf))
    return Identified.model_validate(asdict(known.identity))


def register(session: Session, *, shelf: ModelShelf, spec: ModelAdd) -> ModelInfo:
    """Put a model on the shelf that stays where it is; the same path again gives the same model.

    Raises PathNotAllowed, ModelExists, InvalidInput, and what identification raises.
    """
    path = allowed(spec.path, shelf)
    known = shelf.identity(path)
    if shelf.is_managed(path):
        raise InvalidInput.of(
            "path",
            spec.path,
            "it lies in the models folder, and is on the shelf already",
            hint="Nothing is to be done.",
        )
    name = spec.name or (path.stem if path.is_file() else path.name)
    rows = records.everything(session)
    for row in rows:
        if row.path == str(path) and (spec.name is None or spec.name == row.name):
            return shelf.described(row)
    if name in shelf.names(None) or any(row.name == name for row in rows):
        raise ModelExists(shorten(name))
    if not records.add(session, name, known, managed=False):
        raise ModelExists(shorten(name))
    audit.note(session, action="model.added", subject=name)
    tell(session, "added", name)
    return shelf.described(_row(session, name))


def update(session: Session, *, shelf: ModelShelf, name: str, changes: ModelUpdate) -> ModelInfo:
    """Change what a person may set. Raises ModelNotFound, ModelExists, ModelInUse, ModelBuiltIn."""
    records.one_at_a_time(session)
    row = row_of(session, shelf=shelf, name=name)
    given = changes.model_fields_set
    if changes.name and changes.name != name:
        rename(session, shelf=shelf, row=row, name=changes.name)
    for column in ("description", "licence"):
        if column in given:
            setattr(row, column, getattr(changes, column))
    own = {part: dict(row.settings.get(part) or {}) for part in ("defaults", "training")}
    for part, values in own.items():
        if part in given:
            change: DefaultChanges | TrainOverrides | None = getattr(changes, part)
            merged = values | change.model_dump(exclude_unset=True) if change is not None else {}
            own[part] = {field: value for field, value in merged.items() if value is not None}
    load = row.settings.get("load")
    if "load" in given:
        load = changes.load.model_dump(mode="json", exclude_defaults=True) if changes.load is not None else None
    row.settings = {**row.settings, **own, "load": load}
    session.flush()
    tell(session, "changed", row.name, was=name if row.name != name else None)
    return shelf.described(row)


def rename(session: Session, *, shelf: ModelShelf, row: Model, name: str) -> None:
    """Call a model otherwise. Raises ModelExists, ModelBuiltIn, ModelInUse where somebody goes by its name."""
    from_name = row.name
    if from_name in shelf.built_in:
        raise ModelBuiltIn(f"{from_name!r} ships with Safelight and keeps its name.")
    removal.refuse_if_used(session, from_name)
    if name in shelf.names(None) or records.find(session, name) is not None:
        raise ModelExists(shorten(name))
    row.name = name
    if (kept := stored.find(session, from_name)) is not None:
        kept.name = name


def note(
    session: Session,
    *,
    shelf: ModelShelf,
    name: str,
    source: dict[str, Any] | None = None,
    licence: str | None = None,
    sha256: str | None = None,
) -> None:
    """Keep where a model came from, once its files lie in the models folder; `sha256` only of a single file.

    Raises ModelNotFound.
    """
    row = row_of(session, shelf=shelf, name=name)
    row.source, row.licence = source or row.source, licence or row.licence
    if sha256 and shelf.find(name).path.is_file():
        row.sha256 = sha256
    tell(session, "added", name)


def row_of(session: Session, *, shelf: ModelShelf, name: str) -> Model:
    """The row of a model, made from its files if it has none, locked. Raises ModelNotFound, ModelUnusable."""
    info = shelf.find(name)
    row = records.locked(session, name)
    if row is None:
        records.keep(session, name, shelf.identity(info.path), managed=info.managed)
        row = records.locked(session, name)
    if row is None:
        raise ModelNotFound(shorten(name), shelf.names(None), kind=None)
    return row


def settings_of(own: dict[str, Any]) -> ModelSettings:
    """The person's part of a row's settings; what another version knew and this one does not is passed over."""
    load = {name: value for name, value in (own.get("load") or {}).items() if name in LoadOptions.model_fields}
    defaults = {
        name: value for name, value in (own.get("defaults") or {}).items() if name in DefaultChanges.model_fields
    }
    training = {
        name: value for name, value in (own.get("training") or {}).items() if name in TrainOverrides.model_fields
    }
    return ModelSettings.model_construct(
        defaults=DefaultChanges.model_construct(**{**DefaultChanges().model_dump(), **defaults}),
        load=LoadOptions.model_construct(**{**LoadOptions().model_dump(), **load}) if load else None,
        training=TrainOverrides.model_construct(**{**TrainOverrides().model_dump(), **training}),
    )


def _row(session: Session, name: str) -> Model:
    row = records.find(session, name)
    assert row is not None  # noqa: S101  written just now
    return row


def _location(path: Path, shelf: ModelShelf | None) -> str:
    if shelf is not None and shelf.is_managed(path):
        return path.relative_to(shelf.folder).as_posix()
    return str(path)
