"""How the trigger word gets into a prompt, and how a name becomes one."""

import pytest

from safelight.features.characters.service import slug_of
from safelight.features.characters.service.plans import merge
from safelight.features.characters.tables import Character
from safelight.features.generations.service import with_trigger
from safelight.specs.training import TrainOverrides, TrainSpec

ANNA = Character(id="char_1", name="Anna Lee", trigger="ohwx", class_word="woman")


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("at the beach", "ohwx woman, at the beach"),
        ("ohwx at the beach", "ohwx at the beach"),
        ("a photo of OHWX", "a photo of OHWX"),
        ("a photo of Anna Lee, smiling", "a photo of ohwx woman, smiling"),
        ("anna lee and Anna Lee", "ohwx woman and Anna Lee"),
        ("Annabel Leeson", "ohwx woman, Annabel Leeson"),
        ("ohwxy", "ohwx woman, ohwxy"),
    ],
)
def test_the_trigger_word_is_put_in_once(prompt: str, told: str) -> None:
    assert with_trigger(prompt, ANNA) == told


@pytest.mark.parametrize(
    ("name", "slug"), [("Pip", "pip"), ("Anna  Lee!", "anna-lee"), ("Zoë", "zoe"), ("R2-D2", "r2-d2")]
)
def test_a_name_becomes_one_plain_word(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_names_in_other_scripts_differ() -> None:
    assert slug_of("花子") != slug_of("太郎")
    assert slug_of("花子").isascii()


def test_what_is_set_by_hand_wins_over_the_preset() -> None:
    preset = TrainSpec(rank=4, learning_rate=2e-3, flip=True)

    merged = merge(preset, TrainOverrides(rank=8, flip=False))

    assert (merged.rank, merged.learning_rate, merged.flip) == (8, 2e-3, False)
