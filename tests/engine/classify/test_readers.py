"""Processes that read pictures."""

from safelight.engine.classify.readers import process_pool

LOADED = "sorted(set(__import__('sys').modules) & {'torch', 'pytest'})"


def test_a_reader_does_not_run_the_callers_program_again() -> None:
    with process_pool(1) as pool:
        assert pool.submit(eval, LOADED).result() == []
