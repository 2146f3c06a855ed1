"""Routes of the preferences."""

from fastapi import APIRouter

from safelight.features.access import PrincipalDep, Reading, Writing, require_scope
from safelight.features.preferences import service
from safelight.features.preferences.schemas import OF_THE_INSTALLATION, PreferenceChanges, Preferences

router = APIRouter(prefix="/preferences", tags=["preferences"])


@router.get("")
def show_preferences(session: Reading) -> Preferences:
    """How the studio looks and behaves."""
    return service.get(session)


@router.patch("", openapi_extra={"x-scope": "login"})
def change_preferences(changes: PreferenceChanges, session: Writing, principal: PrincipalDep) -> Preferences:
    """Change some of it; null sets a default again. What holds for everybody needs the scope `admin`."""
    if changes.model_fields_set & OF_THE_INSTALLATION:
        require_scope(principal, "admin")
    return service.change(session, changes=changes)
