"""Datasets that are a folder: which folders may be one, and what is in it."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.datasets.errors import FolderAway
from safelight.features.datasets.service import tell
from safelight.features.datasets.service.places import Place, is_ignored, places_of
from safelight.features.datasets.tables import Dataset
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service import paths
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm"}


@dataclass
class Found:
    """What a look at a folder has found."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    fingerprint: str = ""
    pictures: int = 0
    ignored: int = 0


def allowed(text: str, shelf: ModelShelf) -> Path:
    """A folder that this server may read from. Raises PathNotAllowed, InvalidInput."""
    path = paths.allowed(text, shelf)
    if not path.is_dir():
        raise InvalidInput.of("path", text, "it is no folder", hint="Name the folder that holds train/ and val/.")
    return path


def look(folder: Path, *, check: Callable[[], None], on_progress: Callable[[int], None]) -> Found:
    """Count the pictures by part and class, by their names alone. Raises FolderAway."""
    if not folder.is_dir():
        raise FolderAway(f"{folder} is not there (any more).", hint="Mount it again, or delete the dataset.")
    names: list[str] = []
    sizes: list[int] = []
    found = Found()
    for parent, folders, files in os.walk(folder, followlinks=True):
        folders.sort()
        check()
        for name in sorted(files):
            path = Path(parent, name)
            relative = path.relative_to(folder).as_posix()
            if is_ignored(relative) or path.suffix.lower() not in PICTURES:
                found.ignored += 1
                continue
            try:
                sizes.append(path.stat().st_size)
            except OSError:  # a link that leads nowhere, or a file that has gone meanwhile
                found.ignored += 1
                continue
            names.append(relative)
        on_progress(len(names))
    digest = hashlib.sha256()
    for name, size, place in sorted(zip(names, sizes, places_of(names), strict=True), key=lambda each: each[0]):
        if not isinstance(place, Place):
            found.ignored += 1
            continue
        part = found.counts.setdefault(place.split, {})
        part[place.label] = part.get(place.label, 0) + 1
        found.pictures += 1
        digest.update(f"{name}\0{size}\n".encode("utf-8", "surrogateescape"))
    found.fingerprint = digest.hexdigest()
    return found


def keep(session: Session, dataset: Dataset, found: Found) -> None:
    """Remember it, of a dataset that is held locked."""
    dataset.counts, dataset.fingerprint, dataset.updated_at = found.counts, found.fingerprint, utcnow()
    tell(session, dataset, "changed")
