"""How a request reaches the shelf of base models."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.models.repository import ModelShelf


async def get_shelf(request: Request) -> ModelShelf:
    """The shelf of the running server."""
    shelf: ModelShelf = request.app.state.shelf
    return shelf


ShelfDep = Annotated[ModelShelf, Depends(get_shelf)]
