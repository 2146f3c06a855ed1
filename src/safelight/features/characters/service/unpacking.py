"""Captions as other programs write them: files beside pictures, lists, kohya's metadata, and archives of these."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Protocol

from safelight.kit import archives
from safelight.kit.errors import InvalidInput

MAX_FILE = 4_000_000  # bytes of one captions file
MAX_ENTRIES = 20_000  # files in an archive
MAX_TEXT = 40_000_000  # bytes of all captions files in it
MAX_REPEATS = 1000
TEXTS = {".txt", ".caption"}
LISTS = {".jsonl", ".json"}
_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".heic", ".bmp", ".gif", ".tif", ".tiff", ".avif"}
# kohya: what is before the underscore is how often the pictures of a folder come in an epoch.
_REPEATS = re.compile(r"^(\d{1,4})_")
# What datasets call a picture and its caption (Hugging Face's imagefolder, kohya, ai-toolkit).
_NAME_FIELDS = ("file_name", "filename", "image", "file")
_TEXT_FIELDS = ("text", "caption", "prompt", "tags")


class CaptionFile(Protocol):
    """A file as it came in."""

    filename: str

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes from its beginning."""

    def stream(self) -> IO[bytes]:
        """The whole of it, to be read piece by piece."""


@dataclass
class Found:
    """By file name: captions, and how often a picture comes in an epoch where its folder says so."""

    captions: dict[str, str] = field(default_factory=dict)
    repeats: dict[str, int] = field(default_factory=dict)

    def take(self, path: str, text: str) -> None:
        """What a captions file at this path says."""
        for name, caption in _parse(path, text):
            self.captions[_last(name)] = caption
            self.count(name if "/" in name else f"{PurePosixPath(path).parent}/{name}")

    def count(self, path: str) -> None:
        """How often the picture at this path comes, by the name of its folder."""
        found = _REPEATS.match(PurePosixPath(path).parent.name)
        if found and 1 <= int(found[1]) <= MAX_REPEATS:
            self.repeats[_last(path)] = int(found[1])


def read_files(files: Iterable[CaptionFile]) -> Found:
    """What `.txt`, `.caption`, `.jsonl`, `.json` and `.zip` files say.

    Raises InvalidInput that names the file, and the line.
    """
    found = Found()
    for file in files:
        if PurePosixPath(file.filename).suffix.lower() == ".zip":
            _unpack(file, found)
        else:
            found.take(file.filename, _text(file.filename, file.read(MAX_FILE + 1)))
    return found


def _unpack(file: CaptionFile, found: Found) -> None:
    left = MAX_TEXT
    try:
        with archives.opened(file.stream(), most=MAX_ENTRIES) as archive:
            entries = [entry for entry in archives.files(archive) if _is_shown(entry.filename)]
            for entry in entries:
                path, ending = entry.filename.replace("\\", "/"), PurePosixPath(entry.filename).suffix.lower()
                if ending in _PICTURES:
                    found.count(path)
                if ending not in TEXTS | LISTS:
                    continue
                data = archives.read(archive, entry, min(MAX_FILE, left))
                left -= len(data)
                if left < 0:
                    raise InvalidInput.of("files", file.filename, f"holds more than {MAX_TEXT // 1_000_000} MB of text")
                found.take(path, _text(path, data))
    except archives.ArchiveFault as fault:
        raise InvalidInput.of("files", file.filename, f"cannot be unpacked: {fault}") from fault


def _is_shown(path: str) -> bool:
    """Not one of the files that macOS and file managers hide beside others."""
    return not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(path).parts if part not in {".", ".."})


def _text(filename: str, data: bytes) -> str:
    if len(data) > MAX_FILE:
        raise InvalidInput.of("files", filename, f"is larger than {MAX_FILE // 1_000_000} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput.of("files", filename, "is not UTF-8 text", hint="Save it as UTF-8.") from error


def _parse(filename: str, text: str) -> Iterator[tuple[str, str]]:
    ending = PurePosixPath(filename).suffix.lower()
    if ending in TEXTS:
        yield filename, text.strip()
    elif ending == ".jsonl":
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield _line(filename, number, line)
    elif ending == ".json":
        yield from _object(filename, text)
    else:
        hint = "Send .txt, .caption, .jsonl, .json or .zip files."
        raise InvalidInput.of("files", filename, "is no file of captions", hint=hint)


def _object(filename: str, text: str) -> Iterator[tuple[str, str]]:
    """By file name: a caption, or (kohya's metadata) an object with `caption` or `tags`."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of("files", filename, f"is no JSON: {error}") from error
    rows = content.items() if isinstance(content, dict) else [("", None)]
    for name, value in rows:
        said = (
            next((value[key] for key in ("caption", "tags") if value.get(key)), "")
            if isinstance(value, dict)
            else value
        )
        if not isinstance(said, str):
            raise InvalidInput.of("files", filename, 'does not hold {"file name": "caption"}')
        yield name.replace("\\", "/"), said.strip()


def _line(filename: str, number: int, line: str) -> tuple[str, str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of("files", filename, f"line {number} is no JSON: {error}") from error
    values = row if isinstance(row, dict) else {}
    name = next((values[key] for key in _NAME_FIELDS if isinstance(values.get(key), str)), None)
    text = next((values[key] for key in _TEXT_FIELDS if isinstance(values.get(key), str)), None)
    if name is None or text is None:
        raise InvalidInput.of("files", filename, f"line {number} has no file_name and text")
    return name.replace("\\", "/"), text.strip()


def _last(path: str) -> str:
    return PurePosixPath(path).name
