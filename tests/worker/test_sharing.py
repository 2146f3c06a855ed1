"""One model for many at once: opened once, told to all, closed by the last; a cancelled one hinders nobody."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from safelight.worker import sharing
from safelight.worker.sharing import SharedModels

WAIT = 30.0


class StandIn:
    """A hub that only knows whether it is closed."""

    def __init__(self, loaded: Any) -> None:
        self.loaded, self.is_closed = loaded, False

    def close(self) -> None:
        self.is_closed = True


class Shelf:
    """Models whose loading goes on when the test says so. `open` counts how many are open now."""

    def __init__(self) -> None:
        self.opened, self.open = 0, 0
        self.may_load = threading.Event()
        self.loading = threading.Event()

    @contextmanager
    def model(self, tell: Callable[[str, int, int], None]) -> Iterator[Any]:
        self.opened += 1
        self.loading.set()
        while not self.may_load.wait(0.01):
            tell("reading unet", 1, 2)
        self.open += 1
        try:
            yield f"model {self.opened}"
        finally:
            self.open -= 1


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "LOOK_SECONDS", 0.01)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def models() -> SharedModels:
    return SharedModels(StandIn)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def silent(*_: object) -> None:
    pass


def use(models: SharedModels, shelf: Shelf, inside: Callable[[sharing.Guest], Any], **told: Any) -> Any:
    with models.joined("sd", shelf.model, **{"on_stage": silent, "check": silent, **told}) as guest:
        return inside(guest)


def test_all_who_come_at_once_have_one_model_and_the_last_one_closes_it(models, shelf, threads) -> None:
    barrier = threading.Barrier(5)

    def inside(guest: sharing.Guest) -> Any:
        barrier.wait(WAIT)
        return guest.hub

    shelf.may_load.set()
    hubs = {future.result(WAIT) for future in [threads.submit(use, models, shelf, inside) for _ in range(5)]}
    (hub,) = hubs
    assert (shelf.opened, shelf.open, hub.is_closed) == (1, 0, True)
    assert use(models, shelf, lambda guest: guest.loaded) == "model 2"


def test_who_waits_hears_how_far_the_loading_is(models, shelf, threads) -> None:
    heard = threading.Event()

    def on_stage(*told: object) -> None:
        assert told == ("reading unet", 1, 2)
        heard.set()

    first = threads.submit(use, models, shelf, silent)
    assert shelf.loading.wait(WAIT)
    second = threads.submit(
        use, models, shelf, silent, on_stage=lambda *told: told == ("reading unet", 1, 2) and heard.set()
    )
    assert heard.wait(WAIT)
    shelf.may_load.set()
    first.result(WAIT), second.result(WAIT)
    assert shelf.opened == 1


class Cancelled(Exception):
    pass


def cancel(*_: object) -> None:
    raise Cancelled


def test_one_who_is_cancelled_while_waiting_leaves_and_the_others_draw(models, shelf, threads) -> None:
    first = threads.submit(use, models, shelf, lambda guest: guest.loaded)
    assert shelf.loading.wait(WAIT)
    with pytest.raises(Cancelled):
        use(models, shelf, silent, check=cancel)
    shelf.may_load.set()
    assert first.result(WAIT) == "model 1"
    assert shelf.open == 0


def test_where_the_one_who_loads_is_cancelled_another_loads(models, shelf, threads) -> None:
    stop = threading.Event()

    def on_stage(*_: object) -> None:
        if stop.is_set():
            raise Cancelled

    first = threads.submit(use, models, shelf, silent, on_stage=on_stage)
    assert shelf.loading.wait(WAIT)
    waits = threading.Event()
    others: list[Future[Any]] = [
        threads.submit(use, models, shelf, lambda guest: guest.loaded, check=waits.set) for _ in range(3)
    ]
    assert waits.wait(WAIT)
    stop.set()
    with pytest.raises(Cancelled):
        first.result(WAIT)
    shelf.may_load.set()
    assert {other.result(WAIT) for other in others} == {"model 2"}
    assert (shelf.opened, shelf.open) == (2, 0)


def test_an_error_of_loading_is_told_to_each_and_leaves_nothing(models, shelf, threads) -> None:
    @contextmanager
    def broken(_tell: object) -> Iterator[Any]:
        raise ZeroDivisionError
        yield

    def attempt() -> None:
        with models.joined("sd", broken, on_stage=silent, check=silent):
            pytest.fail("it cannot be opened")

    for future in [threads.submit(attempt) for _ in range(4)]:
        with pytest.raises(ZeroDivisionError):
            future.result(WAIT)
    shelf.may_load.set()
    assert use(models, shelf, lambda guest: guest.loaded) == "model 1"


def test_an_error_while_drawing_closes_what_is_open(models, shelf) -> None:
    shelf.may_load.set()
    with pytest.raises(Cancelled):
        use(models, shelf, cancel)
    assert shelf.open == 0


def test_who_was_alone_all_the_time_knows_it(models, shelf, threads) -> None:
    shelf.may_load.set()
    assert use(models, shelf, lambda guest: guest.is_alone())

    def beside(guest: sharing.Guest) -> tuple[bool, bool]:
        other = threads.submit(use, models, shelf, lambda second: second.is_alone()).result(WAIT)
        return guest.is_alone(), other

    assert use(models, shelf, beside) == (False, False)
