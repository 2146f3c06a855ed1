"""The cache of models under thousands of random operations: limits, order, and never what is in use."""

import gc
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import psutil
import pytest
import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from safelight.engine.diffusion import cache
from safelight.engine.diffusion.cache import PipelineCache
from safelight.engine.diffusion.errors import ModelsBusy
from safelight.specs.loading import LoadOptions

KEYS = [f"model{number}" for number in range(7)]
PLACES, BYTES, IDLE = 4, 100, 60.0
OPTIONS = [LoadOptions(), LoadOptions(vae_tiling=True), LoadOptions(precision="bf16")]


class Weights:
    """What a loader makes: only its size is looked at."""

    def __init__(self, size: int) -> None:
        self.size_bytes, self.loras = size, ()


class CacheMachine(RuleBasedStateMachine):
    """A plain list of what should be in memory, beside the cache."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.size, self.fails = 0.0, 10, False
        self.collecting = mock.patch.object(cache, "free_memory")  # a tenth of a second each, for nothing here
        self.collecting.start()
        self.cache = PipelineCache(
            PLACES, "cpu", torch.float32, max_bytes=BYTES, idle_seconds=IDLE, loader=self.load, clock=lambda: self.now
        )
        self.held: dict[str, dict[str, Any]] = {}  # least recently used first
        self.running: dict[str, ExitStack] = {}

    def load(self, _path: Path, **_how: Any) -> Weights:
        if self.fails:
            raise OSError("no such weights")
        return Weights(self.size)

    def make_room(self, extra: int, keep: str | None = None) -> bool:
        """What the cache must throw out first; False where it has to refuse."""

        def idle() -> str | None:
            free = (k for k, v in self.held.items() if k not in self.running and not v["pinned"] and k != keep)
            return next(free, None)

        while keep is None and len(self.held) >= PLACES:
            if (oldest := idle()) is None:
                return False
            del self.held[oldest]
        while sum(one["size"] for one in self.held.values()) + extra > BYTES and (oldest := idle()) is not None:
            del self.held[oldest]
        return True

    def settle(self) -> None:
        """What was above the limit because something ran goes when that ends."""
        self.make_room(0, keep=next(reversed(self.held), ""))

    @rule(
        key=st.sampled_from(KEYS), size=st.integers(1, 120), options=st.sampled_from([None, *OPTIONS]),
        pin=st.booleans(), expected=st.integers(0, 60), fails=st.booleans(), leave=st.booleans(),
    )  # fmt: skip
    def use(
        self, key: str, size: int, options: LoadOptions | None, *, pin: bool, expected: int, fails: bool, leave: bool
    ) -> None:
        if key in self.running:
            return  # its owner would be waited for
        pin = pin and sum(one["pinned"] for one in self.held.values()) < PLACES - 1
        self.size, self.fails = size, fails
        before = self.held.get(key)
        anew = before is None or (options is not None and options != before["options"])
        pinned = bool(before and before["pinned"])
        stack = ExitStack()
        use = self.cache.use(key, Path(), options=options, expected_bytes=expected, pin=pin)
        if anew:
            self.held.pop(key, None)
            if not self.make_room(expected):
                with pytest.raises(ModelsBusy):
                    stack.enter_context(use)
                return
            if fails:
                with pytest.raises(OSError, match="no such weights"):
                    stack.enter_context(use)
                self.settle()
                return
        stack.enter_context(use)
        if anew:
            self.held[key] = {"size": size, "options": options or LoadOptions(), "pinned": pinned}
            self.running[key] = stack
            self.make_room(0, keep=key)
            del self.running[key]
        entry = self.held.pop(key)
        entry["pinned"] |= pin
        self.held[key] = entry | {"used": self.now}
        if leave:
            stack.close()
            self.settle()
        else:
            self.running[key] = stack

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.running)))
        self.running.pop(key).close()
        self.held[key]["used"] = self.now
        self.settle()

    @rule(key=st.sampled_from(KEYS))
    def drop(self, key: str) -> None:
        assert self.cache.drop(key) == (key in self.held and key not in self.running)
        if key not in self.running:
            self.held.pop(key, None)

    @rule(seconds=st.floats(0, 90))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        gone = [
            key
            for key, one in self.held.items()
            if key not in self.running and not one["pinned"] and self.now - one["used"] > IDLE
        ]
        assert self.cache.drop_idle() == gone
        for key in gone:
            del self.held[key]

    @invariant()
    def is_what_it_should_be(self) -> None:
        told = self.cache.loaded()
        assert [one.key for one in told] == list(self.held), "the least recently used first"
        assert {one.key for one in told if one.running} == set(self.running), "what runs stays"
        assert {one.key for one in told if one.pinned} == {k for k, v in self.held.items() if v["pinned"]}
        assert len(told) <= PLACES
        movable = [one for one in told if not one.running and not one.pinned]
        if sum(one.size_bytes for one in told) > BYTES:
            assert len(movable) <= 1, "above the limit only with what runs, is pinned, or came last"

    def teardown(self) -> None:
        self.collecting.stop()
        for stack in self.running.values():
            stack.close()


CacheMachine.TestCase.settings = settings(max_examples=10, stateful_step_count=50, deadline=None)
test_random_operations = CacheMachine.TestCase


@pytest.mark.slow
def test_fifty_switches_keep_the_memory_of_the_first_round(folders: dict[str, Path]) -> None:
    pipelines = PipelineCache(1, "cpu", torch.float32)

    def around() -> int:
        for family in ("sd", "sdxl", "flux"):
            with pipelines.use(family, folders[family]):
                pass
        gc.collect()
        return int(psutil.Process().memory_info().rss)

    around()
    first = around()
    for _ in range(17):
        last = around()
    assert last < 1.1 * first
