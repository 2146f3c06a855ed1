"""Many deaths: slow."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks/jobs_chaos.py"


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fleet", [False, True], ids=["supervised", "by-lease"])
def test_a_hundred_kills_lose_no_job(backend, fleet):
    spec = importlib.util.spec_from_file_location("jobs_chaos", SCRIPT)
    chaos = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(chaos)
    outcome = chaos.run(backend=backend, kills=100, jobs=200, workers=3, fleet=fleet)
    assert outcome.lost == 0
    assert outcome.kills == 100
    # A stage that ended just before the kill, and could not say so any more, is done again.
    assert outcome.finished_twice <= outcome.kills
