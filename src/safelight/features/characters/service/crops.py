"""The part of a picture that is learnt from: cut out beside the whole one, which stays."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from PIL import Image

from safelight.features.characters.tables import Reference
from safelight.kit.errors import InvalidInput
from safelight.kit.pictures import thumbnail
from safelight.kit.pictures.doctor import Box, look_at
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.storage import Storage, layout

MIN_SIDE = 64  # pixels, as of a whole picture
JPEG_QUALITY = 95


@dataclass(frozen=True)
class Wanted:
    """A picture of a character, and the part of it to learn from; None for the whole."""

    reference_id: str
    key: str
    box: Box | None


@dataclass(frozen=True)
class Cut:
    """The part, in storage under `key`; what it replaces lay under `before`."""

    reference_id: str
    before: str
    key: str
    thumbnail_key: str
    width: int
    height: int
    size: int
    sha256: str
    thumbhash: str
    look: dict[str, Any]

    def give(self, reference: Reference) -> None:
        """Let the reference be this part."""
        reference.key, reference.thumbnail_key = self.key, self.thumbnail_key
        reference.width, reference.height, reference.size = self.width, self.height, self.size
        reference.sha256, reference.thumbhash = self.sha256, self.thumbhash


@contextmanager
def stored(storage: Storage, wanted: Sequence[Wanted]) -> Iterator[dict[str, Cut]]:
    """The parts lie in the storage within the block, by reference, and stay there unless the block fails.

    Raises InvalidInput for a box that is not within its picture, or too small.
    """
    new: list[str] = []
    try:
        cuts = {}
        for each in wanted:
            cut = _cut(storage, each, new)
            cuts[each.reference_id] = cut
        yield cuts
    except BaseException:
        storage.delete(*new)
        raise


def _cut(storage: Storage, wanted: Wanted, new: list[str]) -> Cut:
    whole, _ = layout.reference_of_crop(wanted.key)
    data = storage.get(whole)
    key, small_key = whole, f"{whole.rpartition('.')[0]}.thumb.webp"
    with Image.open(io.BytesIO(data)) as image:
        part: Image.Image = image
        if wanted.box is not None:
            _check(wanted.box, image.size)
            key = layout.reference_crop(whole, wanted.box)
            small_key = f"{key.rpartition('.')[0]}.thumb.webp"
            part = image.crop(wanted.box)
            data = _encoded(part, image.format or "PNG")
        small = thumbnail(data)
        look = look_at(part.convert("RGB")).dumped()
        width, height = part.size
    if wanted.box is not None and key != wanted.key:
        new += [key, small_key]
        storage.put(key, data, content_type=layout.content_type_of(key))
        storage.put(small_key, small, content_type="image/webp")
    with Image.open(io.BytesIO(small)) as image:
        hashed = thumbhash(image)
    digest = sha256(data).hexdigest()
    return Cut(wanted.reference_id, wanted.key, key, small_key, width, height, len(data), digest, hashed, look)


def _check(box: Box, size: tuple[int, int]) -> None:
    left, top, right, bottom = box
    if not (0 <= left < right <= size[0] and 0 <= top < bottom <= size[1]):
        raise InvalidInput.of("box", list(box), f"is not within the picture, which is {size[0]} x {size[1]} pixels")
    if min(right - left, bottom - top) < MIN_SIDE:
        raise InvalidInput.of("box", list(box), f"each side needs at least {MIN_SIDE} pixels")


def _encoded(part: Image.Image, kind: str) -> bytes:
    target = io.BytesIO()
    if kind == "JPEG":
        part.save(target, kind, quality=JPEG_QUALITY, subsampling=0)
    else:
        part.save(target, "PNG", compress_level=3)
    return target.getvalue()
