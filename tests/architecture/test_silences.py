"""What is skipped or silenced says why, beside it: on its own line, or in a comment right above."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = {".py", ".ts", ".tsx", ".mjs", ".js"}
RULES = r"[@\w/-]+(?:, ?[@\w/-]+)*"
SILENCE = re.compile(
    rf"(?:# noqa(?:: {RULES})?|# type: ignore(?:\[[\w, -]+\])?|# pragma: no cover|(?:ruff|mypy): [\w-]+"
    rf"|eslint-disable(?:-next-line|-line)?(?: {RULES})?|@ts-(?:ignore|expect-error|nocheck))(?P<rest>.*)"
)
SKIP = re.compile(r"\b(?:pytest\.(?:skip|xfail|importorskip|mark\.(?:skip|skipif|xfail))|(?:it|test|describe)\.skip)\b")
COMMENT = re.compile(r"^\s*(?:#|//|\{?/\*)\s*\w+ \w+")
WORDS = re.compile(r"\w+\W+\w+")


def unexplained(text: str) -> list[int]:
    """Numbers of the lines that silence something and do not say why."""
    lines, found = text.split("\n"), []
    for number, line in enumerate(lines, start=1):
        above = lines[number - 2] if number > 1 else ""
        silence = SILENCE.search(line)
        if silence and not (WORDS.search(silence["rest"]) or COMMENT.match(above)):
            found.append(number)
        if SKIP.search(line) and not re.search(r"reason=|skip\((?:\"\w+ \w+|message\))", line):
            found.append(number)
    return found


def test_every_silence_says_why():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if Path(name).suffix in CODE]
    paths = [path for path in paths if path.is_file() and path != Path(__file__)]
    assert len(paths) > 500
    assert [f"{path.relative_to(ROOT)}:{at}" for path in paths for at in unexplained(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("line", "explained"),
    [
        ("import x  # noqa: F401", False),
        ("import x  # noqa: F401  declares its tables", True),
        ("x = y  # type: ignore[arg-type]", False),
        ("x = y  # type: ignore[arg-type]  # PEFT declares int", True),
        ("# It is there for keys.\nx = y  # noqa: E731", True),
        ("// eslint-disable-next-line jsx-a11y/no-autofocus", False),
        ("// eslint-disable-next-line a/b, c/d -- it was asked for", True),
        ("// @ts-expect-error", False),
        ("pytest.skip()", False),
        ('pytest.skip("only root may mount a disk")', True),
        ("@pytest.mark.skip", False),
        ('pytest.importorskip("gradio", reason="the extra is not installed")', True),
    ],
)
def test_what_counts_as_a_reason(line, explained):
    assert (unexplained(line) == []) is explained
