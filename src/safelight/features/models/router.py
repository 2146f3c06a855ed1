"""Routes of the base models."""

from fastapi import APIRouter

from safelight.features.access import Reading
from safelight.features.models import service
from safelight.features.models.access import ShelfDep
from safelight.features.models.schemas import ModelShown
from safelight.kit.paging import Page

router = APIRouter(prefix="/models", tags=["models"])


@router.get("")
def list_models(shelf: ShelfDep, session: Reading) -> Page[ModelShown]:
    """Every base model this server can use, with its defaults and its training preset."""
    return Page(items=service.shown(session, shelf.all()))


@router.get("/{name}")
def show_model(name: str, shelf: ShelfDep, session: Reading) -> ModelShown:
    """One base model."""
    return service.shown(session, [shelf.info(name)])[0]
