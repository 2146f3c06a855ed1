"""What can be done with the content filter: put one before everything that is drawn, take it away."""

import json

from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.classifiers.service import predict
from safelight.features.content_filter.schemas import FilterSet, FilterShown
from safelight.features.models.repository import ModelShelf
from safelight.features.preferences import service as preferences
from safelight.features.preferences.tables import Preference
from safelight.kit.errors import InvalidInput
from safelight.specs.filtering import ContentFilter
from safelight.specs.predicting import ClassifierUse
from safelight.storage import Storage
from safelight.storage.errors import StorageNotFound

NAME = "content_filter"
"""Of the preference that keeps it."""


def current(session: Session) -> ContentFilter | None:
    """The filter that is in force."""
    kept = preferences.of_program(session, NAME)
    return ContentFilter.model_validate(kept) if kept else None


def shown(session: Session) -> FilterShown:
    """The filter as the API shows it."""
    kept = preferences.of_program(session, NAME)
    if not kept:
        return FilterShown(is_on=False)
    found = ContentFilter.model_validate(kept)
    return FilterShown(
        is_on=True,
        model=found.classifier.name,
        blocked=found.blocked,
        labels=kept.get("labels", []),
        threshold=found.threshold,
        action=found.action,
    )


def put(session: Session, *, wanted: FilterSet, shelf: ModelShelf, storage: Storage) -> FilterShown:
    """Put a filter before everything that is drawn from now on. Raises RunNotFound, ModelNotFound, InvalidInput."""
    use = predict.meant(session, wanted.model, shelf=shelf)
    labels = _labels(use, shelf, storage)
    if unknown := [label for label in wanted.blocked if label not in labels]:
        raise InvalidInput.of("blocked", unknown[0], f"{use.name} knows only {', '.join(labels)}")
    chosen = ContentFilter(
        classifier=use, blocked=sorted(set(wanted.blocked)), threshold=wanted.threshold, action=wanted.action
    )
    _forget(session)
    preferences.keep_for_program(session, NAME, chosen.model_dump(mode="json") | {"labels": list(labels)})
    details = {"model": use.name, "blocked": chosen.blocked, "action": chosen.action, "threshold": chosen.threshold}
    note(session, action="content_filter.set", details=details)
    return shown(session)


def remove(session: Session) -> None:
    """Draw without one."""
    _forget(session)
    note(session, action="content_filter.removed")


def _forget(session: Session) -> None:
    session.execute(delete(Preference).where(Preference.name == NAME))
    session.expire_all()


def _labels(use: ClassifierUse, shelf: ModelShelf, storage: Storage) -> list[str]:
    """The classes of a classifier, by its config. Raises InvalidInput for one without."""
    try:
        if use.prefix is None:
            text = (shelf.find(use.name, kind="classifier").path / "config.json").read_bytes()
        else:
            text = storage.get(f"{use.prefix}/config.json")
        names = json.loads(text)["id2label"]
        return [str(names[key]) for key in sorted(names, key=int)]
    except (OSError, ValueError, KeyError, TypeError, ValidationError, StorageNotFound):
        raise InvalidInput.of("model", use.name, "its config names no classes") from None
