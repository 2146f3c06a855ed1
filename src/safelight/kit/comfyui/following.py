"""From a graph to what came of it: asked for, followed by socket, and looked up again whenever the socket is lost."""

import contextlib
import json
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from safelight.kit.comfyui.client import Check, ComfyClient, unwatched
from safelight.kit.comfyui.errors import ComfyAway, ComfyInterrupted, ComfyRefused, PromptLost, failure
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger

log = get_logger(__name__)

LOOK_SECONDS = 0.25  # between two looks whether to stop
SILENT_SECONDS = 5.0  # after which queue and history are asked
RESUBMITS = 3
MAX_FRAME = 64_000_000  # previews, and nodes that say much
PREVIEW, PREVIEW_WITH_METADATA = 1, 4

OnStep = Callable[[int, int, str], object]  # steps done, steps in all, the node at work
OnPreview = Callable[[bytes], object]  # a JPEG or PNG, as it came


class _Over(Exception):
    """It has ended; the history knows how."""


@dataclass
class Tally:
    """Steps over all nodes of a prompt that take steps, so that one bar goes from 0 to its end and never back."""

    expected: int
    _done: dict[str, tuple[int, int]] = field(default_factory=dict)
    _shown: int = 0

    @classmethod
    def of(cls, graph: Mapping[str, Any]) -> "Tally":
        """As far as the graph tells: the sum of its `steps`."""
        steps = [node["inputs"].get("steps") for node in graph.values()]
        return cls(sum(each for each in steps if type(each) is int and each > 0))

    def told(self, node: str, value: int, maximum: int) -> tuple[int, int]:
        """Steps done and in all, after this node has said how far it is."""
        self._done[node] = (min(value, maximum), maximum)
        done = sum(value for value, _ in self._done.values())
        total = max(self.expected, sum(maximum for _, maximum in self._done.values()), 1)
        self._shown = max(self._shown, min(done, total))
        return self._shown, total


def run(
    client: ComfyClient,
    graph: Mapping[str, Any],
    *,
    check: Check = unwatched,
    on_step: OnStep = lambda *_: None,
    on_preview: OnPreview = lambda _: None,
    patience: float = 120.0,
) -> dict[str, Any]:
    """Have a graph computed; gives back its entry in the history.

    `check` is asked several times a second and may raise: then this prompt is stopped there, and no other. A server
    that is away is waited for; one that was restarted and forgot the prompt is asked again.

    Raises GraphRefused, GraphFailed, ComfyOutOfMemory, ComfyInterrupted, ComfyAway, PromptLost, and what `check` does.
    """
    one = _Run(client, graph, check=check, on_step=on_step, on_preview=on_preview, patience=patience)
    try:
        return one.followed()
    except BaseException:
        one.stop()
        raise


class _Run:
    def __init__(
        self,
        client: ComfyClient,
        graph: Mapping[str, Any],
        *,
        check: Check,
        on_step: OnStep,
        on_preview: OnPreview,
        patience: float,
    ) -> None:
        self._client, self._graph = client, graph
        self._check, self._on_step, self._on_preview = check, on_step, on_preview
        self._patience = patience
        self._client_id = uuid4().hex
        self._prompt_id = ""
        self._tally = Tally.of(graph)
        self._is_running = False
        self._failed: SafelightError | None = None

    def stop(self) -> None:
        """Best done at once, and never in the way of what went wrong."""
        if self._prompt_id:
            with contextlib.suppress(SafelightError):
                hurried = ComfyClient(
                    self._client.address,
                    token=self._client.headers.get("Authorization", "").removeprefix("Bearer ") or None,
                    patience=3.0,
                    timeout=5.0,
                )
                hurried.stop(self._prompt_id)
                hurried.close()

    def followed(self) -> dict[str, Any]:
        submitted = 0
        away_since: float | None = None
        while True:
            try:
                with self._socket() as socket:
                    away_since = None
                    if not self._prompt_id or self._is_forgotten():
                        submitted += 1
                        if submitted > RESUBMITS + 1:
                            raise PromptLost(self._client.address, submitted - 1)
                        self._submit()
                    self._listen(socket)
            except _Over:
                return self._outcome()
            except (WebSocketException, OSError, TimeoutError) as error:
                away_since = away_since or time.monotonic()
                if time.monotonic() - away_since > self._patience:
                    raise ComfyAway(self._client.address, error) from error
                log.info("comfyui_socket_lost", address=self._client.address, error=str(error)[:200])
                self._wait(0.5)

    def _submit(self) -> None:
        self._is_running, self._prompt_id = False, str(uuid4())
        self._prompt_id = self._client.submit(
            self._graph, prompt_id=self._prompt_id, client_id=self._client_id, check=self._check
        )

    @contextlib.contextmanager
    def _socket(self) -> Iterator[ClientConnection]:
        parts = urlsplit(self._client.address)
        scheme = "wss" if parts.scheme == "https" else "ws"
        address = urlunsplit((scheme, parts.netloc, f"{parts.path}/ws", f"clientId={self._client_id}", ""))
        self._check()
        with connect(
            address, additional_headers=self._client.headers, max_size=MAX_FRAME, open_timeout=10, close_timeout=1,
            proxy=None, compression=None,
        ) as socket:  # fmt: skip
            yield socket

    def _listen(self, socket: ClientConnection) -> None:
        """Until it is over, which is told by _Over, or the socket is lost."""
        heard = time.monotonic()
        while True:
            self._check()
            try:
                message = socket.recv(timeout=LOOK_SECONDS)
            except TimeoutError:
                if time.monotonic() - heard > SILENT_SECONDS:
                    heard = time.monotonic()
                    self._look()
                continue
            if isinstance(message, bytes):
                self._frame(message)
            elif self._event(message):
                heard = time.monotonic()

    def _event(self, text: str) -> bool:
        """Take in one message; whether it was of this prompt."""
        try:
            told = json.loads(text)
            kind, data = told["type"], told["data"]
        except (ValueError, RecursionError, KeyError, TypeError):
            return False
        if not isinstance(data, dict) or data.get("prompt_id") != self._prompt_id:
            if kind == "executing" and isinstance(data, dict):
                self._is_running = False
            return False
        if kind in {"execution_start", "executing", "progress"}:
            self._is_running = True
        if kind == "execution_error":
            self._failed = failure(data)
        elif kind == "execution_interrupted":
            self._failed = ComfyInterrupted(self._client.address)
        elif kind == "progress":
            self._progress(data)
        elif kind == "executing" and data.get("node") is None:
            # The history is filled after `execution_success`, and before this.
            raise _Over
        return True

    def _progress(self, data: dict[str, Any]) -> None:
        value, maximum, node = data.get("value"), data.get("max"), str(data.get("node") or "")
        if isinstance(value, int | float) and isinstance(maximum, int | float) and maximum > 0:
            self._on_step(*self._tally.told(node, int(value), int(maximum)), self._name_of(node))

    def _name_of(self, node: str) -> str:
        found = self._graph.get(node)
        return str(found.get("class_type", "")) if isinstance(found, Mapping) else ""

    def _frame(self, frame: bytes) -> None:
        """A preview says not whose it is: it is ours while our prompt runs, for one runs at a time."""
        if len(frame) < 8 or not self._is_running:
            return
        event, size = struct.unpack(">II", frame[:8])
        if event == PREVIEW:
            self._on_preview(frame[8:])
        elif event == PREVIEW_WITH_METADATA and size < len(frame) - 8:
            self._on_preview(frame[8 + size :])

    def _look(self) -> None:
        """Nothing was heard for a while: its end may have been missed, or somebody took it out of the queue."""
        if self._is_forgotten():
            raise ComfyInterrupted(self._client.address)

    def _is_forgotten(self) -> bool:
        """Whether the server knows nothing of it; raises _Over when it has ended."""
        # The queue first: what leaves it is in the history by then.
        if self._prompt_id in self._client.queue(self._check):
            return False
        if self._client.history(self._prompt_id, self._check) is not None:
            raise _Over
        return True

    def _outcome(self) -> dict[str, Any]:
        found = self._client.history(self._prompt_id, self._check)
        deadline = time.monotonic() + SILENT_SECONDS
        while found is None and time.monotonic() < deadline and self._failed is None:
            self._wait(0.1)
            found = self._client.history(self._prompt_id, self._check)
        if self._failed is not None:
            raise self._failed
        if found is None:
            raise ComfyInterrupted(self._client.address)  # taken out of the queue by somebody else
        status = found.get("status")
        if isinstance(status, dict) and (status.get("status_str") == "error" or status.get("completed") is False):
            raise self._told_by(status)
        if not isinstance(found.get("outputs"), dict):
            raise ComfyRefused(self._client.address, "its history has no outputs")
        return found

    def _told_by(self, status: dict[str, Any]) -> SafelightError:
        """What the history says went wrong, where the socket was away meanwhile."""
        for message in status.get("messages") or []:
            if isinstance(message, list) and len(message) == 2 and isinstance(message[1], dict):
                if message[0] == "execution_error":
                    return failure(message[1])
                if message[0] == "execution_interrupted":
                    return ComfyInterrupted(self._client.address)
        return failure({"exception_type": "error", "exception_message": "the history gives no reason"})

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._check()
            time.sleep(min(left, 0.1))
