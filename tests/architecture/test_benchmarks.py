"""benchmarks/: each says what it shows and how it is run, and the one that runs them all calls each as it wants it."""

import ast
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import torch

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


@pytest.mark.parametrize("script", BENCH["scripts"](gpu=True), ids=lambda script: script.stem)
def test_without_a_gpu_it_says_so_and_what_it_can_be_told(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(script.parent))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    for told in ([], ["--quick"]):
        monkeypatch.setattr(sys, "argv", [str(script), *told])
        with pytest.raises(SystemExit, match="needs a CUDA device; --tiny shows"):
            runpy.run_path(str(script), run_name="__main__")
    monkeypatch.setattr(sys, "argv", [str(script), "--no-such-word"])
    with pytest.raises(SystemExit, match="2"):
        runpy.run_path(str(script), run_name="__main__")
    assert "unrecognized arguments: --no-such-word" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("gpu_mixed_characters", {"load/unload", "hotswap", "set_adapters", "grouped", "hub", "one character"}),
        ("gpu_serving", {"fifo", "step", "default"}),
    ],
)
def test_small_networks_on_a_cpu_show_that_it_works(name: str, ways: set[str], tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    subprocess.run([sys.executable, ROOT / f"benchmarks/{name}.py", "--tiny", "--json", figures], check=True)
    (found,) = json.loads(figures.read_text(encoding="utf-8")).values()
    assert ways <= {way for way, seconds in found.items() if seconds}


def test_those_for_a_gpu_are_apart() -> None:
    assert all(script.stem.startswith("gpu_") for script in BENCH["scripts"](gpu=True))
    assert not [script for script in BENCH["scripts"]() if script.stem.startswith("gpu_")]
