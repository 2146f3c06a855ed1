"""`safelight gallery`: find pictures, star them, bin them, save them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlsplit

import typer

from safelight.doors.cli.generate import slug
from safelight.doors.cli.shell import Json, bytes_text, counted, marked, said, sheet, shell_of

if TYPE_CHECKING:
    from safelight.doors.cli.client import Client

app = typer.Typer(
    name="gallery",
    help="All pictures: find, star, bin, save.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

FIND, KEEP = "Find", "Keep"
PATH = "/api/v1/gallery"

Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of pictures.", show_default=False)]
Search = Annotated[str | None, typer.Option("--search", "-s", metavar="WORDS", help="Words that must all be there.")]
Favourite = Annotated[bool, typer.Option("--favourite", help="Only starred ones.", metavar="")]
OfCharacter = Annotated[str | None, typer.Option("--character", "-c", metavar="NAME", help="Only of this character.")]
OfModel = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Only by this base model.")]
OfMonth = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="Only of this month.")]
InBin = Annotated[bool, typer.Option("--bin", help="Those in the bin instead.", metavar="")]


@app.command("list", rich_help_panel=FIND)
def list_(
    ctx: typer.Context,
    search: Search = None,
    favourite: Favourite = False,
    character: OfCharacter = None,
    model: OfModel = None,
    month: OfMonth = None,
    in_bin: InBin = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, metavar="N")] = 50,
    json: Json = False,
) -> None:
    """List pictures, newest first."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        wanted = _wanted(client, search, character, model, month, favourite=favourite, in_bin=in_bin)
        found = client.pages(PATH, limit=limit, **wanted)
    rows = [
        (
            each["id"],
            "★" if each["favourite"] else "",
            each["character_name"] or "",
            each["prompt"],
            f"{each['width']}x{each['height']}",
            each["seed"],
            _when(each["created_at"]),
        )
        for each in found
    ]
    columns = ("ID", "", "CHARACTER", "PROMPT", "SIZE", "SEED", "MADE")
    empty = "No picture matches." if wanted else "There are no pictures yet: safelight generate PROMPT"
    shell.listing(found, columns, rows, empty=empty, right=(5,))


@app.command(rich_help_panel=FIND)
def show(
    ctx: typer.Context,
    picture: Annotated[str, typer.Argument(metavar="ID", help="Id of the picture.", show_default=False)],
    json: Json = False,
) -> None:
    """Show one picture: how it was made, and of what."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/{quote(picture, safe='')}")
    recipe, character = found["recipe"], found["lineage"]["character"]
    version = f", version {character['version']}" if character and character["version"] else ""
    facts = {
        "id": found["id"],
        "starred": "★" if found["favourite"] else "",
        "in the bin since": _when(found["deleted_at"]) if found["deleted_at"] else "",
        "prompt": found["prompt"],
        "as the model read it": recipe["prompt"] if recipe["prompt"] != found["prompt"] else "",
        "negative prompt": recipe["negative_prompt"],
        "styles": ", ".join(recipe["styles"]),
        "character": f"{character['name']}{version}{'' if character['exists'] else ' (gone)'}" if character else "",
        "base model": recipe["model"],
        "size": f"{found['width']}x{found['height']}, {bytes_text(found['size'])}",
        "steps": recipe["num_inference_steps"],
        "guidance": f"{recipe['guidance_scale']:g}",
        "scheduler": recipe["scheduler"],
        "seed": found["seed"],
        "made": _when(found["created_at"]),
        "job": found["lineage"]["job_id"],
        "file": found["download_url"],
    }
    shell.result(found, lambda: sheet(facts))


@app.command(rich_help_panel=KEEP)
def favourite(
    ctx: typer.Context,
    pictures: Ids,
    off: Annotated[bool, typer.Option("--off", help="Take the star away.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Star pictures."""
    _act(ctx, "unfavourite" if off else "favourite", pictures, "not starred any more" if off else "starred")


@app.command("bin", rich_help_panel=KEEP)
def bin_(ctx: typer.Context, pictures: Ids, json: Json = False) -> None:
    """Put pictures into the bin, which empties itself after 30 days."""
    _act(ctx, "bin", pictures, "in the bin")


@app.command(rich_help_panel=KEEP)
def restore(ctx: typer.Context, pictures: Ids, json: Json = False) -> None:
    """Take pictures out of the bin again."""
    _act(ctx, "restore", pictures, "back in the gallery")


@app.command(rich_help_panel=KEEP)
def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where the files go.", show_default=False)],
    search: Search = None,
    favourite: Favourite = False,
    character: OfCharacter = None,
    model: OfModel = None,
    month: OfMonth = None,
    limit: Annotated[int, typer.Option(help="At most so many.", show_default="all", min=1, metavar="N")] = 1_000_000,
    as_webp: Annotated[
        bool, typer.Option("--webp", help="As lossless WebP: the same pixels, smaller files.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Save pictures as files, each with its recipe inside.

    Files that are there already are not fetched again, so an interrupted export can be gone on with.

    [bold]Example[/]

      safelight gallery export pictures/ --favourite --character pip
    """
    shell = shell_of(ctx)
    folder.mkdir(parents=True, exist_ok=True)
    saved: list[Path] = []
    kept = 0
    with shell.connect() as client:
        wanted = _wanted(client, search, character, model, month, favourite=favourite, in_bin=False)
        after: str | None = None
        while len(saved) + kept < limit:
            # Links of one page at a time: those of a long list would expire before their turn.
            page = client.get(PATH, after=after, limit=min(limit - len(saved) - kept, 100), **wanted)
            for each in page["items"]:
                path, url = folder / _file_name(each), each["url"]
                if as_webp and path.suffix == ".png":
                    path, url = path.with_suffix(".webp"), f"{PATH}/{each['id']}/webp"
                if path.exists():
                    kept += 1
                else:
                    saved.append(client.download(url, path))
            after = page["next"]
            if after is None:
                break
    there = f", {kept} there already" if kept else ""
    shell.done(
        {"files": [str(path.absolute()) for path in saved], "saved": len(saved), "kept": kept},
        marked("{} saved in [bold]{}[/]{}", counted(len(saved), "picture"), folder, there),
    )


def _act(ctx: typer.Context, action: str, pictures: list[str], done: str) -> None:
    shell = shell_of(ctx)
    found = shell.post(f"{PATH}/actions", {"action": action, "ids": pictures})
    others = len(set(pictures)) - found["changed"]
    rest = marked(" [dim]({} were so already, or are not there)[/]", others) if others else ""
    shell.done(found, marked("{} {}{}", counted(found["changed"], "picture"), done, rest))


def _wanted(
    client: "Client",
    search: str | None,
    character: str | None,
    model: str | None,
    month: str | None,
    *,
    favourite: bool,
    in_bin: bool,
) -> dict[str, Any]:
    """The filters as the API takes them; a character may be given by name."""
    found = {"q": search, "model": model, "month": month, "favourite": favourite or None, "bin": in_bin or None}
    if character is not None:
        found["character_id"] = client.get(f"/api/v1/characters/{quote(character, safe='')}")["id"]
    return said(**found)


def _file_name(picture: dict[str, Any]) -> str:
    """Sorts by time, says what it is, and is the same every time."""
    born = re.sub(r"\D", "", picture["created_at"])[:14]
    words = slug(" ".join(filter(None, (picture["character_name"], picture["prompt"]))))
    ending = Path(urlsplit(picture["url"]).path).suffix
    return f"{born}-{words}-{picture['seed']}-{picture['id'][-4:]}{ending}"


def _when(at: str) -> str:
    return at[:16].replace("T", " ")
