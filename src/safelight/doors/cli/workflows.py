"""`safelight workflows`: templates of ComfyUI graphs: list, show, add, check, run; and the servers that run them."""

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.generate import slug, unused
from safelight.doors.cli.pictures import check as check_pictures
from safelight.doors.cli.pictures import sent
from safelight.doors.cli.problems import FAILED, WrongUsage
from safelight.doors.cli.shell import Json, bytes_text, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.doors.cli.client import Client

PATH = "/api/v1/workflows"
PARTNER = ".manifest.json"
_PAIRS = {"true": True, "false": False}

app = typer.Typer(
    name="workflows",
    help="Workflows of ComfyUI as templates: list, add, check and run them.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Name = Annotated[str, typer.Argument(help="Name of the workflow.", show_default=False)]


@app.command("list")
def list_(ctx: typer.Context, json: Json = False) -> None:
    """List the workflows, shipped ones and one's own."""
    shell = shell_of(ctx)
    found = shell.get(PATH)["items"]
    rows = [
        (each["name"], each["kind"] or "–", each["family"] or "any", each["source"], each["problem"] or each["title"])
        for each in found
    ]
    shell.result(found, lambda: table(("WORKFLOW", "KIND", "FOR", "FROM", "WHAT"), rows))


@app.command()
def show(
    ctx: typer.Context,
    name: Name,
    graph: Annotated[bool, typer.Option("--graph", help="The template itself, as `add` takes it.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Show one workflow: what it needs, and what a run can choose.

    [bold]Examples[/]

      safelight workflows show sdxl-lora
      safelight workflows show sdxl-lora --graph > mine.json
    """
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/{quote(name, safe='')}")
    if graph:
        template = {"manifest": found["manifest"], "graph": found["graph"]}
        typer.echo(json_module.dumps(template, indent=2, ensure_ascii=False))
        return
    shell.result(found, lambda: _sheet(found))


@app.command()
def add(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A template, or a graph with NAME.manifest.json beside it.", show_default=False)
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Change the one that has the name.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Bring a workflow: a graph from ComfyUI's Export (API), and its manifest.

    [bold]Examples[/]

      safelight workflows add mine.json
      safelight workflows add mine.json --replace
    """
    shell = shell_of(ctx)
    template = _read(file)
    if replace:
        named = template.get("manifest", {}).get("name", "")
        made = shell.put(f"{PATH}/{quote(str(named), safe='')}", template)
    else:
        made = shell.post(PATH, template)
    shell.done(made, f"{made['name']} is there.", then=f"Can it run? safelight workflows check {made['name']}")


@app.command()
def remove(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Forget a workflow that was added; pictures made with it keep it."""
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/{quote(name, safe='')}")
    shell.done({"name": name}, f"{name} is forgotten.")


@app.command()
def check(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Ask the ComfyUI servers whether they have all that a workflow needs.

    Exit code 1 where none of them has.

    [bold]Example[/]

      safelight workflows check sdxl-lora
    """
    from rich.console import Group
    from rich.text import Text

    shell = shell_of(ctx)
    found = shell.post(f"{PATH}/{quote(name, safe='')}/check")

    def told() -> "RenderableType":
        lines = []
        for server in found["servers"]:
            lines.append(
                Text(f"{'✓' if server['ok'] else '✗'} {server['address']}", "green" if server["ok"] else "red")
            )
            lines += [Text(f"  {each['message']} {each['hint']}") for each in server["problems"]]
        return Group(*lines)

    shell.result(found, told)
    if not found["ok"]:
        raise typer.Exit(FAILED)


@app.command()
def servers(ctx: typer.Context, json: Json = False) -> None:
    """List the ComfyUI servers: who answers, and how long their queues are."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/servers")["items"]
    rows = [
        (
            each["address"],
            each["worker"] or "no worker",
            each["version"] or "–" if each["up"] else each["problem"] or "away",
            f"{each['queue_running']} + {each['queue_pending']}",
            bytes_text(each["memory_free"]) if each["memory_free"] else "–",
            ", ".join(name for name, lacks in each["lacks"].items() if not lacks) or "–",
        )
        for each in found
    ]
    columns = ("SERVER", "WORKER", "COMFYUI", "QUEUE", "FREE", "CAN RUN")
    empty = "There is none: set SAFELIGHT_COMFYUI_SERVERS, or start `safelight agent --comfyui ADDRESS`."
    shell.listing(found, columns, rows, empty=empty)


@app.command()
def run(
    ctx: typer.Context,
    name: Name,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INPUT=VALUE]…", help="What to choose; of a picture a file or an id.", show_default=False
        ),
    ] = None,
    character: Annotated[
        str | None, typer.Option("--character", "-c", metavar="NAME", help="Draw this character.", show_default=False)
    ] = None,
    scale: Annotated[float, typer.Option("--lora-scale", help="Strength of the character.", min=-2, max=2)] = 1.0,
    n: Annotated[int, typer.Option("-n", help="How often it runs, each with the next seed.", min=1, max=64)] = 1,
    server: Annotated[
        str | None, typer.Option("--worker", metavar="NAME", help="Only this ComfyUI worker.", show_default="any")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files.", show_default="here")
    ] = Path(),
    json: Json = False,
) -> None:
    """Run a workflow, and save what it makes.

    [bold]Examples[/]

      safelight workflows run sdxl-lora prompt="pip on a beach" seed=7 --character pip -n 4
      safelight workflows run svd-video image=house.png motion_bucket_id=60
      safelight workflows run upscale image=pic_01k2v9
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    given = _pairs(values or [])
    with shell.connect() as client:
        template = client.get(f"{PATH}/{quote(name, safe='')}")
        spec = {
            "values": _typed(client, given, template["inputs"]), "character_id": character, "lora_scale": scale, "n": n,
            "server": server,
        }  # fmt: skip
        started = client.post(f"{PATH}/{quote(name, safe='')}/run", spec)
        watch(client, started["job_id"], shell=shell, title=template["title"])
        made = client.get(f"/api/v1/generations/{started['generation_id']}")
        paths = [_saved(client, made, picture, output) for picture in made["pictures"]]
    for note in made["notes"]:
        shell.note(f"! {note}")
    shell.result(made | {"files": [str(path.absolute()) for path in paths]}, lambda: "\n".join(map(str, paths)))


def _read(file: Path) -> dict[str, Any]:
    """A template from one file, or from two."""
    content = _content(file)
    partner = file.with_name(file.name.removesuffix(".json") + PARTNER)
    if partner.is_file():
        return {"manifest": _content(partner), "graph": content}
    if "manifest" not in content and "nodes" not in content:
        raise WrongUsage(
            f"{file} is a graph without a manifest.",
            hint=f"Put {partner.name} beside it; `safelight workflows show sdxl-lora --graph` shows how one looks.",
        )
    return (
        content
        if "manifest" in content
        else {"manifest": {"name": slug(file.stem), "outputs": ["1"]}, "graph": content}
    )


def _content(file: Path) -> dict[str, Any]:
    try:
        found = json_module.loads(file.read_bytes())
    except OSError as error:
        raise WrongUsage(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise WrongUsage(f"{file} is no JSON: {error}.") from error
    if not isinstance(found, dict):
        raise WrongUsage(f"{file} is no template: it holds a {type(found).__name__}.")
    return found


def _pairs(values: list[str]) -> dict[str, str]:
    found = {}
    for each in values:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise WrongUsage(f"{each!r} is no choice.", hint='Write it as INPUT=VALUE, such as prompt="a cat".')
        found[name.strip()] = value
    return found


def _typed(client: "Client", given: dict[str, str], inputs: list[dict[str, Any]]) -> dict[str, Any]:
    """The values in the types of their inputs; what is none of them, the studio refuses in words."""
    kinds = {each["name"]: each["kind"] for each in inputs}
    found: dict[str, Any] = {}
    for name, value in given.items():
        kind = kinds.get(name)
        if kind == "image":
            check_pictures(value)
            found[name] = sent(client, value)
        elif kind in {"int", "seed", "width", "height", "float"}:
            found[name] = _number(value)
        else:
            found[name] = _PAIRS.get(value.lower(), value) if kind == "bool" else value
    return found


def _number(text: str) -> int | float | str:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _saved(client: "Client", made: dict[str, Any], picture: dict[str, Any], folder: Path) -> Path:
    ending = "mp4" if picture["kind"] == "video" else "png"
    name = slug(made["prompt"]) if made["prompt"] else made["plan"]["workflow"]["name"]
    return client.download(picture["url"], unused(folder / f"{name}-{picture['seed']}.{ending}"))


def _sheet(found: dict[str, Any]) -> "RenderableType":
    from rich.console import Group

    about = {
        "Workflow": found["title"],
        "What": found["description"],
        "Kind": found["kind"],
        "For": found["family"] or "any family",
        "From": found["source"],
        "Characters": "yes" if found["takes_characters"] else "no",
        "Needs": "\n".join(f"{need['folder']}/{need['file']}  {need['get_it_from']}" for need in found["needs"]),
        "Problem": found["problem"] or "",
    }
    rows = [
        (each["name"], each["kind"], "" if each["default"] is None else each["default"], _bounds(each))
        for each in found["inputs"]
    ]
    return Group(sheet(about), "", table(("INPUT", "KIND", "DEFAULT", "MAY BE"), rows))


def _bounds(each: dict[str, Any]) -> str:
    if each["choices"]:
        return ", ".join(each["choices"][:8])
    if each["min"] is not None and each["max"] is not None:
        return f"{each['min']:g} to {each['max']:g}"
    return "needed" if each["required"] else each["description"]
