"""Curves thinned to what a screen can show, with every peak still in them."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Point(Protocol):
    """A value at a step."""

    @property
    def step(self) -> int:
        """Where it stands."""

    @property
    def value(self) -> float:
        """How high."""


P = TypeVar("P", bound=Point)


def thinned(points: Sequence[P], most: int) -> list[P]:
    """At most `most` of the points, which come in order of their steps: of each stretch its lowest and its highest.

    First and last stay. `most` is at least 4.
    """
    if len(points) <= most:
        return list(points)
    inner = points[1:-1]
    stretches = (most - 2) // 2
    kept: list[P] = [points[0]]
    for number in range(stretches):
        stretch = inner[len(inner) * number // stretches : len(inner) * (number + 1) // stretches]
        ends = {min(stretch, key=_value).step, max(stretch, key=_value).step}
        kept += [point for point in stretch if point.step in ends]
    return [*kept, points[-1]]


def _value(point: Point) -> float:
    return point.value
