"""A batch of many characters: each row is what plain PEFT draws with that row's LoRAs alone."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safelight.engine.diffusion.bank import Voice
from tests.engine import tiny
from tests.engine.diffusion.banks import KINDS, Stage, stage

NAMES = [f"{number}" * 8 for number in range(len(KINDS))]


@pytest.fixture(scope="module", params=list(tiny.FAMILIES))
def each(request: pytest.FixtureRequest, folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Stage:
    family: str = request.param
    return stage(folders[family], tmp_path_factory.mktemp(family), flow=family in {"sd3", "flux"})


SCALES = st.sampled_from([1.0, 0.5, 0.8, -0.7, 1.3, 0.0])
VOICES = st.lists(st.tuples(st.sampled_from(NAMES), SCALES), max_size=3, unique_by=lambda use: use[0]).map(tuple)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(0, 5), VOICES), min_size=1, max_size=6))
def test_every_row_is_what_peft_draws_of_it_alone(each: Stage, rows: list[tuple[int, Voice]]) -> None:
    bank = each.loaded.bank
    bank.hold([(name, each.files[name]) for name in NAMES])
    with bank.applied([voice for _, voice in rows]):
        drawn = each.drawn([row for row, _ in rows])
    for (row, voice), ours in zip(rows, drawn, strict=True):
        alone = each.by_peft(row, voice)[0]
        assert (ours - alone).abs().max() <= 1e-5
        if voice == ((NAMES[2], 1.0),):
            assert (alone - each.by_peft(row, ())[0]).abs().max() > 1e-3
