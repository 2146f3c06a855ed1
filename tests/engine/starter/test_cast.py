"""Characters drawn by seed: each is told from all others, by what it was drawn with."""

import random

from safelight.engine.starter.cast import Member
from safelight.engine.starter.drawing import draw
from safelight.engine.starter.judge import Judge
from safelight.engine.starter.world import scene

SEEDS = (1, 2, 3, 4, 5)


def test_each_is_recognised_and_no_other_is_taken_for_it() -> None:
    judge, members = Judge.load(), [Member.drawn_by(seed) for seed in SEEDS]
    assert len({(each.trigger, each.body, each.hat) for each in members}) == len(SEEDS)
    rng = random.Random(0)
    world = [draw(scene(rng)) for _ in range(60)]
    for member in members:
        own = [member.picture(background, 50 + at) for at, background in enumerate(member.backgrounds)]
        assert sum(member.is_in(judge, own)) >= 0.9 * len(own), member
        others = [other.picture(other.backgrounds[0], 7) for other in members if other != member]
        assert sum(member.is_in(judge, [*others, *world])) <= 1, member


def test_a_seed_is_a_character() -> None:
    assert Member.drawn_by(3) == Member.drawn_by(3)
    (first, words), *_ = Member.drawn_by(3).references(2)
    assert first.tobytes() == Member.drawn_by(3).references(2)[0][0].tobytes()
    assert Member.drawn_by(3).trigger in words
