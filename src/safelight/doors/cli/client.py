"""The studio over HTTP: one small client whose errors are the API's own."""

import contextlib
import time
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from safelight.doors.cli.kept_logins import KeptLogin, is_same_place
from safelight.doors.cli.problems import ServerUnreachable
from safelight.jobs.whereabouts import HEADER
from safelight.kit.errors import FieldProblem, SafelightError
from safelight.kit.files import whole_file

TIMEOUT = httpx.Timeout(30.0, read=120.0, write=300.0)
AWAY_SECONDS = 20.0  # a server that restarts is back by then
PAGE = 100


class RemoteProblem(SafelightError):
    """An error that the API answered with."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(
            str(problem.get("detail") or problem.get("title") or f"The server answered {status}."),
            hint=problem.get("hint"),
            code=str(problem.get("code") or "http_error"),
            fields=tuple(
                FieldProblem(str(bad.get("field", "")), str(bad.get("message", "")), bad.get("value"))
                for bad in problem.get("errors", ())
            ),
        )
        self.status = status


class Client:
    """Calls to one studio. Paths begin at its root, such as `/api/v1/jobs`."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        place: str | None = None,
        transient: bool = False,
        on: str | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.transient = transient  # it runs for this command alone
        # Without a key, the log-in that is kept for this place, if there is one.
        auth = SentKey(self.url, api_key) if api_key else KeptLogin(self.url, place) if place else None
        headers = {HEADER: on} if on else {}  # where its jobs are to be done
        self._http = httpx.Client(base_url=self.url, auth=auth, headers=headers, timeout=TIMEOUT, follow_redirects=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path."""
        wanted = {name: value for name, value in query.items() if value is not None}
        return self._json("GET", path, params=wanted)

    def post(self, path: str, json: Any = None, **more: Any) -> Any:
        """Send JSON, or a form with files."""
        return self._json("POST", path, json=json, **more)

    def put(self, path: str, json: Any = None, **more: Any) -> Any:
        """Set something, by JSON or by a form with files."""
        return self._json("PUT", path, json=json, **more)

    def patch(self, path: str, json: Any) -> Any:
        """Change something."""
        return self._json("PATCH", path, json=json)

    def delete(self, path: str) -> Any:
        """Delete something."""
        return self._json("DELETE", path)

    def pages(self, path: str, *, limit: int, **query: Any) -> list[dict[str, Any]]:
        """The first `limit` items of a list, over as many pages as that takes."""
        found: list[dict[str, Any]] = []
        after: str | None = None
        while len(found) < limit:
            page = self.get(path, after=after, limit=min(limit - len(found), PAGE), **query)
            found += page["items"]
            after = page["next"]
            if after is None:
                break
        return found[:limit]

    def download(self, url: str, path: Path) -> Path:
        """Save what a link points to, whole or not at all; `path` may be a folder for the server's own name."""
        with self._talking(), self._http.stream("GET", url) as answer:
            if answer.is_error:
                answer.read()
                raise _problem_of(answer)
            if path.is_dir():
                path /= _name_of(answer)
            with whole_file(path) as file:
                for piece in answer.iter_bytes():
                    file.write(piece)
        return path

    def fetch(self, url: str) -> bytes:
        """What a link points to, in memory."""
        with self._talking():
            answer = self._http.get(url)
        if answer.is_error:
            raise _problem_of(answer)
        return answer.content

    def poll(self, path: str) -> Any:
        """`get` for a loop: a server that restarts is waited for."""
        deadline = time.monotonic() + AWAY_SECONDS
        while True:
            try:
                return self.get(path)
            except ServerUnreachable:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def _json(self, method: str, path: str, **more: Any) -> Any:
        with self._talking():
            answer = self._http.request(method, path, **more)
        if answer.is_error:
            raise _problem_of(answer)
        return answer.json() if answer.content else None

    @contextlib.contextmanager
    def _talking(self) -> Iterator[None]:
        try:
            yield
        except (httpx.TransportError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise ServerUnreachable(
                f"No studio answers at {self.url} ({_reason(error)}).",
                hint="Start one with `safelight serve`, or name another with --server URL.",
            ) from error


class SentKey(httpx.Auth):
    """Sends the key to the studio alone: a link to a storage elsewhere does not get it."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the key into one request; what a link to elsewhere points to does not get it."""
        if is_same_place(self._url, request.url):
            request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


def is_alive(url: str, *, timeout: float = 2.0) -> bool:
    """Whether a studio answers there."""
    try:
        answer = httpx.get(f"{url}/ping", timeout=timeout)
        return bool(answer.is_success and answer.json().get("status") == "ok")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
        return False


def _problem_of(answer: httpx.Response) -> RemoteProblem:
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict) or not problem:
        problem = {
            "detail": f"The server answered {answer.status_code} {answer.reason_phrase} to {answer.request.url.path}.",
            "hint": "Is this the address of a Safelight studio?",
        }
    return RemoteProblem(answer.status_code, problem)


def _name_of(answer: httpx.Response) -> str:
    disposition = answer.headers.get("content-disposition", "")
    named = disposition.partition("filename=")[2].strip().strip('"')
    return Path(named or answer.url.path).name


def _reason(error: Exception) -> str:
    text = str(error)
    if "refused" in text.lower():
        return "connection refused"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    return text or type(error).__name__
