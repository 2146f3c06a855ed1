"""`safelight generate`: pictures from a prompt, saved where one can find them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import Json, Shell, shell_of

if TYPE_CHECKING:
    from safelight.doors.cli.client import Client


def generate(
    ctx: typer.Context,
    prompt: Annotated[str | None, typer.Argument(help="What to draw.", show_default=False)] = None,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", exists=True, dir_okay=False, metavar="PNG", help="Make this picture again.", show_default=False
        ),
    ] = None,
    character: Annotated[
        str | None, typer.Option("--character", "-c", metavar="NAME", help="Draw this character.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File or folder for the pictures.", show_default="here"),
    ] = None,
    count: Annotated[
        int, typer.Option("-n", help="How many; picture i uses seed + i.", min=1, max=64, metavar="N")
    ] = 1,
    seed: Annotated[
        str | None,
        typer.Option(help="Same seed, same picture; or new.", show_default="new, or that of --from", metavar="N"),
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="WxH", help="Size in pixels.", show_default="the model's own")
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Denoising steps.", show_default="the model's own", min=1, max=150, metavar="N")
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(help="How closely to follow the prompt.", show_default="the model's own", metavar="N"),
    ] = None,
    negative: Annotated[str | None, typer.Option(help="What to keep out.", show_default=False)] = None,
    styles: Annotated[
        list[str] | None, typer.Option("--style", metavar="NAME", help="A style; may be repeated.", show_default=False)
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Sampler: euler, dpmpp_2m, ddim …", show_default="the model's own"),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Base model.", show_default="the character's, or the default")
    ] = None,
    strength: Annotated[
        float | None, typer.Option(help="Strength of the character, 0 to 2.", metavar="N", show_default="1")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show the pictures when they are there.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Draw pictures from a prompt, or once more from a picture. Ctrl-C cancels.

    With --from alone the picture is made by the very plan that is written in it; what else is given is changed.

    [bold]Examples[/]

      safelight generate "a red cat on a blue background"
      safelight generate "pip on a blue background" --character pip -n 4 -o pictures/
      safelight generate "a house" --seed 7 --size 64x64 -o house.png
      safelight generate --from house.png --seed new -n 4
    """
    from safelight.doors.cli.studio import connect
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    if prompt is None and from_ is None:
        raise typer.BadParameter("say what to draw, or which picture to make again (--from).", param_hint="PROMPT")
    given: dict[str, Any] = {
        "prompt": prompt, "negative_prompt": negative, "model": model, "character_id": character,
        "lora_scale": strength, "num_inference_steps": steps, "guidance_scale": guidance,
        "scheduler": scheduler, "styles": styles, **_size(size),
    }  # fmt: skip
    spec = {name: value for name, value in given.items() if value is not None}
    with connect(shell) as client:
        if from_ is None:
            made = client.post("/api/v1/generations", spec | {"n": count} | _seed(seed))
        else:
            made = _again(shell, client, from_, spec, seed=seed, count=count)
        watch(client, made["job_id"], shell=shell, title="Drawing" if count == 1 else f"Drawing {count} pictures")
        made = client.get(f"/api/v1/generations/{made['id']}")
        paths = save(client, made, output)
    for note in made["notes"]:
        shell.note(f"! {note}")
    shell.result(made | {"files": [str(path.absolute()) for path in paths]}, lambda: _told(paths, made))
    if open_:
        _show(shell, paths)


def _again(
    shell: Shell, client: "Client", file: Path, changes: dict[str, Any], *, seed: str | None, count: int
) -> dict[str, Any]:
    """Queue what a picture says of itself: exactly, if nothing is to be changed, else as a new request."""
    with file.open("rb") as content:
        found = client.post("/api/v1/recipes/read", files={"file": (file.name, content, "image/png")})
    if found["source"] == "none":
        raise WrongUsage(
            f"{file.name} does not say how it was made.",
            hint="Use the PNG as it was saved: programs that send or edit pictures take the recipe out.",
        )
    number = _seed(seed)
    if found["recipe"] and not changes and not number:
        asked = {"recipe": found["recipe"], "seed": seed or "same", "n": count}
        return dict(client.post("/api/v1/recipes/again", asked))
    for each in found["missing"]:
        if each["field"] not in changes:
            shell.note(f"! {each['message']} {each['hint']}")
    spec = {name: value for name, value in (found["spec"] or {}).items() if value is not None}
    if seed == "new":
        spec.pop("seed", None)
    return dict(client.post("/api/v1/generations", spec | changes | number | {"n": count}))


def save(client: "Client", made: dict[str, Any], output: Path | None) -> list[Path]:
    """Fetch the pictures of a generation; an existing file is never replaced unless it was named."""
    pictures = made["pictures"]
    if output is not None and output.suffix and not output.is_dir():
        names = [output] if len(pictures) == 1 else [
            output.with_stem(f"{output.stem}-{number}") for number in range(1, len(pictures) + 1)
        ]  # fmt: skip
    else:
        folder = output or Path()
        stem = slug(made["prompt"])
        names = [unused(folder / f"{stem}-{picture['seed']}.png") for picture in pictures]
    return [client.download(picture["url"], name) for picture, name in zip(pictures, names, strict=True)]


def slug(text: str, limit: int = 40) -> str:
    """A prompt as a file name: its first words."""
    words = re.sub(r"[^\w]+", "-", text.lower()).strip("-_")
    return words[:limit].rstrip("-") or "picture"


def unused(path: Path) -> Path:
    """`path`, or the next free name beside it."""
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free


def _seed(text: str | None) -> dict[str, int]:
    if text in {None, "new"}:
        return {}
    if not re.fullmatch(r"[0-9]{1,10}", text or ""):
        raise typer.BadParameter(f"{text!r} is no seed; give a whole number, or new.", param_hint="--seed")
    return {"seed": int(text or 0)}


def _size(text: str | None) -> dict[str, int]:
    if text is None:
        return {}
    found = re.fullmatch(r"(\d+)(?:[x×*](\d+))?", text.strip().lower())
    if not found:
        raise typer.BadParameter(f"{text!r} is no size; write it as 512x768, or 512 for a square.", param_hint="--size")
    return {"width": int(found[1]), "height": int(found[2] or found[1])}


def _told(paths: list[Path], made: dict[str, Any]) -> str:
    from rich.markup import escape

    plan = made["plan"]
    lines = [
        f"[green]✓[/] [bold]{escape(str(path))}[/]  [dim]seed {picture['seed']}[/]"
        for path, picture in zip(paths, made["pictures"], strict=True)
    ]
    settings = (
        f"{plan['width']}x{plan['height']} · {plan['num_inference_steps']} steps · guidance {plan['guidance_scale']:g} "
        f"· {plan['scheduler']} · {plan['model']}"
    )
    return "\n".join([*lines, f"[dim]  {settings}[/]"])


def _show(shell: Shell, paths: list[Path]) -> None:
    for path in paths:
        if typer.launch(str(path)):
            shell.note(f"No program here shows {path}.")
