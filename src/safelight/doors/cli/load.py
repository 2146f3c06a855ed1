"""`safelight load`: try that a model loads, alone; `safelight memory`: what the workers of a studio hold."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import Json, Shell, bytes_text, marked, seconds_text, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.engine.diffusion.loading import Loaded

_PLACE, _SPEED = "Where the weights are", "Speed"

app = typer.Typer(
    name="memory",
    help="Models in memory: load, unload, what is held, will it fit.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Model = Annotated[str, typer.Argument(help="Name of the model.", show_default=False)]
Worker = Annotated[str | None, typer.Option(metavar="NAME", help="On this worker.", show_default="any")]
Option = Annotated[
    list[str] | None,
    typer.Option("--option", "-o", metavar="NAME=VALUE", help="A load option; may be repeated.", show_default=False),
]


def load(
    ctx: typer.Context,
    model: Annotated[
        str, typer.Argument(help="A name on the shelf, a folder, or a .safetensors file.", show_default=False)
    ],
    pipeline: Annotated[
        str | None, typer.Option(metavar="CLASS", help="Pipeline class of diffusers.", show_default="its own")
    ] = None,
    device: Annotated[str | None, typer.Option(metavar="NAME", help="cuda:0, mps, cpu.", show_default="best")] = None,
    precision: Annotated[str, typer.Option(metavar="TYPE", help="auto, f32, f16 or bf16.")] = "auto",
    quantize: Annotated[
        str, typer.Option(metavar="KIND", help="int8, int4, nf4, fp4 or fp8.", show_default=False)
    ] = "none",
    quantize_part: Annotated[
        list[str] | None, typer.Option(metavar="PART", help="Only this part; may be repeated.", show_default=False)
    ] = None,
    cpu_offload: Annotated[
        bool, typer.Option("--cpu-offload", help="Parts wait in main memory.", rich_help_panel=_PLACE)
    ] = False,
    sequential_cpu_offload: Annotated[
        bool, typer.Option("--sequential-cpu-offload", help="Layers wait in main memory.", rich_help_panel=_PLACE)
    ] = False,
    group_offload: Annotated[
        bool, typer.Option("--group-offload", help="Groups of layers wait in main memory.", rich_help_panel=_PLACE)
    ] = False,
    device_map: Annotated[
        str | None,
        typer.Option(metavar="PLAN", help="Spread by diffusers.", show_default=False, rich_help_panel=_PLACE),
    ] = None,
    high_cpu_memory: Annotated[
        bool, typer.Option("--high-cpu-memory", help="Build, then fill, each part.", rich_help_panel=_PLACE)
    ] = False,
    vae_slicing: Annotated[bool, typer.Option("--vae-slicing", help="Decode pictures one by one.")] = False,
    vae_tiling: Annotated[bool, typer.Option("--vae-tiling", help="Decode in tiles.")] = False,
    attention_slicing: Annotated[bool, typer.Option("--attention-slicing", help="Attention in slices.")] = False,
    attention: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Attention back end.", show_default=False, rich_help_panel=_SPEED),
    ] = None,
    channels_last: Annotated[
        bool, typer.Option("--channels-last", help="Layout for convolutions.", rich_help_panel=_SPEED)
    ] = False,
    compile_: Annotated[
        str,
        typer.Option("--compile", metavar="HOW", help="regional, full or max-autotune.", rich_help_panel=_SPEED),
    ] = "off",
    step_cache: Annotated[
        str, typer.Option(metavar="KIND", help="first_block, taylorseer …", rich_help_panel=_SPEED)
    ] = "off",
    draw: Annotated[
        str | None, typer.Option(metavar="PROMPT", help="Draw one picture as well.", show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the picture goes.")] = Path(
        "loaded.png"
    ),
    json: Json = False,
) -> None:
    """Try that a model loads, with any memory options.

    Needs no studio and changes nothing.

    Says the time, the highest use of memory, and what is in the model: class, parameters, bytes and number type of
    each part.

    [bold]Examples[/]

      safelight load starter
      safelight load ~/models/juggernaut --precision bf16 --quantize int8 --cpu-offload
      safelight load ink.safetensors --draw "a fox in the snow"
    """
    shell = shell_of(ctx)
    options = _options(
        {
            "precision": precision,
            "quantization": quantize,
            "quantize_parts": tuple(quantize_part or ()),
            "cpu_offload": cpu_offload,
            "sequential_cpu_offload": sequential_cpu_offload,
            "group_offload": group_offload,
            "device_map": device_map,
            "low_cpu_memory": not high_cpu_memory,
            "vae_slicing": vae_slicing,
            "vae_tiling": vae_tiling,
            "attention_slicing": attention_slicing,
            "attention": attention,
            "channels_last": channels_last,
            "compile": compile_,
            "step_cache": step_cache,
        }
    )
    report = _try(shell, model, pipeline=pipeline, device=device, options=options, draw=draw, out=out)
    shell.result(report, lambda: _read_out(report))


@app.command("show")
def show(ctx: typer.Context, json: Json = False) -> None:
    """Show which models every worker holds, and how full its device is."""
    shell = shell_of(ctx)
    found = shell.get("/api/v1/memory")
    rows = [
        (
            worker["name"],
            held["name"],
            bytes_text(held["size_bytes"]),
            " ".join(f"{name}={value}" for name, value in held["options"].items()),
            "running" if held["running"] else "pinned" if held["pinned"] else f"idle {held['idle_seconds']:.0f} s",
        )
        for worker in found["workers"]
        for held in worker["models"]
    ]
    if rows or shell.json:
        shell.result(found, lambda: table(("WORKER", "MODEL", "WEIGHTS", "OPTIONS", "STATE"), rows, right=(2,)))
    else:
        shell.note("No worker holds a model.")


@app.command("load")
def load_(
    ctx: typer.Context,
    model: Model,
    option: Option = None,
    worker: Worker = None,
    pin: Annotated[bool, typer.Option("--pin", help="Keep it until it is unloaded by hand.")] = False,
    json: Json = False,
) -> None:
    """Bring a model into a worker's memory, and wait until it is there.

    [bold]Example[/]

      safelight memory load sdxl -o quantization=int8 -o vae_tiling=true --pin
    """
    from safelight.doors.cli.watching import ended_well, watch

    shell = shell_of(ctx)
    body = {"options": _pairs(option), "worker": worker, "pin": pin}
    with shell.connect() as client:
        started = client.post(f"{_path(model)}/load", json=body)
        job = ended_well(watch(client, started["job_id"], shell=shell, title=f"Loading {model}"))
    shell.done(started | {"status": job["state"]}, f"{started['model']} is in memory")


@app.command()
def unload(ctx: typer.Context, model: Model, worker: Worker = None, json: Json = False) -> None:
    """Take a model out of memory, pinned or not.

    A model in use stays, and the job is named.
    """
    shell = shell_of(ctx)
    found = shell.post(f"{_path(model)}/unload", json={"worker": worker})
    said = {
        "unloaded": "is out of memory",
        "unloading": "leaves memory as soon as its worker gets to it",
        "not_loaded": "was not in memory",
    }
    shell.done(found, f"{found['model']} {said[found['status']]}")


@app.command()
def fit(
    ctx: typer.Context,
    model: Model,
    option: Option = None,
    width: Annotated[int | None, typer.Option(metavar="PX", help="Width.", show_default="the model's", min=1)] = None,
    height: Annotated[int | None, typer.Option(metavar="PX", help="Height.", show_default="the model's", min=1)] = None,
    n: Annotated[int, typer.Option(metavar="N", help="Pictures at a time.", min=1)] = 1,
    json: Json = False,
) -> None:
    """Say whether a model will fit, before it is loaded.

    And which options would make it fit. Exit code 1 if not.

    [bold]Example[/]

      safelight memory fit sdxl --width 1024 --height 1024 -o cpu_offload=true
    """
    shell = shell_of(ctx)
    found = shell.get(f"{_path(model)}/fit", width=width, height=height, n=n, **_pairs(option) or {})
    shell.result(found, lambda: _fit_text(found))
    if found["workers"] and not found["fits"]:
        raise typer.Exit(1)


@app.command()
def options(ctx: typer.Context, json: Json = False) -> None:
    """List every load option, and what each worker's device can do of it.

    And why not, where it cannot.
    """
    shell = shell_of(ctx)
    found = shell.get("/api/v1/memory/options")
    rows = [
        (each["name"], _value(choice["value"]), "yes" if choice["possible"] else "no", choice["reason"] or "")
        for device in found["devices"]
        for each in device["options"]
        for choice in each["choices"]
    ]
    if rows or shell.json:
        shell.result(found, lambda: table(("OPTION", "VALUE", "HERE", "WHY"), rows))
    else:
        shell.note("No worker is alive to say what its device can do.")


def _try(
    shell: Shell, model: str, *, pipeline: str | None, device: str | None, options: Any, draw: str | None, out: Path
) -> dict[str, Any]:
    from dataclasses import asdict

    path, name = _find(shell, model)  # before torch, which takes seconds to import

    from safelight.engine.diffusion import devices
    from safelight.engine.diffusion.loading import load as load_model
    from safelight.engine.diffusion.memory import Peak, parts_of

    where = device or devices.detect()[0].name
    with shell.err.status(marked("Loading {} on {}", name, where)), Peak(where) as took:
        loaded = load_model(path, device=where, options=options, name=name, pipeline_class=pipeline)
    report: dict[str, Any] = {
        "model": name,
        "path": str(path),
        "pipeline": type(loaded.pipeline).__name__,
        "device": where,
        "options": options.changed(),
        "seconds": round(took.seconds, 3),
        "peak_bytes": took.bytes,
        "weights_bytes": loaded.size_bytes,
        "parts": [asdict(part) for part in parts_of(loaded.pipeline)],
    }
    if draw is not None:
        with shell.err.status("Drawing"), Peak(where) as drawing:
            report["picture"] = str(_draw(loaded, draw, out).absolute())
        report |= {"draw_seconds": round(drawing.seconds, 3), "draw_peak_bytes": drawing.bytes}
    return report


def _draw(loaded: "Loaded", prompt: str, out: Path) -> Path:
    from safelight.engine.diffusion.generate import generate
    from safelight.specs.generation import GenerationPlan

    usual = loaded.defaults
    given = {"model": loaded.name, "prompt": prompt, "negative_prompt": "", "seed": 1, "n": 1}
    plan = GenerationPlan.model_validate(usual.model_dump(include=set(GenerationPlan.model_fields)) | given)
    out.parent.mkdir(parents=True, exist_ok=True)
    generate(loaded, plan).images[0].save(out)
    return out


def _find(shell: Shell, model: str) -> tuple[Path, str]:
    """A path as it stands, else a name on the shelf."""
    from safelight.features.models.repository import ModelShelf

    path = Path(model).expanduser()
    if path.exists():
        return path.resolve(), path.stem
    settings = shell.settings()
    shelf = ModelShelf.at(settings.effective_models_dir, default=settings.default_model)
    info = shelf.info(model)
    return info.path, info.name


def _options(values: dict[str, Any]) -> Any:
    from pydantic import ValidationError

    from safelight.specs.loading import LoadOptions

    try:
        return LoadOptions.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongUsage(f"{first['loc'][0]}: {first['msg']} (given: {first.get('input')})") from error


def _pairs(given: list[str] | None) -> dict[str, Any] | None:
    """`name=value` words as load options; `a,b` for those that take several."""
    if not given:
        return None
    found: dict[str, Any] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals:
            raise WrongUsage(f"--option {word}: there is no = in it.", hint="Write it as name=value.")
        found[name] = value.split(",") if name == "quantize_parts" else value
        with suppress(KeyError):
            found[name] = {"true": True, "on": True, "false": False}[value.lower()]
    _options(found)
    return found


def _read_out(report: dict[str, Any]) -> "RenderableType":
    from rich.console import Group

    facts = {
        "model": report["model"],
        "pipeline": report["pipeline"],
        "device": report["device"],
        "options": " ".join(f"{name}={_value(value)}" for name, value in report["options"].items()) or "the defaults",
        "time": seconds_text(report["seconds"]),
        "weights": bytes_text(report["weights_bytes"]),
        "highest use": _bytes(report["peak_bytes"]),
    }
    if "picture" in report:
        facts |= {
            "picture": f"{report['picture']} in {seconds_text(report['draw_seconds'])}",
            "to draw": _bytes(report["draw_peak_bytes"]),
        }
    rows = [
        (part["name"], part["class_name"], f"{part['parameters']:,}", bytes_text(part["bytes"]), part["dtypes"][0])
        for part in report["parts"]
        if part["dtypes"]
    ]
    parts = table(("PART", "CLASS", "PARAMETERS", "WEIGHTS", "TYPE"), rows, right=(2, 3))
    return Group(sheet(facts), "", parts)


def _fit_text(found: dict[str, Any]) -> "RenderableType":
    from rich.console import Group

    lines: list[Any] = [
        sheet({"weights": bytes_text(found["weights_bytes"]), "highest use": bytes_text(found["needed_bytes"])}), ""
    ]  # fmt: skip
    for worker in found["workers"]:
        mark = marked("[green]✓ fits[/]") if worker["fits"] else marked("[red]✗ does not fit[/]")
        room = f"{bytes_text(worker['needed_bytes'])} of {bytes_text(worker['available_bytes'])}"
        lines.append(marked("{} on {}: {}, {}", mark, worker["worker"], room, worker["confidence"]))
    lines += [
        marked("  [dim]→[/] {}: {} ({})", " ".join(each["changed"]), bytes_text(each["needed_bytes"]), each["cost"])
        for each in found["remedies"]
    ]
    return Group(*lines, *(["No worker is alive."] if not found["workers"] else []))


def _value(value: Any) -> str:
    return {True: "on", False: "off", None: "none"}.get(value, str(value)) if not isinstance(value, str) else value


def _bytes(value: int | None) -> str:
    return "not known on this system" if value is None else bytes_text(value)


def _path(model: str) -> str:
    from safelight.doors.cli.shelf import path_of

    return path_of(model)
