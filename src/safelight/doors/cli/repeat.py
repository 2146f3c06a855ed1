"""`safelight repeat`: make a picture again from its file, and say whether it is the same to the bit."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import FAILED, WrongUsage
from safelight.doors.cli.shell import Json, Shell, by_line, marked, shell_of

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.doors.cli.client import Client

RECIPES, GENERATIONS = "/api/v1/recipes", "/api/v1/generations"


def repeat(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Picture made by Safelight.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File or folder for it.", show_default="beside FILE"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare: keep nothing, and exit with 1 unless identical.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Make a picture again by the recipe in its file, and compare the two.

    The same machine, model and versions make the same picture to the bit. Otherwise it says what differs. A picture
    that was drawn together with others is drawn together with them again, for that changes how sums are rounded.

    [bold]Examples[/]

      safelight repeat house.png
      safelight repeat house.png -o again/
      safelight repeat house.png --check && echo "still the same"
    """
    from safelight.doors.cli.watching import watch

    if check and output is not None:
        raise typer.BadParameter("keeps nothing: leave -o out.", param_hint="--check")
    shell = shell_of(ctx)
    given = file.read_bytes()
    with shell.connect() as client:
        found = _read(client, file, given)
        asked = {"recipe": found["recipe"], "batch": "same"}
        _foretell(shell, found["differences"], asked["recipe"])
        made = client.post(f"{RECIPES}/again", asked)
        watch(client, made["job_id"], shell=shell, title=f"Making {file.name} again")
        made = client.get(f"{GENERATIONS}/{made['id']}")
        picture = made["pictures"][(asked["recipe"]["batch"] or {"index": 0})["index"]]
        again = client.fetch(picture["url"])
        then_and_now = {"then": asked["recipe"], "now": picture["recipe"]}
        differences = client.post(f"{RECIPES}/compare", then_and_now)["differences"]
        saved = None if check else _save(again, file, output)
        if check:
            client.delete(f"{GENERATIONS}/{made['id']}")
    verdict = compared(file.name, given, again) | {
        "file": str(file.absolute()),
        "saved": str(saved.absolute()) if saved else None,
        "generation_id": None if check else made["id"],
        "differences": differences,
    }
    verdict["likely_cause"] = None if verdict["identical"] else _cause(differences, picture["recipe"])
    shell.result(verdict, lambda: _told(verdict, saved))
    if check and not verdict["identical"]:
        raise typer.Exit(FAILED)


def compared(name: str, given: bytes, again: bytes) -> dict[str, Any]:
    """The pixels of two picture files side by side. `largest` and `mean` are of 255, over all channels."""
    from PIL import Image, ImageChops, ImageStat, UnidentifiedImageError

    try:
        one, other = (Image.open(BytesIO(data)).convert("RGBA") for data in (given, again))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise WrongUsage(
            f"{name} cannot be read as a picture: {error}.", hint="Use the file as it was saved."
        ) from error
    same_file = hashlib.sha256(given).digest() == hashlib.sha256(again).digest()
    found: dict[str, Any] = {
        "identical": False,
        "same_file": same_file,
        "size_then": f"{one.width}x{one.height}",
        "size_now": f"{other.width}x{other.height}",
        "largest": None,
        "mean": None,
        "pixels_changed": None,
    }
    if one.size != other.size:
        return found
    apart = ImageChops.difference(one, other)
    bands = [band for band in apart.split() if band.getextrema() != (0, 0)]
    changed = Image.new("L", one.size)
    for band in bands:
        changed = ImageChops.lighter(changed, band)
    unchanged = changed.histogram()[0]
    return found | {
        "identical": not bands,
        "largest": changed.getextrema()[1],
        "mean": sum(ImageStat.Stat(apart).mean[:3]) / 3,
        "pixels_changed": one.width * one.height - unchanged,
    }


def _read(client: "Client", file: Path, given: bytes) -> dict[str, Any]:
    found = client.post(f"{RECIPES}/read", files={"file": (file.name, given, "application/octet-stream")})
    if found["source"] == "safelight":
        return dict(found)
    if found["source"] == "none":
        raise WrongUsage(
            f"{file.name} does not say how it was made.",
            hint="Use the file as it was saved: programs that send or edit pictures take the recipe out.",
        )
    raise WrongUsage(
        f"{file.name} was made by another program ({found['source']}), whose pictures cannot be repeated to the bit.",
        hint=f"Make a similar one: safelight generate --from {file}",
    )


def _foretell(shell: Shell, differences: list[dict[str, Any]], recipe: dict[str, Any]) -> None:
    if recipe["batch"] and len(recipe["batch"]["seeds"]) > 1:
        shell.note(f"It was drawn together with {len(recipe['batch']['seeds']) - 1} more, and is again.")
    for each in differences:
        shell.note(f"! {each['message']}")


def _save(data: bytes, file: Path, output: Path | None) -> Path:
    from safelight.doors.cli.generate import unused
    from safelight.kit.files import whole_file

    beside = file.with_name(f"{file.stem}-again.png")
    if output is None:
        path = unused(beside)
    elif output.suffix and not output.is_dir():
        path = output
    else:
        path = unused(output / beside.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as target:
        target.write(data)
    return path


def _cause(differences: list[dict[str, Any]], recipe: dict[str, Any]) -> str:
    if differences:
        return " ".join(each["message"] for each in differences[:3])
    if not recipe["device"].startswith("cpu"):
        return "Nothing that the recipe records has changed; some kernels of a GPU round anew in every run."
    return "Nothing that the recipe records has changed: the file may have been edited after it was made."


def _told(verdict: dict[str, Any], saved: Path | None) -> "Text":
    lines = []
    if verdict["identical"]:
        whole = ", and so is the file" if verdict["same_file"] else ""
        lines.append(marked("[green]✓[/] Identical to the bit: every pixel is the same{}.", whole))
    elif verdict["largest"] is None:
        lines.append(
            marked("[yellow]≠[/] The sizes differ: {} then, {} now.", verdict["size_then"], verdict["size_now"])
        )
    else:
        lines.append(
            marked(
                "[yellow]≠[/] Not identical: values differ by up to {} of 255, by {:.3g} on average; {} not the same.",
                verdict["largest"],
                verdict["mean"],
                _pixels(verdict["pixels_changed"]),
            )
        )
    if verdict["likely_cause"]:
        lines.append(marked("[dim]  Likely cause: {}[/]", verdict["likely_cause"]))
    if saved is not None:
        lines.append(marked("  [bold]{}[/]", saved))
    return by_line(lines)


def _pixels(count: int) -> str:
    return "1 pixel is" if count == 1 else f"{count:,} pixels are"
