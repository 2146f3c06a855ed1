"""A picture in about 25 bytes: soft colours to show until it is loaded.

ThumbHash by Evan Wallace (https://evanw.github.io/thumbhash/, MIT), for opaque pictures.
"""

import base64
from collections.abc import Sequence
from math import cos, floor, pi
from operator import mul

from PIL import Image

SIDE = 32  # at most 100; with seven waves across a larger one adds time and nothing to see

Channel = list[Sequence[float]]  # rows of values


def thumbhash(image: Image.Image) -> str:
    """The hash in base64."""
    small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return base64.b64encode(encode(small)).decode()


def encode(image: Image.Image) -> bytes:
    """The hash of an RGB picture of at most 100 x 100."""
    width, height = image.size
    red, green, blue = (_rows(band, width) for band in image.split())
    lightness = _mix(red, green, blue, (1 / 3, 1 / 3, 1 / 3))
    yellow_blue = _mix(red, green, blue, (1 / 2, 1 / 2, -1))
    red_green = _mix(red, green, blue, (1, -1, 0))

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


def _rows(band: Image.Image, width: int) -> Channel:
    values = [value / 255 for value in band.tobytes()]
    return [values[at : at + width] for at in range(0, len(values), width)]


def _mix(red: Channel, green: Channel, blue: Channel, weights: tuple[float, float, float]) -> Channel:
    of_red, of_green, of_blue = weights
    return [
        [of_red * r + of_green * g + of_blue * b for r, g, b in zip(*rows, strict=True)]
        for rows in zip(red, green, blue, strict=True)
    ]


def _waves(channel: Channel, across: int, down: int) -> tuple[float, list[float], float]:
    """The mean of a channel, the lower triangle of its cosine transform scaled into 0 to 1, and that scale."""
    width, height = len(channel[0]), len(channel)
    # Rows first, then columns: the same sums as pixel by pixel, a tenth of the work.
    by_column = [
        [sum(map(mul, row, wave)) for row in channel] for wave in (_cosine(width, cycle) for cycle in range(across))
    ]
    found = [
        sum(map(mul, by_column[x], wave)) / (width * height)
        for y, wave in enumerate(_cosine(height, cycle) for cycle in range(down))
        for x in range(across)
        if x * down < across * (down - y)
    ]
    mean, waves = found[0], found[1:]
    scale = max(map(abs, waves))
    return mean, [0.5 + 0.5 / scale * wave for wave in waves] if scale else waves, scale


def _cosine(length: int, cycle: int) -> list[float]:
    return [cos(pi / length * cycle * (at + 0.5)) for at in range(length)]


def _round(value: float) -> int:
    return floor(value + 0.5)  # as JavaScript rounds
