"""The dataset doctor: what in a set of pictures, their captions and classes will be learnt badly.

It finds and proposes; it changes nothing. It knows no database and no model: characters, classifiers and plain folders
are looked at alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from safelight.kit.files import sha256_of
from safelight.kit.pictures.doctor.findings import SEVERITY, Box, Finding, FindingKind, Severity
from safelight.kit.pictures.doctor.look import Look, look_at
from safelight.kit.pictures.doctor.pictures import cut_off_faces, faults_of
from safelight.kit.pictures.doctor.sets import balance, enough
from safelight.kit.pictures.doctor.twins import repeats
from safelight.kit.pictures.doctor.words import Wording, wording_of

__all__ = [
    "SEVERITY",
    "Box",
    "Finding",
    "FindingKind",
    "Look",
    "Severity",
    "Sheet",
    "Wording",
    "examine",
    "look_at",
    "picture_faults",
    "sheet_of_file",
]


@dataclass(frozen=True)
class Sheet:
    """One picture of a set as the doctor sees it; `look` is None where it cannot be read.

    `label` is its class, in a set that has classes; `faces` are boxes of a detector, None without one.
    """

    key: str
    sha256: str
    look: Look | None
    caption: str | None = None
    label: str | None = None
    faces: tuple[Box, ...] | None = None


def examine(
    sheets: Sequence[Sheet],
    *,
    resolution: int,
    aspect_buckets: bool = True,
    wording: Wording | None = None,
    classes: Sequence[str] = (),
) -> list[Finding]:
    """Everything to say of a set: of each picture, of its caption (with a `wording`), and of all together."""
    found = picture_faults(sheets, resolution=resolution, aspect_buckets=aspect_buckets)
    if wording is not None:
        found += wording_of({sheet.key: sheet.caption for sheet in sheets if sheet.look is not None}, wording)
    repeated = sum(finding.kind in {"duplicate", "near_duplicate"} for finding in found)
    found += enough(len(sheets), repeated=repeated)
    found += balance([sheet.label for sheet in sheets if sheet.label is not None], known=classes)
    return found


def picture_faults(
    sheets: Sequence[Sheet], *, resolution: int, aspect_buckets: bool = True, check: Callable[[], None] = lambda: None
) -> list[Finding]:
    """What to say of each picture by its pixels, repeats of earlier ones among it; `check` may raise to give up."""
    found: list[Finding] = []
    by_digest: dict[str, str] = {}
    different: list[tuple[Look, str]] = []
    for sheet in sheets:
        check()
        if sheet.look is None:
            found.append(Finding("unreadable", sheet.key, "This file cannot be read as a picture."))
            continue
        found += faults_of(sheet.key, sheet.look, resolution=resolution, aspect_buckets=aspect_buckets)
        found += cut_off_faces(sheet.key, (sheet.look.width, sheet.look.height), sheet.faces or ())
        if sheet.sha256 in by_digest:
            other = by_digest[sheet.sha256]
            found.append(Finding("duplicate", sheet.key, "The very same picture is there already.", other))
            continue
        by_digest[sheet.sha256] = sheet.key
        twin = next((key for look, key in different if repeats(look.thumb, sheet.look.thumb)), None)
        if twin is None:
            different.append((sheet.look, sheet.key))
        else:
            found.append(Finding("near_duplicate", sheet.key, "It looks almost like another picture.", twin))
    return found


def sheet_of_file(key: str, path: Path, *, caption: str | None = None, label: str | None = None) -> Sheet:
    """One of our own picture files; a stranger's goes through `PictureIntake` first."""
    try:
        with Image.open(path) as opened:
            look = look_at(ImageOps.exif_transpose(opened).convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        look = None  # the doctor says so
    return Sheet(key, sha256_of(path), look, caption, label)
