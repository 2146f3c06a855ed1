"""Asking a hub: what a source means, what lies there, what its refusals mean. It speaks the Hugging Face Hub's API.

Loads httpx, so it is imported only where it is used. A token goes to the hub it was given for, and nowhere else.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

import httpx

from safelight import __version__
from safelight.features.downloads.errors import AccessNeeded, HubAway, OnHubNotFound, SourceUnreadable, TokenRefused
from safelight.features.downloads.schemas import FileEntry
from safelight.features.downloads.service.reach import Patience, Reach
from safelight.features.downloads.service.selection import CONVERT, MOST_FILES
from safelight.kit.errors import SafelightError, shorten
from safelight.kit.outside import AllowedHosts, GuardedTransport

_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,95}[A-Za-z0-9_])?"
_REPO = re.compile(rf"{_PART}(?:/{_PART})?")
_NO_MODEL = frozenset({"datasets", "spaces", "docs", "papers", "blog", "collections", "api", "settings", "join"})
_PICKLED = (".bin", ".ckpt", ".pt", ".pth", ".pkl")
_JSON_BYTES = 20_000_000
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Source:
    """What is meant: a repository of the hub, one file of it, or a direct link."""

    repo: str | None = None
    revision: str | None = None
    path: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class RepoInfo:
    """What a hub says of a repository."""

    commit: str
    gated: bool
    licence: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True)
class _Answer:
    body: bytes
    next: str | None


def read_source(text: str, *, home: str, revision: str | None = None) -> Source:
    """What somebody typed or pasted. Raises SourceUnreadable."""
    if "://" not in text:
        if re.match(r"(?:[\w-]+\.)+[a-z]{2,}/", text) and not _REPO.fullmatch(text):
            return read_source(f"https://{text}", home=home, revision=revision)
        repo, _, named = text.partition("@")
        return Source(repo=_checked_repo(repo.strip("/")), revision=revision or named or None)
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise SourceUnreadable.of("source", text, f"is no address: {error}") from error
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
        raise SourceUnreadable.of("source", url.host, "must be an http address, without user and password")
    if url.host in {httpx.URL(home).host, "hf.co", "www.huggingface.co"}:
        return _on_hub(url, text, revision)
    if url.path.lower().endswith(_PICKLED):
        raise SourceUnreadable.of("source", text, "is a file of pickled weights.", hint=CONVERT)
    if not url.path.lower().endswith(".safetensors"):
        raise SourceUnreadable.of(
            "source", text, "is no link to a .safetensors file.", hint="Paste the address of the file itself."
        )
    return Source(url=str(url), path=unquote(url.path.rpartition("/")[2]))


def _on_hub(url: httpx.URL, text: str, revision: str | None) -> Source:
    parts = [unquote(part) for part in url.path.split("/") if part]
    at = next((number for number, part in enumerate(parts[:3]) if part in {"tree", "resolve", "blob", "commit"}), None)
    repo = parts[:2] if at is None else parts[:at]
    if not repo or repo[0] in _NO_MODEL:
        raise SourceUnreadable.of(
            "source", text, "is no address of a model.", hint="Paste the address of the model's page."
        )
    found = _checked_repo("/".join(repo))
    if at is None or len(parts) <= at + 1:
        return Source(repo=found, revision=revision)
    # a pull request's revision has slashes of its own: refs/pr/1
    width = 3 if parts[at + 1] == "refs" else 1
    named, rest = "/".join(parts[at + 1 : at + 1 + width]), "/".join(parts[at + 1 + width :])
    if parts[at] in {"resolve", "blob"} and rest:
        if rest.lower().endswith(_PICKLED):
            raise SourceUnreadable.of("source", text, "is a file of pickled weights.", hint=CONVERT)
        return Source(repo=found, revision=revision or named, path=rest)
    return Source(repo=found, revision=revision or named, path=f"{rest}/*" if rest else None)


def _checked_repo(repo: str) -> str:
    if not _REPO.fullmatch(repo) or ".." in repo or "--" in repo:
        raise SourceUnreadable.of(
            "source", repo, "is neither a repository's id nor an address.",
            hint="An id is like stabilityai/stable-diffusion-xl-base-1.0.",
        )  # fmt: skip
    return repo


def check_host(reach: Reach, url: httpx.URL) -> None:
    """Raise HostRefused unless something may be fetched from there."""
    AllowedHosts.of(reach.hub_url, reach.hosts).check(url)


@asynccontextmanager
async def client_for(reach: Reach) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client that asks allowed hosts only; redirects to another origin lose the token."""
    async with httpx.AsyncClient(
        transport=GuardedTransport(AllowedHosts.of(reach.hub_url, reach.hosts)),
        follow_redirects=True,
        max_redirects=5,
        timeout=httpx.Timeout(30.0, connect=15.0),
        # compressed bytes have other sizes and no ranges
        headers={"User-Agent": f"safelight/{__version__}", "Accept-Encoding": "identity"},
        trust_env=False,
    ) as client:
        yield client


class Hub:
    """One hub, as one caller sees it."""

    def __init__(self, client: httpx.AsyncClient, home: str, *, token: str | None, patience: Patience) -> None:
        self.home = home.rstrip("/")
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._has_token = token is not None
        self._patience = patience

    async def info(self, repo: str, revision: str | None) -> RepoInfo:
        """What a revision of a repository is. Raises OnHubNotFound, AccessNeeded, HubAway."""
        path = f"/api/models/{repo}/revision/{quote(revision or 'main', safe='')}"
        said = _json(await self._ask(path, what=repo), dict, path)
        card = said.get("cardData") or {}
        licence = card.get("license_name") or card.get("license") if isinstance(card, dict) else None
        commit = str(said.get("sha") or "")
        if not re.fullmatch(r"[0-9a-f]{40}", commit):
            raise HubAway(f"{self.home} names no commit of {repo}: it does not speak the Hub's protocol.")
        return RepoInfo(
            commit=commit,
            gated=bool(said.get("gated")),
            licence=str(licence)[:100] if licence else None,
            tags=(*map(str, said.get("tags") or ()), str(said.get("pipeline_tag") or "")),
        )

    async def tree(self, repo: str, commit: str) -> list[FileEntry]:
        """Every file of a commit. Raises OnHubNotFound, AccessNeeded, HubAway."""
        found: list[FileEntry] = []
        path: str | None = f"/api/models/{repo}/tree/{commit}?recursive=true&expand=false"
        while path:
            answer = await self._ask(path, what=repo)
            found += [_entry(item) for item in _json(answer, list, path) if item.get("type") == "file"]
            if len(found) > MOST_FILES:
                raise SourceUnreadable.of("source", repo, f"has more than {MOST_FILES} files")
            following = answer.next
            if following and not following.startswith(self.home + "/"):
                raise HubAway(f"{self.home} continues its list of files elsewhere: {shorten(following)}.")
            path = following.removeprefix(self.home) if following else None
        return found

    async def document(self, repo: str, commit: str, path: str) -> dict[str, Any]:
        """A JSON file of a repository. Raises as `info`, or HubAway when it is none."""
        answer = await self._ask(self.path_of(repo, commit, path), what=f"{path} of {repo}")
        found: dict[str, Any] = _json(answer, dict, path)
        return found

    async def whoami(self) -> str | None:
        """Whom the hub knows the token as. Raises TokenRefused, HubAway."""
        try:
            said = _json(await self._ask("/api/whoami-v2", what="the token"), dict, "whoami")
        except (AccessNeeded, OnHubNotFound) as error:
            raise TokenRefused(
                f"{self.home} does not know this token.", hint="Make one with read access in the hub's settings."
            ) from error
        return str(said["name"])[:200] if said.get("name") else None

    def path_of(self, repo: str, commit: str, path: str) -> str:
        """Where a file's bytes are, below the hub's address."""
        return f"/{repo}/resolve/{commit}/{quote(path)}"

    async def _ask(self, path: str, *, what: str) -> _Answer:
        attempt = 0
        while True:
            attempt += 1
            problem: SafelightError
            try:
                async with self._client.stream("GET", self.home + path, headers=self._headers) as answer:
                    if answer.is_success:
                        return _Answer(await _read(answer), answer.links.get("next", {}).get("url"))
                    problem = problem_of(answer, what=what, home=self.home, has_token=self._has_token)
            except httpx.HTTPError as error:
                problem = away(self.home, error)
            if not isinstance(problem, HubAway) or attempt >= self._patience.attempts:
                raise problem
            await self._patience.wait(attempt, problem.retry_after)


async def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > _JSON_BYTES:
            raise HubAway(
                f"{answer.url.host} answers with more than {_JSON_BYTES // 1_000_000} MB where a list is due."
            )
    return bytes(body)


def _json(answer: _Answer, kind: type, what: str) -> Any:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, kind):
        raise HubAway(f"What the hub answered for {shorten(what)} cannot be understood.")
    return found


def problem_of(answer: httpx.Response, *, what: str, home: str, has_token: bool) -> SafelightError:
    """What a refusal means, in words."""
    status, code = answer.status_code, answer.headers.get("X-Error-Code", "")
    if status in _AGAIN or status >= 500:
        known = {phrase.value: phrase.phrase for phrase in HTTPStatus}
        said = f"{answer.url.host} answered {status} {known.get(status, '')} for {what}".strip()
        hint = "It asks to wait before more is fetched." if status == 429 else "It is away for now; try again later."
        return HubAway(
            f"{said}.", hint=hint, code="hub_busy" if status == 429 else None, retry_after=retry_after(answer)
        )
    if code == "GatedRepo" or status == 403:
        page = "/".join(str(answer.url).removeprefix(home).strip("/").split("/")[:2])
        hint = (
            f"Ask for access on its page, {home}/{what if '/' in what and ' ' not in what else page}."
            if has_token
            else f"Ask for access on its page, then keep a token for {httpx.URL(home).host}: "
            "safelight models token set, or PUT /api/v1/downloads/tokens/{host}."
        )
        return AccessNeeded(f"Access to {what} is granted by its owner only.", hint=hint, code="gated")
    if status == 401:
        hint = "A private or gated one needs a token: safelight models token set." if not has_token else (
            "The token that is kept for it is not right any more, or has no access: set another."
        )  # fmt: skip
        return AccessNeeded(f"{what} is not there, or only for those who may see it.", hint=hint)
    if status == 404:
        hint = {
            "RevisionNotFound": "It has no such branch, tag or commit.",
            "EntryNotFound": "The file is not there in this revision.",
        }.get(code, "Check the spelling; a private one needs a token.")
        return OnHubNotFound(f"{httpx.URL(home).host} has no {what}.", hint=hint)
    return HubAway(f"{answer.url.host} answered {status} for {what}, which cannot be understood.")


def away(home: str, error: Exception) -> HubAway:
    """A connection that failed."""
    return HubAway(
        f"{httpx.URL(home).host} does not answer: {error or type(error).__name__}.",
        hint="Check the connection to the Internet, and SAFELIGHT_HUB_URL.",
    )


def retry_after(answer: httpx.Response) -> int | None:
    """Seconds that the server asks to wait: `Retry-After`, or the Hub's `RateLimit: …;t=42`."""
    given = answer.headers.get("Retry-After", "")
    if given.isdigit():
        return int(given)
    found = re.search(r"\bt=(\d+)", answer.headers.get("RateLimit", "")) if answer.status_code == 429 else None
    return int(found[1]) + 1 if found else None


def _entry(item: dict[str, Any]) -> FileEntry:
    lfs = item.get("lfs") or {}
    sha256 = str(lfs.get("oid") or "").removeprefix("sha256:") or None
    return FileEntry(
        path=str(item.get("path", "")),
        size=int(lfs.get("size", item.get("size", 0))),
        sha256=sha256,
        git_sha1=None if sha256 else str(item.get("oid") or "") or None,
    )


def address(host: str, reach: Reach) -> httpx.URL:
    """The address of a host that is not the hub. Raises SourceUnreadable."""
    try:
        found = httpx.URL(f"https://{host}/")
    except httpx.InvalidURL:
        found = httpx.URL()
    if not found.host or found.netloc.decode() != host or found.host == httpx.URL(reach.hub_url).host:
        raise SourceUnreadable.of("host", host, "is no name of a host, such as huggingface.co")
    return found
