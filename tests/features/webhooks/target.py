"""A program that wants to be called: keeps every call, and answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 60.0


@dataclass
class Received:
    """One call as it came."""

    path: str
    headers: Message
    body: bytes


@dataclass
class Target:
    """Its address, its calls, and what it answers: a function of the calls so far, by default 200."""

    url: str = ""
    calls: list[Received] = field(default_factory=list)
    answer: Callable[[Received], tuple[int, dict[str, str], bytes]] = lambda _: (200, {}, b"ok")
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> list[Received]:
        """Its calls, once there are so many."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.calls) >= count, PATIENCE), f"{len(self.calls)} calls"
            return list(self.calls)


@contextmanager
def listening() -> Iterator[Target]:
    """A target on this machine."""
    target = Target()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received = Received(self.path, self.headers, body)
            with target.changed:
                target.calls.append(received)
                target.changed.notify_all()
            status, headers, text = target.answer(received)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(text))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    target.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield target
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
