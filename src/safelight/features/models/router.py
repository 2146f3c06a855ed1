"""Routes of the base models."""

from fastapi import APIRouter

from safelight.features.models.access import ShelfDep
from safelight.kit.paging import Page
from safelight.specs.models import ModelInfo

router = APIRouter(prefix="/models", tags=["models"])


@router.get("")
def list_models(shelf: ShelfDep) -> Page[ModelInfo]:
    """Every base model this server can use, with its defaults and its training preset."""
    return Page(items=shelf.all())


@router.get("/{name}")
def show_model(name: str, shelf: ShelfDep) -> ModelInfo:
    """One base model."""
    return shelf.info(name)
