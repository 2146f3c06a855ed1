"""What the shelf tells its listeners."""

from typing import Any

from sqlalchemy.orm import Session

from safelight import events

TOPIC = "models"


def tell(session: Session, what: str, name: str, **more: Any) -> None:
    """Let the listeners know that the shelf has changed."""
    payload = {"id": name, **{field: value for field, value in more.items() if value is not None}}
    events.publish(session, topic=TOPIC, kind=f"model.{what}", payload=payload, of=None)
