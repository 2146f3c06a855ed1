"""How a request reaches what downloads may reach."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.downloads.service.reach import Reach


def get_reach(request: Request) -> Reach:
    """What downloads of the running server may reach."""
    reach: Reach = request.app.state.reach
    return reach


ReachDep = Annotated[Reach, Depends(get_reach)]
