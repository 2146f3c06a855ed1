"""Routes of retention, for admins."""

from fastapi import APIRouter

from safelight.features.access import StudioDep
from safelight.features.retention import service
from safelight.features.retention.access import KeepingDep
from safelight.features.retention.schemas import Retention, Tidied

router = APIRouter(prefix="/retention", tags=["retention"])


@router.get("", openapi_extra={"x-scope": "admin"})
def show_retention(studio: StudioDep, keeping: KeepingDep) -> Retention:
    """For how long things are kept, and what is due to go now: a dry run."""
    return service.look(studio.db, keeping=keeping)


@router.post("")
def follow_retention(studio: StudioDep, keeping: KeepingDep) -> Tidied:
    """Delete now what is due, as housekeeping does every hour."""
    return service.ask(studio.db, studio.storage, keeping=keeping)
