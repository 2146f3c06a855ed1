"""From what somebody asks for to what would be fetched: asks the hub, chooses the files, fetches nothing.

Loads httpx, so it is imported only where it is used.
"""

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import httpx

from safelight.features.downloads.errors import FileChoice, HubAway, NothingToDownload, SourceUnreadable
from safelight.features.downloads.schemas import DownloadAsked, DownloadSpec, FileEntry, Guess, PlannedFile
from safelight.features.downloads.service import hub, selection
from safelight.features.downloads.service.reach import Reach
from safelight.features.downloads.service.selection import Choice
from safelight.features.downloads.service.tokens import hub_host
from safelight.kit.errors import InvalidInput, SafelightError

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,118}[A-Za-z0-9_-])?")
_VIDEO = ("Video", "SVD", "AnimateDiff", "Wan", "LTX", "CogVideo", "Mochi")
_BY_TAG: tuple[tuple[str, Guess], ...] = (
    ("lora", "lora"), ("controlnet", "controlnet"), ("textual_inversion", "embedding"), ("image-to-video", "video"),
    ("text-to-video", "video"), ("image-to-text", "captioner"), ("image-classification", "classifier"),
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What was seen: the job's spec, and what a person is told beside it."""

    spec: DownloadSpec
    url: str
    pipeline: str | None
    gated: bool
    choice: Choice
    files: list[PlannedFile]


def host_of(asked: DownloadAsked, reach: Reach) -> str:
    """Which host's token may be sent: the hub's, or that of a direct link. Raises SourceUnreadable."""
    source = hub.read_source(asked.source, home=reach.hub_url, revision=asked.revision)
    return hub_host(reach) if source.url is None else httpx.URL(source.url).netloc.decode().lower()


async def look(asked: DownloadAsked, reach: Reach, *, token: str | None) -> Look:
    """See what there is. Raises SourceUnreadable, OnHubNotFound, AccessNeeded, HubAway, PathUnsafe, HostRefused."""
    source = hub.read_source(asked.source, home=reach.hub_url, revision=asked.revision)
    async with hub.client_for(reach) as client:
        if source.url is not None:
            hub.check_host(reach, httpx.URL(source.url))
            return await _look_at_link(client, asked, source.url, token)
        there = hub.Hub(client, reach.hub_url, token=token, patience=replace(reach.patience, attempts=3))
        return await _look_at_repo(there, asked, source)


async def _look_at_repo(there: hub.Hub, asked: DownloadAsked, source: hub.Source) -> Look:
    repo = str(source.repo)
    info = await there.info(repo, source.revision)
    files = await there.tree(repo, info.commit)
    index: dict[str, Any] | None = None
    if source.path is None and any(file.path == "model_index.json" for file in files):
        index = await there.document(repo, info.commit, "model_index.json")
    choice = selection.choose(
        files,
        index=index,
        variant=asked.variant,
        include=[*asked.include, *([source.path] if source.path else [])],
        exclude=asked.exclude,
        configs_only=asked.configs_only,
    )
    if asked.configs_only and index is None and choice.refusal is None:
        choice.refusal = NothingToDownload(f"{repo} is no diffusers pipeline, so it has no configs for a checkpoint.")
    pipeline = str(index["_class_name"]) if index and index.get("_class_name") else None
    single = choice.single_file and not asked.configs_only
    default = PurePosixPath(choice.wanted[0].path).stem if single and _names_itself(choice) else repo.rpartition("/")[2]
    spec = DownloadSpec(
        hub=there.home,
        repo=repo,
        revision=source.revision,
        commit=info.commit,
        name=_name(asked.name, default),
        single_file=single,
        configs_only=asked.configs_only,
        variant=choice.variant,
        kind=_guess(pipeline, info.tags, [file.path for file in choice.wanted]),
        licence=info.licence,
        files=choice.wanted,
    )
    wanted = {file.path for file in choice.wanted}
    shown = [
        PlannedFile(
            path=file.path, size=file.size, wanted=file.path in wanted, reason=choice.left_out.get(file.path)
        )
        for file in files
    ]  # fmt: skip
    return Look(spec, f"{there.home}/{repo}", pipeline, info.gated, choice, shown)


async def _look_at_link(client: httpx.AsyncClient, asked: DownloadAsked, url: str, token: str | None) -> Look:
    if asked.configs_only or asked.include or asked.variant:
        raise SourceUnreadable.of("source", url, "is one file: there is nothing to choose")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        # a range of nothing would do, but some servers refuse HEAD and all know GET: its first byte tells the rest
        async with client.stream("GET", url, headers=headers | {"Range": "bytes=0-0"}) as answer:
            if not answer.is_success:
                raise hub.problem_of(answer, what=url, home=url, has_token=token is not None)
            if "html" in answer.headers.get("Content-Type", ""):
                raise HubAway(f"{answer.url.host} answers with a page where the file should be; it may want a log-in.")
            size, etag = _size(answer), answer.headers.get("ETag", "")
    except httpx.HTTPError as error:
        raise hub.away(url, error) from error
    entry = FileEntry(
        path=httpx.URL(url).path.rpartition("/")[2], size=size, etag=etag if etag.startswith('"') else None
    )  # fmt: skip
    choice = selection.choose([entry], index=None)
    origin = str(httpx.URL(url).copy_with(raw_path=b"/")).rstrip("/")
    name = _name(asked.name, PurePosixPath(entry.path).stem)
    spec = DownloadSpec(
        hub=origin, url=url, name=name, single_file=True, kind=_guess(None, (), [entry.path]), files=[entry]
    )
    return Look(spec, url, None, False, choice, [PlannedFile(path=entry.path, size=size, wanted=True)])


def _size(answer: httpx.Response) -> int | None:
    whole = answer.headers.get("Content-Range", "").rpartition("/")[2] or answer.headers.get("Content-Length", "")
    return int(whole) if whole.isdigit() else None


def _names_itself(choice: Choice) -> bool:
    """Whether the file's name says what it is; `model` and the like do not."""
    stem = PurePosixPath(choice.wanted[0].path).name.partition(".")[0]
    return stem not in {"model", "diffusion_pytorch_model", "pytorch_lora_weights", "adapter_model", "learned_embeds"}


def _name(asked: str | None, default: str) -> str:
    name = asked if asked is not None else re.sub(r"[^A-Za-z0-9._-]+", "-", default).strip(".-")[:120]
    if not _NAME.fullmatch(name) or not selection.safe_path(name):
        raise InvalidInput.of(
            "name", name, "must be letters, digits, dots, dashes and underscores, at most 120 of them.",
            hint="Choose another name.",
        )  # fmt: skip
    return name


def _guess(pipeline: str | None, tags: tuple[str, ...], paths: list[str]) -> Guess:
    """What it most likely is. The files themselves are asked when they are here."""
    if pipeline:
        return "video" if any(word in pipeline for word in _VIDEO) else "base"
    if any(path.endswith(("adapter_config.json", "pytorch_lora_weights.safetensors")) for path in paths):
        return "lora"
    return next((kind for tag, kind in _BY_TAG if tag in tags), "base")


def refusal_of(found: Look) -> SafelightError | None:
    """Why it cannot be downloaded as it was asked for."""
    choice = found.choice
    if choice.refusal is None and choice.choices:
        return FileChoice("Name the file to take.")
    return choice.refusal
