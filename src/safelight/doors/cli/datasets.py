"""`safelight datasets`: pictures by class to train classifiers on, checked, corrected and kept in versions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.shell import Json, by_line, bytes_text, counted, marked, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

PATH = "/api/v1/datasets"

app = typer.Typer(
    name="datasets",
    help="Pictures by class to train on: check, correct, keep versions.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Name = Annotated[str, typer.Argument(metavar="DATASET", help="Name or id of the dataset.", show_default=False)]
Part = Annotated[
    str | None, typer.Option("--part", metavar="train|val|test", help="Only of this part.", show_default=False)
]
Class = Annotated[str | None, typer.Option("--class", metavar="NAME", help="Only of this class.", show_default=False)]


@app.command("list")
def list_(
    ctx: typer.Context,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Only names with this in them.")] = None,
    project: Annotated[str | None, typer.Option(metavar="NAME", help="Only those of this project.")] = None,
    json: Json = False,
) -> None:
    """List the datasets, newest first."""
    shell = shell_of(ctx)
    found = shell.pages(PATH, limit=1000, search=search, project=project)
    columns = ("DATASET", "CLASSES", "TRAIN", "VAL", "TEST", "VERSION", "WHERE")
    empty = "There are no datasets. Make one: safelight datasets create NAME PICTURES.zip"
    shell.listing(found, columns, [_row(each) for each in found], empty=empty, right=(1, 2, 3, 4))


@app.command()
def show(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Show a dataset with its classes."""
    shell = shell_of(ctx)
    found = shell.get(path_of(name))
    shell.result(found, lambda: _detail(found))


@app.command()
def pictures(
    ctx: typer.Context,
    name: Name,
    part: Part = None,
    label: Class = None,
    finding: Annotated[
        str | None, typer.Option(metavar="KIND", help="Only with this finding, such as blurred.", show_default=False)
    ] = None,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Only file names with this in them.")] = None,
    left_out: Annotated[bool, typer.Option("--left-out", help="Only those that are left out.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")] = 50,
    json: Json = False,
) -> None:
    """List the pictures of a dataset."""
    shell = shell_of(ctx)
    asked = {"split": part, "label": label, "finding": finding, "search": search, "excluded": left_out or None}
    found = shell.pages(f"{path_of(name)}/pictures", limit=limit, **asked)
    rows = [
        (
            each["id"],
            each["split"],
            each["label"],
            each["filename"],
            f"{each['width']}x{each['height']}",
            "left out" if each["excluded"] else ", ".join(each["findings"]),
        )
        for each in found
    ]
    shell.result(found, lambda: table(("PICTURE", "PART", "CLASS", "FILE", "PIXELS", "NOTES"), rows))


@app.command()
def doctor(
    ctx: typer.Context,
    name: Name,
    again: Annotated[bool, typer.Option("--again", help="Examine all pictures again first.")] = False,
    json: Json = False,
) -> None:
    """Tell what in a dataset will be learnt badly.

    Repeats (across train, val and test, and across classes, too), blur, wrong exposure, classes that are small, empty
    or missing. Nothing is changed unasked.
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    with shell.connect() as client:
        if again:
            started = client.post(f"{path_of(name)}/doctor")
            watch(client, started["job_id"], shell=shell, title=f"Examine {name}")
        found = client.get(f"{path_of(name)}/doctor")
    shell.result(found, lambda: _findings(found))


@app.command()
def versions(
    ctx: typer.Context,
    name: Name,
    keep: Annotated[
        str | None,
        typer.Option("--keep", metavar="NOTE", help="Keep it as it is now, with this note.", show_default=False),
    ] = None,
    restore: Annotated[
        int | None, typer.Option("--restore", metavar="NUMBER", help="Make it as it was.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """List the versions of a dataset; keep one, or go back to one.

    A run keeps one by itself where something has changed.
    """
    shell = shell_of(ctx)
    path = f"{path_of(name)}/versions"
    with shell.connect() as client:
        if keep is not None:
            client.post(path, {"note": keep})
        if restore is not None:
            client.post(f"{path}/{restore}/restore")
        found = client.get(path)
    rows = [
        (
            each["number"],
            each["pictures"],
            len(each["labels"]),
            each["runs"],
            each["created_at"][:16].replace("T", " "),
            "as now" if each["is_current"] else "",
            each["note"],
        )
        for each in found
    ]
    columns = ("VERSION", "PICTURES", "CLASSES", "RUNS", "KEPT", "", "NOTE")
    empty = f"There are no versions yet. Keep one: safelight datasets versions {name} --keep 'A note'"
    shell.listing(found, columns, rows, empty=empty, right=(1, 2, 3))


@app.command()
def download(
    ctx: typer.Context,
    name: Name,
    to: Annotated[Path, typer.Option("--to", "-o", metavar="PATH", help="File or folder to save it in.")] = Path(),
    version: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="This version of it; as it is now if left out.")
    ] = None,
    json: Json = False,
) -> None:
    """Save a dataset as a zip file with a folder per class."""
    shell = shell_of(ctx)
    at = f"/versions/{version}" if version is not None else ""
    saved = shell.download(f"{path_of(name)}{at}/download", to)
    size = saved.stat().st_size
    shell.done({"path": str(saved), "bytes": size}, f"{saved} ({bytes_text(size)})")


def path_of(name: str) -> str:
    """The address of one."""
    return f"{PATH}/{quote(name, safe='')}"


def _row(found: dict[str, Any]) -> tuple[object, ...]:
    version = f"{found['version']}{'+' if found['changed'] else ''}" if found["version"] else "–"
    parts = found["parts"]
    return found["name"], found["classes"], parts["train"], parts["val"], parts["test"], version, found["path"] or ""


def _detail(found: dict[str, Any]) -> "RenderableType":
    from rich.console import Group

    about = {
        "dataset": found["name"],
        "about": found["description"],
        "folder": found["path"],
        "version": f"{found['version']}, changed since" if found["changed"] else found["version"],
        "size": bytes_text(found["bytes"]) if found["bytes"] else "",
        "left out": found["excluded"],
        "to look at": f"{found['findings']} (safelight datasets doctor {found['name']})" if found["findings"] else "",
        "runs": found["runs"],
    }
    rows = [(each["label"], each["train"], each["val"], each["test"]) for each in found["labels"]]
    return Group(sheet(about), "", table(("CLASS", "TRAIN", "VAL", "TEST"), rows, right=(1, 2, 3)))


def _findings(found: dict[str, Any]) -> "RenderableType":
    lines: list[Any] = []
    marks = {"problem": marked("[red]✗[/]"), "warning": marked("[yellow]![/]"), "note": marked("[dim]·[/]")}
    for group in found["groups"]:
        lines.append(marked("{} [bold]{}[/] ({})", marks[group["severity"]], group["title"], group["count"]))
        for each in group["findings"][:5]:
            named = f"{each['picture']['label']}/{each['picture']['filename']}: " if each["picture"] else ""
            lines.append(f"    {named}{each['message']}")
        if group["count"] > 5 and group["findings"][0]["picture"]:
            lines.append(marked("    [dim]… and {} more[/]", group["count"] - 5))
    if found["unreadable"]:
        lines.append(
            marked(
                "[yellow]![/] {} could not be used.",
                counted(found["unreadable"], "file that was sent", "files that were sent"),
            )
        )
    if not lines:
        lines.append(marked("[green]✓[/] Nothing found in {}.", counted(found["pictures"], "picture")))
    if found["pending"]:
        lines.append(marked("[dim]Pictures are still being examined.[/]"))
    lines += [marked("[dim]Not looked for: {}[/]", each) for each in found["not_looked_for"]]
    return by_line(lines)
