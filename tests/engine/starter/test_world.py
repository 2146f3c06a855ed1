"""The drawn world keeps its promises: same seed same pixels, held-out pairs stay held out, captions fit."""

import random

import numpy as np

from safelight.engine.starter import drawing, tokenizer, world
from safelight.engine.starter.autoencoder import picture_bank


def take(count: int, seed: int, *, held_out: bool = False) -> list[world.Scene]:
    source = world.scenes(seed, held_out=held_out)
    return [next(source) for _ in range(count)]


def test_the_same_seed_draws_the_same_pixels():
    first = [np.asarray(drawing.draw(s)) for s in take(30, 5)]
    again = [np.asarray(drawing.draw(s)) for s in take(30, 5)]
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert (picture_bank(8, 3) == picture_bank(8, 3)).all()


def test_training_never_draws_a_held_out_combination():
    kept = set(world.triples(held_out=True))
    assert {(s.object, s.colour, s.background) for s in take(4000, 1)}.isdisjoint(kept)
    assert {(s.object, s.colour, s.background) for s in take(400, 1, held_out=True)} <= kept


def test_about_a_tenth_is_held_out_and_every_word_is_trained():
    kept, trained = world.triples(held_out=True), world.triples(held_out=False)
    assert 0.08 < len(kept) / (len(kept) + len(trained)) < 0.12
    assert {t[0] for t in trained} == set(world.OBJECTS)
    assert {(t[0], t[1]) for t in trained} == {(o, c) for o in world.OBJECTS for c in world.COLOURS}


def test_purple_with_a_yellow_hat_is_left_for_the_character():
    seen = [*take(4000, 2), *take(4000, 2, held_out=True)]
    assert not [s for s in seen if s.creature and s.colour == "purple" and s.creature.hat == "yellow"]


def test_objects_stay_inside_the_picture():
    for scene in take(500, 3):
        assert abs(scene.x) + scene.radius <= 0.95
        assert abs(scene.y) + scene.radius <= 0.95


def test_each_word_of_the_world_is_one_token():
    made = tokenizer.build_tokenizer()
    assert [w for w in world.vocabulary() if len(made(w).input_ids) != 3] == []


def test_captions_fit_and_strangers_fall_back_to_bytes():
    made, rng = tokenizer.build_tokenizer(), random.Random(4)
    captions = [world.caption(s, rng) for s in take(2000, 4)]
    assert max(len(made(c).input_ids) for c in captions) <= tokenizer.MAX_TOKENS
    ids = made("Zürich, pip & 猫").input_ids
    assert made.unk_token_id not in ids[1:-1]
    assert made.decode(ids, skip_special_tokens=True).replace(" ", "") == "zürich,pip&猫"


def test_captions_say_what_is_drawn():
    rng = random.Random(6)
    for scene in take(300, 6):
        words = world.caption(scene, rng).replace(",", "").split()
        assert scene.colour in words
        assert scene.object in words
        assert scene.background in words or "on" not in words
        assert " ".join(words).replace("a orange", "!").count("!") == 0
