"""What lies in the models folder: names, paths, and a mark by which a change is noticed. Only looks at directories."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from safelight.kit.identify.files import PICKLES, SUFFIX
from safelight.kit.identify.folders import is_model_folder
from safelight.kit.model_card import CARD_FILE

MAX_DEPTH = 4  # models/loras/styles/ink/x.safetensors
_OTHER_FORMATS = (*PICKLES, ".gguf")
_TOLD = frozenset({SUFFIX, ".json", *PICKLES})
_LATER_SHARD = re.compile(r"-(?!00001)\d{5}-of-\d{5}\.safetensors$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one model is, and what it is called."""

    name: str
    path: Path


def scan(folder: Path, named: Mapping[Path, str]) -> dict[str, Place]:
    """Every model below `folder`: its name is that of its folder or file. A name once given (`named`) stays.

    Two of one name: the one further down is called by its path, with `--` for the slashes.
    """
    paths = list(_models(folder, 0)) if folder.is_dir() else []
    found = {named[path]: Place(named[path], path) for path in paths if path in named}
    for path in sorted((path for path in paths if path not in named), key=lambda path: (len(path.parts), path)):
        short = path.stem if path.suffix.lower() == SUFFIX else path.name
        name = short if short not in found else "--".join((*path.relative_to(folder).parts[:-1], short))
        found.setdefault(name, Place(name, path))
    return found


def mark_of(path: Path) -> str:
    """Changes when weights or configs do: from sizes and times, as `ls` shows them."""
    if path.is_file():
        facts = path.stat()
        return f"{facts.st_size}-{facts.st_mtime_ns}"
    # Asked for each picture that is drawn: so by names, for paths take five times as long.
    within = len(str(path)) + 1
    told = [(entry.path[within:].split("/"), entry.stat()) for entry in _files(path, 0) if _is_told(entry.name)]
    digest = hashlib.sha256()
    for parts, facts in sorted(told, key=lambda each: each[0]):
        digest.update(f"{'/'.join(parts)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _is_told(name: str) -> bool:
    return os.path.splitext(name)[1] in _TOLD and name != CARD_FILE  # noqa: PTH122  of a name, not of a path


def _models(folder: Path, depth: int) -> Iterator[Path]:
    for entry in sorted(_entries(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.is_file():
            suffix = path.suffix.lower()
            if (suffix == SUFFIX and not _LATER_SHARD.search(entry.name)) or suffix in _OTHER_FORMATS:
                yield path
        elif entry.is_dir():
            if is_model_folder(path):
                yield path
            elif depth < MAX_DEPTH:
                yield from _models(path, depth + 1)


def _files(folder: Path | str, depth: int) -> Iterator[os.DirEntry[str]]:
    for entry in _entries(folder):
        if entry.is_file():
            yield entry
        elif entry.is_dir() and depth < 2:
            yield from _files(entry.path, depth + 1)


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    """What is in a folder; hidden things are half-made or of others. One that cannot be read holds nothing."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []
