"""The keeper is killed at every call of the provider and at every commit: no pod is ever paid for unseen."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.pods import repository, service
from safelight.features.pods.errors import PodNotReady
from tests import databases
from tests.features.pods.conftest import House, renting_for
from tests.runpod_server import FOUR, SIX, RunPodServer


class Killed(BaseException):
    """The process ends here: nothing of ours catches it."""


class Reaper:
    """Kills at the points that it is told, counting from the beginning."""

    def __init__(self) -> None:
        self.passed = 0
        self.at: set[int] = set()

    def pass_by(self) -> None:
        self.passed += 1
        if self.passed in self.at:
            raise Killed


class Mortal:
    """A provider, before and after each call of which we may die: before it is asked, or with its answer in hand."""

    def __init__(self, provider: Any, reaper: Reaper) -> None:
        self._provider, self._reaper = provider, reaper
        self.name = provider.name

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._provider, name)

        def mortal(*args: Any, **more: Any) -> Any:
            self._reaper.pass_by()
            answer = call(*args, **more)
            self._reaper.pass_by()
            return answer

        return mortal


class MortalDatabase(Database):
    """And one before and after each commit of which we may die."""

    reaper: Reaper

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as session:
            yield session
            self.reaper.pass_by()
        self.reaper.pass_by()


@pytest.fixture
def mortal(there: RunPodServer, tmp_path: Any) -> Iterator[tuple[House, Reaper]]:
    reaper = Reaper()
    db = MortalDatabase(databases.fresh_url("sqlite", tmp_path))
    db.reaper = reaper
    yield House(db, there, renting_for(there, lambda provider: Mortal(provider, reaper))), reaper
    db.dispose()


def live_through(house: House, reaper: Reaper) -> None:
    """A pod comes, works and goes; another cannot be had as its first GPU type. Whoever dies is started again."""

    def rounds(count: int) -> None:
        for _ in range(count):
            try:
                house.rounds()
            except Killed:
                _nothing_unseen(house, reaper)

    points, reaper.at = reaper.at, set()
    first = house.ask()
    second = house.ask(gpus=[SIX, FOUR])
    reaper.passed, reaper.at = 0, points
    rounds(4)
    points, reaper.at = reaper.at, set()
    for pod_id in (first, second):
        house.joins(pod_id)
    house.act(lambda session: service.end(session, first, now=True))
    with suppress(PodNotReady):  # it may not be known yet whether it was made
        house.act(lambda session: service.stop(session, second))
    reaper.at = points
    rounds(3)
    points, reaper.at = reaper.at, set()
    house.act(lambda session: service.end(session, second, now=True))
    reaper.at = points
    rounds(4)


def _nothing_unseen(house: House, reaper: Reaper) -> None:
    """After a restart one look is enough for every machine to have a row that admits to it."""
    points, reaper.at = reaper.at, set()
    passed = reaper.passed
    house.rounds()
    assert house.unaccounted() == []
    reaper.passed, reaper.at = passed, points


def _all_is_paid(house: House, reaper: Reaper) -> None:
    reaper.at = set()
    house.rounds(8)
    assert house.there.there() == []
    assert {pod.state for pod in house.pods()} <= set(repository.OVER)
    assert sum(pod.cost for pod in house.pods()) >= house.there.cost() * 0.98


def test_nobody_dies(mortal: tuple[House, Reaper]) -> None:
    house, reaper = mortal
    house.there.gpus[SIX].free = 0
    live_through(house, reaper)
    _all_is_paid(house, reaper)
    assert len(house.there.pods) == 2
    assert reaper.passed > 100


@pytest.mark.parametrize("seed", range(6))
def test_killed_again_and_again(mortal: tuple[House, Reaper], seed: int) -> None:
    house, reaper = mortal
    house.there.gpus[SIX].free = 0
    house.there.list_lag = seed % 3
    reaper.at = set(random.Random(seed).sample(range(1, 150), 12))
    live_through(house, reaper)
    _all_is_paid(house, reaper)


@pytest.mark.slow  # a third of a second for each of two hundred points
@pytest.mark.parametrize(("lag", "step"), [(0, 1), (2, 3)])
def test_killed_at_each_point(there: RunPodServer, tmp_path: Any, lag: int, step: int) -> None:
    last, point = 1, 1
    while point <= last:
        reaper = Reaper()
        db = MortalDatabase(databases.fresh_url("sqlite", tmp_path))
        db.reaper = reaper
        there.pods.clear()
        there.gpus[SIX].free = 0
        there.gpus[FOUR].free = 100
        there.list_lag = lag
        house = House(db, there, renting_for(there, lambda provider, reaper=reaper: Mortal(provider, reaper)))
        reaper.at = {point}
        live_through(house, reaper)
        last = max(last, reaper.passed)
        try:
            _all_is_paid(house, reaper)
        except AssertionError as error:
            raise AssertionError(f"killed at point {point}") from error
        finally:
            db.dispose()
        point += step
    assert last > 100
