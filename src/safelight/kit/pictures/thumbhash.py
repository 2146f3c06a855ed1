"""A picture in about 25 bytes: soft colours to show until it is loaded.

ThumbHash by Evan Wallace (https://evanw.github.io/thumbhash/, MIT), for opaque pictures.
"""

import base64
from functools import cache
from math import floor
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:  # a third of the server's start, and most of its life it needs it for nothing
    import numpy as np

    Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

SIDE = 32  # at most 100; with seven waves across a larger one adds time and nothing to see

MIXES = ((1 / 3, 1 / 3, 1 / 3), (1 / 2, 1 / 2, -1), (1, -1, 0))
"""Of red, green and blue: lightness, yellow to blue, red to green."""


def thumbhash(image: Image.Image) -> str:
    """The hash in base64."""
    small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return base64.b64encode(encode(small)).decode()


def encode(image: Image.Image) -> bytes:
    """The hash of an RGB picture of at most 100 x 100."""
    import numpy as np  # noqa: PLC0415  as said above

    width, height = image.size
    pixels = np.frombuffer(image.tobytes(), np.uint8).reshape(height, width, 3) / 255
    lightness, yellow_blue, red_green = (pixels @ np.array(mix) for mix in MIXES)

    longest = max(width, height)
    across, down = (max(1, _round(7 * side / longest)) for side in (width, height))
    l_mean, l_waves, l_scale = _waves(lightness, max(3, across), max(3, down))
    p_mean, p_waves, p_scale = _waves(yellow_blue, 3, 3)
    q_mean, q_waves, q_scale = _waves(red_green, 3, 3)

    wide = width > height
    means = (
        _round(63 * l_mean)
        | _round(31.5 + 31.5 * p_mean) << 6
        | _round(31.5 + 31.5 * q_mean) << 12
        | _round(31 * l_scale) << 18
    )
    scales = (down if wide else across) | _round(63 * p_scale) << 3 | _round(63 * q_scale) << 9 | wide << 15
    nibbles = [_round(15 * wave) for wave in (*l_waves, *p_waves, *q_waves)]
    nibbles += [0] * (len(nibbles) % 2)
    packed = bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))
    return means.to_bytes(3, "little") + scales.to_bytes(2, "little") + packed


def _waves(channel: "Matrix", across: int, down: int) -> tuple[float, list[float], float]:
    """The mean of a channel, the lower triangle of its cosine transform scaled into 0 to 1, and that scale."""
    height, width = channel.shape
    transformed = (_cosines(height, down) @ channel @ _cosines(width, across).T / (width * height)).tolist()
    found = [transformed[y][x] for y in range(down) for x in range(across) if x * down < across * (down - y)]
    mean, waves = found[0], found[1:]
    scale = max(map(abs, waves))
    return mean, [0.5 + 0.5 / scale * wave for wave in waves] if scale else waves, scale


@cache
def _cosines(length: int, cycles: int) -> "Matrix":
    """A row for each cycle: [cycles, length]."""
    import numpy as np  # noqa: PLC0415  as said above

    found: Matrix = np.cos(np.pi / length * np.outer(np.arange(cycles), np.arange(length) + 0.5))
    return found


def _round(value: float) -> int:
    return floor(value + 0.5)  # as JavaScript rounds
