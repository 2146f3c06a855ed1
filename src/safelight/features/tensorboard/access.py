"""How a request reaches the TensorBoards of the running server, and which one it means."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.access import StudioDep
from safelight.features.tensorboard.schemas import BoardState, TensorBoardShown
from safelight.features.tensorboard.service import Target, passes
from safelight.features.tensorboard.service.boards import Boards, is_installed


class Lobby:
    """The TensorBoards of the server, as the caller of this request sees it."""

    def __init__(self, request: Request, studio: StudioDep) -> None:
        self.boards: Boards = request.app.state.boards
        self._studio = studio
        self._who = request.state.principal.credential
        self._base = studio.public_url or str(request.base_url).rstrip("/")

    def shown(self, target: Target) -> TensorBoardShown:
        """As the API shows it."""
        board = self.boards.live(target.id)
        failure = self.boards.failure_of(target.id)
        state: BoardState = "stopped"
        if board is not None:
            state = "running" if board.address else "starting"
        elif not is_installed():
            state, failure = "unavailable", "TensorBoard is not installed where the server runs."
        elif failure is not None:
            state = "failed"
        return TensorBoardShown(
            target=target.id,
            state=state,
            url=passes.link(
                self._studio.signer,
                base_url=self._base,
                target=target.id,
                api_key=self._studio.api_key,
                who=self._who,
            ),
            message=failure,
            runs=target.runs,
            idle_seconds=round(board.idle_seconds, 1) if board else None,
            idle_timeout_seconds=self.boards.idle_seconds,
            memory_bytes=board.memory_bytes if board else None,
        )


LobbyDep = Annotated[Lobby, Depends(Lobby)]
