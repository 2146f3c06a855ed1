"""Whatever breaks, no job is lost and none is done twice: agents, server, PostgreSQL and S3, all as processes. Slow."""

import pytest

from benchmarks import fleet_chaos
from tests.fleet.asking import SHARES
from tests.fleet.counting import Found
from tests.fleet.fleet import LEASE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
BUSY_SECONDS = 2.0


def test_nothing_of_any_kind_is_lost_or_done_twice_whatever_breaks() -> None:
    outcome = fleet_chaos.run(jobs=500, faults=60)
    assert outcome.wrong == Found()
    assert outcome.states == {"succeeded": 500}
    assert {"nap", *SHARES} == set(outcome.kinds)
    assert outcome.faults.total() == 60
    assert outcome.takeovers, "no fault hit a running job"
    assert max(outcome.takeovers) <= LEASE + BUSY_SECONDS, outcome.slow


def test_four_agents_do_four_times_as_much() -> None:
    one, four = fleet_chaos.scaling()
    assert four / one >= 3.8
