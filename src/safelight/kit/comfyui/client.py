"""One ComfyUI server: its calls over HTTP, each retried for a while when nobody answers."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from safelight.kit.comfyui.errors import ComfyAway, ComfyDenied, ComfyRefused, FileTooLarge, GraphRefused, refusal
from safelight.kit.logs import get_logger

log = get_logger(__name__)

MAX_FILE = 512_000_000
MAX_ANSWER = 64_000_000  # bytes of JSON; /object_info of a server with many custom nodes takes some 10 MB
INFO_SECONDS = 60.0
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)

Check = Callable[[], object]
Answer = TypeVar("Answer")


def unwatched() -> None:
    """Nothing stops it."""


@dataclass(frozen=True)
class Output:
    """One file that a prompt made, as ComfyUI names it."""

    node: str
    filename: str
    subfolder: str = ""
    type: str = "output"
    is_animated: bool = False


@dataclass(frozen=True)
class Queue:
    """Ids of the prompts that run and wait there, whoever asked for them."""

    running: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()

    def __contains__(self, prompt_id: str) -> bool:
        return prompt_id in self.running or prompt_id in self.pending


class ComfyClient:
    """Safe from several threads. `patience` is how many seconds a call is tried again while nobody answers."""

    def __init__(
        self, address: str, *, token: str | None = None, patience: float = 60.0, timeout: float = 20.0
    ) -> None:
        self.address = address_of(address)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._patience = patience
        self._http = httpx.Client(base_url=self.address, headers=self.headers, timeout=timeout, trust_env=False)
        self._info: tuple[float, dict[str, Any]] | None = None

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    # Asking what is there

    def object_info(self, *, fresh: bool = False, check: Check = unwatched) -> dict[str, Any]:
        """Every node class with its inputs, and in them the files that there are; kept for a minute."""
        if fresh or self._info is None or time.monotonic() - self._info[0] > INFO_SECONDS:
            self._info = time.monotonic(), self._dict("GET", "/object_info", check=check)
        return self._info[1]

    def system_stats(self) -> dict[str, Any]:
        """Version and memory."""
        return self._dict("GET", "/system_stats")

    def queue(self, check: Check = unwatched) -> Queue:
        """What runs and waits."""
        found = self._dict("GET", "/queue", check=check)
        return Queue(*(_ids(found.get(name)) for name in ("queue_running", "queue_pending")))

    def history(self, prompt_id: str, check: Check = unwatched) -> dict[str, Any] | None:
        """What came of a prompt; None while it is not over, or once it is forgotten."""
        found = self._dict("GET", f"/history/{prompt_id}", check=check).get(prompt_id)
        return found if isinstance(found, dict) else None

    # Asking for something

    def submit(self, graph: Mapping[str, Any], *, prompt_id: str, client_id: str, check: Check = unwatched) -> str:
        """Put a graph into the queue; gives back its id, ours wherever the server knows of that.

        Asked again after a lost connection it looks first whether the prompt arrived. Raises GraphRefused.
        """
        prompt = dict(graph)
        body = {"prompt": prompt, "client_id": client_id, "prompt_id": prompt_id}
        asked = False

        def send() -> str:
            nonlocal asked
            if asked and (prompt_id in self.queue() or self.history(prompt_id) is not None):
                return prompt_id
            asked = True
            response = self._http.post("/prompt", json=body)
            if response.status_code == httpx.codes.BAD_REQUEST:
                answer = _json(self.address, response.content)
                raise refusal(answer, prompt) if isinstance(answer, dict) else GraphRefused("Refused.")
            answer = _json(self.address, self._checked(response).content)
            given = answer.get("prompt_id") if isinstance(answer, dict) else None
            if not isinstance(given, str):
                raise ComfyRefused(self.address, "/prompt gave no prompt_id")
            return given

        return self._patiently(send, check)

    def stop(self, prompt_id: str) -> None:
        """Take a prompt out of the queue, or interrupt it if that one runs; no other is touched."""
        self._call("POST", "/queue", json={"delete": [prompt_id]})
        if prompt_id in self.queue().running:
            self._call("POST", "/interrupt", json={"prompt_id": prompt_id})

    def upload_image(self, name: str, data: bytes, *, check: Check = unwatched) -> str:
        """Bring a picture; gives back the name that LoadImage takes, which need not be the one it was given."""
        files = {"image": (name, data, "image/png")}
        answer = self._dict("POST", "/upload/image", files=files, data={"overwrite": "true"}, check=check)
        found, folder = answer.get("name"), answer.get("subfolder") or ""
        if not isinstance(found, str) or not isinstance(folder, str):
            raise ComfyRefused(self.address, "/upload/image gave no name")
        return f"{folder}/{found}" if folder else found

    def view(self, output: Output, *, max_bytes: int = MAX_FILE, check: Check = unwatched) -> bytes:
        """The bytes of a file that a prompt made. Raises FileTooLarge."""
        wanted = {"filename": output.filename, "subfolder": output.subfolder, "type": output.type}

        def fetch() -> bytes:
            with self._http.stream("GET", "/view", params=wanted) as response:
                self._checked(response)
                return self._bounded(response, max_bytes, output.filename, check)

        return self._patiently(fetch, check)

    def free(self) -> None:
        """Ask it to unload its models."""
        self._call("POST", "/free", json={"unload_models": True, "free_memory": True})

    # How

    def _dict(self, method: str, path: str, *, check: Check = unwatched, **more: Any) -> dict[str, Any]:
        answer = _json(self.address, self._call(method, path, check=check, **more))
        if not isinstance(answer, dict):
            raise ComfyRefused(self.address, f"{path} answers {type(answer).__name__}")
        return answer

    def _call(self, method: str, path: str, *, check: Check = unwatched, **more: Any) -> bytes:
        def ask() -> bytes:
            with self._http.stream(method, path, **more) as response:
                self._checked(response)
                return self._bounded(response, MAX_ANSWER, path, check)

        return self._patiently(ask, check)

    def _patiently(self, act: Callable[[], Answer], check: Check) -> Answer:
        deadline, tries = time.monotonic() + self._patience, 0
        while True:
            try:
                return act()
            except (httpx.TransportError, _Busy) as error:
                if time.monotonic() >= deadline:
                    raise ComfyAway(self.address, error) from error
                log.info("comfyui_waited_for", address=self.address, error=str(error)[:200])
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            tries += 1
            until = min(time.monotonic() + pause, deadline)
            while (left := until - time.monotonic()) > 0:
                check()
                time.sleep(min(left, 0.2))

    def _checked(self, response: httpx.Response) -> httpx.Response:
        status = response.status_code
        if status in {401, 403}:
            raise ComfyDenied(self.address, status)
        if status in {429, 502, 503, 504}:
            raise _Busy(f"status {status}")
        if status >= 300:
            raise ComfyRefused(self.address, f"{response.request.url.path} answers with status {status}")
        return response

    def _bounded(self, response: httpx.Response, limit: int, name: str, check: Check) -> bytes:
        found = bytearray()
        for piece in response.iter_bytes(1 << 18):
            found += piece
            check()
            if len(found) > limit:
                raise FileTooLarge(
                    f"{name}: ComfyUI sends more than {limit // 1_000_000} MB.", hint="Ask for less at a time."
                )
        return bytes(found)


def outputs_of(history: Mapping[str, Any], nodes: list[str]) -> list[Output]:
    """The files that these nodes made, in their order; pictures, films and animations are listed alike."""
    found: list[Output] = []
    made = history.get("outputs")
    for node in nodes:
        of_node = made.get(node) if isinstance(made, dict) else None
        if not isinstance(of_node, dict):
            continue
        animated = bool(_first(of_node.get("animated")))
        for key in ("images", "gifs", "videos", "video"):
            found += [
                Output(
                    node=node,
                    filename=file["filename"],
                    subfolder=str(file.get("subfolder") or ""),
                    type=str(file.get("type") or "output"),
                    is_animated=animated or key != "images",
                )
                for file in of_node.get(key) or []
                if isinstance(file, dict) and isinstance(file.get("filename"), str)
            ]
    return found


def address_of(text: str) -> str:
    """A server's address, tidied. Raises ComfyRefused."""
    address = text.strip().rstrip("/")
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ComfyRefused(address[:80], "an address is such as http://127.0.0.1:8188")
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


class _Busy(Exception):
    """A proxy, or the server itself, says to come again."""


def _json(address: str, body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ComfyRefused(address, "it sends no JSON") from error


def _ids(entries: object) -> tuple[str, ...]:
    rows = entries if isinstance(entries, list) else []
    return tuple(row[1] for row in rows if isinstance(row, list) and len(row) > 1 and isinstance(row[1], str))


def _first(value: object) -> object:
    return value[0] if isinstance(value, list | tuple) and value else value
