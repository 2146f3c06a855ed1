"""Whose likeness a character is, and on what grounds: as it is written down."""

from typing import Any

from safelight.kit.clock import utcnow
from safelight.specs.people import Consent


def recorded(consent: Consent | None) -> dict[str, Any] | None:
    """As the row keeps it, with the moment; whatever moment the request says."""
    return consent.model_copy(update={"recorded_at": utcnow()}).model_dump(mode="json") if consent else None


def shown(kept: dict[str, Any] | None) -> Consent | None:
    """As the API shows it."""
    return Consent.model_validate(kept) if kept else None
