"""What can be done with preferences."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from safelight import events
from safelight.features.preferences.schemas import PreferenceChanges, Preferences
from safelight.features.preferences.tables import Preference

TOPIC = "me"


def get(session: Session) -> Preferences:
    """What is set, and the defaults of the rest. A name that no version knows any more is passed over."""
    rows = session.scalars(select(Preference).where(Preference.name.in_(Preferences.model_fields)))
    return Preferences.model_validate({row.name: row.value for row in rows})


def change(session: Session, *, changes: PreferenceChanges) -> Preferences:
    """Set what is given, and tell the other devices."""
    given = changes.model_dump(exclude_unset=True)
    session.execute(delete(Preference).where(Preference.name.in_(given)))
    session.add_all(Preference(name=name, value=value) for name, value in given.items() if value is not None)
    session.flush()
    now = get(session)
    events.publish(session, topic=TOPIC, kind="preferences.changed", payload=now.model_dump())
    return now
