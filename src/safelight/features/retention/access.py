"""How a request reaches for how long things are kept."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.retention.service import Keeping


def get_keeping(request: Request) -> Keeping:
    """What the running server's settings say."""
    keeping: Keeping = request.app.state.keeping
    return keeping


KeepingDep = Annotated[Keeping, Depends(get_keeping)]
