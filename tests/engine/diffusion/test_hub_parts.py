"""The parts of the hub that need no model: calls put together, caps that are learned, turns."""

from itertools import pairwise
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from safelight.engine.diffusion.calls import Apart, Call, Contents, apart, together
from safelight.engine.diffusion.caps import AGAIN, SOON, SURE, Caps
from safelight.engine.diffusion.parking import Parked
from safelight.engine.diffusion.turns import Turns

MODULE = nn.Identity()


def call(rows: int = 2, *, step: Any = None, **kwargs: Any) -> Call:
    """As a UNet is called."""
    told = torch.tensor(500) if step is None else step
    made = Call(MODULE, "__call__", (torch.rand(rows, 4, 8, 8), told), {"return_dict": False, **kwargs})
    made.measure(Contents())
    return made


def test_calls_of_one_kind_differ_in_rows_steps_and_values_alone() -> None:
    words = {"encoder_hidden_states": torch.rand(2, 7, 32), "added_cond_kwargs": {"time_ids": torch.rand(2, 6)}}
    more = {"encoder_hidden_states": torch.rand(4, 7, 32), "added_cond_kwargs": {"time_ids": torch.rand(4, 6)}}
    assert call(**words).kind == call(4, **more).kind == call(4, step=torch.full((4,), 3), **more).kind
    for other in (
        {**words, "encoder_hidden_states": torch.rand(2, 9, 32)},
        {**words, "added_cond_kwargs": {}},
        {**words, "return_dict": True},
        {**words, "encoder_hidden_states": torch.rand(2, 7, 32, dtype=torch.float64)},
    ):
        assert call(**other).kind != call(**words).kind


def test_what_all_rows_have_in_common_must_be_equal_in_content() -> None:
    ids = torch.arange(48.0).view(16, 3)
    assert call(img_ids=ids).kind == call(4, img_ids=ids.clone()).kind
    assert call(img_ids=ids).kind != call(img_ids=ids + 1).kind
    assert call(16, img_ids=ids).kind == call(2, img_ids=ids).kind, "as many rows as positions are still positions"
    contents, changing = Contents(), ids.clone()
    before = contents.mark(changing)
    changing += 1
    assert contents.mark(changing) != before, "written to meanwhile"


def test_a_call_with_something_unknown_goes_with_no_other() -> None:
    assert call(attention_kwargs={"callback": print}).kind is None
    assert call(attention_kwargs={"scale": 1.0}).kind is not None
    nothing = Call(MODULE, "__call__", (), {"step": 3})
    nothing.measure(Contents())
    assert nothing.kind is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5))
def test_together_and_apart_are_inverse(sizes: list[int]) -> None:
    calls = [
        call(
            rows, step=torch.tensor(rows), encoder_hidden_states=torch.rand(rows, 3, 2), residuals=[torch.rand(rows, 1)]
        )
        for rows in sizes
    ]
    args, kwargs = together(calls)
    assert args[1].tolist() == [rows for rows in sizes for _ in range(rows)], "each row has its own time step"
    assert kwargs["return_dict"] is False
    answers = apart((args[0], kwargs["residuals"][0]), calls)
    for each, (sample, residual) in zip(calls, answers, strict=True):
        assert torch.equal(sample, each.args[0])
        assert torch.equal(residual, each.kwargs["residuals"][0])
    with pytest.raises(Apart):
        apart(torch.rand(sum(sizes) + 1, 2), calls)


def learned(seconds: dict[int, float], *, most: int = 16, times: int = SURE) -> Caps:
    caps = Caps()
    for rows, took in seconds.items():
        for _ in range(times):
            caps.learn("shape", rows, took)
    return caps


def test_rows_grow_by_doubling_as_long_as_that_pays() -> None:
    caps = Caps()
    assert caps.rows("shape", 16) == 1
    sizes = []
    for _ in range(6):
        rows = caps.rows("shape", 16)
        sizes.append(rows)
        caps.learn("shape", rows, 0.1 + 0.01 * rows)
    assert sizes == [1, 2, 4, 8, 16, 16]
    assert caps.rows("another", 16) == 1


def test_rows_stop_where_twice_as_many_take_twice_as_long() -> None:
    assert learned({2: 0.2, 4: 0.4, 8: 0.8}).rows("shape", 16) == 2
    assert learned({2: 0.2, 4: 0.25, 8: 0.49}).rows("shape", 16) == 4
    assert learned({2: 0.2, 4: 0.4}, times=1).rows("shape", 16) == 8, "one slow call may be another program's doing"


def test_a_size_that_was_slow_while_the_machine_was_busy_is_soon_known_to_pay() -> None:
    caps = learned({2: 0.2, 4: 0.4})
    assert caps.rows("shape", 16) == 2
    for _ in range(SOON):
        rows = caps.rows("shape", 16)
        caps.learn("shape", rows, 0.2)
    assert caps.rows("shape", 16) >= 4


def test_what_does_not_pay_is_tried_ever_more_seldom() -> None:
    caps = learned({2: 0.2, 4: 0.4})
    tried, rows = [], 2
    for number in range(12 * AGAIN):
        before, rows = rows, caps.rows("shape", 4)
        if before < rows:
            tried.append(number)
        caps.learn("shape", rows, 0.1 * rows)
    gaps = [later - earlier for earlier, later in pairwise(tried)]
    assert gaps[:4] == [2 * SOON, 4 * SOON, 8 * SOON, 16 * SOON]
    assert set(gaps[5:]) == {AGAIN}


def test_memory_limits_a_shape_for_good() -> None:
    caps = learned({2: 0.2, 4: 0.21, 8: 0.22})
    caps.too_many("shape", 8)
    assert caps.rows("shape", 16) == 4
    caps.too_many("shape", 2)
    assert caps.rows("shape", 16) == 1


@given(st.lists(st.sampled_from("aaaaab"), min_size=1, max_size=30))
def test_turns_go_round_and_keep_the_order_of_each(arriving: list[str]) -> None:
    turns = Turns()
    waiting = sorted((turns.stamp(who, 1.0), who) for who in arriving)
    served = []
    for stamp, who in waiting:
        turns.serve(stamp)
        served.append(who)
    few = min(arriving.count("a"), arriving.count("b"))
    assert abs(served[: 2 * few].count("a") - few) <= 1, "as many of one as of the other"
    late = turns.stamp("new", 1.0)
    assert all(late > stamp for stamp, _ in waiting if stamp[0] <= late[0]), "who comes later comes behind"


def test_parked_work_runs_up_to_its_calls_and_takes_errors_for_answers() -> None:
    seen: list[object] = []

    def work(parked: Parked) -> None:
        seen.append(parked.ask(call()))
        try:
            parked.ask(call())
        except KeyError as error:
            seen.append(error.args[0])
        raise ValueError("end")

    parked = Parked(work)
    parked.go_on()
    assert parked.call is not None
    assert parked.call.rows == 2
    parked.go_on("first")
    with pytest.raises(ValueError, match="end"):
        parked.throw(KeyError("second"))
    assert seen == ["first", "second"]
    assert parked.has_ended
