"""`safelight styles`: words around a prompt by one name; the built-in ones, and one's own."""

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import Json, counted, marked, said, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

PATH = "/api/v1/styles"

app = typer.Typer(
    name="styles",
    help="Words around a prompt by one name: list, add, change, import and export.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Name = Annotated[str, typer.Argument(help="Name or id of the style.", show_default=False)]
Prompt = Annotated[
    str | None,
    typer.Option(metavar="WORDS", help="{prompt} stands for what is drawn; or it goes in front.", show_default=False),
]
Negative = Annotated[str | None, typer.Option(metavar="WORDS", help="What to keep out.", show_default=False)]
Group = Annotated[str | None, typer.Option(metavar="NAME", help="Heading it is listed under.", show_default=False)]


@app.command("list")
def list_(
    ctx: typer.Context,
    search: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Only those that say this.", show_default=False)
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only one's own.", metavar="")] = False,
    json: Json = False,
) -> None:
    """List the styles, one's own first."""
    shell = shell_of(ctx)
    found = shell.get(PATH, search=search, mine=mine)["groups"]
    styles = [style for group in found for style in group["styles"]]
    rows = [(each["name"], each["group"], each["prompt"] or f"without {each['negative_prompt']}") for each in styles]
    shell.listing(styles, ("STYLE", "GROUP", "WORDS"), rows, empty="There are no such styles.")


@app.command()
def show(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Show one style."""
    shell = shell_of(ctx)
    found = shell.get(path_of(name))
    shell.result(found, lambda: _described(found))


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.", show_default=False)],
    prompt: Prompt = None,
    negative: Negative = None,
    group: Group = None,
    json: Json = False,
) -> None:
    """Make a style of one's own.

    [bold]Example[/]

      safelight styles add "My ink" --prompt "ink drawing of {prompt}, fine lines" --negative "colour"
    """
    shell = shell_of(ctx)
    made = shell.post(PATH, {"name": name} | said(prompt=prompt, negative_prompt=negative, group=group))
    shell.done(made, f"Draw with it: safelight generate … --style {_quoted(made['name'])}")


@app.command()
def edit(
    ctx: typer.Context,
    name: Name,
    rename: Annotated[str | None, typer.Option(metavar="NAME", help="A new name.", show_default=False)] = None,
    prompt: Prompt = None,
    negative: Negative = None,
    group: Group = None,
    json: Json = False,
) -> None:
    """Change a style of one's own; what is left out stays."""
    shell = shell_of(ctx)
    changes = said(name=rename, prompt=prompt, negative_prompt=negative, group=group)
    if not changes:
        raise WrongUsage("There is nothing to change.", hint="Give --rename, --prompt, --negative or --group.")
    changed = shell.patch(path_of(name), changes)
    shell.result(changed, lambda: _described(changed))


@app.command()
def copy(
    ctx: typer.Context,
    name: Name,
    to: Annotated[str | None, typer.Argument(help="What the copy is called.", show_default="NAME copy")] = None,
    json: Json = False,
) -> None:
    """Copy a style, built-in or own; the copy can be changed."""
    shell = shell_of(ctx)
    made = shell.post(f"{path_of(name)}/copy", said(name=to))
    shell.done(made, f"Change it: safelight styles edit {_quoted(made['name'])} --prompt …")


@app.command()
def remove(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Delete a style of one's own. Pictures made with it keep their recipe."""
    shell = shell_of(ctx)
    shell.delete(path_of(name))
    shell.done({"removed": name}, f"{name} is deleted.")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSON of ours, or styles.csv.", show_default=False)
    ],
    taken: Annotated[str, typer.Option(metavar="HOW", help="A name that is taken: skip, replace or rename.")] = "skip",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Take in a file of styles, ours or AUTOMATIC1111's: all of it, or nothing.

    [bold]Examples[/]

      safelight styles import styles.csv --dry-run
      safelight styles import safelight-styles.json --taken replace
    """
    shell = shell_of(ctx)
    with file.open("rb") as content:
        outcome = shell.post(
            f"{PATH}/import",
            files={"file": (file.name, content, "application/octet-stream")},
            data={"conflicts": taken, "dry_run": str(dry_run).lower()},
        )
    rows = [(each["name"], each["action"], each["saved_as"] or "", each["message"] or "") for each in outcome["items"]]
    shell.result(outcome, lambda: table(("STYLE", "WHAT", "SAVED AS", ""), rows))
    shell.note(f"{outcome['saved']} {'would be' if dry_run else 'were'} saved.")


@app.command()
def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to.", show_default="standard output")
    ] = None,
    built_in: Annotated[bool, typer.Option("--built-in", help="The built-in ones too.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Give one's own styles as a file that import takes."""
    from safelight.kit.files import whole_file

    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/export", built_in=built_in)
    if output is None:
        shell.print_json(found)
        return
    with whole_file(output) as target:
        target.write(json_module.dumps(found, indent=1, ensure_ascii=False).encode())
    told = {"file": str(output.absolute()), "styles": len(found["styles"])}
    shell.done(told, marked("[bold]{}[/]  [dim]{}[/]", output, counted(len(found["styles"]), "style")))


def path_of(name: str) -> str:
    """The API's path of a style."""
    return f"{PATH}/{quote(name, safe='')}"


def _described(style: dict[str, Any]) -> "RenderableType":
    return sheet(
        {
            "style": style["name"],
            "id": style["id"],
            "group": style["group"],
            "prompt": style["prompt"],
            "negative": style["negative_prompt"],
            "kind": "built in" if style["built_in"] else "own",
        }
    )


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
