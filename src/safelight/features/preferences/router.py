"""Routes of the preferences."""

from fastapi import APIRouter

from safelight.features.access import Reading, Writing
from safelight.features.preferences import service
from safelight.features.preferences.schemas import PreferenceChanges, Preferences

router = APIRouter(prefix="/preferences", tags=["preferences"])


@router.get("")
def show_preferences(session: Reading) -> Preferences:
    """How the studio looks and behaves."""
    return service.get(session)


@router.patch("")
def change_preferences(changes: PreferenceChanges, session: Writing) -> Preferences:
    """Change some of it; null sets a default again."""
    return service.change(session, changes=changes)
