"""What was drawn, into the storage and as a row: the same whatever drew it. Needs no torch."""

import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from PIL import Image

from safelight.db import Database
from safelight.engine.diffusion.picture_file import encode_png
from safelight.engine.video.film import Film
from safelight.features.generations.service.pictures import picture_from
from safelight.features.generations.tables import Picture
from safelight.features.recipes.service import provenance
from safelight.kit.claims import Signer
from safelight.kit.pictures import thumbnail, thumbnail_of
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.generation import Recipe
from safelight.specs.telemetry import ENCODE_SECONDS
from safelight.storage import Storage, layout

KNOWN_SECONDS = 60.0
_HANDS = ThreadPoolExecutor(4, "stores pictures")
_KNOWN: WeakKeyDictionary[Database, dict[str, float]] = WeakKeyDictionary()  # keys, and until when nobody looks again


class Keeper(Protocol):
    """Where it is kept, and what is signed into it."""

    @property
    def storage(self) -> Storage:
        """Where files go."""

    def signed(self, data: bytes, recipe: Recipe) -> bytes:
        """The file with its claim, where this worker signs."""


def signed(db: Database, signer: Signer | None, data: bytes, recipe: Recipe) -> bytes:
    """A file with a signed claim of how it came about; without a signer as it is."""
    if signer is None:
        return data
    if time.monotonic() >= _KNOWN.get(db, {}).get(signer.id, 0.0):
        _make_known(db, signer)
    return provenance.sign(signer, data, recipe)


def _make_known(db: Database, signer: Signer) -> None:
    """Introduce the key where the installation does not know it; it may have been restored from an old backup."""
    with db.reading() as session:
        is_known = provenance.is_known(session, signer)
    if not is_known:
        with db.transaction() as session:
            provenance.introduce(session, signer)
    _KNOWN.setdefault(db, {})[signer.id] = time.monotonic() + KNOWN_SECONDS


def store_picture(
    keeper: Keeper, generation_id: str, index: int, image: Image.Image, recipe: Recipe, *, attempt: int
) -> Callable[[], Picture]:
    """Into the storage; gives back how to make its row."""
    forget_earlier(keeper.storage, generation_id, index, attempt=attempt)
    with ENCODE_SECONDS.timed():
        data = keeper.signed(encode_png(image, recipe), recipe)
    # The picture goes to the disk, or over the wire, while its thumbnail is made and sent.
    key = layout.picture(generation_id, index, attempt)
    put = partial(keeper.storage.put, key, data, content_type="image/png")
    storing = _HANDS.submit(copy_context().run, put)
    try:
        tiny, soft = thumbnail_of(image), thumbhash(image)
        small = keeper.storage.put(layout.thumbnail(generation_id, index, attempt), tiny, content_type="image/webp")
    finally:
        wait([storing])  # nothing is written any more after the job has failed
    return partial(
        picture_from,
        generation_id=generation_id,
        position=index,
        stored=storing.result(),
        small=small,
        image_size=image.size,
        recipe=recipe,
        thumbhash=soft,
    )


def forget_earlier(storage: Storage, generation_id: str, index: int, *, attempt: int) -> None:
    """Delete what earlier attempts stored and had no time to record. Who still is at one may leave files after that."""
    names = (layout.picture, layout.thumbnail, layout.video, layout.poster)
    if earlier := [name(generation_id, index, each) for each in range(1, attempt) for name in names]:
        storage.delete(*earlier)


def store_film(
    keeper: Keeper, video_id: str, film: Film, first: Image.Image, recipe: Recipe, *, data: Path, attempt: int
) -> Picture:
    """The film that lies at `data`, its poster and its thumbnail into the storage; gives back its row."""
    forget_earlier(keeper.storage, video_id, 0, attempt=attempt)
    signed = keeper.signed(data.read_bytes(), recipe)
    stored = keeper.storage.put(layout.video(video_id, 0, attempt), signed, content_type="video/mp4")
    poster = io.BytesIO()
    first.save(poster, "WEBP", quality=90, method=4)
    shown = keeper.storage.put(layout.poster(video_id, 0, attempt), poster.getvalue(), content_type="image/webp")
    tiny = thumbnail(poster.getvalue())
    small = keeper.storage.put(layout.thumbnail(video_id, 0, attempt), tiny, content_type="image/webp")
    row = picture_from(
        generation_id=video_id,
        position=0,
        stored=stored,
        small=small,
        image_size=(film.width, film.height),
        recipe=recipe,
        thumbhash=thumbhash(first),
        kind="video",
    )
    row.media_type, row.poster_key = "video/mp4", shown.key
    row.num_frames, row.fps = film.num_frames, film.fps
    return row
