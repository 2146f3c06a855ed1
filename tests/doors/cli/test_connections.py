"""Clients that take their time, or say too much before they ask: the server does not wait for them."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from uvicorn.server import ServerState

from safelight.doors.cli import connections
from safelight.doors.cli.connections import BODY_SECONDS, HEADER_SECONDS, UNREAD_SECONDS, PatientProtocol


class Loop:
    """A loop whose clock stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None], list[bool]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[[], None]):
        stopped: list[bool] = []
        self.timers.append((self.now + seconds, call, stopped))
        return type("Handle", (), {"cancel": lambda _: stopped.append(True)})()

    def create_task(self, coroutine, **_):
        coroutine.close()  # the app is not asked here
        return type("Task", (), {"add_done_callback": lambda *_: None})()

    def pass_by(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [timer for timer in self.timers if timer[0] <= until]:
            first = min(due, key=lambda timer: timer[0])
            self.timers.remove(first)
            self.now = max(self.now, first[0])
            if not first[2]:
                first[1]()
        self.now = until


class Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.said, self.ended = b"", ""

    def write(self, data: bytes) -> None:
        self.said += data

    def close(self) -> None:
        self.ended = self.ended or "closed"

    def abort(self) -> None:
        self.ended = self.ended or "aborted"

    def is_closing(self) -> bool:
        return bool(self.ended)

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading


async def _app(scope, receive, send) -> None:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


class Line:
    """A client's end of a connection."""

    def __init__(self) -> None:
        self.loop, self.transport = Loop(), Transport()
        config = uvicorn.Config(_app, log_config=None)
        self.protocol = PatientProtocol(config, ServerState(), {}, _loop=self.loop)
        self.protocol.connection_made(self.transport)

    def say(self, text: bytes, *, then: float = 0.0) -> str:
        if text and not self.transport.ended:
            self.protocol.data_received(text)
        self.loop.pass_by(then)
        return self.transport.ended

    def status(self) -> str:
        return self.transport.said.decode().partition("\r\n")[0][9:12]


@pytest.fixture
def line() -> Line:
    return Line()


GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"


def test_who_says_nothing_is_let_go_in_silence(line: Line) -> None:
    assert line.say(b"", then=HEADER_SECONDS - 0.1) == ""
    assert line.say(b"", then=0.2) == "closed"
    assert line.transport.said == b""


def test_headers_that_drip_do_not_hold_a_connection(line: Line) -> None:
    line.say(b"GET / HTTP/1.1\r\n", then=HEADER_SECONDS / 3)
    line.say(b"X-a: b\r\n", then=HEADER_SECONDS / 3)
    assert line.say(b"X-b: b\r\n", then=HEADER_SECONDS / 2) == "closed"
    assert line.status() == "408"


def test_a_request_that_came_whole_is_worked_on_as_long_as_it_takes(line: Line) -> None:
    assert line.say(GET, then=3600) == ""


def test_a_body_that_comes_steadily_has_its_time_and_one_that_stalls_has_not(line: Line) -> None:
    line.say(POST)
    for _ in range(9):
        assert line.say(b"x" * 5_000, then=4) == "", "36 seconds, and faster than BODY_RATE"
    assert line.say(b"", then=BODY_SECONDS + 45_000 / connections.BODY_RATE - 36) == "closed"
    assert line.status() == "408"


def test_a_body_is_not_too_slow_while_it_is_us_who_do_not_read(line: Line) -> None:
    line.say(POST)
    line.say(b"x" * 70_000)  # nobody takes it: uvicorn stops reading
    assert line.protocol.flow.read_paused
    assert line.say(b"", then=3600) == ""


@pytest.mark.parametrize(
    "headers",
    [b"X: " + b"a" * 40_000, b"a" * 40_000 + b": x", b"\r\n".join(b"X-%d: a" % i for i in range(101))],
)
def test_too_much_before_the_request_is_refused(line: Line, headers: bytes) -> None:
    assert line.say(b"GET / HTTP/1.1\r\n" + headers + b"\r\n\r\n") == "closed"
    assert line.status() == "431"


def test_headers_without_end_are_refused_as_they_come(line: Line) -> None:
    line.say(b"GET / HTTP/1.1\r\nX: ")
    pieces = 0
    while not line.say(b"a" * 1000) and pieces < 100:
        pieces += 1
    assert pieces == connections.MAX_HEADER_BYTES // 1000
    assert line.status() == "431"


def test_an_address_without_end_is_refused(line: Line) -> None:
    line.say(b"GET /" + b"a" * 40_000)
    assert (line.status(), line.transport.ended) == ("431", "closed")


def test_what_is_no_http_is_told_so(line: Line) -> None:
    assert line.say(b"\x16\x03\x01\x02\x00 hello\r\n\r\n") == "closed"
    assert line.status() == "400"


def test_who_reads_nothing_of_the_answer_is_cut_off(line: Line) -> None:
    line.say(GET)
    line.protocol.pause_writing()
    line.loop.pass_by(UNREAD_SECONDS - 1)
    line.protocol.resume_writing()
    line.loop.pass_by(3600)
    assert line.transport.ended == ""
    line.protocol.pause_writing()
    line.loop.pass_by(UNREAD_SECONDS)
    assert line.transport.ended == "aborted"


def test_no_refusal_is_written_into_another_answer(line: Line) -> None:
    line.say(GET)
    line.protocol.cycle.response_started = True
    line.say(b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000)
    assert (line.transport.ended, line.transport.said) == ("aborted", b"")


@contextlib.contextmanager
def serving() -> Iterator[tuple[str, int]]:
    config = uvicorn.Config(_app, log_config=None, http=PatientProtocol, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def test_a_hundred_slow_clients_keep_nobody_from_being_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.3)
    with serving() as address, contextlib.ExitStack() as opened:
        slow = [opened.enter_context(socket.create_connection(address, 30)) for _ in range(100)]
        for each in slow:
            each.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        with socket.create_connection(address, 30) as quick:
            quick.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n123")
            assert quick.recv(100).startswith(b"HTTP/1.1 200 OK")
        for each in slow:
            with each.makefile("rb") as answer:
                assert answer.read().startswith(b"HTTP/1.1 408 Request Timeout")
