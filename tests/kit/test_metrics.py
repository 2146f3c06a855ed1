"""Counting in one process, and adding up over processes."""

import threading

import pytest

from safelight.kit.metrics import MOST_SERIES, OTHER, Registry, add_up, less


def test_a_counter_counts_by_its_labels() -> None:
    registry = Registry()
    ended = registry.counter("ended_total", "", "kind", "state")
    ended.add("a", "well")
    ended.add("a", "well", by=2)
    ended.add("b", "badly")
    assert registry.totals() == {"ended_total": {"a|well": [3.0], "b|badly": [1.0]}}


def test_a_value_on_the_bound_of_a_bucket_is_in_it() -> None:
    registry = Registry()
    seconds = registry.histogram("seconds", "", buckets=(1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 2.0, 9.0):
        seconds.observe(value)
    assert registry.totals() == {"seconds": {"": [2.0, 2.0, 1.0, 14.0]}}


def test_what_is_told_does_not_change_afterwards() -> None:
    registry = Registry()
    counter = registry.counter("x_total", "")
    counter.add()
    told = registry.totals()
    counter.add()
    assert told == {"x_total": {"": [1.0]}}


def test_labels_without_end_end() -> None:
    registry = Registry()
    counter = registry.counter("x_total", "", "name")
    for number in range(3 * MOST_SERIES):
        counter.add(f"somebody {number}")
    series = registry.totals()["x_total"]
    assert len(series) == MOST_SERIES + 1
    assert series[OTHER] == [2 * MOST_SERIES]


def test_a_label_cannot_pass_for_two() -> None:
    registry = Registry()
    counter = registry.counter("x_total", "", "a", "b")
    counter.add("1|2", "3")
    assert list(registry.totals()["x_total"]) == ["1/2|3"]
    with pytest.raises(ValueError, match="has the labels"):
        counter.add("1")


def test_nothing_is_lost_between_threads() -> None:
    registry = Registry()
    seconds = registry.histogram("seconds", "", "kind", buckets=(1.0,))

    def work() -> None:
        for _ in range(2000):
            seconds.observe(0.5, "k")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert registry.totals()["seconds"]["k"] == [8000.0, 0.0, 4000.0]


def test_a_block_that_fails_is_not_timed() -> None:
    registry = Registry()
    seconds = registry.histogram("seconds", "", buckets=(1000.0,))
    with pytest.raises(ZeroDivisionError), seconds.timed():
        raise ZeroDivisionError
    assert registry.totals() == {}
    with seconds.timed():
        pass
    assert registry.totals()["seconds"][""][0] == 1.0


def test_sums_leave_alone_what_they_are_made_of() -> None:
    one, two = {"x_total": {"a": [1.0]}}, {"x_total": {"a": [2.0], "b": [3.0]}, "y_total": {"": [4.0]}}
    sums: dict[str, dict[str, list[float]]] = {}
    add_up(sums, one)
    add_up(sums, two)
    assert sums == {"x_total": {"a": [3.0], "b": [3.0]}, "y_total": {"": [4.0]}}
    assert one == {"x_total": {"a": [1.0]}}


def test_other_buckets_are_not_mixed_in() -> None:
    sums = {"seconds": {"": [5.0, 1.0, 9.0]}}
    add_up(sums, {"seconds": {"": [1.0, 2.0, 3.0, 4.0]}})
    add_up(sums, {"seconds": {"": [1.0, 1.0, 1.0, 1.0]}})
    assert sums["seconds"][""] == [2.0, 3.0, 4.0, 5.0], "what came last decides, and sums with its like"


def test_what_came_after_a_moment() -> None:
    registry = Registry()
    counter = registry.counter("x_total", "", "a")
    counter.add("1", by=2)
    then = registry.totals()
    counter.add("1")
    counter.add("2")
    assert less(registry.totals(), then) == {"x_total": {"1": [1.0], "2": [1.0]}}
    assert less(then, {}) == then
