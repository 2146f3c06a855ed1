"""`safelight datasets …` that change one: make it, send pictures, move and relabel them, delete."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.datasets import PATH, Class, Name, Part, path_of
from safelight.doors.cli.shell import Json, counted, marked, said, shell_of

if TYPE_CHECKING:
    from rich.text import Text


def install(app: typer.Typer) -> None:
    """Add these commands to those of datasets."""
    for command in (create, add, move, split, remove):
        app.command()(command)


def create(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.", show_default=False)],
    pictures: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PICTURES…]", help="Zip files and folders to send at once.", show_default=False),
    ] = None,
    path: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER", help="Use this folder of the server's and the workers' machines.", show_default=False
        ),
    ] = None,
    about: Annotated[str, typer.Option(metavar="TEXT", help="What it is about.", show_default=False)] = "",
    project: Annotated[str | None, typer.Option(metavar="NAME", help="Put it into this project.")] = None,
    json: Json = False,
) -> None:
    """Make a dataset: of pictures that are sent, or of a folder.

    [bold]Examples[/]

      safelight datasets create pets pets.zip
      safelight datasets create digits --path /data/digits
    """
    from safelight.doors.cli.problems import WrongUsage
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    if path and pictures:
        raise WrongUsage("A dataset is either a folder or pictures that are sent.", hint="Leave out one of the two.")
    spec = {"name": name, "description": about, "project": project, "path": path}
    with shell.connect() as client:
        made = client.post(PATH, spec)
        if path:
            watch(client, made["job"]["id"], shell=shell, title=f"Look at {path}", on_interrupt="leave")
        elif pictures:
            _send(ctx, client, made["id"], pictures)
        made = client.get(path_of(made["id"]))
    shell.result(made, lambda: _told(made))


def add(
    ctx: typer.Context,
    name: Name,
    pictures: Annotated[
        list[Path],
        typer.Argument(metavar="PICTURES…", help="Zip files, folders and pictures.", show_default=False),
    ],
    label: Annotated[
        str | None,
        typer.Option("--class", metavar="NAME", help="The class of all; by their folders if left out."),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="train|val|test", help="The part of all; by their folders if left out."),
    ] = None,
    json: Json = False,
) -> None:
    """Send pictures to a dataset, classes by their folders.

    Zip files and folders hold train/val/test with a folder per class, or a folder per class. What cannot be used is
    told and left out; what is there already is passed over.

    [bold]Examples[/]

      safelight datasets add pets more.zip
      safelight datasets add pets photos/cats --class cat --part val
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        reports = _send(ctx, client, name, pictures, label=label, part=part)
    total = {key: sum(each[key] for each in reports) for key in ("added", "duplicates", "ignored", "refused")}
    total["refusals"] = [refusal for each in reports for refusal in each["refusals"]]
    shell.done(total, f"{counted(total['added'], 'new picture')}.")


def move(
    ctx: typer.Context,
    name: Name,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PICTURE…]", help="Ids of pictures; else say which by options.", show_default=False),
    ] = None,
    part: Part = None,
    label: Class = None,
    finding: Annotated[
        str | None, typer.Option(metavar="KIND", help="Only with this finding, such as blurred.", show_default=False)
    ] = None,
    to_part: Annotated[
        str | None, typer.Option("--to-part", metavar="train|val|test", help="Put them into this part.")
    ] = None,
    to_class: Annotated[str | None, typer.Option("--to-class", metavar="NAME", help="File them under this.")] = None,
    leave_out: Annotated[
        bool | None, typer.Option("--leave-out/--take-in", help="Leave them out, or take them in again.")
    ] = None,
    json: Json = False,
) -> None:
    """Put pictures into another class or part, or leave them out.

    [bold]Examples[/]

      safelight datasets move pets dpic_01… --to-class dog
      safelight datasets move pets --class Dog --to-class dog
      safelight datasets move pets --finding blurred --leave-out
    """
    from safelight.doors.cli.problems import WrongUsage

    shell = shell_of(ctx)
    chosen = said(split=part, label=label, finding=finding)
    change = {"split": to_part, "label": to_class, "excluded": leave_out}
    if bool(ids) == bool(chosen):
        raise WrongUsage("Say which pictures: by ids, or by --part, --class and --finding.", hint="Not by both.")
    which: dict[str, Any] = {"ids": ids} if ids else {"where": chosen}
    done = shell.post(f"{path_of(name)}/pictures/changes", which | change)
    shell.done(done, f"{counted(done['changed'], 'picture')} changed.")


def split(
    ctx: typer.Context,
    name: Name,
    part: Annotated[str, typer.Argument(metavar="val|test", help="Where they go.", show_default=False)],
    share: Annotated[float, typer.Option(min=0.001, max=0.999, help="Share of each class of train.")] = 0.2,
    seed: Annotated[int, typer.Option(min=0, help="The same seed takes the same pictures.")] = 0,
    json: Json = False,
) -> None:
    """Set a share of the training pictures aside, of each class alike."""
    shell = shell_of(ctx)
    done = shell.post(f"{path_of(name)}/split", {"part": part, "fraction": share, "seed": seed})
    shell.done(done, f"{counted(done['changed'], 'picture')} put into {part}.")


def remove(
    ctx: typer.Context,
    name: Name,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PICTURE…]", help="Only these pictures of it, by their ids.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Though runs were trained on it.")] = False,
    json: Json = False,
) -> None:
    """Delete a dataset for good, or some of its pictures.

    A folder where it lies stays as it is. Versions keep the pictures they name.
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        found = client.get(path_of(name))
        if ids:
            done = client.post(f"{path_of(name)}/pictures/changes", {"ids": ids, "delete": True})
            shell.done(done, f"{counted(done['changed'], 'picture')} deleted.")
            return
        client.delete(f"{path_of(found['id'])}?force={str(force).lower()}")
    shell.done({"deleted": found["id"]}, f"{found['name']} is deleted.")


def _send(
    ctx: typer.Context, client: Any, name: str, places: list[Path], *, label: str | None = None, part: str | None = None
) -> list[dict[str, Any]]:
    """Send all, one file after the other, and tell of each what was not taken."""
    from safelight.doors.cli.datasets_packing import packed
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    fields = said(label=label, split=part)
    reports = []
    with packed(places) as files:
        for filename, file in files:
            started = client.post(f"{path_of(name)}/pictures", data=fields, files={"files": (filename, file)})
            job = watch(client, started["job_id"], shell=shell, title=f"Import {filename}")
            report = job["results"]["unpack"]
            reports.append(report)
            for refusal in report["refusals"][:10]:
                shell.err.print(marked("[yellow]![/] {}: {}", refusal["path"], refusal["message"]), soft_wrap=True)
            if (more := report["refused"] - 10) > 0:
                shell.note(f"! {counted(more, 'more file', 'more files')} could not be used.")
            if report["duplicates"]:
                shell.note(f"{counted(report['duplicates'], 'picture')} passed over: there already.")
    return reports


def _told(found: dict[str, Any]) -> "Text":
    return marked(
        "[green]✓[/] [bold]{}[/]: {} in {}.",
        found["name"],
        counted(found["pictures"], "picture"),
        counted(found["classes"], "class", "classes"),
    )
