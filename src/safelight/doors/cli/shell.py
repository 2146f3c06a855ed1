"""What every command has at hand: where to print, as JSON or for people, and the settings."""

import json as json_module
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from safelight.settings import Settings

PIPED_WIDTH = 200  # columns when nobody watches, so that no table cuts what a program reads


@dataclass
class Shell:
    """One run of the command. `json` is set by a command's `--json`; `on` are labels of the workers for its jobs."""

    server: str | None = None
    api_key: str | None = None
    data_dir: Path | None = None
    on: str | None = None
    json: bool = False

    @cached_property
    def out(self) -> "Console":
        """Standard output: results."""
        return _console(stderr=False)

    @cached_property
    def err(self) -> "Console":
        """Standard error: progress and problems."""
        return _console(stderr=True)

    def settings(self, **changes: Any) -> "Settings":
        """The settings of this installation, with what the command line says on top."""
        from safelight.settings import Settings

        if self.data_dir is not None:
            changes.setdefault("data_dir", self.data_dir)
        if self.api_key is not None:
            changes.setdefault("api_key", self.api_key)
        return Settings(**{name: value for name, value in changes.items() if value is not None})

    def result(self, document: Any, readable: "Callable[[], RenderableType]") -> None:
        """Print a result: the document as JSON if that was asked for, else what people read."""
        if self.json:
            self.print_json(document)
        else:
            self.out.print(readable())

    def print_json(self, document: Any) -> None:
        """One JSON document on standard output."""
        typer.echo(json_module.dumps(document, indent=2, ensure_ascii=False, default=str))

    def note(self, text: str) -> None:
        """One quiet line on standard error."""
        self.err.print(text, style="dim", highlight=False, soft_wrap=True)


def shell_of(ctx: typer.Context) -> Shell:
    """The shell of this run."""
    found = ctx.find_object(Shell)
    return found if found is not None else ctx.ensure_object(Shell)


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()) -> "RenderableType":
    """A quiet table; the first column is what other commands take."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for number, column in enumerate(columns):
        made.add_column(
            column, justify="right" if number in right else "left", no_wrap=number == 0, overflow="fold",
            style="bold" if number == 0 else "",
        )  # fmt: skip
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    return made


def sheet(values: Mapping[str, Any]) -> "RenderableType":
    """Names and values, one per line; what is empty is left out."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in values.items():
        if value not in (None, "", [], {}):
            made.add_row(name, value if isinstance(value, Text) else Text(str(value)))
    return made


def bytes_text(count: float | None) -> str:
    """A size as people say it: 4.6 MB."""
    if not count:
        return "–"
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" or count >= 100 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def seconds_text(seconds: float) -> str:
    """A time span as people say it: 3 s, 2 min 5 s, 1 h 4 min."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def environment_of(settings: "Settings") -> dict[str, str]:
    """This process's environment with the settings in force, which flags may have changed, for a child process."""
    chosen = {name: getattr(settings, name) for name in settings.model_fields_set}
    return os.environ | {
        f"SAFELIGHT_{name.upper()}": _as_text(value) for name, value in chosen.items() if value is not None
    }


def _as_text(value: Any) -> str:
    if hasattr(value, "get_secret_value"):
        return str(value.get_secret_value())
    if isinstance(value, dict):
        return json_module.dumps(value)  # as pydantic-settings reads it
    return str(value.absolute()) if isinstance(value, Path) else str(value)


def _console(*, stderr: bool) -> "Console":
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    return console


def _want_json(ctx: typer.Context, value: bool) -> bool:
    if value:
        shell_of(ctx).json = True
    return value


Json = Annotated[
    bool,
    typer.Option(
        "--json",
        callback=_want_json,
        is_eager=True,
        help="Print one JSON document.",
        rich_help_panel="Output",
        metavar="",
    ),
]
