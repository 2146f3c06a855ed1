"""A light look at a training set: what will learn badly. Warnings only; nothing is removed.

`see` looks at one picture; `findings_of` judges a whole set from what was seen, without opening a file.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from safelight.kit.pictures.buckets import bucket_of

NEAR_BITS = 5
"""Pictures whose 64-bit difference hashes part in at most this many bits look alike (source: imagehash's usual cut)."""
UNIFORM_DEVIATION = 4.0
"""Grey levels of 255: below this spread a picture shows nothing."""
BLURRED = 0.6
"""Measured: sharp drawings and photographs stay below 0.35; a blur of 1 % of the long side brings them above 0.55."""
_LOOK_SIDE = 256

FindingKind = Literal["duplicate", "near_duplicate", "too_small", "nearly_uniform", "blurred", "unreadable"]


@dataclass(frozen=True)
class Seen:
    """What must be known of a picture to judge it in its set."""

    key: str
    sha256: str
    size: tuple[int, int]
    look: int | None
    is_uniform: bool = False
    is_blurred: bool = False


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `other` is the earlier picture that this one repeats."""

    kind: FindingKind
    key: str
    message: str
    other: str | None = None


def see(image: Image.Image, *, key: str, sha256: str, size: tuple[int, int] | None = None) -> Seen:
    """Look at a plain picture, or at a smaller copy of one whose `size` is given."""
    picture = image.convert("RGB")
    uniform = max(ImageStat.Stat(picture).stddev) < UNIFORM_DEVIATION
    return Seen(
        key=key,
        sha256=sha256,
        size=size or picture.size,
        look=difference_hash(picture),
        is_uniform=uniform,
        is_blurred=not uniform and blur_of(picture) > BLURRED,
    )


def findings_of(pictures: Sequence[Seen], *, resolution: int, aspect_buckets: bool = True) -> list[Finding]:
    """Exact and near repeats of earlier pictures, and pictures too small for the resolution, uniform or blurred."""
    findings: list[Finding] = []
    by_digest: dict[str, str] = {}
    by_look: list[tuple[int, str]] = []
    for picture in pictures:
        findings += _faults(picture, resolution, aspect_buckets=aspect_buckets)
        if picture.sha256 in by_digest:
            other = by_digest[picture.sha256]
            findings.append(Finding("duplicate", picture.key, "The very same picture is there already.", other))
            continue
        by_digest[picture.sha256] = picture.key
        if picture.look is None:
            continue
        alike = next((key for look, key in by_look if (look ^ picture.look).bit_count() <= NEAR_BITS), None)
        if alike is not None:
            findings.append(Finding("near_duplicate", picture.key, "It looks almost like another picture.", alike))
        by_look.append((picture.look, picture.key))
    return findings


def check_files(paths: Mapping[str, Path], *, resolution: int, aspect_buckets: bool = True) -> list[Finding]:
    """The findings in a set of files, each under a key; what cannot be read as a picture is one of them."""
    seen: list[Seen] = []
    unreadable: list[Finding] = []
    for key, path in paths.items():
        try:
            with Image.open(path) as opened:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                seen.append(see(ImageOps.exif_transpose(opened), key=key, sha256=digest))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            unreadable.append(Finding("unreadable", key, "This file cannot be read as a picture."))
    return findings_of(seen, resolution=resolution, aspect_buckets=aspect_buckets) + unreadable


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


def blur_of(picture: Image.Image) -> float:
    """How little a further blur takes away, from 0 (sharp) to 1: what is blurred already has little to lose.

    Source: Crété-Roffet and others, "The blur effect", 2007; at one size, so that large pictures count alike.
    """
    grey = picture.convert("L")
    grey.thumbnail((_LOOK_SIDE, _LOOK_SIDE), Image.Resampling.LANCZOS)
    across = _left_of_edges(grey, blur=(4, 0), shift=(1, 0))
    down = _left_of_edges(grey, blur=(0, 4), shift=(0, 1))
    return max(across, down)


def _left_of_edges(grey: Image.Image, *, blur: tuple[int, int], shift: tuple[int, int]) -> float:
    edges = _edges(grey, shift)
    lost = ImageChops.subtract(edges, _edges(grey.filter(ImageFilter.BoxBlur(blur)), shift))
    there = ImageStat.Stat(edges).sum[0]
    return 1 - ImageStat.Stat(lost).sum[0] / there if there else 0.0


def _edges(grey: Image.Image, shift: tuple[int, int]) -> Image.Image:
    """The difference of each pixel to its neighbour."""
    (width, height), (dx, dy) = grey.size, shift
    return ImageChops.difference(grey.crop((0, 0, width - dx, height - dy)), grey.crop((dx, dy, width, height)))


def _faults(picture: Seen, resolution: int, *, aspect_buckets: bool) -> list[Finding]:
    faults: list[Finding] = []
    width, height = bucket_of(picture.size, resolution, aspect_buckets=aspect_buckets)
    if picture.size[0] < width or picture.size[1] < height:
        is_size = f"{picture.size[0]} x {picture.size[1]}"
        message = f"{is_size} pixels are fewer than the {width} x {height} it is trained at."
        faults.append(Finding("too_small", picture.key, message))
    if picture.is_uniform:
        faults.append(Finding("nearly_uniform", picture.key, "It is nearly one colour."))
    if picture.is_blurred:
        faults.append(Finding("blurred", picture.key, "It looks blurred."))
    return faults
