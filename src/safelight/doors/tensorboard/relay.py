"""One request passed on to TensorBoard and its answer passed back, piece by piece. Knows no gate."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from safelight.features.tensorboard.errors import TensorBoardStarting
from safelight.features.tensorboard.service.board import Board

if TYPE_CHECKING:
    import httpx

# What TensorBoard needs to know of a request; a cookie and a key are none of that.
PASSED_ON = frozenset((
    "accept", "accept-encoding", "content-length", "content-type", "if-modified-since", "if-none-match",
))  # fmt: skip
# Of one connection alone (RFC 9110, 7.6.1), or ours to say.
KEPT_BACK = frozenset((
    b"connection", b"date", b"keep-alive", b"proxy-authenticate", b"proxy-connection", b"server", b"set-cookie",
    b"te", b"trailer", b"transfer-encoding", b"upgrade", b"x-frame-options",
))  # fmt: skip
# A second policy beside TensorBoard's own: browsers obey both.
OURS = ((b"content-security-policy", b"frame-ancestors 'self'"), (b"referrer-policy", b"same-origin"))
CONNECT_SECONDS = 5.0
READ_SECONDS = 120.0


class Relay(Response):
    """The answer of a board that listens at an address, with some headers more."""

    def __init__(self, board: Board, address: str, *, headers: list[tuple[bytes, bytes]]) -> None:
        super().__init__()
        self._board = board
        self._address = address
        self._more = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and back. Raises TensorBoardStarting if the process has just ended."""
        import httpx  # noqa: PLC0415  the server starts without it

        request = Request(scope, receive)
        given = {name: value for name, value in request.headers.items() if name in PASSED_ON}
        # A client for each request: TensorBoard closes its connections anyway, and nothing outlives the request.
        async with httpx.AsyncClient(
            trust_env=False,  # no proxy stands between us and loopback
            verify=False,  # noqa: S501  plain HTTP on loopback; to load certificates takes longer than the request
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        ) as client:
            asked = client.build_request(
                request.method,
                httpx.URL(self._address).copy_with(raw_path=_raw_path(scope)),
                headers={"accept-encoding": "identity"} | given,
                content=request.stream() if request.method == "POST" else None,
            )
            with self._board.looked_at():
                try:
                    answer = await client.send(asked, stream=True)
                except httpx.TransportError as error:
                    raise TensorBoardStarting from error
                try:
                    await self._pass_back(answer, send)
                finally:
                    await answer.aclose()

    async def _pass_back(self, answer: "httpx.Response", send: Send) -> None:
        theirs = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in KEPT_BACK]
        start = {"type": "http.response.start", "status": answer.status_code, "headers": [*theirs, *OURS, *self._more]}
        await send(start)
        async for piece in answer.aiter_raw():  # compressed as it came
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _raw_path(scope: Scope) -> bytes:
    path: bytes = scope["raw_path"]
    return path + b"?" + scope["query_string"] if scope["query_string"] else path
