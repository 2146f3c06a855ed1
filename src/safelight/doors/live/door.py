"""How the app opens both live doors, and lets their clients go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from safelight.doors.live import websocket
from safelight.doors.live.hub import Hub
from safelight.features.access import Studio

if TYPE_CHECKING:
    from safelight.doors.live.rooms import Rooms

FAREWELL_SECONDS = 1.0


class SocketIoDoor:
    """Stands at /socket.io, and loads what is behind it when the first client comes."""

    def __init__(self) -> None:
        self.rooms: Rooms | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or WebSocket."""
        state = scope["app"].state
        if self.rooms is None:
            rooms = await asyncio.to_thread(_load_rooms)
            self.rooms = self.rooms or rooms(state.hub, state.studio)
        await self.rooms(scope, receive, send)


def install(app: FastAPI) -> None:
    """Open `/api/v1/events` and `/socket.io`."""
    app.include_router(websocket.router, prefix="/api/v1")
    app.state.socket_io = SocketIoDoor()
    app.mount("/socket.io", app.state.socket_io)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """Tell listeners while the app serves; its studio must be there."""
    studio: Studio = app.state.studio
    async with Hub(studio.bus, studio.db, studio.gate) as hub:
        app.state.hub = hub
        try:
            yield
        finally:
            await dismiss(app)


async def dismiss(app: FastAPI) -> None:
    """Say good-bye to every client. A server that waits for its connections does this first."""
    hub: Hub | None = getattr(app.state, "hub", None)
    if hub is None:
        return
    hub.dismiss_all()
    door: SocketIoDoor | None = getattr(app.state, "socket_io", None)
    if door and door.rooms:
        await door.rooms.close()
        door.rooms = None
    # Whoever does not even take a good-bye is cut off by the server.
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_SECONDS):
            await hub.deserted()


def _load_rooms() -> "type[Rooms]":
    # 150 ms with all that Socket.IO imports: only who uses it should wait for that.
    from safelight.doors.live.rooms import Rooms  # noqa: PLC0415  150 ms, as said above

    return Rooms
