"""How long a client may take, and how much it may say before its request begins.

Uvicorn waits for a request without end, and reads headers without limit: a few hundred clients that send a letter a
minute would hold a server for good.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEADER_SECONDS = (
    15.0  # from the first byte of a connection, or the first of its next request, to the end of the headers
)
BODY_SECONDS = 30.0  # a body may take these,
BODY_RATE = 1_000  # and a second more for each so many bytes
UNREAD_SECONDS = 60.0  # a client that reads nothing of its answer for so long is gone
MAX_HEADER_BYTES = 32_768  # the address included; proxies and browsers stay below 16 kB
MAX_HEADERS = 100

_SAID = {400: "Invalid HTTP request received.", 408: "The request came too slowly.", 431: "The headers are too large."}


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's HTTP connection with an end to its patience."""

    _refusal = 400
    _said = 0  # bytes of the request line and the headers, so far
    _in_headers = True
    _received = 0  # bytes of the body
    _since = 0.0  # by the loop's clock, when the body began
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """The first request is to come now."""
        super().connection_made(transport)
        self._wait(HEADER_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Count what comes before the end of the headers: the parser keeps it all."""
        if self._in_headers:
            if self._said == 0 and self._reading is None:
                self._wait(HEADER_SECONDS)
            self._said += len(data)
        super().data_received(data)
        if self._in_headers and self._said > MAX_HEADER_BYTES and not self.transport.is_closing():
            self._turn_away(431)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_headers = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, whole. What is raised here reaches `send_400_response`."""
        super().on_header(name, value)
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.headers) > MAX_HEADERS or size > MAX_HEADER_BYTES:
            self._refusal = 431
            raise ValueError("too many headers, or too large ones")

    def on_headers_complete(self) -> None:
        """The body is to come now, where there is one."""
        self._in_headers, self._said, self._received = False, 0, 0
        self._since = self.loop.time()
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._received += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of the request is here; the next one has its time from its first byte on."""
        self._stop_waiting()
        self._in_headers = True
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """From here on it is no HTTP; the socket looks after itself by pings."""
        self._stop_waiting()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        super().pause_writing()
        self._writing = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It has read something."""
        super().resume_writing()
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)
        if self._writing is not None:
            self._writing.cancel()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn answers to what it cannot read, with the number that fits."""
        self._turn_away(self._refusal)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._reading = self.loop.call_later(seconds, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _too_slow(self) -> None:
        self._reading = None
        if self._in_headers:
            if self._said:
                self._turn_away(408)
            else:  # whoever has said nothing is told nothing: it may be a browser that keeps a connection ready
                self.transport.close()
            return
        left = self._since + BODY_SECONDS + self._received / BODY_RATE - self.loop.time()
        if self.flow.read_paused:  # it is us who do not read
            self._since += BODY_SECONDS
            left = BODY_SECONDS
        if left > 0:
            self._wait(left)
        elif self.cycle.response_complete:
            self.transport.abort()
        else:
            self._turn_away(408)
            self.cycle.disconnected = True  # what the app still says goes nowhere
            self.cycle.message_event.set()

    def _turn_away(self, status: int) -> None:
        self._stop_waiting()
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()  # an answer in the middle of another would be taken for a part of it
            return
        said = _SAID[status].encode()
        head = [STATUS_LINE[status], b"content-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"]
        head.append(b"content-length: %d\r\nconnection: close\r\n\r\n" % len(said))
        self.transport.write(b"".join([*head, said]))
        self.transport.close()
