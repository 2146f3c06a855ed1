"""What every command has at hand: where to print, as JSON or for people, and the settings."""

import json as json_module
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from safelight.doors.cli.client import Client
    from safelight.settings import Settings

_PLACE = re.compile(r"\{(?::([^}]*))?\}")  # of a value in words with markup: {} or {:.3g}
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

        whole = said(data_dir=self.data_dir, api_key=self.api_key)
        return Settings(**whole | said(**changes))

    def connect(self, *, as_nobody: bool = False) -> "AbstractContextManager[Client]":
        """The studio that this command should use, for several calls. Raises ServerUnreachable, Failed."""
        from safelight.doors.cli.studio import connect  # with httpx, which `--help` does without

        return connect(self, as_nobody=as_nobody)

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path of the studio. This and what follows connect for the one call alone."""
        with self.connect() as client:
            return client.get(path, **query)

    def pages(self, path: str, *, limit: int, **query: Any) -> list[dict[str, Any]]:
        """The first `limit` items of a list."""
        with self.connect() as client:
            return client.pages(path, limit=limit, **query)

    def post(self, path: str, json: Any = None, **more: Any) -> Any:
        """Send JSON, or a form with files."""
        with self.connect() as client:
            return client.post(path, json, **more)

    def put(self, path: str, json: Any = None, **more: Any) -> Any:
        """Set something, by JSON or by a form with files."""
        with self.connect() as client:
            return client.put(path, json, **more)

    def patch(self, path: str, json: Any) -> Any:
        """Change something."""
        with self.connect() as client:
            return client.patch(path, json)

    def delete(self, path: str) -> Any:
        """Delete something."""
        with self.connect() as client:
            return client.delete(path)

    def download(self, url: str, path: Path) -> Path:
        """Save what a link points to; `path` may be a folder for the server's own name."""
        with self.connect() as client:
            return client.download(url, path)

    def result(self, document: Any, readable: "Callable[[], RenderableType]") -> None:
        """Print a result: the document as JSON if that was asked for, else what people read."""
        if self.json:
            self.print_json(document)
        else:
            self.out.print(readable())

    def done(self, document: Any, text: "str | Text", *, then: str = "") -> None:
        """Print that something is done, and `then` what may be typed next."""
        after = marked("\n[dim]→ {}[/]", then) if then else ""
        self.result(document, lambda: marked("[green]✓[/] {}{}", text, after))

    def listing(
        self,
        document: Any,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        empty: str,
        right: Sequence[int] = (),
    ) -> None:
        """Print a list: as JSON, or as a table, or the words of `empty` on standard error if there is no row."""
        if rows or self.json:
            self.result(document, lambda: table(columns, rows, right=right))
        else:
            self.note(empty)

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


def said(**options: Any) -> dict[str, Any]:
    """The options that the command line says; what it leaves out is None."""
    return {name: value for name, value in options.items() if value is not None}


def marked(words: str, *values: Any) -> "Text":
    """Words with rich's markup, in which each `{}` stands for a value.

    A value is taken as it is, also where it looks like markup, as a name of somebody's may: all other text that a
    command prints has no markup. A Text keeps its own style; of a number `{:.3g}` says how it is written.
    """
    from rich.text import Text

    template = Text.from_markup(words, emoji=False)
    made, after = Text(), 0
    for place, value in zip(_PLACE.finditer(template.plain), values, strict=True):
        made.append_text(template[after : place.start()])
        if isinstance(value, Text):
            made.append_text(value)
        else:
            around = (span.style for span in reversed(template.spans) if span.start <= place.start() < span.end)
            made.append(format(value, place[1]) if place[1] else str(value), next(around, ""))
        after = place.end()
    return made.append_text(template[after:])


def by_line(parts: "Iterable[str | Text]") -> "Text":
    """Each on a line of its own."""
    from rich.text import Text

    return Text("\n").join(part if isinstance(part, Text) else Text(part) for part in parts)


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


def counted(count: int, one: str, many: str = "") -> str:
    """So many of a thing: 1 picture, 2 pictures."""
    return f"{count} {one if count == 1 else many or one + 's'}"


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


def _console(*, stderr: bool) -> "Console":
    from rich.console import Console

    # Markup and emoji only where `marked` says so: what people call their things is no markup.
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
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
