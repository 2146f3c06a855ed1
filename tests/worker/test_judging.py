"""Classifiers that stay loaded, and pictures of several jobs that go through one together."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from safelight.worker.judging import Bench, Judging, Seat


class Fake:
    """Answers twice each number; `gate` holds it up, and a picture of -1 breaks it."""

    def __init__(self, size_bytes: int = 10) -> None:
        self.device = torch.device("cpu")
        self.size_bytes = size_bytes
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def probabilities(self, pixels: Tensor) -> Tensor:
        self.entered.set()
        self.gate.wait(10)
        if (pixels == -1).any():
            raise ValueError("a broken picture")
        return pixels * 2


def bench_of(fake: Fake) -> Bench:
    return Bench(fake)  # type: ignore[arg-type]  # a stand-in for a classifier


def numbers(*values: float) -> Tensor:
    return torch.tensor(values)[:, None]


def together(bench: Bench, fake: Fake, works: list[Callable[[Seat], Tensor]]) -> list[Any]:
    """What each job gets, where all come while the first is computed."""
    found: list[Any] = [None] * len(works)
    fake.gate.clear()
    brought = threading.Semaphore(0)

    def work(at: int) -> None:
        try:
            with bench.seat() as seat:
                found[at] = works[at](seat)
        except ValueError as error:
            found[at] = error

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(works))]
    threads[0].start()
    assert fake.entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(bench._queue) < len(works) - 1:
        brought.acquire(timeout=0.001)
    fake.gate.set()
    for thread in threads:
        thread.join(10)
    return found


def test_jobs_that_come_while_one_is_computed_go_through_together() -> None:
    fake = Fake()
    bench = bench_of(fake)
    found = together(bench, fake, [lambda seat, at=at: seat.judge(numbers(at, at + 100)) for at in range(5)])
    assert [each[:, 0].tolist() for each in found] == [[at * 2, at * 2 + 200] for at in range(5)]
    assert bench.batches == [2, 8]


def test_no_batch_is_larger_than_the_device_likes() -> None:
    fake = Fake()
    bench = bench_of(fake)
    found = together(bench, fake, [lambda seat: seat.judge(numbers(*range(7))) for _ in range(4)])
    assert all(each[:, 0].tolist() == [value * 2 for value in range(7)] for each in found)
    assert bench.batches == [7, 14, 7]


def test_a_job_that_fails_takes_no_other_with_it() -> None:
    fake = Fake()
    bench = bench_of(fake)
    found = together(bench, fake, [lambda seat, n=n: seat.judge(numbers(n)) for n in (1, 2, -1, 3)])
    assert isinstance(found[2], ValueError)
    assert [each.item() for at, each in enumerate(found) if at != 2] == [2, 4, 6]


def test_a_job_that_is_cancelled_leaves_the_queue() -> None:
    fake = Fake()
    bench = bench_of(fake)

    def cancelled() -> None:
        raise ValueError("cancelled")

    with bench.alone(), pytest.raises(ValueError, match="cancelled"), bench.seat() as seat:
        seat.judge(numbers(1), cancelled)
    assert bench._queue == []
    with bench.seat() as seat:
        assert seat.judge(numbers(2)).item() == 4


def test_one_that_is_about_to_come_is_waited_for_a_moment_only() -> None:
    now = iter(range(1000))
    bench = Bench(Fake(), clock=lambda: float(next(now)))  # type: ignore[arg-type]  # a stand-in for a classifier
    with bench.seat(), bench.seat() as seat:  # the first one never brings anything
        assert seat.judge(numbers(3)).item() == 6


def test_the_longest_unused_goes_first_and_what_runs_stays() -> None:
    judging = Judging(max_bytes=25)
    opened: list[str] = []

    def use(key: str) -> Any:
        def open_() -> Any:
            opened.append(key)
            return Fake()

        return judging.use(key, open_)

    with use("a"):
        for key in ("b", "c", "b"):
            with use(key):
                pass
        assert [held.key for held in judging.loaded()] == ["a", "b"]
        assert (judging.loaded()[0].running, judging.loaded()[1].running) == (True, False)
        judging.drop()
        assert [held.key for held in judging.loaded()] == ["a"]
    assert opened == ["a", "b", "c", "b"]


def test_one_that_cannot_be_opened_leaves_no_place() -> None:
    judging = Judging()

    def broken() -> Any:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), judging.use("a", broken):
        pass
    assert judging.loaded() == []
    with judging.use("a", Fake) as bench:  # type: ignore[arg-type,return-value]  # a stand-in
        assert isinstance(bench.classifier, Fake)


def test_a_classifier_is_opened_once_for_all_who_come_at_once() -> None:
    judging = Judging()
    opened = SimpleNamespace(count=0)
    meet = threading.Barrier(4)

    def open_() -> Any:
        opened.count += 1
        return Fake()

    def work() -> None:
        meet.wait(10)
        with judging.use("a", open_):
            meet.wait(10)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert opened.count == 1
