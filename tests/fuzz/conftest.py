"""How many inputs each parser gets: few in the suite, others with `pytest tests/fuzz --fuzz-examples N`."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz-examples", type=int, default=0, help="inputs for each parser of foreign bytes")


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    """The number that was asked for, or 0. pytest knows the option only where this folder was named to it."""
    return int(request.config.getoption("--fuzz-examples", default=0))
