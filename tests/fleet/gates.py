"""Gates in the network: connections that go through one can be cut, or left hanging, and be led somewhere else."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

Target = Path | tuple[str, int]
"""A Unix socket, or an address."""


class Gate:
    """A TCP port of its own that leads to a target."""

    def __init__(self, network: "Network", target: Target) -> None:
        self.target = target
        self._network = network
        self._state: Literal["open", "cut", "hanging"] = "open"
        self._open = asyncio.Event()
        self._open.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port: int = network.do(self._listen())

    def cut(self) -> None:
        """Connections break, and new ones are refused."""
        self._network.do(self._set("cut"))

    def hang(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._network.do(self._set("hanging"))

    def open(self) -> None:
        """As it was."""
        self._network.do(self._set("open"))

    async def _listen(self) -> int:
        server = await asyncio.start_server(self._lead, "127.0.0.1", 0)
        self._network.servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _set(self, state: Literal["open", "cut", "hanging"]) -> None:
        self._state = state
        if state == "hanging":
            self._open.clear()
            return
        self._open.set()
        if state == "cut":
            for writer in list(self._writers):
                writer.transport.abort()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._open.wait()
            if self._state == "cut":
                return
            if isinstance(self.target, Path):
                there, back = await asyncio.open_unix_connection(str(self.target))
            else:
                there, back = await asyncio.open_connection(*self.target)
            self._writers.add(back)
            try:
                # Whichever side ends, the connection has ended.
                ways = [
                    asyncio.ensure_future(self._pass(reader, back)),
                    asyncio.ensure_future(self._pass(there, writer)),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
            finally:
                self._writers.discard(back)
                back.transport.abort()
        except OSError:
            pass  # as if nobody listened there
        finally:
            self._writers.discard(writer)
            with suppress(OSError):
                writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()


class Network:
    """The thread in which all gates live."""

    def __init__(self) -> None:
        self.servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def gate(self, target: Target) -> Gate:
        """A new gate that leads there."""
        return Gate(self, target)

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        """In its thread, and wait for it."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(timeout=30)

    def close(self) -> None:
        """End it, with all connections."""
        self.do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _end(self) -> None:
        for server in self.servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
