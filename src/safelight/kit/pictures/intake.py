"""Pictures from strangers in, plain pictures out; what decodes them is a process that may die."""

import hashlib
import queue
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from safelight.kit.pictures.child import DecoderChild, DecoderDied
from safelight.kit.pictures.errors import PicturesUnavailable, refused
from safelight.kit.pictures.names import safe_name, with_ending

_WAIT_SECONDS = 120.0
_ENDINGS = {"png": "png", "jpeg": "jpg"}


@dataclass(frozen=True)
class PictureLimits:
    """What one picture may cost. Without `memory_bytes` the decoder gets what a picture of `max_pixels` needs."""

    max_bytes: int = 40_000_000
    max_pixels: int = 80_000_000
    min_side: int = 64
    timeout_seconds: float = 60.0  # of the clock: a machine that trains as well may give the decoder a tenth of a core
    memory_bytes: int | None = None

    @property
    def address_space(self) -> int:
        """Bytes of address space for the decoder; measured: up to 16 per pixel (RGBA, turned), 0.1 GB for itself."""
        return self.memory_bytes or (512 << 20) + 20 * self.max_pixels + 3 * self.max_bytes


@dataclass(frozen=True)
class AcceptedPicture:
    """A plain picture: upright, sRGB, RGB, no metadata.

    `safe_name` is the name it came with, made harmless, with the ending of what it is now; `original_format` is one of
    jpeg, png, webp, heic; `notes` are remarks for the person who sent it.
    """

    data: bytes
    format: Literal["png", "jpeg"]
    content_type: str
    width: int
    height: int
    sha256: str
    safe_name: str
    original_format: str
    notes: tuple[str, ...] = ()
    look: dict[str, Any] | None = None
    """What the dataset doctor must know of it, as `Look.loaded` takes it, where that was asked for."""


class PictureIntake:
    """A few warm decoder processes; `accept` may be called from many threads. Close it, or use it in a `with`."""

    def __init__(self, limits: PictureLimits, *, workers: int = 1, command: Sequence[str] | None = None) -> None:
        self.limits = limits
        arguments = [limits.max_pixels, limits.min_side, max(1, round(limits.timeout_seconds)), limits.address_space]
        # A PNG of noise is slightly larger than its pixels.
        max_answer = limits.max_pixels * 4 + (1 << 20)
        self._children = [
            DecoderChild([str(argument) for argument in arguments], max_answer=max_answer, command=command)
            for _ in range(workers)
        ]
        # Last in, first out: a quiet server keeps one process warm and does not start the others.
        self._free: queue.LifoQueue[DecoderChild] = queue.LifoQueue()
        for child in self._children:
            self._free.put(child)
        self._closed = False

    def accept(
        self,
        source: Path | bytes,
        *,
        filename: str,
        as_mask: bool = False,
        with_look: bool = False,
        any_size: bool = False,
    ) -> AcceptedPicture:
        """The plain picture that is in a file; raises RefusedPicture, or PicturesUnavailable when all are too busy.

        With `as_mask` it is white where the file is transparent and black elsewhere; a file without transparency is a
        mask as it is. `with_look` measures it for the dataset doctor. `any_size`: `min_side` does not count.
        """
        name = safe_name(filename)
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > self.limits.max_bytes:
            raise refused("picture_too_many_bytes", name, limit_mb=self.limits.max_bytes / 1e6)
        if size == 0:
            raise refused("picture_not_an_image", name, reason="the file is empty")
        given = source.read_bytes() if isinstance(source, Path) else source
        header, data = self._decode(given, name, as_mask=as_mask, with_look=with_look, any_size=any_size)
        if "refused" in header:
            raise refused(header["refused"], name, **header["details"])
        return AcceptedPicture(
            data=data,
            format=header["format"],
            content_type=f"image/{header['format']}",
            width=header["width"],
            height=header["height"],
            sha256=hashlib.sha256(data).hexdigest(),
            safe_name=with_ending(name, _ENDINGS[header["format"]]),
            original_format=header["original_format"],
            notes=tuple(header["notes"]),
            look=header["look"],
        )

    def close(self) -> None:
        """End all decoder processes; whoever still waits for one gets PicturesUnavailable."""
        self._closed = True
        for child in self._children:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _decode(self, data: bytes, name: str, **wanted: bool) -> tuple[dict[str, Any], bytes]:
        try:
            child = self._free.get(timeout=_WAIT_SECONDS)
        except queue.Empty:
            raise _busy() from None
        try:
            return child.ask(data, self.limits.timeout_seconds, **wanted)
        except DecoderDied as death:
            if self._closed:
                raise _busy() from death
            if death.late:
                raise refused("picture_decode_timeout", name, seconds=self.limits.timeout_seconds) from death
            raise refused("picture_decoder_crashed", name, reason=death.reason) from death
        finally:
            self._free.put(child)


def _busy() -> PicturesUnavailable:
    return PicturesUnavailable(
        "No picture can be taken in right now: the decoder is busy or shutting down.",
        hint="Try again in a few seconds.",
        retry_after=5,
    )
