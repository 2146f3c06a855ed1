"""benchmarks/: each says what it shows and how it is run, and the one that runs them all calls each as it wants it."""

import ast
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCH = runpy.run_path(str(ROOT / "scripts/bench.py"))
SCRIPTS = [*BENCH["scripts"](), *BENCH["scripts"](gpu=True)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_what_it_is_told_is_what_it_knows(script: Path, tmp_path: Path) -> None:
    text = script.read_text(encoding="utf-8")
    known = set(re.findall(r"add_argument\(\s*\"(--[\w-]+)\"", text))
    told = BENCH["arguments"](script, full=False, figures=tmp_path / "figures.json")
    assert {word for word in told if word.startswith("--")} <= known
    assert told or script.stem.startswith("gpu_"), "nothing makes it brief"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_says_what_it_shows(script: Path) -> None:
    said = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    assert len(said.splitlines()[0]) > 30


def test_none_is_named_that_is_not_there() -> None:
    assert set(BENCH["BRIEF"]) <= {script.stem for script in SCRIPTS}


def test_those_for_a_gpu_are_apart() -> None:
    assert all(script.stem.startswith("gpu_") for script in BENCH["scripts"](gpu=True))
    assert not [script for script in BENCH["scripts"]() if script.stem.startswith("gpu_")]
