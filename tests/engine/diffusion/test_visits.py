"""What a caller of the hub hears of the steps of its pictures."""

import pytest

from safelight.engine.diffusion import visits
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.progress import Ask
from safelight.engine.diffusion.visits import Visit
from tests.engine.diffusion.conftest import plan


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize(("seconds", "told"), [(0.01, [1, 6, 11, 12]), (0.05, list(range(1, 13)))])
def test_of_steps_that_follow_each_other_fast_not_each_is_told_but_the_last_is(monkeypatch, seconds, told):
    clock = Clock()
    monkeypatch.setattr(visits, "time", clock)
    visit = Visit(Ask(plan()), [], [], Aids(), requester="", alone=False)
    for step in range(1, 13):
        assert visit.ask.on_step is not None
        visit.ask.on_step(step, 12)
        clock.now += seconds + 1e-6
    assert [heard.done for heard in visit._hear()] == told
