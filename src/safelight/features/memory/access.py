"""How a request learns the load options that hold where nobody says otherwise."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.specs.loading import LoadOptions


def default_options(request: Request) -> LoadOptions:
    """The installation's own, from its settings."""
    return LoadOptions.model_validate(request.app.state.settings.load_options)


DefaultOptions = Annotated[LoadOptions, Depends(default_options)]
