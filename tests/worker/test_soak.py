"""Many clients at once, some of whom cancel or hang up, and a worker that dies; a short story and a long one."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks/soak.py"


@pytest.fixture(scope="module")
def soak() -> ModuleType:
    spec = spec_from_file_location("soak", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    sys.modules["soak"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(outcome: Any) -> None:
    assert outcome.ended_otherwise == []
    assert outcome.known_to_clients_alone == []
    assert outcome.files_without_row == []
    assert outcome.rows_without_file == []
    assert outcome.states["failed"] == 0
    assert outcome.workers <= 2, "only the one that was killed was replaced"
    assert outcome.states["succeeded"] > outcome.requests / 2
    assert not {answer for answer in outcome.answers if answer.startswith("5")}


@pytest.mark.computes
@pytest.mark.slow
def test_forty_requests_end_once_each(soak: ModuleType, backend: str, tmp_path: Path) -> None:
    check(soak.run(backend, tmp_path, requests=40, clients=10))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_thousand_requests_end_once_each_and_memory_stays(soak: ModuleType, backend: str, tmp_path: Path) -> None:
    outcome = soak.run(backend, tmp_path, requests=2000, clients=20)
    check(outcome)
    assert outcome.growth < 1.10
