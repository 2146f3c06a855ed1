"""When more steps are of no use: the score has long been flat, or what the base knew is being lost."""

from collections.abc import Sequence
from itertools import pairwise

from safelight.specs.characters import LikenessScores

PATIENCE = 4
"""Sample points in a row that bring nothing new. Fewer stop trainings whose learning rate has yet to fall."""
GAIN = 0.01
"""Of the score: less is the noise of a few pictures."""
ADRIFT = 0.4
"""Drift at which hardly anything of the base is kept (`likeness.FORGOTTEN` is nothing)."""
FALLING = 2
"""Points in a row at which the score falls while the base drifts."""


def why_stop(rows: Sequence[tuple[int, LikenessScores]]) -> str | None:
    """In words, or None to go on. `rows`: steps with their scores, in order; those before the first step count not."""
    scored = [(step, each.score, each.drift or 0.0) for step, each in rows if step > 0 and each.score is not None]
    if not scored:
        return None
    best_step, best, since = scored[0][0], scored[0][1], 0
    for step, score, _ in scored[1:]:
        if score >= best + GAIN:
            best_step, best, since = step, score, 0
        else:
            since += 1
    if since >= PATIENCE:
        return f"The score has not risen for {since} sample points; the best was {best:.2f} at step {best_step}."
    last = scored[-FALLING - 1 :]
    falls = len(last) > FALLING and all(after[1] < before[1] for before, after in pairwise(last))
    if falls and last[-1][2] >= ADRIFT:
        return (
            f"The base is being forgotten (drift {last[-1][2]:.2f}) and the score falls; "
            f"the best was {best:.2f} at step {best_step}."
        )
    return None
