"""Routes of the content filter: everybody may see it, admins set it."""

from fastapi import APIRouter, status

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.content_filter import service
from safelight.features.content_filter.schemas import FilterSet, FilterShown
from safelight.features.models.access import ShelfDep

router = APIRouter(prefix="/content-filter", tags=["content filter"])


@router.get("")
def show_content_filter(session: Reading) -> FilterShown:
    """Which classifier looks at new pictures, and what becomes of those it takes for something blocked."""
    return service.shown(session)


@router.put("")
def set_content_filter(wanted: FilterSet, session: Writing, studio: StudioDep, shelf: ShelfDep) -> FilterShown:
    """Let a classifier look at every picture that is drawn from now on, whoever asks for it, by whatever door."""
    return service.put(session, wanted=wanted, shelf=shelf, storage=studio.storage)


@router.delete("", status_code=status.HTTP_204_NO_CONTENT)
def remove_content_filter(session: Writing) -> None:
    """Draw without one."""
    service.remove(session)
