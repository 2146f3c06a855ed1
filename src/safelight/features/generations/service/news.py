"""What the gallery's listeners are told."""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy.orm import Session

from safelight import events

TOPIC = "gallery"
IDS_TOLD = 50  # an event stays small; who must know more asks the gallery


def tell(
    session: Session,
    what: Literal["added", "changed", "removed"],
    pictures: Iterable[tuple[str, str]],
    *,
    action: str | None = None,
) -> None:
    """Publish `picture.<what>` to each account that has one of these pictures: of each its id, and whose it is."""
    whose: dict[str, list[str]] = {}
    for picture_id, account_id in pictures:
        whose.setdefault(account_id, []).append(picture_id)
    for account_id, ids in whose.items():
        payload = {"ids": ids[:IDS_TOLD], "count": len(ids), "action": action}
        events.publish(session, topic=TOPIC, kind=f"picture.{what}", payload=payload, account_id=account_id)
