"""What can be done with preferences."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue, ValidationError
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from safelight import events
from safelight.db.ownership import account_of
from safelight.features.audit.service import note
from safelight.features.preferences.schemas import OF_THE_INSTALLATION, PreferenceChanges, Preferences
from safelight.features.preferences.tables import Preference
from safelight.kit.clock import utcnow

TOPIC = "me"


def get(session: Session) -> Preferences:
    """What is set, and the defaults of the rest. What another version knew and this one does not is passed over.

    What a person has not set is as the installation has it.
    """
    names = {_key(session, name): name for name in Preferences.model_fields}
    house = {name: name for name in Preferences.model_fields}
    query = select(Preference.name, Preference.value).where(Preference.name.in_(house | names))
    kept: dict[str, object] = dict(session.execute(query).all())
    stored = {(house | names)[key]: value for key, value in sorted(kept.items(), key=lambda each: each[0] in names)}
    try:
        return Preferences.model_validate(stored)
    except ValidationError as error:
        unknown = {problem["loc"][0] for problem in error.errors()}
        return Preferences.model_validate({name: value for name, value in stored.items() if name not in unknown})


def may_pause(session: Session) -> bool:
    """Whether trainings stand aside for pictures at all."""
    value = session.scalar(select(Preference.value).where(Preference.name == "pause_training_for_pictures"))
    return value is not False


def change(session: Session, *, changes: PreferenceChanges) -> Preferences:
    """Set what is given, and tell the person's other devices; what is the installation's, everybody."""
    given, at = changes.model_dump(exclude_unset=True), utcnow()
    unset = [name for name, value in given.items() if value is None]
    session.execute(delete(Preference).where(Preference.name.in_([_key(session, name) for name in unset])))
    rows = [
        {"name": _key(session, name), "value": value, "updated_at": at}
        for name, value in sorted(given.items())
        if name not in unset
    ]
    if rows:
        # Two devices may set the same thing for the first time at once.
        insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(Preference)
        fresh = {"value": insert.excluded.value, "updated_at": insert.excluded.updated_at}
        session.execute(insert.on_conflict_do_update(index_elements=["name"], set_=fresh), rows)
    now = get(session)
    for name in sorted(given.keys() & OF_THE_INSTALLATION):
        note(session, action="preference.changed", subject=name, details={"value": given[name]})
    told, account_id = now.model_dump(), account_of(session) or None
    events.publish(session, topic=TOPIC, kind="preferences.changed", payload=told, account_id=account_id)
    everybodys = {name: told[name] for name in sorted(given.keys() & OF_THE_INSTALLATION)}
    if everybodys and account_id:
        events.publish(session, topic=TOPIC, kind="preferences.changed", payload=everybodys)
    return now


def of_program(session: Session, name: str) -> dict[str, Any]:
    """What another program keeps here under a name, such as the settings that a client of it has chosen."""
    kept = session.scalar(select(Preference.value).where(Preference.name == name))
    return dict(kept or {})


def keep_for_program(session: Session, name: str, changes: Mapping[str, JsonValue]) -> None:
    """Keep these beside what is kept; null forgets one. Two that do it at once both have their say."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(Preference)
    session.execute(insert.on_conflict_do_nothing(index_elements=["name"]), {"name": name, "value": {}})
    kept = session.get_one(Preference, name, with_for_update=True)
    both = {**kept.value, **changes}
    kept.value = {key: value for key, value in both.items() if value is not None}


def _key(session: Session, name: str) -> str:
    account_id = account_of(session)
    return name if name in OF_THE_INSTALLATION or not account_id else f"{account_id}/{name}"
