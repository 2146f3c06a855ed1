"""Writes docs/guide/cli.md from the commands themselves."""

import re
from typing import Any

from typer.main import get_command

from safelight.doors.cli.main import app

HEAD = """# The command line

`safelight COMMAND --help` says the same, in colour. Without a running studio, a command starts one for itself and stops
it at the end; two at once share it. `--json` prints one JSON document to standard output; progress and problems go to
standard error.

| exit code | |
|---|---|
| 0 | it worked |
| 1 | it failed: the job, or something it needed |
| 2 | wrong usage: an option or value that cannot be used |
| 3 | there is no such thing |
| 4 | no studio answers |
| 130 | cancelled, by Ctrl-C or by somebody else |

<!-- From here on written by SAFELIGHT_GOLDEN=write pytest tests/doors/cli/test_manual.py -->
"""


def text() -> str:
    """The whole page."""
    root = get_command(app)
    parts = [HEAD, "## Before any command\n", *_options(root)]
    panels: dict[str, list[Any]] = {}
    for command in root.commands.values():
        panels.setdefault(command.rich_help_panel, []).append(command)
    for panel, commands in panels.items():
        parts.append(f"\n## {panel}\n")
        for command in commands:
            parts += _command(command, command.name)
    return "\n".join(parts).rstrip() + "\n"


def _command(command: Any, path: str) -> list[str]:
    if hasattr(command, "commands"):
        parts = [f"### {path}\n", f"{command.help}\n"]
        for child in command.commands.values():
            parts += _command(child, f"{path} {child.name}")
        return parts
    arguments = [_argument(param) for param in command.params if param.param_type_name == "argument"]
    usage = " ".join(["safelight", path, *arguments])
    return [f"### `{usage}`\n", *_help(command.help), *_options(command), ""]


def _help(text: str) -> list[str]:
    about, _, examples = text.partition("[bold]Example")
    lines = [about.strip() + "\n"]
    if examples:
        shown = [line.strip() for line in examples.splitlines()[1:] if line.strip()]
        lines += ["```sh", *shown, "```\n"]
    return lines


def _options(command: Any) -> list[str]:
    rows = []
    for param in command.params:
        hidden = getattr(param, "hidden", False) or param.name in {"help", "install_completion", "show_completion"}
        if param.param_type_name != "option" or hidden:
            continue
        names = ", ".join(f"`{name}`" for name in [*param.opts, *param.secondary_opts])
        shown = param.show_default
        default = shown if isinstance(shown, str) else "" if param.default in {None, False, ""} else str(param.default)
        if shown is False or isinstance(param.default, bool):
            default = ""
        rows.append(f"| {names} {param.metavar or ''} | {param.help} | {default} |")
    return ["| option | | default |", "|---|---|---|", *rows] if rows else []


def _argument(param: Any) -> str:
    return param.metavar or re.sub(r"_", "-", param.name).upper()
