"""Processes that read pictures."""

import sys
from types import ModuleType

from safelight.engine.classify.readers import process_pool


def test_a_reader_does_not_run_the_callers_program_again(tmp_path, monkeypatch) -> None:
    program = ModuleType("__main__")
    program.__file__ = str(tmp_path / "program.py")
    (tmp_path / "program.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.setitem(sys.modules, "__main__", program)

    with process_pool(1) as pool:
        assert pool.submit(abs, -1).result() == 1

    assert not (tmp_path / "ran").exists()
    assert sys.modules["__main__"] is program
