"""What styles do to a prompt, and that the built-in ones are well made."""

import re

import pytest
from pydantic import ValidationError

from safelight.engine.starter.world import vocabulary
from safelight.features.characters.tables import Character
from safelight.features.generations.service import complete
from safelight.features.models.repository import ModelShelf
from safelight.features.styles import repository, service
from safelight.features.styles.errors import near
from safelight.features.styles.schemas import StyleCreate, StyleWords
from safelight.specs.generation import GenerationPlan, GenerationSpec, Recipe

PIP = Character(id="char_1", name="Pip", trigger="ohwx", class_word="monster", lora_key=None)


def style(prompt: str = "", negative: str = "", name: str = "S") -> StyleWords:
    return StyleWords(id=name, name=name, group="G", prompt=prompt, negative_prompt=negative)


@pytest.mark.parametrize(
    ("templates", "told"),
    [
        ([], "a cat"),
        (["oil painting of {prompt}"], "oil painting of a cat"),
        (["oil painting of {prompt}, on canvas"], "oil painting of a cat, on canvas"),
        (["on canvas"], "a cat, on canvas"),
        ([""], "a cat"),
        (["drawing of {prompt}", "{prompt} at night", "fog"], "drawing of a cat at night, fog"),
    ],
)
def test_the_first_style_stands_closest_to_the_prompt(templates: list[str], told: str) -> None:
    assert service.around("a cat", [style(template) for template in templates]) == told


def test_braces_that_a_person_wrote_are_left_alone() -> None:
    assert service.around("{prompt} {0} {name}", [style("a sign with {prompt}"), style("in {x}")]) == (
        "a sign with {prompt} {0} {name}, in {x}"
    )


@pytest.mark.parametrize(
    ("own", "added", "told"),
    [
        ("", [], ""),
        ("", ["blur, noise"], "blur, noise"),
        ("hat", [], "hat"),
        ("hat,  Blur", ["blur, noise", "noise, text"], "hat,  Blur, noise, text"),
        ("(a, b:1.2)", ["c"], "(a, b:1.2), c"),
    ],
)
def test_negative_prompts_are_joined_and_nothing_is_said_twice(own: str, added: list[str], told: str) -> None:
    assert service.negative(own, [style(negative=words) for words in added]) == told


def test_the_trigger_goes_into_the_words_of_the_person_and_the_style_around_it(tmp_path) -> None:
    info = ModelShelf.at(tmp_path, default="starter").info(None)
    pips_style = style("Pip style poster of {prompt}", "blur", name="Pip poster")

    plan = complete(
        GenerationSpec(prompt="Pip on the moon", negative_prompt="hat"), info=info, character=PIP, styles=[pips_style]
    )

    assert plan.prompt == "Pip style poster of ohwx monster on the moon"
    assert (plan.asked_prompt, plan.styles, plan.negative_prompt) == ("Pip on the moon", ["Pip poster"], "hat, blur")


def test_recipes_and_plans_from_before_there_were_styles_are_read() -> None:
    old = {
        "model": "m", "prompt": "p", "negative_prompt": "", "num_inference_steps": 2, "guidance_scale": 1,
        "width": 64, "height": 64, "seed": 1, "scheduler": "ddim",
    }  # fmt: skip
    assert Recipe(safelight="0.1.0", **old).styles == []
    assert Recipe(safelight="0.1.0", **old).asked_prompt is None
    plan = GenerationPlan(n=1, **old)
    assert (plan.styles, plan.asked_prompt, plan.kind) == ([], None, "image")


def test_the_built_in_styles_are_many_distinct_and_valid() -> None:
    built_in = repository.built_in()
    assert 38 <= len(built_in) <= 60
    assert len({each.group for each in built_in}) >= 6
    for unique in ("id", "name"):
        said = [getattr(each, unique).casefold() for each in built_in]
        assert len(set(said)) == len(said)
    for each in built_in:
        checked = StyleCreate(
            name=each.name, group=each.group, prompt=each.prompt, negative_prompt=each.negative_prompt
        )
        assert (checked.prompt, checked.negative_prompt) == (each.prompt, each.negative_prompt), "no stray spaces"
        assert each.prompt.count("{prompt}") == 1
        assert re.fullmatch(r"[a-z0-9-]+", each.id)
        assert each.built_in


def test_the_starter_styles_use_words_that_the_starter_model_knows() -> None:
    known = set(vocabulary())
    starter = [each for each in repository.built_in() if each.group == "Starter"]
    assert len(starter) >= 5
    for each in starter:
        assert set(each.prompt.replace("{prompt}", "").replace(",", " , ").split()) <= known, each.name


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 81},
        {"name": "bell\x07"},
        {"name": "\x00"},
        {"prompt": "{prompt} and {prompt}"},
        {"prompt": "x" * 2001},
        {"prompt": "esc\x1b[0m"},
        {"negative_prompt": "\x9b"},
        {"prompt": ""},
        {"prompt": "{prompt}"},
        {"group": ""},
        {"other": 1},
    ],
)
def test_what_cannot_be_a_style(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        StyleCreate(**{"name": "N", "prompt": "p", **fields})


def test_line_breaks_become_spaces() -> None:
    made = StyleCreate(name=" My\tstyle ", prompt="one,\r\n  two\n{prompt}")
    assert (made.name, made.prompt) == ("My style", "one, two {prompt}")


@pytest.mark.parametrize(
    ("asked", "guess"),
    [("watercolor", "'Watercolour'"), ("oil", "'Oil on canvas'"), ("NOIR", "'Film noir'"), ("qqqq", None), ("", None)],
)
def test_near_matches_are_offered(asked: str, guess: str | None) -> None:
    hint = near(asked, (each.name for each in repository.built_in()))
    assert (guess in hint) if guess else ("Did you mean" not in hint)
