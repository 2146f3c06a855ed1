"""A small reader of deploy/Dockerfile: its stages, and which files a build sees."""

import fnmatch
import json
from dataclasses import dataclass, field
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"


@dataclass
class Stage:
    """What one FROM makes: instructions as (word, rest)."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)


def stages() -> dict[str, Stage]:
    """By name, in order."""
    found: dict[str, Stage] = {}
    stage: Stage | None = None
    for word, rest in _instructions():
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stage = found[name] = Stage(name, base)
        elif stage:
            stage.steps.append((word, rest))
    return found


def _instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(word, " ".join(rest.split())) for word, _, rest in (line.partition(" ") for line in joined)]


def steps_of(name: str) -> list[tuple[str, str]]:
    """All instructions that made an image, those of the stages below it first."""
    known = stages()
    below = steps_of(known[name].base) if known[name].base in known else []
    return below + known[name].steps


def last(name: str, word: str) -> str:
    """What holds in an image."""
    return [rest for each, rest in steps_of(name) if each == word][-1]


def listed(text: str) -> list[str]:
    """The exec form."""
    found = json.loads(text)
    assert isinstance(found, list)
    return found


def is_let_in(path: str) -> bool:
    """Whether the build sees a file: the last line of .dockerignore that fits decides."""
    seen = True
    for line in (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        if pattern and not line.startswith("#") and _fits(path, pattern):
            seen = line.startswith("!")
    return seen


def _fits(path: str, pattern: str) -> bool:
    parts = path.split("/")
    if pattern.startswith("**/"):
        return any(fnmatch.fnmatch(part, pattern[3:]) for part in parts)
    heads = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return any(head.count("/") == pattern.count("/") and fnmatch.fnmatch(head, pattern) for head in heads)
