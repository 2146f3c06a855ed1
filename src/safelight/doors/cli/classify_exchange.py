"""`safelight classifiers export`, `import` and `export-onnx`: runs that leave the studio, and come in."""

import json as json_module
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import Json, bytes_text, marked, shell_of

if TYPE_CHECKING:
    from safelight.doors.cli.client import Client

PANEL = "In and out"
RUNS = "/api/v1/classifiers/runs"
NEEDED = ("result.json", "best/config.json", "best/model.safetensors")
TAKEN = ("result.json", "best/*", "tb/events.out.tfevents.*", "predictions-*.jsonl")

Run = Annotated[str, typer.Argument(metavar="RUN", help="Its number or id.", show_default=False)]


def export(
    ctx: typer.Context,
    run: Run,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; else it is printed.")
    ] = None,
    root: Annotated[
        str | None, typer.Option(metavar="DIR", help="The folder of pictures to name in it.", show_default=False)
    ] = None,
) -> None:
    """Write a run as a file for `safelight train`.

    Where the studio keeps the pictures, the file names no folder: give one by --root, here or to train.

    [bold]Examples[/]

      safelight classifiers export 12 > run.json
      safelight classifiers export 12 --root flowers/ -o run.json
    """
    from safelight.kit.files import whole_file

    shell = shell_of(ctx)
    config = shell.get(f"{RUNS}/{run}/config.json")
    if root is not None:
        config["root"] = root
    if output is None:
        shell.print_json(config)
        return
    with whole_file(output) as file:
        file.write(json_module.dumps(config, indent=2, ensure_ascii=False).encode() + b"\n")
    shell.done({"file": str(output.absolute())}, marked("[bold]{}[/]", output))


def import_(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(exists=True, help="What `safelight train` left, or a zip of it.", show_default=False)
    ],
    name: Annotated[str | None, typer.Option(help="Its name.", show_default="the folder's")] = None,
    dataset: Annotated[
        str | None, typer.Option(help="The dataset it was trained on.", show_default="found by its fingerprint")
    ] = None,
    project: Annotated[str | None, typer.Option(help="Put it into this project.", show_default=False)] = None,
    json: Json = False,
) -> None:
    """Make a run of the studio of what `safelight train` has left.

    Model, predictions and curves come along.

    [bold]Examples[/]

      safelight classifiers import runs/flowers-resnet-small-1a2b3c4d
      safelight classifiers import runs/b --name "lower rate" --dataset flowers
    """
    shell = shell_of(ctx)
    form = {"name": name or folder.resolve().stem[:80], "dataset": dataset, "project": project}
    with tempfile.TemporaryFile() as packed:
        if folder.is_dir():
            _pack(folder, packed)
            packed.seek(0)
        with shell.connect() as client:
            if folder.is_dir():
                made = _sent(client, packed, form)
            else:
                with folder.open("rb") as given:
                    made = _sent(client, given, form)
    found = f"{made['pictures_found']} of {made['predictions']} predictions have their picture here"
    shell.done(made, marked("It is run [bold]{}[/]. [dim]{}[/]", made["number"], found))


def export_onnx(
    ctx: typer.Context,
    run: Run,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="File or folder.", show_default="here")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Even if it was made before.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Get a run's model for ONNX runtimes.

    It is compared with torch before it is offered. Ctrl-C cancels.

    [bold]Examples[/]

      safelight classifiers export-onnx 12
      safelight classifiers export-onnx 12 -o models/flowers.onnx
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    with shell.connect() as client:
        state = client.get(f"{RUNS}/{run}/onnx")
        if again or state["onnx"] is None:
            queued = client.post(f"{RUNS}/{run}/onnx")
            watch(client, queued["job_id"], shell=shell, title=f"ONNX of run {run}")
            state = client.get(f"{RUNS}/{run}/onnx")
        path = client.download(state["url"], output or Path())
    told = state["onnx"]
    shell.done(
        {**state, "file": str(path.absolute())},
        marked(
            "[bold]{}[/]  [dim]{} · opset {} · within {:.0e} of torch[/]",
            path,
            bytes_text(told["size"]),
            told["opset"],
            told["max_difference"],
        ),
    )


def install(classifiers: typer.Typer) -> None:
    """Put the commands into the group."""
    classifiers.command(rich_help_panel=PANEL)(export)
    classifiers.command("import", rich_help_panel=PANEL)(import_)
    classifiers.command(rich_help_panel=PANEL)(export_onnx)


def _pack(folder: Path, target: Any) -> None:
    """What makes a run, without its states and the weights of each epoch."""
    for name in NEEDED:
        if not (folder / name).is_file():
            raise WrongUsage(
                f"{folder} has no {name}.", hint="Name the folder of a training that has ended well: its ckpt_dir."
            )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for pattern in TAKEN:
            for path in sorted(folder.glob(pattern)):
                archive.write(path, path.relative_to(folder))


def _sent(client: "Client", file: Any, form: dict[str, str | None]) -> dict[str, Any]:
    given = {name: value for name, value in form.items() if value}
    made: dict[str, Any] = client.post(f"{RUNS}/import", files={"file": ("run.zip", file)}, data=given)
    return made
