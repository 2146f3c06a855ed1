"""A batch of many characters: each row is what plain PEFT draws with that row's LoRAs alone."""

from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safelight.engine.diffusion import bank as bank_module
from safelight.engine.diffusion.mixtures import Voice
from safelight.kit.errors import InternalError
from tests.engine import tiny
from tests.engine.diffusion.banks import KINDS, Stage, stage

NAMES = [f"{number}" * 8 for number in range(len(KINDS))]


@pytest.fixture(scope="module", params=list(tiny.FAMILIES))
def each(request: pytest.FixtureRequest, folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Stage:
    family: str = request.param
    return stage(folders[family], tmp_path_factory.mktemp(family), flow=family in {"sd3", "flux"})


@pytest.fixture(scope="module", params=list(tiny.FAMILIES))
def exact(request: pytest.FixtureRequest, folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Stage:
    family: str = request.param
    files = tmp_path_factory.mktemp(f"{family}-exact")
    return stage(folders[family], files, flow=family in {"sd3", "flux"}).exact()


SCALES = st.sampled_from([1.0, 0.5, 0.8, -0.7, 1.3, 0.0])
VOICES = st.lists(st.tuples(st.sampled_from(NAMES), SCALES), max_size=3, unique_by=lambda use: use[0]).map(tuple)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(0, 5), VOICES), min_size=1, max_size=6))
def test_every_row_is_what_peft_draws_of_it_alone(exact: Stage, rows: list[tuple[int, Voice]]) -> None:
    """In double precision: among many random mixtures some in fp32 differ by 2e-5 of 2, which is rounding alone."""
    bank = exact.loaded.bank
    bank.hold([(name, exact.files[name]) for name in NAMES])
    with bank.applied([voice for _, voice in rows]):
        drawn = exact.drawn([row for row, _ in rows])
    for (row, voice), ours in zip(rows, drawn, strict=True):
        alone = exact.by_peft(row, voice)[0]
        assert float((ours - alone).abs().max()) <= 1e-5
        if voice == ((NAMES[2], 1.0),):
            assert float((alone - exact.by_peft(row, ())[0]).abs().max()) > 1e-3


def test_alone_it_is_peft_to_the_bit_and_shows(each: Stage) -> None:
    bank = each.loaded.bank
    bank.hold(list(each.files.items()))
    for voice in (*(((name, 0.8),) for name in NAMES), ((NAMES[2], -0.7), (NAMES[0], 1.3))):
        with bank.applied([voice]):
            drawn = each.drawn([3])
        assert torch.equal(drawn, each.by_peft(3, voice))
        assert (drawn - each.by_peft(3, ())).abs().max() > 1e-3


def test_afterwards_the_model_is_as_before(each: Stage) -> None:
    bank, layers = each.loaded.bank, list(each.denoiser.modules())
    bank.hold(list(each.files.items()))
    before = each.drawn([0, 1])
    for rows in ([((NAMES[0], 1.0),)], [((NAMES[2], 1.0),), ()]):
        with bank.applied(rows):
            assert not torch.equal(each.drawn([0, 1]), before)
        assert torch.equal(each.drawn([0, 1]), before)
    with bank.applied([()]):
        assert torch.equal(each.drawn([0, 1]), before)
        assert not any(layer._forward_hooks or layer._forward_pre_hooks for layer in layers), "plain costs nothing"
    assert list(each.denoiser.modules()) == layers


def test_a_plain_row_and_one_of_no_weight_are_the_base_to_the_bit(each: Stage) -> None:
    bank = each.loaded.bank
    bank.hold(list(each.files.items()))
    before = each.drawn([0, 1, 2])
    with bank.applied([(), ((NAMES[2], 1.0),), ((NAMES[0], 0.0),)]):
        drawn = each.drawn([0, 1, 2])
    assert torch.equal(drawn[[0, 2]], before[[0, 2]])
    assert not torch.equal(drawn[1], before[1])
    with bank.applied([((NAMES[2], 0.0),), ((NAMES[0], 0.5), (NAMES[0], -0.5)), ()]):
        assert torch.equal(each.drawn([0, 1, 2]), before)


def test_one_file_twice_is_that_file_with_both_scales(each: Stage) -> None:
    bank, name = each.loaded.bank, NAMES[3]
    bank.hold([(name, each.files[name])])
    with bank.applied([((name, 0.5), (name, 0.3)), ()]):
        twice = each.drawn([0, 1])
    with bank.applied([((name, 0.8),), ()]):
        assert torch.equal(each.drawn([0, 1]), twice)


def test_fewer_rows_than_the_models_are_repeated_as_guidance_stacks_them(each: Stage) -> None:
    bank = each.loaded.bank
    bank.hold(list(each.files.items()))
    one, other = ((NAMES[0], 1.0),), ((NAMES[2], 0.8), (NAMES[1], 0.5))
    with bank.applied([one, other]):
        drawn = each.drawn([0, 1, 2, 3])
        again = each.drawn([4, 5])  # another batch of the same mixture
    for row, voice, ours in zip(range(6), [one, other] * 3, [*drawn, *again], strict=True):
        assert (ours - each.by_peft(row, voice)[0]).abs().max() <= 1e-5
    with bank.applied([one, other]), pytest.raises(InternalError, match="batch of 3 is no multiple of the 2 rows"):
        each.drawn([0, 1, 2])
    assert torch.equal(each.drawn([0]), each.by_peft(0, ())), "an error leaves nothing behind"


def test_mixtures_that_take_turns_are_put_together_once(each: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests of two sizes are drawn step by step in turns, a plain one between them: no step begins from nothing."""
    bank = each.loaded.bank
    bank.forget()
    bank.hold(list(each.files.items()))
    mixed, made = bank_module.Mixture, list[tuple[Voice, ...]]()
    monkeypatch.setattr(
        bank_module, "Mixture", lambda voices, *rest, **how: made.append(voices) or mixed(voices, *rest, **how)
    )
    turns = [(((NAMES[0], 1.0),), ()), (((NAMES[1], 1.0),), ((NAMES[0], 0.5),)), ((),)]
    first = {}
    for _ in range(3):
        for rows in turns:
            with bank.applied(rows):
                drawn = each.drawn([0, 1])
            assert torch.equal(first.setdefault(rows, drawn), drawn)
    assert made == turns[:2]
    for number in range(bank_module.MIXTURES + 1):
        with bank.applied([((NAMES[0], 0.1 * number + 0.1),)]):
            each.drawn([0])
    assert len(bank._mixtures) == bank_module.MIXTURES
