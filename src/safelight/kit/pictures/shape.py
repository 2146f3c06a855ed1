"""The proportions of a picture in one letter: a gallery of 100 000 can be laid out before any of it is loaded."""

import math

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SQUARE = 32  # the letter "g"
PER_OCTAVE = 16  # letters between a ratio and its double: each is 4.4 % wider than the one before


def shape_of(width: int, height: int) -> str:
    """The letter of width / height, which is 2 ** ((place of the letter - 32) / 16), from 1/4 to 3.8."""
    place = SQUARE + round(PER_OCTAVE * math.log2(width / height))
    return LETTERS[min(max(place, 0), len(LETTERS) - 1)]
