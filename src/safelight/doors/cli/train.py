"""`safelight train`: classifiers from files alone, with no server and no database."""

import json as json_module
import runpy
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import CANCELLED, WrongUsage, document, show
from safelight.doors.cli.shell import Json, Shell, seconds_text, sheet, shell_of, table
from safelight.doors.cli.train_flags import SETTINGS
from safelight.doors.cli.train_view import TrainView
from safelight.kit.errors import SafelightError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.specs.classify import RunResult, TrainConfig

EXPERIMENTS = "configs"


def train(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="run.json, or a Python file with configs = \\[…].",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The same, as a flag.", exists=True, dir_okay=False, show_default=False),
    ] = None,
    device: Annotated[
        str | None, typer.Option(metavar="NAME", help="cuda:0, mps, cpu.", show_default="the best there is")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only read data and model, and say what would happen.", metavar="")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the results.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Train image classifiers from files alone: no server, no database.

    Every setting is a flag too, and flags win over the file. All that comes of it lies in ckpt_dir: the best model,
    its card, predictions, curves for TensorBoard, and a state. Ctrl-C keeps that state, and the same command goes on
    at the next batch. A Python file has a list `configs` (of TrainConfig, or dicts), or a function of that name.

    [bold]Examples[/]

      safelight train --root flowers/ --model-flavour resnet-small --epochs 30
      safelight train run.json --lr 3e-4 --ckpt-dir runs/b
      safelight train experiments.py --device cuda:0
      safelight train run.json --check
    """
    shell = shell_of(ctx)
    if file is not None and config is not None:
        raise WrongUsage("Give the file once: as FILE or as --config.")
    given: dict[str, Any] = ctx.meta[SETTINGS]
    configs = _configs(file or config, given)
    if check:
        _check(shell, configs, device)
        return
    outcomes = []
    with _stoppable() as stop:
        for number, one in enumerate(configs, 1):
            title = _title(one) if len(configs) == 1 else f"{number} of {len(configs)}: {_title(one)}"
            outcomes.append(_run(shell, one, title, device, stop, is_quiet=quiet or json))
            if outcomes[-1].is_stopped:
                break
    shell.result({"runs": [each.document() for each in outcomes]}, lambda: _results(outcomes))
    _exit(shell, outcomes)


@dataclass(frozen=True)
class Outcome:
    """How one config ended."""

    config: "TrainConfig"
    folder: Path
    result: "RunResult | None" = None
    error: SafelightError | None = None

    @property
    def is_stopped(self) -> bool:
        """Ended by Ctrl-C."""
        return self.result is None and self.error is None

    def document(self) -> dict[str, Any]:
        """For programs."""
        told: dict[str, Any] = {
            "folder": str(self.folder.absolute()),
            "state": "succeeded" if self.result else "failed" if self.error else "stopped",
            "config": self.config.model_dump(mode="json", exclude_defaults=True),
        }
        if self.error is not None:
            told["error"] = document(self.error)
        if self.result is not None:
            kept = {"labels", "counts", "parameters", "best_epoch", "stopped", "seconds"}
            told |= self.result.model_dump(mode="json", include=kept)
            told["metrics"] = {
                split: each.metrics.model_dump(mode="json") for split, each in self.result.evaluations.items()
            }
        return told


def _configs(path: Path | None, given: dict[str, Any]) -> "list[TrainConfig]":
    asked = [{}] if path is None else _python(path) if path.suffix == ".py" else _json(path)
    if not asked:
        raise WrongUsage(f"{path} names no configs.")
    where = given.get("ckpt_dir")
    found = []
    for number, one in enumerate(asked, 1):
        more = given | ({"ckpt_dir": f"{where}/{number}"} if where and len(asked) > 1 else {})
        found.append(_validated(one | more, of=f"{path}, config {number}: " if len(asked) > 1 else ""))
    if len(found) > 1:
        _refuse_shared_folder(found)
    return found


def _refuse_shared_folder(configs: "Sequence[TrainConfig]") -> None:
    from safelight.engine.classify.outputs import home_of

    homes = [home_of(one) for one in configs]
    if twice := next((home for home in homes if homes.count(home) > 1), None):
        raise WrongUsage(f"Two configs would write to {twice}.", hint="Give each a ckpt_dir of its own.")


def _validated(settings: dict[str, Any], *, of: str) -> "TrainConfig":
    from pydantic import ValidationError

    from safelight.specs.classify import TrainConfig
    from safelight.specs.classify_fields import problem_of

    try:
        config = TrainConfig.model_validate(settings)
    except ValidationError as error:
        fields = tuple(problem_of(detail) for detail in error.errors(include_url=False))
        raise WrongUsage(
            f"{of}{fields[0].field}: {fields[0].message}",
            hint="`safelight train --help` lists every setting.",
            fields=fields,
        ) from error
    if config.root is None:
        raise WrongUsage(f"{of}root: there is no folder to learn from.", hint="Name it: --root FOLDER")
    return config


def _json(path: Path) -> list[dict[str, Any]]:
    try:
        content = json_module.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise WrongUsage(f"{path} is no JSON: {error}.") from error
    return _listed(path, content)


def _python(path: Path) -> list[dict[str, Any]]:
    try:
        names = runpy.run_path(str(path))
        found = names.get(EXPERIMENTS)
        return _listed(path, list(found()) if callable(found) else found)
    except SafelightError:
        raise
    except Exception as error:  # whatever the person's own program raises
        where = f" in line {line}" if (line := _line_in(path, error)) else ""
        raise WrongUsage(f"{path} fails{where}: {type(error).__name__}: {error}") from error


def _line_in(path: Path, error: Exception) -> int | None:
    trace, found = error.__traceback__, None
    while trace is not None:
        found = trace.tb_lineno if trace.tb_frame.f_code.co_filename == str(path) else found
        trace = trace.tb_next
    return getattr(error, "lineno", None) or found


def _listed(path: Path, content: Any) -> list[dict[str, Any]]:
    from safelight.specs.classify import TrainConfig

    each = [content] if isinstance(content, dict | TrainConfig) else content
    if not isinstance(each, list | tuple) or not all(isinstance(one, dict | TrainConfig) for one in each):
        what = f"a list `{EXPERIMENTS}`, or a function that returns one" if path.suffix == ".py" else "an object"
        raise WrongUsage(f"{path} holds no configs.", hint=f"It needs {what}, of the settings of a training.")
    return [one.model_dump(exclude_unset=True) if isinstance(one, TrainConfig) else dict(one) for one in each]


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Ctrl-C (or SIGTERM) asks to stop between two batches; a second Ctrl-C stops at once."""
    stop = threading.Event()

    def ask(number: int, _frame: object) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(
    shell: Shell, config: "TrainConfig", title: str, device: str | None, stop: threading.Event, *, is_quiet: bool
) -> Outcome:
    view = TrainView(shell, title, is_quiet=is_quiet)
    if not is_quiet:
        shell.note(f"{title}: loading torch")
    from safelight.engine.classify.loop import Hooks, run_classifier
    from safelight.engine.classify.outputs import home_of

    def check() -> None:
        if stop.is_set():
            raise KeyboardInterrupt

    folder = home_of(config)
    hooks = Hooks(view.on_progress, view.on_metric, view.on_epoch, check)
    try:
        with view.shown():
            result = run_classifier(config, device=device, hooks=hooks)
    except KeyboardInterrupt:
        shell.note(f"Stopped. The same command goes on where it was; its state is in {folder}.")
        return Outcome(config, folder)
    except SafelightError as error:
        return Outcome(config, folder, error=error)
    return Outcome(config, folder, result)


def _check(shell: Shell, configs: "Sequence[TrainConfig]", device: str | None) -> None:
    from safelight.engine.classify.looking import look_over

    seen = []
    for one in configs:
        seen.append(look_over(one, device=device))
        if not shell.json:
            shell.out.print(sheet(seen[-1].told()))
            for reason in seen[-1].skipped[:20]:
                shell.note(f"! {reason}")
    if shell.json:
        shell.print_json({"runs": [each.document() for each in seen]})


def _title(config: "TrainConfig") -> str:
    return f"{config.model_flavour} on {Path(config.root or '').name}"


def _results(outcomes: Sequence[Outcome]) -> "RenderableType":
    rows = [(str(each.folder), *_figures(each)) for each in outcomes]
    return table(("FOLDER", "VAL", "TEST", "MACRO F1", "LOSS", "BEST EPOCH", "TIME"), rows, right=(1, 2, 3, 4, 5, 6))


def _figures(outcome: Outcome) -> tuple[str, ...]:
    result = outcome.result
    if result is None:
        return ("failed" if outcome.error else "stopped", *[""] * 5)
    val, test = result.evaluations["val"].metrics, result.evaluations.get("test")
    return (
        f"{val.accuracy:.2%}",
        f"{test.metrics.accuracy:.2%}" if test else "",
        f"{val.macro_f1:.4f}",
        f"{val.loss:.4f}",
        f"{result.best_epoch} of {len(result.epochs)}",
        seconds_text(result.seconds),
    )


def _exit(shell: Shell, outcomes: Sequence[Outcome]) -> None:
    failed = [each for each in outcomes if each.error is not None]
    if any(each.is_stopped for each in outcomes):
        raise typer.Exit(CANCELLED)
    if not failed:
        return
    first = failed[0].error
    if len(outcomes) == 1 and first is not None and not shell.json:
        raise first
    if not shell.json:
        for each in failed:
            if each.error is not None:
                show(shell, each.error)
    if first is not None:
        raise typer.Exit(1)
