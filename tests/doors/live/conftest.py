"""A real server with its sockets, on each database, and jobs that run in it as a worker would run them."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio
import uvicorn
from pydantic import BaseModel, SecretStr
from websockets.asyncio.client import ClientConnection, connect

from safelight.db import Database
from safelight.doors.app import create_app
from safelight.doors.live.hub import Hub
from safelight.events import latest_id, publish
from safelight.jobs import moves, service
from safelight.jobs.tables import Worker
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.clock import utcnow
from safelight.settings import Settings
from tests import databases
from tests.installation import migrated_url

SOON = 30.0
WORKER = "w1"


class Spec(BaseModel):
    """Of a job that does what a test says."""


STAGE = Stage("draw", lambda _: None)
TASK = Task("draw", Spec, (STAGE,))


class Server:
    """Uvicorn with the app in a thread of its own, and a hand on its database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.key = ""
        self.app = create_app(settings)
        config = uvicorn.Config(
            self.app,
            port=0,
            log_config=None,
            access_log=False,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=3,
        )
        self.uvicorn = uvicorn.Server(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.db = Database(settings.effective_database_url)
        self.folder = settings.data_dir
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        until(lambda: self.uvicorn.started or not self.thread.is_alive(), "the server has started")
        self.port = self.uvicorn.servers[0].sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        with self.db.transaction() as session:
            session.merge(
                Worker(
                    id=WORKER, name=WORKER, host="h", pid=1, device="cpu", device_name="CPU", memory_total=0,
                    memory_free=0, state="draining", version="0", started_at=utcnow(), seen_at=utcnow(),
                )
            )  # fmt: skip

    @property
    def hub(self) -> Hub:
        return self.app.state.hub

    def start_job(self) -> "RunningJob":
        """The server has told of its beginning when this returns."""
        job = RunningJob(self)
        self.settle()
        return job

    def settle(self) -> int:
        """Wait until the hub has told all that is committed; gives the newest id."""
        with self.db.reading() as session:
            newest = latest_id(session)
        until(lambda: self.hub.seq >= newest, "all is told")
        return newest

    def tell(self, *kinds: str, topic: str = "gallery") -> None:
        for kind in kinds:
            with self.db.transaction() as session:
                publish(session, topic=topic, kind=kind, payload={"id": f"of {kind}"})

    def ask(self, question: Callable[[], Any]) -> Any:
        """Call it in the server's loop."""

        async def answer() -> Any:
            return question()

        return asyncio.run_coroutine_threadsafe(answer(), self.loop).result(SOON)

    def restarted(self) -> "Server":
        """Stop; another server on the same database goes on."""
        self.stop()
        return Server(self.settings)

    def stop(self) -> None:
        self.uvicorn.should_exit = True
        self.thread.join(SOON)
        self.db.dispose()

    def _run(self) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            await self.uvicorn.serve()

        asyncio.run(serve())


class RunningJob:
    """A job that this worker has begun."""

    def __init__(self, server: Server) -> None:
        self.db = server.db
        with self.db.transaction() as session:
            job = service.submit(session, kind="draw", spec=Spec())
            moves.place(session, job, WORKER)
            moves.start(session, job)
        self.id = job.id
        self.context = JobContext(db=self.db, job=job, task=TASK, work_dir=server.folder)

    def progress(self, step: int, *looks: tuple[int, bytes]) -> None:
        """Write it now, with these previews."""
        for position, image in looks:
            self.context.preview(position, step, image)
        self.context._next_write = 0.0
        self.context.progress(step, 100)

    def finish(self, state: str = "succeeded") -> None:
        with self.context.transaction() as session:
            moves.finish(session, self.context.owned(session), state)


class Client:
    """A WebSocket client that keeps what it heard."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.hello: dict[str, Any] = {}

    async def send(self, frame: object) -> None:
        await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def subscribe(self, *topics: str) -> None:
        """Returns when the server has taken it."""
        await self.send({"type": "subscribe", "topics": topics})
        await self.in_time()

    async def in_time(self) -> list[dict[str, Any]]:
        """What comes until the answer to a ping: frames are taken in order."""
        await self.send({"type": "ping"})
        return await self.until(lambda frame: frame["type"] == "pong")

    async def next(self) -> Any:
        async with asyncio.timeout(SOON):
            frame = await self.socket.recv()
        return frame if isinstance(frame, bytes) else json.loads(frame)

    async def until(self, last: Callable[[Any], bool]) -> list[Any]:
        frames = [await self.next()]
        while isinstance(frames[-1], bytes) or not last(frames[-1]):
            frames.append(await self.next())
        return frames

    async def error(self) -> dict[str, Any]:
        """The next error."""
        return (await self.until(lambda frame: frame["type"] == "error"))[-1]

    async def until_kind(self, kind: str) -> list[dict[str, Any]]:
        """The facts up to the first of this kind."""
        return [f for f in await self.until(lambda f: f.get("kind") == kind) if not isinstance(f, bytes)]


class Caller:
    """The real Socket.IO client, which keeps what it heard."""

    def __init__(
        self, host: str, transport: str = "websocket", refused: list[Any] | None = None, **options: Any
    ) -> None:
        self._http = requests.Session()
        self.client = socketio.Client(reconnection=False, http_session=self._http)
        self.heard: list[tuple[str, Any]] = []
        self.client.on("connect_error", ([] if refused is None else refused).append)
        self.client.on("*", lambda name, data: self.heard.append((name, data)))
        self.client.on("disconnect", lambda reason: self.heard.append(("disconnect", reason)))
        try:
            self.client.connect(f"http://{host}", transports=[transport], **options)
        finally:
            self._socket = self.client.eio.ws
            if not self.client.connected:
                self.close()

    def call(self, name: str, wish: object = None) -> Any:
        """Emit, and wait for the server's answer."""
        return self.client.call(name, wish, timeout=SOON)

    def of(self, name: str) -> list[Any]:
        """What was heard under this name so far."""
        return [data for heard, data in self.heard if heard == name]

    def until(self, name: str, count: int = 1) -> Any:
        """The last of so many."""
        until(lambda: len(self.of(name)) >= count, f"{name} comes {count} times")
        return self.of(name)[count - 1]

    def close(self) -> None:
        self.client.disconnect()
        # The client leaves these open when the server goes first.
        self._http.close()
        if self._socket is not None:
            self._socket.shutdown()


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, f"waited {SOON} s until {what}"
        time.sleep(0.01)


@contextmanager
def running(folder: Path, backend: str, **settings: Any) -> Iterator[Server]:
    url = migrated_url(backend, folder)
    server = Server(Settings(_env_file=None, data_dir=folder / "data", database_url=url, lease_seconds=300, **settings))
    yield server
    server.stop()
    databases.drop(url)


@pytest.fixture(scope="module", params=databases.BACKENDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests of a file: each looks at jobs and kinds of its own."""
    with running(tmp_path_factory.mktemp("server"), request.param) as server:
        yield server


@pytest.fixture
def lone(backend: str, tmp_path: Path) -> Iterator[Server]:
    """A server that a test has for itself."""
    with running(tmp_path, backend) as server:
        yield server


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that asks for a key."""
    with running(tmp_path_factory.mktemp("keyed"), "sqlite", api_key=SecretStr("the-key")) as server:
        server.key = "the-key"
        yield server


@asynccontextmanager
async def opened(server: Server, query: str = "", **options: Any) -> AsyncIterator[Client]:
    """A socket that has taken its hello."""
    # A client that reads no further than it is asked to would not see the server's good-bye.
    options = {"max_queue": None} | options
    async with connect(f"ws://{server.host}/api/v1/events{query}", **options) as socket:
        client = Client(socket)
        client.hello = await client.next()
        yield client


@pytest.fixture
def listen(server: Server) -> Callable[..., AbstractAsyncContextManager[Client]]:
    """Opens a socket to the server of this file."""
    return lambda query="", **options: opened(server, query, **options)


@pytest.fixture
def play() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a story in a loop that has a few threads for what blocks."""

    async def with_threads(story: Coroutine[Any, Any, Any]) -> Any:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(8))
        return await story

    return lambda story: asyncio.run(with_threads(story))
