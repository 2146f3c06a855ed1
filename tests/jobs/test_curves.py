"""Thinning keeps what matters of a curve: its ends and its peaks."""

import random
from dataclasses import dataclass

import pytest

from safelight.jobs.curves import thinned


@dataclass(frozen=True)
class Point:
    step: int
    value: float


def curve(count: int) -> list[Point]:
    chance = random.Random(count)
    return [Point(step, chance.random()) for step in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 4, 2000])
def test_a_short_curve_is_left_as_it_is(count: int) -> None:
    assert thinned(curve(count), 2000) == curve(count)


@pytest.mark.parametrize(("count", "most"), [(5, 4), (2001, 2000), (20_000, 2000), (999, 7), (10_001, 100)])
def test_a_long_one_keeps_its_ends_and_peaks(count: int, most: int) -> None:
    points = curve(count)
    high, low = count // 3, count // 2
    points[high], points[low] = Point(high, 99.0), Point(low, -99.0)

    kept = thinned(points, most)

    assert len(kept) <= most
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert {99.0, -99.0} <= {point.value for point in kept}
    assert [point.step for point in kept] == sorted({point.step for point in kept}), "in order, none twice"


def test_a_flat_curve_stays_flat() -> None:
    kept = thinned([Point(step, 1.0) for step in range(10_000)], 100)
    assert {point.value for point in kept} == {1.0}
    assert len(kept) > 45
