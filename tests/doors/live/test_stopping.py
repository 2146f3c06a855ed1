"""`safelight serve` says good-bye to its listeners, and does not wait for them."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close

from tests.doors.live.conftest import Caller, until


@pytest.fixture
def studio(tmp_path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The command as people start it, without workers; and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"SAFELIGHT_DATA_DIR": str(tmp_path / "data"), "SAFELIGHT_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "safelight", "serve", "--port", str(port), "--workers", "0"]
    output = (tmp_path / "output").open("w+")
    process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, text=True)
    until(lambda: "Ctrl-C stops it" in (tmp_path / "output").read_text(), "the studio is there")
    yield process, port
    process.kill()
    process.wait()
    output.close()
    said = re.sub(r"\x1b\[[0-9;]*m", "", (tmp_path / "output").read_text())
    assert "Traceback" not in said
    # Nor was anything given up because it did not end in time.
    assert "error" not in said.lower()


async def closed(client: ClientConnection) -> Close:
    """How the server ends it."""
    with pytest.raises(ConnectionClosed) as ended:
        await endless(client)
    assert ended.value.rcvd
    return ended.value.rcvd


async def endless(client: ClientConnection) -> None:
    while True:
        await client.recv()


def test_listeners_are_told_that_the_server_goes(studio):
    process, port = studio
    callers = [Caller(f"127.0.0.1:{port}", transport) for transport in ("websocket", "polling")]

    async def story() -> None:
        url = f"ws://127.0.0.1:{port}/api/v1/events"
        async with connect(url) as idle, connect(url) as busy:
            await busy.send('{"type": "subscribe", "topics": ["jobs"]}')
            await busy.recv()
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            for how in await asyncio.gather(closed(idle), closed(busy)):
                assert (how.code, how.reason) == (1001, "The server is stopping.")
            assert time.monotonic() - began < 2

    asyncio.run(story())
    for caller in callers:
        caller.until("disconnect")
        caller.close()
    assert process.wait(30) == 0


def test_a_client_that_reads_nothing_does_not_hold_it_up(studio):
    """It answers no good-bye, so it is cut off."""
    process, port = studio
    with socket.create_connection(("127.0.0.1", port)) as deaf:
        deaf.sendall(
            b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert b"101 Switching Protocols" in deaf.recv(1000)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
