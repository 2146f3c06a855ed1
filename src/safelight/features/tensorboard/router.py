"""Routes that open, tell of and end TensorBoard; its own pages are shown below /tensorboard."""

from typing import Annotated

from fastapi import APIRouter, Depends, status

from safelight.features.access import Reading
from safelight.features.tensorboard import service
from safelight.features.tensorboard.access import LobbyDep
from safelight.features.tensorboard.schemas import TensorBoardShown
from safelight.features.tensorboard.service import Target

router = APIRouter(prefix="/classifiers", tags=["tensorboard"])


def run_asked(run: str, session: Reading) -> Target:
    """The run in the path. Raises RunNotFound."""
    return service.run_target(session, asked=run)


def project_asked(project: str, session: Reading) -> Target:
    """The project in the path. Raises ProjectNotFound."""
    return service.project_target(session, asked=project)


@router.post("/runs/{run}/tensorboard")
async def open_tensorboard_of_run(target: Annotated[Target, Depends(run_asked)], lobby: LobbyDep) -> TensorBoardShown:
    """Open TensorBoard on one run. It starts in a few seconds, and ends when nobody looks any more."""
    lobby.boards.open(target.id)
    return lobby.shown(target)


@router.get("/runs/{run}/tensorboard")
async def show_tensorboard_of_run(target: Annotated[Target, Depends(run_asked)], lobby: LobbyDep) -> TensorBoardShown:
    """Whether TensorBoard of a run is there; asking keeps it no longer."""
    return lobby.shown(target)


@router.delete("/runs/{run}/tensorboard", status_code=status.HTTP_204_NO_CONTENT)
async def close_tensorboard_of_run(target: Annotated[Target, Depends(run_asked)], lobby: LobbyDep) -> None:
    """End TensorBoard of a run; its curves stay, and the next look starts it again."""
    await lobby.boards.close(target.id)


@router.post("/projects/{project}/tensorboard")
async def open_tensorboard_of_project(
    target: Annotated[Target, Depends(project_asked)], lobby: LobbyDep
) -> TensorBoardShown:
    """Open TensorBoard on the newest runs of a project, and on those that come while it is open."""
    lobby.boards.open(target.id)
    return lobby.shown(target)


@router.get("/projects/{project}/tensorboard")
async def show_tensorboard_of_project(
    target: Annotated[Target, Depends(project_asked)], lobby: LobbyDep
) -> TensorBoardShown:
    """Whether TensorBoard of a project is there; asking keeps it no longer."""
    return lobby.shown(target)


@router.delete("/projects/{project}/tensorboard", status_code=status.HTTP_204_NO_CONTENT)
async def close_tensorboard_of_project(target: Annotated[Target, Depends(project_asked)], lobby: LobbyDep) -> None:
    """End TensorBoard of a project; its curves stay, and the next look starts it again."""
    await lobby.boards.close(target.id)
