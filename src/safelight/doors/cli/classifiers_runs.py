"""`safelight classifiers start`, `runs`, `watch`, `stop`, `compare` …: runs and what came of them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.classifiers_configs import PATH, Gpu, Limit, OfDataset, OfProject, OnWorker, Search, Set
from safelight.doors.cli.jobs import States
from safelight.doors.cli.shell import Json, by_line, bytes_text, counted, marked, seconds_text, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from safelight.doors.cli.client import Client
    from safelight.doors.cli.shell import Shell
    from safelight.doors.cli.watching import OnInterrupt

RUNS = "Runs"
RESULTS = "What came of them"
METRICS = ("accuracy", "top_k", "macro_f1", "auroc", "loss", "ece")

Run = Annotated[str, typer.Argument(metavar="RUN", help="Number or id of the run.", show_default=False)]
Runs = Annotated[list[str], typer.Argument(metavar="RUN…", help="Numbers or ids of runs.", show_default=False)]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow it to its end.", metavar="")]
Split = Annotated[str, typer.Option(metavar="PART", help="Part of the dataset: val or test.")]


def start(
    ctx: typer.Context,
    config: Annotated[
        str | None, typer.Argument(help="Id of a config; the defaults without.", show_default=False)
    ] = None,
    dataset: OfDataset = None,
    set_: Set = None,
    name: Annotated[str | None, typer.Option(help="What the run is called.", show_default=False)] = None,
    notes: Annotated[str | None, typer.Option(help="Why it is done.", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A word to find it by; repeatable.", show_default=False)] = None,
    project: OfProject = None,
    worker: OnWorker = None,
    gpu: Gpu = False,
    wait: Wait = True,
    json: Json = False,
) -> None:
    """Train a classifier on a worker. Ctrl-C looks away; the run goes on.

    [bold]Example[/]

      safelight classifiers start --dataset pets --set epochs=10
      safelight classifiers start cfg_01k2v9 --set lr=3e-4 --tag rates --no-wait
    """
    from safelight.doors.cli import classifiers_asking as asking

    shell = shell_of(ctx)
    asked = asking.given(
        config=config, dataset=dataset, name=name, notes=notes, tags=tag, project=project, worker=worker
    )
    with shell.connect() as client:
        made = client.post(f"{PATH}/runs", asked | {"settings": asking.settings(set_), "gpu": gpu})
        _follow(client, shell, made, wait=wait)


def runs(
    ctx: typer.Context,
    state: States = None,
    project: OfProject = None,
    dataset: OfDataset = None,
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Only with this tag.", show_default=False)] = None,
    search: Search = None,
    sort: Annotated[str, typer.Option(help="newest, oldest, name, accuracy, macro_f1, auroc, loss, ece …")] = "newest",
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List the runs; by a metric the best come first."""
    shell = shell_of(ctx)
    found = shell.pages(
        f"{PATH}/runs", limit=limit, state=state, project=project, dataset=dataset, tag=tag, search=search, sort=sort
    )
    rows = [
        (
            each["number"],
            each["name"],
            _how(each),
            _number((each["val"] or {}).get("accuracy")),
            each["dataset"]["name"],
            " ".join(each["tags"]),
            each["created_at"][:16].replace("T", " "),
        )
        for each in found
    ]
    columns = ("RUN", "NAME", "STATE", "ACCURACY", "DATASET", "TAGS", "ASKED FOR")
    empty = "There are no such runs. Start one: safelight classifiers start --dataset NAME"
    shell.listing(found, columns, rows, empty=empty, right=(3,))


def run(ctx: typer.Context, run: Run, json: Json = False) -> None:
    """Show a run: what it was told, what it has found, what it ran on."""
    shell = shell_of(ctx)
    found = shell.get(path_of(run))
    shell.result(found, lambda: _run(found))


def watch(ctx: typer.Context, run: Run, json: Json = False) -> None:
    """Follow a run to its end. Ctrl-C only looks away."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        found = client.get(path_of(run))
        _follow(client, shell, {"run": found, "job_id": found["job_id"]}, wait=True)


def stop(ctx: typer.Context, run: Runs, json: Json = False) -> None:
    """Stop runs; their state is kept, so that they can go on."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        found = [client.post(f"{path_of(each)}/stop") for each in run]
    lines = [
        marked("[green]✓[/] Run {}: {}.", each["number"], "stopping" if each["stopping"] else each["state"])
        for each in found
    ]
    shell.result(found, lambda: by_line([*lines, marked("[dim]→ Go on with one: safelight classifiers resume RUN[/]")]))


def resume(ctx: typer.Context, run: Run, wait: Wait = True, json: Json = False) -> None:
    """Go on with a run that was stopped or has failed, at its last batch."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        _follow(client, shell, client.post(f"{path_of(run)}/resume"), wait=wait)


def rerun(ctx: typer.Context, run: Run, wait: Wait = True, json: Json = False) -> None:
    """Do a run again: same settings, same data, same seed."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        _follow(client, shell, client.post(f"{path_of(run)}/rerun"), wait=wait)


def note(
    ctx: typer.Context,
    run: Run,
    name: Annotated[str | None, typer.Option(help="Its new name.", show_default=False)] = None,
    notes: Annotated[str | None, typer.Option(help="Its new notes.", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Its tags from now on; repeatable.", show_default=False)] = None,
    project: OfProject = None,
    json: Json = False,
) -> None:
    """Rename a run, write notes, tag it, or put it into a project."""
    from safelight.doors.cli import classifiers_asking as asking

    shell = shell_of(ctx)
    found = shell.patch(path_of(run), asking.given(name=name, notes=notes, tags=tag, project=project))
    shell.done(found, f"Run {found['number']} is changed.")


def compare(ctx: typer.Context, run: Runs, split: Split = "val", json: Json = False) -> None:
    """Put up to eight runs side by side: settings that differ, and metrics.

    [bold]Example[/]

      safelight classifiers compare 3 4 7 --split test
    """
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/compare", runs=",".join(run), split=split)
    shell.result(found, lambda: _compared(found))


def mistakes(
    ctx: typer.Context,
    run: Run,
    split: Split = "val",
    label: Annotated[
        str | None, typer.Option(metavar="CLASS", help="Filed under this class.", show_default=False)
    ] = None,
    predicted: Annotated[
        str | None, typer.Option(metavar="CLASS", help="Taken for this class.", show_default=False)
    ] = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List the pictures that a run took for another class, the most wrong first."""
    shell = shell_of(ctx)
    found = shell.pages(
        f"{path_of(run)}/predictions", limit=limit, split=split, label=label, predicted=predicted,
        correct="false", sort="loss",
    )  # fmt: skip
    rows = [
        (each["path"], each["label"], each["predicted"], f"{each['confidence']:.1%}", f"{each['loss']:.3f}")
        for each in found
    ]
    shell.listing(found, ("PICTURE", "CLASS", "TAKEN FOR", "SURE", "LOSS"), rows, empty="There are none.", right=(3, 4))


def publish(
    ctx: typer.Context,
    run: Run,
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Name on the shelf.", show_default="of the run")
    ] = None,
    json: Json = False,
) -> None:
    """Put the model of a run on the shelf of models."""
    shell = shell_of(ctx)
    made = shell.post(f"{path_of(run)}/publish", {"name": name} if name else {})
    shell.done(
        made,
        marked("It is on the shelf as [bold]{}[/].", made["model"]),
        then=f"Use it: safelight classifiers predict {made['model']} PICTURE",
    )


def download(
    ctx: typer.Context,
    run: Run,
    into: Annotated[Path, typer.Option(metavar="PATH", help="Folder or file to save it as.")] = Path(),
    json: Json = False,
) -> None:
    """Save the model of a run as a zip: a folder that transformers loads."""
    shell = shell_of(ctx)
    saved = shell.download(f"{path_of(run)}/model.zip", into)
    size = saved.stat().st_size
    shell.done({"file": str(saved), "size": size}, f"{saved} ({bytes_text(size)})")


def remove(ctx: typer.Context, run: Runs, json: Json = False) -> None:
    """Delete runs that have ended, with their files. Published models stay."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        for each in run:
            client.delete(path_of(each))
    shell.done({"deleted": run}, f"Deleted: {', '.join(run)}.")


def install(classifiers: typer.Typer) -> None:
    """Put the commands into the group."""
    made: tuple[Callable[..., None], ...] = (start, runs, run, watch, stop, resume, rerun, note, remove)
    for command in made:
        classifiers.command(rich_help_panel=RUNS)(command)
    results: tuple[Callable[..., None], ...] = (compare, mistakes, publish, download)
    for command in results:
        classifiers.command(rich_help_panel=RESULTS)(command)


def path_of(run: str) -> str:
    """The address of one."""
    return f"{PATH}/runs/{quote(run, safe='')}"


def _follow(client: "Client", shell: "Shell", started: dict[str, Any], *, wait: bool) -> None:
    from safelight.doors.cli.watching import watch as follow

    run = started["run"]
    if run["state"] in {"succeeded", "failed", "cancelled"} and not started["job_id"]:
        wait = False
    if wait:
        # A studio of our own ends with us, and takes the job along: better to cancel it in order.
        on_interrupt: OnInterrupt = "cancel" if client.transient else "leave"
        follow(client, started["job_id"], shell=shell, title=f"Run {run['number']}", on_interrupt=on_interrupt)
        run = client.get(path_of(run["id"]))
        shell.result(run, lambda: _ended(run))
        return
    shell.done(
        started,
        marked("Run {} ([bold]{}[/]) waits for a worker.", run["number"], run["name"]),
        then=f"Follow it: safelight classifiers watch {run['number']}",
    )


def _ended(run: dict[str, Any]) -> "Text":
    told = [
        f"{split} accuracy {metrics['accuracy']:.2%}, macro F1 {metrics['macro_f1']:.3f}"
        for split in ("val", "test")
        if (metrics := run[split])
    ]
    took = f" in {seconds_text(run['seconds'])}" if run["seconds"] else ""
    more = marked("[dim]→ Its mistakes: safelight classifiers mistakes {}[/]", run["number"])
    return marked("[green]✓[/] Run {} has learnt{}: {}.\n{}", run["number"], took, "; ".join(told), more)


def _how(run: dict[str, Any]) -> Any:
    from rich.text import Text

    styles = {"succeeded": "green", "failed": "red", "cancelled": "yellow", "running": "cyan"}
    progress = run["progress"]
    how = f"running {progress['fraction']:.0%}" if run["state"] == "running" and progress else run["state"]
    return Text("stopping" if run["stopping"] else how, styles.get(run["state"], ""))


def _run(run: dict[str, Any]) -> "RenderableType":
    failure, environment = run["failure"] or {}, run["environment"] or {}
    judged = {
        split: " · ".join(f"{name} {value:.4f}" for name in METRICS if (value := run[split][name]) is not None)
        for split in ("val", "test")
        if run[split]
    }
    counts = ", ".join(f"{count} {split}" for split, count in run["counts"].items())
    version = f" (version {run['dataset_version']})" if run["dataset_version"] else ""
    return sheet(
        {
            "run": run["number"],
            "id": run["id"],
            "name": run["name"],
            "state": _how(run),
            "why": " ".join(str(failure[key]) for key in ("message", "hint") if failure.get(key)),
            "project": (run["project"] or {}).get("name"),
            "dataset": f"{(run['dataset'] or {}).get('name', '')}{version}",
            "config": (run["config"] or {}).get("name"),
            "settings": " ".join(f"{name}={value}" for name, value in run["changed"].items()) or "all defaults",
            "tags": ", ".join(run["tags"]),
            "notes": run["notes"],
            "classes": ", ".join(run["labels"][:20]) + (" …" if len(run["labels"]) > 20 else ""),
            "pictures": counts,
            "left out": counted(run["skipped_count"], "file") if run["skipped_count"] else "",
            **judged,
            "best epoch": run["best_epoch"],
            "ended": run["stopped"],
            "took": seconds_text(run["seconds"]) if run["seconds"] else "",
            "ran on": environment.get("device_name"),
            "model": run["model"] or bytes_text((run["trained_model"] or {}).get("size")),
            "worker": run["worker"],
        }
    )


def _compared(found: dict[str, Any]) -> "RenderableType":
    names = [f"{run['number']} {run['name']}" for run in found["runs"]]
    rows: list[tuple[str, ...]] = [
        (each["field"], *(str(value) for value in each["values"])) for each in found["settings"] if each["differs"]
    ]
    for each in found["metrics"]:
        values = [_number(value) for value in each["values"]]
        if each["best"] is not None:
            values[each["best"]] += " *"
        if any(values):
            rows.append((each["name"], *values))
    return table((found["split"].upper(), *names), rows, right=tuple(range(1, len(names) + 1)))


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.4f}" if abs(value) < 100 else f"{value:,.0f}"
