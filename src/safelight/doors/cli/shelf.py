"""`safelight models`: what is on the shelf, what a file is, and how each model is used."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import Json, bytes_text, marked, said, sheet, shell_of

if TYPE_CHECKING:
    from rich.console import RenderableType

PATH = "/api/v1/models"
KINDS = "base, video, lora, vae, embedding, controlnet, upscaler, captioner, classifier or component"

app = typer.Typer(
    name="models",
    help="Models of every kind: list them, add them, say how they are used.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Name = Annotated[str, typer.Argument(help="Name of the model.", show_default=False)]


@app.command("list")
def list_(
    ctx: typer.Context,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help=f"Only {KINDS}.", show_default=False)] = None,
    family: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what fits sd, sdxl, sd3, flux …", show_default=False)
    ] = None,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Part of a name.", show_default=False)] = None,
    json: Json = False,
) -> None:
    """List the models.

    What lies in DATA_DIR/models is there by itself: diffusers folders, and single .safetensors files in folders of
    any name. What cannot be used is named with the reason.

    [bold]Example[/]

      safelight models list --kind lora --family sdxl
    """
    shell = shell_of(ctx)
    found = shell.get(PATH, kind=kind, family=family, search=search)
    rows = [
        (
            each["name"],
            each["kind"],
            _family(each),
            each["format"],
            bytes_text(each["size_bytes"]),
            {"yes": "✓", "outdated": "outdated"}.get(each["stored"], ""),
            each["licence"] or "",
        )
        for each in found["items"]
    ]
    columns = ("MODEL", "KIND", "FAMILY", "FORMAT", "FILES", "STORED", "LICENCE")
    shell.listing(found, columns, rows, empty="There are no such models.", right=(4,))
    for each in found["broken"] if not shell.json else ():
        shell.note(f"! {each['location']}: {each['message']} {each['hint'] or ''}")


@app.command()
def show(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Show one model: what and where it is, its defaults, its training preset."""
    shell = shell_of(ctx)
    found = shell.get(path_of(name))
    shell.result(found, lambda: _described(found))


@app.command()
def identify(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help="A folder, or a .safetensors file.", show_default=False)],
    json: Json = False,
) -> None:
    """Say what a file or folder on this machine is.

    From the names and shapes in it alone; needs no studio.

    [bold]Example[/]

      safelight models identify ~/Downloads/ink.safetensors
    """
    from dataclasses import asdict

    from safelight.kit.identify import identify as identified

    shell = shell_of(ctx)
    if not path.exists():
        raise WrongUsage(f"There is nothing at {path}.", hint="Check the path.")
    found = asdict(identified(path))
    shell.result(found, lambda: sheet(_facts(found)))


@app.command()
def add(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help="A folder, or a .safetensors file.", show_default=False)],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Call it so.", show_default="as its file")] = None,
    copy: Annotated[
        bool, typer.Option("--copy", help="Send the file into the models folder instead.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Use a model that lies elsewhere: its files stay where they are.

    A studio on another machine reads the path there; --copy sends a file from here.

    [bold]Examples[/]

      safelight models add /mnt/models/juggernaut --name juggernaut

      safelight models add ink.safetensors --copy
    """
    shell = shell_of(ctx)
    if copy and not path.is_file():
        raise WrongUsage("--copy sends a single .safetensors file.", hint="Copy folders into DATA_DIR/models yourself.")
    if copy and name:
        raise WrongUsage(
            "--copy keeps the file's name.", hint="Rename it first, or `safelight models set` it afterwards."
        )
    here = path.absolute() if path.exists() else path
    if copy:
        with path.open("rb") as file:
            added = shell.post(f"{PATH}/upload", files={"file": (path.name, file)})
    else:
        added = shell.post(PATH, {"path": str(here)} | ({"name": name} if name else {}))
    shell.done(added, marked("[bold]{}[/]  {}  [dim]{}[/]", added["name"], added["kind"], _family(added)))


@app.command("set")
def set_(
    ctx: typer.Context,
    name: Name,
    steps: Annotated[int | None, typer.Option(help="Denoising steps.", show_default=False)] = None,
    guidance: Annotated[float | None, typer.Option(help="Guidance scale.", show_default=False)] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Such as 768x512.", show_default=False)] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="NAME", help="Sampler.", show_default=False)] = None,
    load: Annotated[
        list[str] | None,
        typer.Option(metavar="OPTION=VALUE", help="How it is loaded, such as vae_tiling=true.", show_default=False),
    ] = None,
    train: Annotated[
        list[str] | None,
        typer.Option(metavar="SETTING=VALUE", help="Its LoRA preset, such as rank=32.", show_default=False),
    ] = None,
    description: Annotated[str | None, typer.Option(metavar="TEXT", help="What it draws.", show_default=False)] = None,
    licence: Annotated[str | None, typer.Option(metavar="NAME", help="Its terms of use.", show_default=False)] = None,
    rename: Annotated[str | None, typer.Option(metavar="NAME", help="A new name.", show_default=False)] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="First forget what was set: back to what its files say.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Set what a model does when a request does not say; what is left out stays.

    [bold]Examples[/]

      safelight models set sdxl --steps 25 --size 1216x832 --load vae_tiling=true

      safelight models set sdxl --reset
    """
    shell = shell_of(ctx)
    width, height = _sides(size)
    defaults = said(num_inference_steps=steps, guidance_scale=guidance, width=width, height=height, scheduler=scheduler)
    changes = said(description=description, licence=licence, name=rename)
    options, training = _pairs(load, "--load"), _pairs(train, "--train")
    if not (reset or defaults or changes or options or training):
        raise WrongUsage("There is nothing to set.", hint="`safelight models set --help` shows what can be.")
    with shell.connect() as client:
        if reset:
            client.patch(path_of(name), dict.fromkeys(("defaults", "load", "training", "description", "licence")))
        if options:  # load options are set as a whole, so those that were set go along
            before = client.get(path_of(name))["settings"]["load"] or {}
            changes["load"] = before | options
        changes |= {part: values for part, values in (("defaults", defaults), ("training", training)) if values}
        changed = client.patch(path_of(name), changes) if changes else client.get(path_of(name))
    shell.result(changed, lambda: _described(changed))


@app.command()
def remove(
    ctx: typer.Context,
    name: Name,
    force: Annotated[bool, typer.Option("--force", help="Even if something needs it.", metavar="")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Take a model off the shelf.

    Files in the models folder are deleted, files elsewhere stay.
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        if not (yes or shell.json):
            broken = [each["name"] for each in client.get(PATH)["broken"]]
            unread: dict[str, Any] = {"managed": True, "location": name, "size_bytes": 0}
            found: dict[str, Any] = unread if name in broken else client.get(path_of(name))
            if found["managed"]:
                size = bytes_text(found["size_bytes"])
                typer.confirm(f"Delete {found['location']} ({size}) from the models folder?", abort=True, err=True)
        removed = client.delete(f"{path_of(name)}{'?force=true' if force else ''}")
    told = f"{bytes_text(removed['freed_bytes'])} freed" if removed["files"] == "deleted" else "its files stay"
    shell.done(removed, marked("{} is removed.  [dim]{}[/]", name, told))


@app.command()
def convert(
    ctx: typer.Context,
    name: Name,
    dtype: Annotated[str, typer.Option(metavar="TYPE", help="Of the weights: bf16, f16 or f32.")] = "bf16",
    to: Annotated[
        str | None, typer.Option(metavar="NAME", help="What the new model is called.", show_default="NAME-TYPE")
    ] = None,
    json: Json = False,
) -> None:
    """Make a diffusers folder of a model, in the number type it is served in.

    It then loads without casting.

    [bold]Example[/]

      safelight models convert dreamshaper --dtype f16
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    with shell.connect() as client:
        started = client.post(f"{path_of(name)}/convert", {"dtype": dtype} | ({"name": to} if to else {}))
        watch(client, started["job_id"], shell=shell, title=f"{name} as {dtype}")
        made = client.get(path_of(started["name"]))
    shell.done(made, marked("[bold]{}[/]  [dim]{}, {}[/]", made["name"], bytes_text(made["size_bytes"]), made["dtype"]))


@app.command()
def export(
    ctx: typer.Context,
    name: Name,
    layout: Annotated[
        str, typer.Option(metavar="NAME", help="diffusers, or kohya for A1111 and ComfyUI.")
    ] = "diffusers",
    base: Annotated[
        str | None, typer.Option(metavar="MODEL", help="A base model that it fits.", show_default="found by itself")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PATH", help="File or folder to save it to.")
    ] = Path(),
    json: Json = False,
) -> None:
    """Save a LoRA in the layout of diffusers or of kohya.

    [bold]Example[/]

      safelight models export ink --layout kohya -o ~/ComfyUI/models/loras/
    """
    shell = shell_of(ctx)
    query = f"layout={quote(layout)}" + (f"&base={quote(base)}" if base else "")
    saved = shell.download(f"{path_of(name)}/export?{query}", output)
    told = {"file": str(saved.absolute()), "size_bytes": saved.stat().st_size}
    shell.done(told, marked("[bold]{}[/]  [dim]{}[/]", saved, bytes_text(saved.stat().st_size)))


def path_of(name: str) -> str:
    """The API's path of a model."""
    return f"{PATH}/{quote(name, safe='')}"


def _family(model: dict[str, Any]) -> str:
    known = [part for part in (model["family"], model["version"], model["variant"]) if part]
    return " ".join(known) or model["pipeline"] or "–"


def _facts(model: dict[str, Any]) -> dict[str, Any]:
    """What its files say, as a sheet."""
    parameters = model["parameters"]
    return {
        "kind": model["kind"],
        "family": _family(model),
        "format": model["format"],
        "class": model["pipeline"],
        "title": model["title"],
        "predicts": model["prediction_type"],
        "distilled": {True: "yes", False: "no"}.get(model["distilled"]),
        "network": " of rank ".join(str(part) for part in (model["network"], model["rank"]) if part),
        "scale": f"{model['scale']}x" if model["scale"] else None,
        "words": ", ".join(model["words"]),
        "weights": f"{parameters:,} numbers, {model['dtype']}, {bytes_text(model['size_bytes'])}",
        "note": " ".join(model["notes"]),
    }


def _described(found: dict[str, Any]) -> "RenderableType":
    draws = found["kind"] in {"base", "video"}
    return sheet(
        {
            "model": found["name"],
            "about": found["description"],
            **_facts(found),
            "licence": found["licence"],
            "source": (found["source"] or {}).get("repo") or (found["source"] or {}).get("url"),
            "at": found["location"]
            + ("" if found["managed"] or found["built_in"] else "  (outside the models folder)"),
            "sha256": found["sha256"],
            "in memory of": ", ".join(found["loaded_on"]),
            **({f"draws: {key}": value for key, value in found["defaults"].items()} if draws else {}),
            **({f"loads: {key}": value for key, value in (found["settings"]["load"] or {}).items() if value}),
            **(
                {f"trains: {key}": value for key, value in found["training"].items() if key != "prior_prompts"}
                if found["kind"] == "base"
                else {}
            ),
        }
    )


def _sides(size: str | None) -> tuple[int | None, int | None]:
    if size is None:
        return None, None
    width, _, height = size.lower().partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise WrongUsage(f"--size {size!r} is no size.", hint="Such as 768x512.")
    return int(width), int(height)


def _pairs(given: list[str] | None, option: str) -> dict[str, Any]:
    """NAME=VALUE as JSON values: true, 3, 0.5, null, else text."""
    import json

    found: dict[str, Any] = {}
    for pair in given or ():
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise WrongUsage(f"{option} {pair!r} is no NAME=VALUE.")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found
