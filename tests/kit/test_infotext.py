"""The text of AUTOMATIC1111: taken apart, written, and its names for our samplers."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.kit import infotext
from safelight.specs.generation import SchedulerName


def test_what_is_written_is_read_back() -> None:
    settings = {"Steps": 20, "Sampler": "Euler a", "Model": 'a "b", c: d', "Size": "64x64", "VAE": None}

    text = infotext.join("a cat\non a hill", "fog, rain", settings)

    assert text.splitlines()[2] == "Negative prompt: fog, rain"
    found = infotext.split(text)
    assert (found.prompt, found.negative_prompt) == ("a cat\non a hill", "fog, rain")
    assert found.settings == {"Steps": "20", "Sampler": "Euler a", "Model": 'a "b", c: d', "Size": "64x64"}


@pytest.mark.parametrize("text", ["", "a cat", "a cat\nSteps: 20", "a cat: big, small: red"])
def test_other_texts_are_all_prompt(text: str) -> None:
    assert infotext.split(text) == infotext.Infotext(prompt=text)


@given(st.text(max_size=300))
def test_any_value_comes_back(value: str) -> None:
    found = infotext.split(infotext.join("a cat", "", {"Steps": 20, "Seed": 1, "Model": value}))

    assert found == infotext.Infotext("a cat", "", {"Steps": "20", "Seed": "1", "Model": value})


def test_each_sampler_has_one_name_that_no_other_has() -> None:
    assert set(infotext.SAMPLERS) == set(get_args(SchedulerName))
    names = [name.casefold() for known_as, others in infotext.SAMPLERS.values() for name in (known_as, *others)]
    assert len(names) == len(set(names))
    for ours, (name, _) in infotext.SAMPLERS.items():
        assert infotext.SAMPLERS_BY_NAME[name.casefold()] == ours
