"""Write .env.example from settings/fields.py: each setting with its description, limits and default.

python scripts/env_example.py            write it
python scripts/env_example.py --check    fail if it is not what would be written
"""

import ast
import inspect
import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from safelight.settings import Settings, fields

TARGET = Path(__file__).parents[1] / ".env.example"
PREFIX = "SAFELIGHT_"

HEAD = """\
# Safelight reads its settings from the environment, or from a file named .env in the folder where it starts.
# Copy this file to .env and uncomment what you change: each line shows its default.
# Written by `make golden` from src/safelight/settings/fields.py.
#
# The defaults are for one machine with a 24 GB GPU. For smaller ones:
#
"""

# What to set on smaller machines. A model of SDXL's size takes 7 GB in half precision, a rank 16 LoRA for it 0.1 GB.
MACHINES = ("24 GB GPU", "12 GB GPU", "8 GB GPU", "CPU alone")
SMALLER: dict[str, tuple[str, str, str, str]] = {
    "cached_models": ("6", "2", "1", "1"),
    "cached_loras": ("16", "8", "4", "4"),
}


def text() -> str:
    """All of .env.example."""
    return "\n".join([HEAD + _table(), *(_setting(name, heading) for name, heading in _names())])


def _names() -> list[tuple[str, str | None]]:
    # Each setting in the order of the source, with the comment that opens its group if it is the first of one.
    lines = inspect.getsource(fields).splitlines()
    (body,) = (node.body for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.ClassDef))
    found: list[tuple[str, str | None]] = []
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            above = lines[node.lineno - 2].strip()
            found.append((node.target.id, above.removeprefix("# ") if above.startswith("# ") else None))
    return found


def _setting(name: str, heading: str | None) -> str:
    field = Settings.model_fields[name]
    lines = [f"\n# ---- {heading} ----\n"] if heading else []
    lines.append(f"# {field.description}{_limits(field)}")
    lines.append(f"#{PREFIX}{name.upper()}={'' if field.default is None else field.default}\n")
    return "\n".join(lines)


def _limits(field: FieldInfo) -> str:
    kinds = [field.annotation]
    if get_origin(field.annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(field.annotation) if kind is not NoneType]
    words = [" | ".join(get_args(kind)) for kind in kinds if get_origin(kind) is Literal]
    for rule in field.metadata:
        for limit, word in (("ge", "at least"), ("gt", "more than"), ("le", "at most")):
            if (bound := getattr(rule, limit, None)) is not None:
                words.append(f"{word} {bound:g}")
    return f" ({', '.join(words)})" if words else ""


def _table() -> str:
    rows = [("", *MACHINES), *((PREFIX + name.upper(), *values) for name, values in SMALLER.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "#   " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def main() -> None:
    """Write or compare."""
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text(), encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text():
        sys.exit(f"{TARGET.name} is not what settings/fields.py gives: run `make golden`")


if __name__ == "__main__":
    main()
