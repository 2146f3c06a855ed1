"""The files of the build: which there are, read once, each under its own name and in its compressed forms."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

STATIC = Path(__file__).with_name("static")
INDEX = "index.html"
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # best first

# Named here because a machine's own table may lack them or say otherwise.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class BuiltFile:
    """One file of the build."""

    path: Path
    encodings: tuple[str, ...]

    @property
    def content_type(self) -> str:
        """By its ending."""
        ending = self.path.suffix.lower()
        return TYPES.get(ending) or mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"

    @cached_property
    def _read(self) -> dict[str | None, tuple[bytes, str]]:
        return {}

    def content(self, encoding: str | None) -> tuple[bytes, str]:
        """The bytes and their entity tag; kept in memory, since a build is small and never changes."""
        if encoding not in self._read:
            data = self.path.with_name(self.path.name + ENCODINGS.get(encoding or "", "")).read_bytes()
            self._read[encoding] = data, f'"{hashlib.sha256(data).hexdigest()[:20]}"'
        return self._read[encoding]


class Build:
    """The build in a folder. A new build is noticed by its index; until then the old one is served whole."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or STATIC
        self._seen: int | None = None
        self._files: dict[str, BuiltFile] = {}

    def find(self, name: str) -> BuiltFile | None:
        """The file of that name; only what was found in the folder is ever opened."""
        return self._files.get(name)

    def index(self) -> BuiltFile | None:
        """The page, or None when nothing is built."""
        try:
            seen = (self.folder / INDEX).stat().st_mtime_ns
        except OSError:
            self._seen, self._files = None, {}
            return None
        if seen != self._seen:
            self._seen, self._files = seen, self._look()
        return self._files.get(INDEX)

    def _look(self) -> dict[str, BuiltFile]:
        names = {path.relative_to(self.folder).as_posix(): path for path in self.folder.rglob("*") if path.is_file()}
        return {
            name: BuiltFile(path, tuple(each for each, ending in ENCODINGS.items() if name + ending in names))
            for name, path in names.items()
            if path.suffix not in ENCODINGS.values() and not any(part.startswith(".") for part in name.split("/"))
        }
