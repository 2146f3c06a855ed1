"""What a sweep tries: the combinations of a space of settings, every one or some by chance."""

import itertools
import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from safelight.features.classifiers.schemas.sweeps import MAX_RUNS, Dimension, Range, SweepMethod
from safelight.kit.errors import FieldProblem
from safelight.specs.classify_fields import ConfigField, config_fields, problems_of

_TRIES = 20  # per run of a random sweep, to find one that was not tried yet


def combinations(
    space: Mapping[str, Dimension], *, method: SweepMethod, count: int, seed: int
) -> tuple[list[dict[str, Any]], int]:
    """The settings of each run, none twice, at most MAX_RUNS; and how many there would be without that limit.

    A random sweep takes each value, and each number of a range (by its scale), with equal chance.
    """
    if method == "grid":
        values = [_on_grid(name, dimension) for name, dimension in space.items()]
        total = math.prod(map(len, values))
        chosen = itertools.islice(itertools.product(*values), MAX_RUNS)
        return [dict(zip(space, each, strict=True)) for each in chosen], total
    draw = random.Random(seed)
    found: dict[str, dict[str, Any]] = {}
    for _ in range(count * _TRIES):
        each = {name: _drawn(name, dimension, draw) for name, dimension in space.items()}
        found.setdefault(repr(each), each)
        if len(found) == count:
            break
    return list(found.values()), len(found)


def problems_in(space: Mapping[str, Dimension], settings: Mapping[str, Any]) -> list[FieldProblem]:
    """What is wrong with the space itself: settings that there are not, ranges of what is no number."""
    fields = {field.name: field for field in config_fields()}
    found: list[FieldProblem] = []
    for name, dimension in space.items():
        field = fields.get(name)
        if field is None:
            found += problems_of({name: None}) or [FieldProblem(name, "there is no such setting")]
        elif isinstance(dimension, Range):
            found += _range_problems(field, dimension)
        else:
            for value in dimension.values:
                # Together with the rest only where they are judged together: each alone names the value that is wrong.
                found += problems_of({**settings, name: value})
    return list(dict.fromkeys(found))


def _range_problems(field: ConfigField, given: Range) -> list[FieldProblem]:
    if field.type not in {"integer", "number"}:
        return [FieldProblem(field.name, "it is no number, so it has no low and high: name its values")]
    if given.low >= given.high:
        return [FieldProblem(field.name, "low must be less than high", f"{given.low} to {given.high}")]
    if given.scale == "log" and given.low <= 0:
        return [FieldProblem(field.name, "a range of scale log begins above 0", str(given.low))]
    return [
        problem for end in (given.low, given.high) for problem in problems_of({field.name: _as_field(field.name, end)})
    ]


def _on_grid(name: str, dimension: Dimension) -> Sequence[Any]:
    if not isinstance(dimension, Range):
        return list({repr(value): value for value in dimension.values}.values())
    parts = [part / (dimension.steps - 1) for part in range(dimension.steps)]
    return list(dict.fromkeys(_as_field(name, _between(dimension, part)) for part in parts))


def _drawn(name: str, dimension: Dimension, draw: random.Random) -> Any:
    if isinstance(dimension, Range):
        return _as_field(name, _between(dimension, draw.random()))
    return draw.choice(dimension.values)


def _between(given: Range, part: float) -> float:
    if part in {0.0, 1.0}:
        return given.high if part else given.low
    if given.scale == "log":
        return math.exp(math.log(given.low) + part * (math.log(given.high) - math.log(given.low)))
    return given.low + part * (given.high - given.low)


def _as_field(name: str, value: float) -> float | int:
    """Whole where the setting is whole; else to six digits, which is finer than any run can tell."""
    is_whole = next(field for field in config_fields() if field.name == name).type == "integer"
    return round(value) if is_whole else float(f"{value:.6g}")
