"""The bytes of a download: several files at once, each from where its part ends, checked, renamed when it is whole.

Loads httpx, so it is imported only where it is used.
"""

import asyncio
import errno
import hashlib
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import httpx

from safelight.features.downloads.errors import DiskFull, HubAway, WrongBytes
from safelight.features.downloads.schemas import FileEntry
from safelight.features.downloads.service.hub import away, problem_of
from safelight.features.downloads.service.reach import Patience, bytes_here
from safelight.kit.files import publish

LOOK_SECONDS = 0.1
REJECTED = 3  # a file that came with wrong bytes so often is wrong at its source
_PIECE = 1 << 20
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True)
class Remote:
    """Where the files are: their addresses by path, and the headers that the server there is to have."""

    home: str
    urls: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Fetch:
    """Fetches files into a folder: `files` for whole ones, `parts` for the others."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        remote: Remote,
        files: Sequence[FileEntry],
        folder: Path,
        *,
        patience: Patience,
        connections: int,
    ) -> None:
        self._client = client
        self._remote = remote
        self._folder = folder
        self._patience = patience
        self._free = asyncio.Semaphore(connections)
        self._leaving = threading.Event()
        self.files = files
        self.here = {file.path: bytes_here(folder, file.path)[0] for file in files}
        self.whole = {file.path for file in files if bytes_here(folder, file.path)[1]}

    async def run(self, look: Callable[["Fetch"], None]) -> None:
        """Fetch all that is missing; `look` is called ten times a second and may raise, which ends it all at once.

        Raises WrongBytes, HubAway, DiskFull, AccessNeeded, OnHubNotFound, HostRefused.
        """
        going = {asyncio.create_task(self._one(file)) for file in self.files if file.path not in self.whole}
        try:
            while going:
                done, going = await asyncio.wait(going, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_EXCEPTION)
                for task in done:
                    task.result()
                look(self)
        finally:
            self._leaving.set()
            for task in going:
                task.cancel()
            await asyncio.gather(*going, return_exceptions=True)

    async def _one(self, file: FileEntry) -> None:
        async with self._free:
            part, whole = (self._folder / kind / file.path for kind in ("parts", "files"))
            for path in (part, whole):
                path.parent.mkdir(parents=True, exist_ok=True)
            attempt = rejected = 0
            while True:
                before = self.here[file.path] = _size_of(part)
                try:
                    await self._get(file, part)
                    break
                except (httpx.HTTPError, HubAway) as error:
                    attempt = 1 if self.here[file.path] > before else attempt + 1
                    problem = error if isinstance(error, HubAway) else _cut_off(file, self._remote.home, error)
                    if attempt >= self._patience.attempts:
                        raise problem from error
                    await self._patience.wait(attempt, problem.retry_after)
                except WrongBytes:
                    part.unlink(missing_ok=True)
                    rejected += 1
                    if rejected >= REJECTED:
                        raise
                    await self._patience.wait(rejected)
                except OSError as error:
                    raise _no_space(error, file) from error
            publish(part, whole)
            self.whole.add(file.path)

    async def _get(self, file: FileEntry, part: Path) -> None:
        """Fetch what is missing of one file, and check it. A broken connection leaves what came."""
        digest = _Digest(file, self._leaving)
        have = _size_of(part)
        if file.size is not None and have > file.size:
            have = 0
        if have:
            await asyncio.to_thread(digest.read, part, have)
        if have != file.size or have == 0:
            headers = dict(self._remote.headers)
            if have:
                headers["Range"] = f"bytes={have}-"
                headers |= {"If-Range": file.etag} if file.etag else {}
            url = self._remote.urls[file.path]
            async with self._client.stream("GET", url, headers=headers) as answer:
                if not answer.is_success:
                    if answer.status_code == 416:
                        raise WrongBytes(f"{file.path}: the server has fewer bytes than came before.")
                    raise problem_of(
                        answer, what=file.path, home=self._remote.home, has_token="Authorization" in headers
                    )
                if have and not _goes_on(answer, have):
                    have, digest = 0, _Digest(file, self._leaving)
                _check_announced(file, answer, have)
                have = await self._write(file, part, answer, have, digest)
        if file.size is not None and have < file.size:
            raise HubAway(f"{file.path} ended after {have} of {file.size} bytes.", hint="Resume the download.")
        digest.check()

    async def _write(
        self, file: FileEntry, part: Path, answer: httpx.Response, have: int, digest: "_Digest"
    ) -> int:  # fmt: skip
        with _opened(part, have) as out:
            async for piece in answer.aiter_bytes():
                if file.size is not None and have + len(piece) > file.size:
                    raise WrongBytes(f"{file.path}: the server sends more than the {file.size} bytes it announced.")
                out.write(piece)
                digest.update(piece)
                have += len(piece)
                self.here[file.path] = have
            await asyncio.to_thread(os.fsync, out.fileno())
        return have


class _Digest:
    """The hash of a file as it comes, to be compared with what the hub announced."""

    def __init__(self, file: FileEntry, leaving: threading.Event) -> None:
        self._file = file
        self._leaving = leaving
        if file.sha256:
            self._hash = hashlib.sha256()
        else:
            # git names a file by the hash of this header and its bytes
            self._hash = hashlib.sha1(f"blob {file.size}\0".encode(), usedforsecurity=False)

    def read(self, part: Path, length: int) -> None:
        """Take in what is on disk already; ends early when nobody needs it any more."""
        with part.open("rb") as file:
            while length > 0 and not self._leaving.is_set():
                piece = file.read(min(_PIECE, length))
                if not piece:
                    return
                length -= len(piece)
                self._hash.update(piece)

    def update(self, piece: bytes) -> None:
        """Take in what came."""
        self._hash.update(piece)

    def check(self) -> None:
        """Raise WrongBytes unless it is what was announced, if anything was."""
        expected = self._file.sha256 or self._file.git_sha1
        if expected and self._hash.hexdigest() != expected:
            name = "SHA-256" if self._file.sha256 else "Git hash"
            raise WrongBytes(
                f"{self._file.path}: what came is not what was announced. Its {name} is "
                f"{self._hash.hexdigest()[:12]}…, not {expected[:12]}….",
                hint="The server, or something between, changes the file. Try again later, or from another server.",
            )


def _goes_on(answer: httpx.Response, have: int) -> bool:
    """Whether the answer begins where the part ends; else it is the whole file."""
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    if answer.status_code == 206 and (found is None or int(found[1]) != have):
        raise WrongBytes(f"{answer.url.path.rpartition('/')[2]}: the server sends another range than it was asked for.")
    return answer.status_code == 206


def _check_announced(file: FileEntry, answer: httpx.Response, have: int) -> None:
    """Do not fetch gigabytes to find out that their number is wrong."""
    length = answer.headers.get("Content-Length", "")
    if file.size is not None and length.isdigit() and have + int(length) != file.size:
        raise WrongBytes(
            f"{file.path}: the server announces {have + int(length)} bytes, but its list says {file.size}.",
            hint="The list and the file of the server do not agree. Try again later, or from another server.",
        )


def _cut_off(file: FileEntry, home: str, error: httpx.HTTPError) -> HubAway:
    found = away(home, error)
    return HubAway(f"{file.path}: {found.message}", hint="What came is kept: resume the download to go on.")


def _no_space(error: OSError, file: FileEntry) -> Exception:
    if error.errno not in _NO_SPACE:
        return error
    return DiskFull(
        f"The disk of the models folder is full: {file.path} could not be written.",
        hint="What came is kept: make space, then resume the download.",
    )


def _opened(part: Path, have: int) -> BinaryIO:
    """The part, cut to what counts, to write on after it; never through a link that somebody put there."""
    file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644), "wb", buffering=0)
    file.truncate(have)
    file.seek(have)
    return file


def _size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
