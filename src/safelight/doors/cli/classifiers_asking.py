"""What the options of `safelight classifiers` say: settings, and values to try."""

import contextlib
import json
import math
import re
from collections.abc import Sequence
from typing import Any

import typer

SET_HELP = "NAME=VALUE, such as lr=0.01; repeatable. `safelight classifiers settings` lists every one."
VARY_HELP = "NAME=A,B,C for values, NAME=LOW..HIGH for a range, NAME=LOW..HIGH:log; repeatable."
_NUMBER = r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?"


def settings(pairs: Sequence[str] | None) -> dict[str, Any]:
    """NAME=VALUE of each; true, false, null and numbers are what they say, the rest is text."""
    return {name: _value(text) for name, text in (_pair(pair, "--set", "lr=0.01") for pair in pairs or ())}


def space(pairs: Sequence[str], *, steps: int) -> dict[str, dict[str, Any]]:
    """The values of each setting that a sweep varies."""
    found: dict[str, dict[str, Any]] = {}
    for name, text in (_pair(pair, "--vary", "lr=0.001,0.01") for pair in pairs):
        if given := re.fullmatch(rf"({_NUMBER})\.\.({_NUMBER})(:log|:linear)?", text):
            scale = (given[3] or ":linear")[1:]
            found[name] = {"low": float(given[1]), "high": float(given[2]), "scale": scale, "steps": steps}
        else:
            found[name] = {"values": [_value(part) for part in text.split(",")]}
    return found


def given(**options: Any) -> dict[str, Any]:
    """Those that were said."""
    return {name: value for name, value in options.items() if value not in (None, [], {})}


def _pair(pair: str, option: str, example: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not name.strip() or not equals:
        raise typer.BadParameter(f"{pair!r} sets nothing; write it as {example}.", param_hint=option)
    return name.strip().replace("-", "_"), value.strip()


def _value(text: str) -> Any:
    """JSON, or a number that JSON would write otherwise (.5), or the text itself."""
    plain = text.strip()
    with contextlib.suppress(ValueError):
        found = json.loads(plain.lower())
        if not isinstance(found, float) or math.isfinite(found):
            return found
    return float(plain) if re.fullmatch(r"[+-]?\.\d+(?:[eE][+-]?\d+)?", plain) else plain
