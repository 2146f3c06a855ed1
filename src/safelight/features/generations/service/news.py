"""What the gallery's listeners are told."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy.orm import Session

from safelight import events

TOPIC = "gallery"
IDS_TOLD = 50  # an event stays small; who must know more asks the gallery


def tell(
    session: Session,
    what: Literal["added", "changed", "removed"],
    ids: Sequence[str],
    *,
    action: str | None = None,
) -> None:
    """Publish `picture.<what>`, if there is any picture to speak of."""
    if ids:
        payload = {"ids": list(ids[:IDS_TOLD]), "count": len(ids), "action": action}
        events.publish(session, topic=TOPIC, kind=f"picture.{what}", payload=payload)
