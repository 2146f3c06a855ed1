"""The device in turns: a training's thread, visitors' threads, and a clock that only moves when it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import pytest

from safelight.worker import easel as easels
from safelight.worker.easel import LONGEST_SECONDS, Easel


class Stopped(BaseException):
    pass


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Visitor:
    """Somebody who draws in a thread of his own, for as long as he is let."""

    def __init__(self, easel: Easel, wanted: int = 1, on_wait: Callable[[], object] = lambda: None) -> None:
        self.came, self.may_go, self.error = threading.Event(), threading.Event(), None
        self._easel, self._wanted, self._on_wait = easel, wanted, on_wait
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self._easel.visit(self._wanted, self._on_wait):
                self.came.set()
                assert self.may_go.wait(30)
        except Stopped as error:
            self.error = error

    def ended(self) -> bool:
        self._thread.join(30)
        return not self._thread.is_alive()


def waiting(easel: Easel, count: int) -> None:
    """Until so many wait: their threads have no other way to tell."""
    with easel._changed:
        while len(easel._waiting) < count:
            easel._changed.wait(0.01)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def easel(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Easel:
    monkeypatch.setattr(easels, "LOOK_SECONDS", 0.01)
    return Easel(clock)


def test_without_a_training_nobody_waits(easel: Easel) -> None:
    with easel.visit() as first, easel.visit() as second:
        assert (first, second) == (False, False)


def test_a_training_begins_when_the_last_visitor_is_out(easel: Easel) -> None:
    visitor = Visitor(easel)
    assert visitor.came.wait(30)
    looks = []

    def check() -> None:
        looks.append(easel._inside)
        visitor.may_go.set()

    with easel.held(check):
        assert easel.is_held
        assert visitor.ended()
    assert looks[0] == 1
    assert not easel.is_held


def test_all_who_wait_are_let_in_together_and_the_training_goes_on_after_them(easel: Easel) -> None:
    story = []

    @contextmanager
    def leave(wanted: int) -> Iterator[None]:
        story.append(f"leaves for {wanted}")
        yield
        story.append("is back")

    with easel.held():
        visitors = [Visitor(easel, wanted) for wanted in (3, 5)]
        waiting(easel, 2)

        def tell() -> None:
            story.append("paused")
            if all(visitor.came.is_set() for visitor in visitors):
                for visitor in visitors:
                    visitor.may_go.set()

        easel.stand_aside(leave, tell)
        assert all(visitor.ended() for visitor in visitors)
    assert story[0] == "leaves for 5"
    assert story[-1] == "is back"
    assert "paused" in story


def test_nobody_waits_nothing_is_done(easel: Easel) -> None:
    with easel.held():
        easel.stand_aside(pytest.fail, pytest.fail)


def test_the_training_has_its_share(easel: Easel, clock: Clock) -> None:
    with easel.held():
        first = Visitor(easel)
        waiting(easel, 1)

        def tell() -> None:
            if first.came.is_set() and not first.may_go.is_set():
                clock.now += 10
                first.may_go.set()

        easel.stand_aside(lambda wanted: nullcontext(), tell)
        second = Visitor(easel)
        waiting(easel, 1)
        clock.now += 9.5
        easel.stand_aside(pytest.fail, pytest.fail)
        assert not second.came.is_set()
        clock.now += 1
        second.may_go.set()
        easel.stand_aside(lambda wanted: nullcontext(), lambda: None)
        assert second.ended()


def test_a_pause_that_is_too_long_lets_nobody_else_in(easel: Easel, clock: Clock) -> None:
    late: list[Visitor] = []

    def tell() -> None:
        is_open, came = easel._is_open, first.came.is_set()
        if came and is_open:
            clock.now += LONGEST_SECONDS + 1
        elif came and not late:
            late.append(Visitor(easel))
            waiting(easel, 1)
            first.may_go.set()

    with easel.held():
        first = Visitor(easel)
        waiting(easel, 1)
        easel.stand_aside(lambda wanted: nullcontext(), tell)
        assert first.ended()
        assert not late[0].came.is_set()
    late[0].may_go.set()
    assert late[0].ended()


def test_a_training_that_is_cancelled_in_the_pause_does_not_take_the_device_again(easel: Easel) -> None:
    story = []

    @contextmanager
    def leave(wanted: int) -> Iterator[None]:
        story.append("leaves")
        yield
        story.append("is back")

    def tell() -> None:
        if visitor.came.is_set():
            raise Stopped

    with easel.held():
        visitor = Visitor(easel)
        waiting(easel, 1)
        with pytest.raises(Stopped):
            easel.stand_aside(leave, tell)
    assert story == ["leaves"]
    visitor.may_go.set()
    assert visitor.ended()


def test_who_waits_can_be_cancelled(easel: Easel) -> None:
    def cancelled() -> None:
        raise Stopped

    with easel.held():
        visitor = Visitor(easel, on_wait=cancelled)
        assert visitor.ended()
        easel.stand_aside(pytest.fail, pytest.fail)
    assert isinstance(visitor.error, Stopped)


def test_who_waits_when_the_training_ends_comes_in(easel: Easel) -> None:
    with easel.held():
        visitor = Visitor(easel)
        waiting(easel, 1)
    assert visitor.came.wait(30)
    visitor.may_go.set()
    assert visitor.ended()


def test_where_both_do_not_fit_it_goes_on(easel: Easel) -> None:
    with easel.held():
        visitor = Visitor(easel, wanted=7)
        waiting(easel, 1)
        easel.stand_aside(pytest.fail, pytest.fail, fits=lambda wanted: wanted < 7)
        assert not visitor.came.is_set()
    visitor.may_go.set()
    assert visitor.ended()
