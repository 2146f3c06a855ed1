"""Which step a training publishes."""

import pytest

from safelight.specs.characters import LikenessScores, best_step


@pytest.mark.parametrize(
    ("scores", "step"),
    [
        ({}, None),
        ({0: 0.9}, None),
        ({80: None, 160: None}, None),
        ({0: 0.99, 80: 0.3, 160: 0.8, 240: 0.7}, 160),
        ({80: 0.5, 160: 0.81, 240: 0.8, 320: 0.75}, 240),  # as good, and learnt longer
        ({80: 0.0}, 80),
        ({80: 0.4, 160: None}, 80),
    ],
)
def test_of_the_best_the_one_that_has_learnt_longest(scores, step) -> None:
    assert best_step((at, LikenessScores(score=score)) for at, score in scores.items()) == step
