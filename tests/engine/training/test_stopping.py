"""When a training stops by itself, and when it goes on."""

import pytest

from safelight.engine.training.stopping import PATIENCE, why_stop
from safelight.specs.characters import LikenessScores


def rows(*scores: float | None, drift: float = 0.05) -> list[tuple[int, LikenessScores]]:
    """Sample points from the one before the first step on."""
    return [(80 * place, LikenessScores(score=score, drift=drift)) for place, score in enumerate(scores)]


@pytest.mark.parametrize(
    "scores",
    [
        (),
        (0.1,),
        (0.1, 0.3, 0.5, 0.6, 0.7, 0.8),
        (0.1, 0.8, 0.8, 0.8, 0.8),  # one point short of patience
        (0.1, 0.8, 0.7, 0.6, 0.5),  # falls, but the base is kept
        (0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),  # what was there before the first step counts not
        (None, None, None, None, None, None, None),
    ],
)
def test_goes_on(scores) -> None:
    assert why_stop(rows(*scores)) is None


def test_stops_when_nothing_has_come_for_long() -> None:
    reason = why_stop(rows(0.1, 0.5, 0.8, *[0.805] * PATIENCE))
    assert reason == f"The score has not risen for {PATIENCE} sample points; the best was 0.80 at step 160."


def test_small_gains_that_add_up_are_a_gain() -> None:
    assert why_stop(rows(0.1, *(0.5 + 0.006 * place for place in range(8)))) is None


def test_stops_when_the_base_is_forgotten() -> None:
    reason = why_stop(rows(0.1, 0.8, 0.7, 0.6, drift=0.45))
    assert reason is not None
    assert "drift 0.45" in reason
    assert "step 80" in reason


def test_what_comes_later_does_not_change_what_was_decided() -> None:
    """A training that goes on elsewhere asks again with the rows up to its step."""
    found = rows(0.1, 0.5, 0.8, *[0.8] * PATIENCE)
    assert [why_stop(found[: count + 1]) is not None for count in range(len(found))].index(True) == len(found) - 1
