"""No foreign bytes make a parser crash or hang; each is taken or refused in words. scripts/fuzz.py asks for longer."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safelight.features.recipes.service import a1111
from tests.fuzz.targets import TARGETS

FEW = {"pictures": 60, "settings": 40, "zip": 100}  # what takes milliseconds each


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_in_is_taken_or_refused_in_words(name: str, examples: int) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=examples or FEW.get(name, 200), deadline=None, derandomize=not examples, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**48))
    def each(number: int) -> None:
        target.run(target.input(Random(number)))

    each()


@pytest.mark.parametrize("name", TARGETS)
def test_an_honest_file_is_taken(name: str) -> None:
    target = TARGETS[name]
    assert any(target.run(seed) for seed in target.seeds()), "else mutations of it would reach nothing"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "prompt",
    [
        "(" * 1000 + ":" + "1" * 1990 + ")" * 1000,
        "(:" + " " * 3900 + ")",
        "((a:" + "9" * 400 + ")" * 2,
        "[" + "a:" * 1900,
    ],
    ids=["digits in brackets", "spaces", "a huge number", "colons"],
)
def test_no_prompt_takes_minutes_or_weighs_beyond_measure(prompt: str) -> None:
    from safelight.engine.diffusion import prompts

    assert all(abs(piece.weight) <= prompts.MAX_WEIGHT for chunk in prompts.parse(prompt) for piece in chunk)
    a1111.parse(prompt * 10)
