"""The log-ins of this user's commands, one per studio, in a file that nobody else may read."""

import fcntl
import json
import os
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from safelight.kit.errors import Unauthenticated
from safelight.kit.files import whole_file

SPARE_SECONDS = 30.0  # an access token this close to its end is renewed first
TIMEOUT = 30.0


class LogInAgain(Unauthenticated):
    """The kept log-in is over."""

    code = "login_over"

    def __init__(self) -> None:
        super().__init__("Your log-in at this studio has ended.", hint="Log in again: safelight login")


def path() -> Path:
    """Where they are kept."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "safelight" / "logins.json"


def find(place: str) -> dict[str, Any] | None:
    """What is kept of the log-in at a studio: an address, or the data folder of one on this machine."""
    return _read().get(place)


def keep(place: str, answer: dict[str, Any]) -> None:
    """Keep what the studio answered."""
    with _alone():
        _write(place, answer)


def forget(place: str) -> None:
    """Keep it no more."""
    with _alone():
        _write(place, None)


def is_same_place(studio: str, asked: httpx.URL) -> bool:
    """Whether a request goes to the studio, and not where one of its links leads."""
    own = httpx.URL(studio)
    return (own.scheme, own.host, own.port) == (asked.scheme, asked.host, asked.port)


class KeptLogin(httpx.Auth):
    """Sends the access token of a kept log-in, renewed when it is about to end; commands at once take turns."""

    def __init__(self, url: str, place: str) -> None:
        self.url, self.place = url, place

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the token into one request; what a link to elsewhere points to does not get it."""
        token = self._access_token() if is_same_place(self.url, request.url) else None
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        yield request

    def _access_token(self) -> str | None:
        kept = find(self.place)
        if kept is None:
            return None
        if kept["good_until"] > time.time():
            return str(kept["access_token"])
        with _alone():
            kept = find(self.place)  # another command may have been quicker
            if kept is None:
                return None
            if kept["good_until"] <= time.time():
                kept = self._renewed(kept)
            return str(kept["access_token"])

    def _renewed(self, kept: dict[str, Any]) -> dict[str, Any]:
        body = {"refresh_token": kept["refresh_token"]}
        answer = httpx.post(f"{self.url}/api/v1/auth/refresh", json=body, timeout=TIMEOUT)
        if answer.status_code == Unauthenticated.status:
            _write(self.place, None)
            raise LogInAgain
        answer.raise_for_status()
        return _write(self.place, answer.json()) or {}


def _read() -> dict[str, Any]:
    try:
        found = json.loads(path().read_bytes())
    except (OSError, ValueError):  # none kept yet, or a file that somebody else wrote
        return {}
    return found if isinstance(found, dict) else {}


def _write(place: str, answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """Put one entry in place of what was kept, or nothing; hold the lock."""
    every = _read()
    every.pop(place, None)
    kept = None
    if answer is not None:
        kept = every[place] = {
            "name": answer["account"]["name"],
            "access_token": answer["access_token"],
            "good_until": time.time() + answer["expires_in"] - SPARE_SECONDS,
            "refresh_token": answer["refresh_token"],
        }
    with whole_file(path()) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(json.dumps(every, indent=2).encode())
    return kept


@contextmanager
def _alone() -> Iterator[None]:
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path().with_name(".logins.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
