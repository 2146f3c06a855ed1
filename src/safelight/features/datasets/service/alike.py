"""Which of thousands of pictures repeat an earlier one: the likeliest pairs by numbers, then each looked at closely."""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from safelight.kit.pictures.doctor.twins import repeats

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

SIDES = (8, 16)  # pixels: a cropped copy is found by the coarse one, a copy among alike pictures by the fine one
LIKELIEST = 3  # of each side, looked at closely: 10 ms a pair
LIKELY = 0.83  # correlation; below it no pair passes `repeats`
_BLOCK = 512  # rows compared at once
_FLAT = 2.0  # levels of 255: less contrast than this has nothing to compare by


def twins(
    thumbs: Sequence[bytes],
    *,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> list[int | None]:
    """For each picture (`Look.thumb`) the earlier one that it repeats, if any; 1 ms a picture of a few thousand."""
    import numpy as np  # noqa: PLC0415  a third of the server's start, and it needs it for nothing else

    vectors = [_vectors(thumbs, side, check) for side in SIDES]
    found: list[int | None] = [None] * len(thumbs)
    for start in range(0, len(thumbs), _BLOCK):
        check()
        end = min(start + _BLOCK, len(thumbs))
        likely: list[set[int]] = [set() for _ in range(end - start)]
        for plain, mirrored in vectors:
            alike = np.maximum(plain[start:end] @ plain[:end].T, plain[start:end] @ mirrored[:end].T)
            alike[np.arange(end)[None, :] >= np.arange(start, end)[:, None]] = -1  # earlier ones alone
            best = np.argpartition(-alike, min(LIKELIEST, end - 1), axis=1)[:, :LIKELIEST]
            for row, columns in enumerate(best):
                likely[row] |= {int(column) for column in columns if alike[row, column] >= LIKELY}
        for row, columns in enumerate(likely):
            check()
            at = start + row
            found[at] = next((each for each in sorted(columns) if repeats(thumbs[each], thumbs[at])), None)
        on_progress(end)
    return [_first(found, at) for at in range(len(found))]


def _first(found: Sequence[int | None], at: int) -> int | None:
    """The picture at the beginning of a chain of repeats."""
    other = found[at]
    while other is not None and (earlier := found[other]) is not None:
        other = earlier
    return other


def _vectors(thumbs: Sequence[bytes], side: int, check: Callable[[], None]) -> "tuple[Rows, Rows]":
    """[n, side²] grey pictures and their mirror images, less their mean and of length 1, so that products compare."""
    import numpy as np  # noqa: PLC0415  as above

    plain = np.zeros((len(thumbs), side * side), np.float32)
    mirrored = np.zeros_like(plain)
    for at, thumb in enumerate(thumbs):
        check()
        with Image.open(io.BytesIO(thumb)) as opened:
            grey = opened.convert("L").resize((side, side), Image.Resampling.BILINEAR)
        for rows, image in ((plain, grey), (mirrored, ImageOps.mirror(grey))):
            values = np.frombuffer(image.tobytes(), np.uint8).astype(np.float32)
            values -= values.mean()
            length = float(np.linalg.norm(values))
            if length > _FLAT * side:
                rows[at] = values / length
    return plain, mirrored
