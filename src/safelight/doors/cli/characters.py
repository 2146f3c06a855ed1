"""`safelight characters`: list, look, rename, delete, import, download. Making them is in training.py and drafts.py."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.shell import Json, bytes_text, counted, marked, sheet, shell_of

if TYPE_CHECKING:
    from rich.console import RenderableType

app = typer.Typer(
    name="characters",
    help="Likenesses learnt from about 20 pictures: make, keep, share.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

MAKE, KEEP = "Make", "Keep"
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name or id of the character.", show_default=False)]


@app.command("list", rich_help_panel=KEEP)
def list_(
    ctx: typer.Context,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Only names with this in them.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, metavar="N")] = 50,
    json: Json = False,
) -> None:
    """List the characters, newest first."""
    shell = shell_of(ctx)
    found = shell.pages("/api/v1/characters", limit=limit, search=search)
    rows = [
        (each["name"], _status(each), each["trigger"], each["base_model"], each["reference_count"], _day(each))
        for each in found
    ]
    columns = ("NAME", "STATUS", "TRIGGER", "BASE", "PICTURES", "MADE")
    empty = "There are no characters yet. Make one: safelight characters create NAME FOLDER"
    shell.listing(found, columns, rows, empty=empty, right=(4,))


@app.command(rich_help_panel=KEEP)
def show(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Show one character."""
    shell = shell_of(ctx)
    found = shell.get(path_of(name))
    shell.result(found, lambda: described(found))


@app.command(rich_help_panel=KEEP)
def rename(
    ctx: typer.Context,
    name: Name,
    new_name: Annotated[str, typer.Argument(help="Its new name.", show_default=False)],
    json: Json = False,
) -> None:
    """Give a character another name; its trigger word stays."""
    shell = shell_of(ctx)
    found = shell.patch(path_of(name), {"name": new_name})
    shell.done(found, marked("It is [bold]{}[/] now; prompts call it {}.", found["name"], found["trigger"]))


@app.command(rich_help_panel=KEEP)
def delete(
    ctx: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Delete a character, its pictures and its LoRA.

    Pictures made with it stay.
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        found = client.get(f"{path_of(name)}/deletion")
        if not yes:
            shell.note(" ".join(found["stays"]))
            question = (
                f"Delete {found['name']}, its {counted(found['references'], 'picture')}, "
                f"{counted(found['samples'], 'sample')} and "
                f"{counted(found['versions'] + len(found['models']), 'training')} ({bytes_text(found['bytes'])})?"
            )
            typer.confirm(question, abort=True, err=True)
        client.delete(path_of(found["id"]))
    shell.done({"deleted": found["id"]}, f"{found['name']} is deleted.")


@app.command(rich_help_panel=KEEP)
def consent(
    ctx: typer.Context,
    name: Name,
    basis: Annotated[
        str | None,
        typer.Option(metavar="BASIS", help="self, consent, licence, invented, or other.", show_default=False),
    ] = None,
    person: Annotated[str, typer.Option(help="Whose face; leave out for nobody's.", show_default=False)] = "",
    note: Annotated[str, typer.Option(help="Where the consent is kept, say.", show_default=False)] = "",
    clear: Annotated[bool, typer.Option("--clear", help="Take the note away.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Write down whose likeness a character is, and on what grounds.

    Recipes of its pictures and its LoRA files name the basis, never the person.

    [bold]Example[/]

      safelight characters consent ada --basis consent --person "Ada L." --note "Signed, folder 7"
    """
    shell = shell_of(ctx)
    if basis is None and not clear:
        raise typer.BadParameter("say --basis self, consent, licence, invented or other; or --clear")
    said = None if clear else {"basis": basis, "person": person, "note": note}
    found = shell.patch(path_of(name), {"consent": said})
    shell.done(found, marked("[bold]{}[/]: {}.", found["name"], consent_text(found) or "nothing is written down"))


@app.command("import", rich_help_panel=MAKE)
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A LoRA, .safetensors.", show_default=False)
    ],
    name: Annotated[str | None, typer.Option(help="Its name.", show_default="the file's")] = None,
    base: Annotated[
        str | None, typer.Option(metavar="MODEL", help="What it was trained on.", show_default="the default")
    ] = None,
    trigger: Annotated[str | None, typer.Option(help="The word that calls it.", show_default="its name")] = None,
    class_word: Annotated[str, typer.Option(help="What it is: woman, dog, robot …", show_default=False)] = "",
    json: Json = False,
) -> None:
    """Make a character of a LoRA file.

    The file may be in the diffusers or in the kohya (ComfyUI, A1111) layout.

    [bold]Example[/]

      safelight characters import ada.safetensors --base sd15 --trigger "ohwx woman"
    """
    shell = shell_of(ctx)
    form = {"name": name or file.stem, "base_model": base, "trigger": trigger, "class_word": class_word}
    with file.open("rb") as content:
        made = shell.post(
            "/api/v1/characters/import",
            data={key: value for key, value in form.items() if value},
            files={"file": (file.name, content, "application/octet-stream")},
        )
    shell.done(made, marked("[bold]{}[/] can be drawn now; prompts call it {}.", made["name"], made["trigger"]))


@app.command(rich_help_panel=KEEP)
def download(
    ctx: typer.Context,
    name: Name,
    layout: Annotated[
        str, typer.Option(metavar="LAYOUT", help="diffusers, or kohya for ComfyUI and A1111.")
    ] = "diffusers",
    version: Annotated[
        int | None, typer.Option(metavar="N", help="Of this version.", show_default="the one in use", min=1)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="File or folder.", show_default="here")
    ] = None,
    json: Json = False,
) -> None:
    """Save a character's LoRA file.

    [bold]Example[/]

      safelight characters download pip --layout kohya -o ~/ComfyUI/models/loras/
    """
    shell = shell_of(ctx)
    of = f"&version={version}" if version is not None else ""
    path = shell.download(f"{path_of(name)}/lora?layout={quote(layout)}{of}", output or Path())
    size = path.stat().st_size
    shell.done(
        {"file": str(path.absolute()), "layout": layout, "size": size},
        marked("[bold]{}[/]  [dim]{}, {} layout[/]", path, bytes_text(size), layout),
    )


def path_of(name: str) -> str:
    """The API's path of a character."""
    return f"/api/v1/characters/{quote(name, safe='')}"


def described(found: dict[str, Any]) -> "RenderableType":
    """One character, for people."""
    failure = found["failure"] or {}
    return sheet(
        {
            "name": found["name"],
            "id": found["id"],
            "status": _status(found),
            "why": " ".join(str(failure[key]) for key in ("message", "hint") if failure.get(key)),
            "trigger": found["trigger"],
            "class word": found["class_word"],
            "base model": found["base_model"],
            "description": found["description"],
            "belongs to": (found.get("owner") or {}).get("name", ""),
            "consent": consent_text(found),
            "version": found["version"],
            "LoRA": bytes_text(found["lora_size"]) if found["lora_size"] else "",
            "pictures": found["reference_count"] or "",
            "left out": sum(each["excluded"] for each in found["references"]) or "",
            "versions": len(found["versions"]) or "",
            "pictures made": found["pictures_made"] or "",
            "job": found["job_id"],
            "made": _day(found),
        }
    )


def consent_text(character: dict[str, Any]) -> str:
    """Whose likeness it is, in words; empty where nobody said."""
    known = character.get("consent")
    return f"{known['person'] or 'nobody real'} ({known['basis']})" if known else ""


def _status(character: dict[str, Any]) -> str:
    progress = character["progress"]
    if character["status"] == "training" and progress:
        return f"training {progress['fraction']:.0%}"
    return str(character["status"])


def _day(character: dict[str, Any]) -> str:
    return str(character["created_at"])[:16].replace("T", " ")
