"""`safelight starter`: the small built-in model. Train it anew, look at it, get its sample character."""

import json as json_module
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from safelight.doors.cli.problems import Failed, WrongUsage
from safelight.doors.cli.shell import Json, Shell, bytes_text, counted, marked, seconds_text, sheet, shell_of

if TYPE_CHECKING:
    from rich.console import RenderableType

app = typer.Typer(
    name="starter",
    help="The small built-in model: look at it, train it anew.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

SHEET_PROMPTS = 40


@app.command()
def info(ctx: typer.Context, json: Json = False) -> None:
    """Say what the starter model is and what was measured of it."""
    from safelight.engine import starter

    shell = shell_of(ctx)
    card = starter.STARTER_PIPELINE / "safelight.json"
    about = json_module.loads(card.read_text()) if card.exists() else None
    size = sum(path.stat().st_size for path in starter.STARTER_PIPELINE.rglob("*") if path.is_file())
    document = {
        "folder": str(starter.STARTER_PIPELINE),
        "there": about is not None,
        "size_bytes": size,
        "card": about,
        "sample_character": {
            "trigger": starter.SAMPLE_TRIGGER,
            "class_word": starter.SAMPLE_CLASS,
            "pictures": len(starter.SAMPLE_CAPTIONS),
        },
    }
    shell.result(document, lambda: _about(document))


@app.command()
def sample(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to write them.", show_default=False)],
    json: Json = False,
) -> None:
    """Write the sample character's pictures and captions, to try a training with.

    [bold]Example[/]

      safelight starter sample pip/
      safelight characters create pip pip/ --class-word monster
    """
    shell = shell_of(ctx)
    written = write_sample(folder)
    shell.done(
        {"folder": str(folder.absolute()), "pictures": [path.name for path in written]},
        marked("{} pictures of pip and captions.json in [bold]{}[/]", len(written), folder),
    )


@app.command()
def train(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(help="Folder for pipeline/ and judge/.", show_default=False)],
    minutes: Annotated[
        float | None, typer.Option(help="Time for all of it.", show_default="the full recipe", min=0.1, metavar="N")
    ] = None,
    processes: Annotated[int, typer.Option(help="Processes, one thread each.", min=1, metavar="N")] = 2,
    seed: Annotated[int, typer.Option(help="Seed.", min=0, metavar="N")] = 1,
    json: Json = False,
) -> None:
    """Train the starter model from nothing, on pictures that it draws itself.

    Stages whose folder is already there are kept, so an interrupted training goes on.
    """
    from safelight.engine.starter.recipe import RecipeConfig
    from safelight.engine.starter.train import train as train_starter

    shell = shell_of(ctx)
    config = RecipeConfig(seed=seed, processes=processes)
    config = config.within(minutes) if minutes else config
    with _Stages(shell) as stages:
        figures = train_starter(out, config=config, on_progress=stages.report)
    shell.result(
        {"folder": str(out.absolute()), "figures": figures},
        lambda: sheet(
            {"pipeline": out / "pipeline", "judge": out / "judge", **{k: f"{v:.3f}" for k, v in figures.items()}}
        ),
    )


@app.command("sheet")
def sheet_(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(help="The picture to write.", show_default=False)],
    model: Annotated[Path | None, typer.Option(help="Pipeline folder.", show_default="the built-in one")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the prompts and pictures.", min=0, metavar="N")] = 0,
    json: Json = False,
) -> None:
    """Draw a sheet of prompts that the model was never trained on."""
    from safelight.doors.cli.contact_sheet import grid
    from safelight.engine import starter
    from safelight.engine.diffusion.devices import best_dtype
    from safelight.engine.diffusion.loading import load
    from safelight.engine.starter.score import generate, prompts

    shell = shell_of(ctx)
    folder = model or starter.STARTER_PIPELINE
    if not (folder / "model_index.json").is_file():
        raise Failed(f"There is no model in {folder}.", hint="Name its folder with --model.")
    pipeline = load(folder, dtype=best_dtype("cpu"), device="cpu").pipeline
    wanted = [text for _, text in prompts(SHEET_PROMPTS, seed)]
    images = generate(pipeline, wanted, seed=seed)
    out.parent.mkdir(parents=True, exist_ok=True)
    grid("The starter model, on combinations it never saw", list(zip(images, wanted, strict=True))).save(out)
    shell.done(
        {"file": str(out.absolute()), "prompts": wanted},
        marked("{} in [bold]{}[/]", counted(len(images), "picture"), out),
    )


def write_sample(folder: Path) -> list[Path]:
    """Copy the sample character's pictures, with captions.json."""
    import shutil

    from safelight.engine import starter

    if folder.exists() and not folder.is_dir():
        raise WrongUsage(f"{folder} is a file.", hint="Name a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    written = [Path(shutil.copy(starter.SAMPLE_CHARACTER / name, folder)) for name in starter.SAMPLE_CAPTIONS]
    shutil.copy(starter.SAMPLE_CHARACTER / "captions.json", folder)
    return written


class _Stages:
    """One bar per stage of the recipe in a terminal, a line per quarter elsewhere."""

    def __init__(self, shell: Shell) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._shell = shell
        self._bars = Progress(
            TextColumn("{task.description:12}", markup=False), BarColumn(),
            TextColumn("{task.percentage:3.0f} %", markup=False),
            TimeRemainingColumn(), TextColumn("{task.fields[figures]}", style="dim", markup=False),
            console=shell.err, disable=not shell.err.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, Any] = {}
        self._said: dict[str, int] = {}
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def report(self, stage: str, share: float, figures: dict[str, float]) -> None:
        """A share below 0 only brings figures."""
        told = "  ".join(f"{name} {value:.4g}" for name, value in figures.items())
        if share < 0:
            return
        if not self._shell.err.is_terminal:
            if int(share * 4) != self._said.get(stage):
                self._said[stage] = int(share * 4)
                self._shell.note(f"{seconds_text(time.monotonic() - self._started)}: {stage} {share:.0%} {told}")
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=1.0, figures="")
        self._bars.update(self._tasks[stage], completed=share, figures=told)


def _about(document: dict[str, Any]) -> "RenderableType":
    card = document["card"] or {}
    measured = {name.replace("_", " "): value for name, value in (card.get("trained") or {}).items()}
    return sheet(
        {
            "starter model": document["folder"]
            if document["there"]
            else "not there: train it with `safelight starter train`",
            "size": bytes_text(document["size_bytes"]),
            "about": card.get("description"),
            **measured,
            "sample character": "pip, a monster: {pictures} pictures".format(**document["sample_character"]),
        }
    )
