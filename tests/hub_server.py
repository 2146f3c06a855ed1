"""A hub on this machine: it speaks the Hugging Face Hub's protocol, lies when it is told to, and counts what it sends.

The answers are those of the real one (facts: revision, paged tree, resolve with X-Repo-Commit and ETags, whoami).
"""

import hashlib
import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote, urlsplit

CHUNK = 16_384
PAGE = 3  # files per page of a tree, so that every listing has several


@dataclass
class Repo:
    """One repository at one commit."""

    files: dict[str, bytes]
    gated: bool = False
    private: bool = False
    card: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    pipeline_tag: str | None = None
    listed: list[dict[str, Any]] | None = None  # instead of what is true

    @property
    def sha(self) -> str:
        """A commit of its own for other content."""
        digest = hashlib.sha1()
        for path, body in sorted(self.files.items()):
            digest.update(path.encode() + hashlib.sha1(body).digest())
        return digest.hexdigest()

    def tree(self) -> list[dict[str, Any]]:
        folders = sorted({path.rpartition("/")[0] for path in self.files if "/" in path})
        found = [{"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in folders]
        return found + [tree_item(path, body) for path, body in self.files.items()]


def is_lfs(path: str) -> bool:
    return path.endswith((".safetensors", ".bin", ".ckpt"))


def git_sha1(body: bytes) -> str:
    return hashlib.sha1(f"blob {len(body)}\0".encode() + body).hexdigest()


def tree_item(path: str, body: bytes) -> dict[str, Any]:
    if not is_lfs(path):
        return {"type": "file", "path": path, "size": len(body), "oid": git_sha1(body)}
    lfs = {"oid": hashlib.sha256(body).hexdigest(), "size": len(body), "pointerSize": 130}
    return {"type": "file", "path": path, "size": len(body), "oid": "1" * 40, "lfs": lfs}


@dataclass
class Fault:
    """One thing that goes wrong, once: at a request whose path contains `at`."""

    at: str
    status: int = 0  # answer with this instead
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None  # break the connection after so many bytes
    body: bytes | None = None  # send this instead
    no_range: bool = False  # send everything, whatever was asked for
    redirect: str = ""  # to this address


class HubServer:
    """Start it with `with`; its address is `url`. `budget` bytes of weights are sent in all, then it waits for more."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.direct: dict[str, bytes] = {}  # files by path, outside of any repository
        self.tokens: dict[str, str] = {}  # whom they belong to
        self.consents: set[str] = set()  # who may read gated ones
        self.faults: list[Fault] = []
        self.cdn = False  # large files come from another host name, as the Hub's do
        self.sent: Counter[str] = Counter()  # bytes by path
        self.asked: list[tuple[str, str, dict[str, str]]] = []  # method, path, headers
        self.budget: int | None = None
        self.going = 0  # answers that are being sent
        self.most_going = 0
        self.lock = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.hub = self
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.allow(None)
        self._server.shutdown()
        self._server.server_close()

    @property
    def total_sent(self) -> int:
        with self.lock:
            return sum(self.sent.values())

    def allow(self, more: int | None) -> None:
        """Let it send so many bytes more; None for no limit."""
        with self.lock:
            self.budget = None if more is None else (self.budget or 0) + more
            self.lock.notify_all()

    def hold(self) -> None:
        """Send nothing more until `allow`."""
        with self.lock:
            self.budget = 0

    def paths(self, containing: str = "/resolve/") -> list[str]:
        return [path for _, path, _ in self.asked if containing in path]

    def fault(self, path: str) -> Fault | None:
        with self.lock:
            found = next((fault for fault in self.faults if fault.at in path), None)
            if found:
                self.faults.remove(found)
            return found

    def take(self, wanted: int, path: str, *, weights: bool) -> int:
        """How many bytes may be sent now; of weights waits while there are none."""
        with self.lock:
            granted = wanted
            if weights:
                self.lock.wait_for(lambda: self.budget is None or self.budget > 0)
                if self.budget is not None:
                    granted = min(wanted, self.budget)
                    self.budget -= granted
            self.sent[path] += granted
            self.lock.notify_all()
            return granted


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    hub: HubServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go in the middle are what is tested here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        hub, url = self.server.hub, urlsplit(self.path)
        path = unquote(url.path)
        hub.asked.append((self.command, path, {name.lower(): value for name, value in self.headers.items()}))
        self.fault = hub.fault(path) or Fault("")
        if self.fault.redirect:
            self.answer(302, b"", Location=self.fault.redirect)
        elif self.fault.status:
            self.answer(self.fault.status, b"{}", **self.fault.headers)
        elif path == "/api/whoami-v2":
            user = hub.tokens.get(self.token())
            self.json({"name": user}) if user else self.answer(401, b'{"error":"Invalid credentials"}')
        elif path.startswith("/api/models/"):
            self.api(path.removeprefix("/api/models/"), url.query)
        elif "/resolve/" in path:
            self.resolve(path)
        elif path.startswith("/cdn/"):
            found = [body for repo in hub.repos.values() for body in repo.files.values()]
            self.file(path, next(body for body in found if path.endswith(hashlib.sha256(body).hexdigest())), {})
        elif path in hub.direct:
            self.file(path, hub.direct[path], {"ETag": f'"{hashlib.md5(hub.direct[path]).hexdigest()}"'})
        else:
            self.answer(404, b"{}")

    do_HEAD = do_GET  # noqa: N815  http.server's own name

    def api(self, path: str, query: str) -> None:
        name, kind, revision = path.partition("/revision/") if "/revision/" in path else path.partition("/tree/")
        repo = self.repo(name)
        if repo is None:
            return
        if revision not in {"main", repo.sha}:
            self.answer(404, b"{}", **{"X-Error-Code": "RevisionNotFound"})
        elif kind == "/revision/":
            said = {"id": name, "sha": repo.sha, "gated": "manual" if repo.gated else False, "private": repo.private}
            self.json(
                said
                | {"cardData": repo.card, "tags": repo.tags, "pipeline_tag": repo.pipeline_tag}
                | {"siblings": [{"rfilename": path} for path in repo.files]}
            )
        else:
            items = repo.listed if repo.listed is not None else repo.tree()
            start = int(query.rpartition("cursor=")[2]) if "cursor=" in query else 0
            more = {}
            if start + PAGE < len(items):
                following = f"{self.server.hub.url}/api/models/{path}?recursive=true&expand=false&cursor={start + PAGE}"
                more = {"Link": f'<{following}>; rel="next"'}
            self.json(items[start : start + PAGE], **more)

    def resolve(self, path: str) -> None:
        name, _, rest = path.strip("/").partition("/resolve/")
        repo = self.repo(name, files=True)
        if repo is None:
            return
        revision, _, file = rest.partition("/")
        if revision not in {"main", repo.sha} or file not in repo.files:
            self.answer(404, b"{}", **{"X-Error-Code": "EntryNotFound"})
            return
        body = repo.files[file]
        sha256 = hashlib.sha256(body).hexdigest()
        headers = {"X-Repo-Commit": repo.sha, "ETag": f'"{sha256 if is_lfs(file) else git_sha1(body)}"'}
        if self.server.hub.cdn and is_lfs(file):
            where = f"http://localhost:{self.server.hub.port}/cdn/{sha256}"
            linked = {"X-Linked-Size": str(len(body)), "X-Linked-ETag": f'"{sha256}"'}
            self.answer(302, b"", **headers, **linked, Location=where)
        else:
            self.file(path, body, headers)

    def repo(self, name: str, *, files: bool = False) -> Repo | None:
        """The repository, or None after a refusal as the Hub's: gated ones show their list, but not their files."""
        hub, repo = self.server.hub, self.server.hub.repos.get(name)
        user = hub.tokens.get(self.token())
        if repo is None or (repo.private and user is None):
            self.answer(401 if user is None else 404, b"{}", **{"X-Error-Code": "RepoNotFound"})
            return None
        if repo.gated and files and user not in hub.consents:
            self.answer(403 if user else 401, b"{}", **{"X-Error-Code": "GatedRepo"})
            return None
        return repo

    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def json(self, document: Any, **headers: str) -> None:
        self.answer(200, json.dumps(document).encode(), **{"Content-Type": "application/json"}, **headers)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def file(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        body = self.fault.body if self.fault.body is not None else body
        start = 0
        asked = self.headers.get("Range", "")
        changed = self.headers.get("If-Range", headers.get("ETag")) != headers.get("ETag")
        if asked.startswith("bytes=") and not self.fault.no_range and not changed:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), int(last) + 1 if last else len(body)
            if start >= len(body):
                self.answer(416, b"", **{"Content-Range": f"bytes */{len(body)}"})
                return
            headers = headers | {"Content-Range": f"bytes {start}-{min(end, len(body)) - 1}/{len(body)}"}
            self.send_response(206)
            body = body[:end]
        else:
            self.send_response(200)
        for name, value in {"Content-Length": str(len(body) - start), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.send(path, body, start)

    def send(self, path: str, body: bytes, start: int) -> None:
        hub = self.server.hub
        stop = len(body) if self.fault.cut_after is None else min(len(body), start + self.fault.cut_after)
        with hub.lock:
            hub.going += 1
            hub.most_going = max(hub.most_going, hub.going)
        try:
            while start < stop:
                count = hub.take(min(CHUNK, stop - start), path, weights=is_lfs(path) or path.startswith("/cdn/"))
                self.wfile.write(body[start : start + count])
                start += count
        finally:
            with hub.lock:
                hub.going -= 1
        if stop < len(body):
            self.close_connection = True
