"""A light look at a training set: what will learn badly. Warnings only; nothing is removed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps, ImageStat

from safelight.engine.vision.prepare import bucket_of, on_white

NEAR_BITS = 5
"""Pictures whose 64-bit difference hashes part in at most this many bits look alike (source: imagehash's usual cut)."""
UNIFORM_DEVIATION = 4.0
"""Grey levels of 255: below this spread a picture shows nothing."""

FindingKind = Literal["duplicate", "near_duplicate", "too_small", "nearly_uniform", "unreadable"]


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `other` is the earlier picture that this one repeats."""

    kind: FindingKind
    path: Path
    message: str
    other: Path | None = None


def check_pictures(paths: Sequence[Path], *, resolution: int, aspect_buckets: bool = True) -> list[Finding]:
    """Exact and near duplicates, pictures too small for the resolution, nearly uniform and unreadable ones."""
    findings: list[Finding] = []
    by_digest: dict[str, Path] = {}
    by_look: list[tuple[int, Path]] = []
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest in by_digest:
            findings.append(Finding("duplicate", path, "The very same file is there already.", by_digest[digest]))
            continue
        by_digest[digest] = path
        try:
            with Image.open(path) as opened:
                picture = on_white(ImageOps.exif_transpose(opened))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            findings.append(Finding("unreadable", path, "This file cannot be read as a picture."))
            continue
        findings += _faults(path, picture, resolution, aspect_buckets=aspect_buckets)
        look = difference_hash(picture)
        alike = next((other for seen, other in by_look if (seen ^ look).bit_count() <= NEAR_BITS), None)
        if alike is not None:
            findings.append(Finding("near_duplicate", path, "It looks almost like another picture.", alike))
        by_look.append((look, path))
    return findings


def _faults(path: Path, picture: Image.Image, resolution: int, *, aspect_buckets: bool) -> list[Finding]:
    faults: list[Finding] = []
    width, height = bucket_of(picture.size, resolution, aspect_buckets=aspect_buckets)
    if picture.width < width or picture.height < height:
        message = f"{picture.width} x {picture.height} pixels are fewer than the {width} x {height} it is trained at."
        faults.append(Finding("too_small", path, message))
    if max(ImageStat.Stat(picture).stddev) < UNIFORM_DEVIATION:
        faults.append(Finding("nearly_uniform", path, "It is nearly one colour."))
    return faults


def difference_hash(picture: Image.Image) -> int:
    """64 bits: is each of 8 x 8 places darker than its right neighbour? (dHash, Krawetz 2013)."""
    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    grey = small.tobytes()  # 8 rows of 9
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (grey[at] < grey[at + 1])
    return bits
