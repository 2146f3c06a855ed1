"""Whether a storage does all that is asked of it: each thing tried once, and told in words."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

import httpx

from safelight.kit.errors import SafelightError
from safelight.kit.ids import new_id
from safelight.storage.base import Storage

State = Literal["ok", "warning", "failed", "skipped"]

CONTENT = b"Safelight was here.\n"
SKEW_WARNING, SKEW_FAILED = 60, 900  # seconds; S3 refuses what is signed a quarter of an hour ago
ASKING_SECONDS = 10
ANY_ORIGIN = "https://studio.example"


@dataclass(frozen=True)
class Finding:
    """What one step of the check showed."""

    name: str
    state: State
    message: str
    hint: str | None = None
    seconds: float = 0.0


def check(storage: Storage, *, origin: str | None = None) -> list[Finding]:
    """Write, read, list, delete, fetch by a link, put by a link, the clocks, and what browsers of `origin` may do.

    After a step that failed, those that need it are skipped. Nothing is left behind.
    """
    return list(_Check(storage, origin or ANY_ORIGIN).run())


class _Check:
    def __init__(self, storage: Storage, origin: str) -> None:
        self._storage, self._origin = storage, origin
        self._key = f"safelight-check/{new_id('probe')}.txt"
        self._heard: httpx.Response | None = None

    def run(self) -> Iterator[Finding]:
        steps: dict[str, Callable[[], Finding | str]] = {
            "reach": self._reach, "write": self._write, "read": self._read, "list": self._list, "link": self._link,
            "upload": self._upload, "clock": self._clock, "browsers": self._browsers, "delete": self._delete,
        }  # fmt: skip
        broken = False
        for name, step in steps.items():
            if broken:
                yield Finding(name, "skipped", "Not tried.")
                continue
            found = _tried(name, step)
            broken = found.state == "failed" and name in {"reach", "write"}
            yield found

    def _reach(self) -> str:
        self._storage.exists(self._key)
        return f"{self._storage.where} answers."

    def _write(self) -> str:
        self._storage.put(self._key, CONTENT, content_type="text/plain")
        return "A file was stored."

    def _read(self) -> Finding | str:
        if self._storage.get(self._key) != CONTENT:
            return _failed("read", "It gave back something else than was stored.")
        return "It was given back as it was."

    def _list(self) -> Finding | str:
        if self._key not in [file.key for file in self._storage.list("safelight-check")]:
            return _failed("list", "The file is missing from the listing.")
        return "It is listed."

    def _link(self) -> Finding | str:
        link = self._storage.link(self._key, seconds=60, base_url="")
        if not urlsplit(link).netloc:
            return Finding("link", "skipped", "Links lead to this server, which streams the file.")
        try:
            self._heard = _ask("GET", link, headers={"origin": self._origin})
        except httpx.HTTPError as error:
            return _failed("link", f"{_host(link)} cannot be reached by a link ({type(error).__name__}).")
        if self._heard.content != CONTENT:
            return _failed("link", f"A signed link to {_host(link)} was answered with {self._heard.status_code}.")
        return f"A signed link to {_host(link)} opened it."

    def _upload(self) -> Finding | str:
        upload = self._storage.upload_link(self._key, seconds=60, content_type="text/plain", size=len(CONTENT))
        if upload is None:
            return Finding("upload", "skipped", "Uploads go through this server.")
        try:
            answer = _ask("PUT", upload.url, content=CONTENT, headers=dict(upload.headers))
        except httpx.HTTPError as error:
            return _failed("upload", f"{_host(upload.url)} cannot be reached by a link ({type(error).__name__}).")
        if not answer.is_success:
            return _failed("upload", f"A signed upload to {_host(upload.url)} was answered with {answer.status_code}.")
        return "A signed upload was taken."

    def _clock(self) -> Finding | str:
        told = self._heard.headers.get("date") if self._heard is not None else None
        if told is None:
            return Finding("clock", "skipped", "The storage tells no time.")
        skew = time.time() - parsedate_to_datetime(told).timestamp()
        if abs(skew) < SKEW_WARNING:
            return "The clocks agree."
        return Finding(
            "clock",
            "failed" if abs(skew) >= SKEW_FAILED else "warning",
            f"This machine's clock is {abs(skew):.0f} s {'before' if skew > 0 else 'behind'} the storage's.",
            "Set the clock: signed links begin and end by it.",
        )

    def _browsers(self) -> Finding | str:
        upload = self._storage.upload_link(self._key, seconds=60, content_type="text/plain", size=len(CONTENT))
        if upload is None:
            return Finding("browsers", "skipped", "Browsers send their files to this server.")
        asked = {
            "origin": self._origin,
            "access-control-request-method": "PUT",
            "access-control-request-headers": ",".join(upload.headers),
        }
        try:
            answer = _ask("OPTIONS", upload.url, headers=asked)
        except httpx.HTTPError as error:
            return Finding("browsers", "warning", f"Not to be told ({type(error).__name__}).")
        if answer.headers.get("access-control-allow-origin") in {"*", self._origin}:
            return f"Pages of {self._origin} may upload to it."
        return Finding(
            "browsers",
            "warning",
            f"Pages of {self._origin} may not upload to it; their uploads go through this server.",
            "Allow PUT and GET from that origin in the CORS rules of the bucket.",
        )

    def _delete(self) -> Finding | str:
        self._storage.delete(self._key)
        if self._storage.exists(self._key):
            return _failed("delete", "The file is there after it was deleted.")
        return "It was deleted."


def _tried(name: str, step: Callable[[], Finding | str]) -> Finding:
    began = time.monotonic()
    try:
        found = step()
    except SafelightError as error:
        return Finding(name, "failed", error.message, error.hint, time.monotonic() - began)
    if isinstance(found, str):
        found = Finding(name, "ok", found)
    return Finding(found.name, found.state, found.message, found.hint, time.monotonic() - began)


def _failed(name: str, message: str) -> Finding:
    hint = "Look at what stands between (proxy, cache), and at the address that links carry."
    return Finding(name, "failed", message, hint)


def _ask(method: str, url: str, *, headers: dict[str, str], content: bytes | None = None) -> httpx.Response:
    return httpx.request(method, url, headers=headers, content=content, timeout=ASKING_SECONDS, trust_env=False)


def _host(link: str) -> str:
    return urlsplit(link).netloc
