"""`safelight classifiers configs`, `new-config`, `settings`, `sweep`: what runs are told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.classifiers_asking import SET_HELP, VARY_HELP
from safelight.doors.cli.shell import Json, counted, marked, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

PATH = "/api/v1/classifiers"
CONFIGS = "Configs"
SWEEPS = "Sweeps"

ConfigId = Annotated[str, typer.Argument(metavar="CONFIG", help="Id of the config.", show_default=False)]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=SET_HELP, show_default=False)]
OfDataset = Annotated[str | None, typer.Option("--dataset", metavar="NAME", help="Dataset.", show_default=False)]
OfProject = Annotated[str | None, typer.Option("--project", metavar="NAME", help="Project.", show_default=False)]
Search = Annotated[str | None, typer.Option(metavar="TEXT", help="Only names with this in them.", show_default=False)]
Limit = Annotated[int, typer.Option(help="At most so many.", min=1, metavar="N")]
Gpu = Annotated[bool, typer.Option("--gpu", help="Only on a worker with a GPU.", metavar="")]
OnWorker = Annotated[
    str | None, typer.Option("--worker", metavar="NAME", help="Only on this worker.", show_default=False)
]


def configs(
    ctx: typer.Context, project: OfProject = None, search: Search = None, limit: Limit = 50, json: Json = False
) -> None:
    """List the configs, newest first."""
    shell = shell_of(ctx)
    found = shell.pages(f"{PATH}/configs", limit=limit, project=project, search=search)
    rows = [(each["id"], each["name"], _told(each["changed"]), each["run_count"]) for each in found]
    columns = ("CONFIG", "NAME", "SETTINGS", "RUNS")
    empty = "There are no configs. Make one: safelight classifiers new-config NAME --set epochs=10"
    shell.listing(found, columns, rows, empty=empty, right=(3,))


def config(ctx: typer.Context, config: ConfigId, json: Json = False) -> None:
    """Show a config with every setting."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/configs/{quote(config, safe='')}")
    shell.result(found, lambda: _config(found))


def new_config(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.", show_default=False)],
    set_: Set = None,
    dataset: OfDataset = None,
    project: OfProject = None,
    copy_of: Annotated[
        str | None, typer.Option("--from", metavar="CONFIG", help="Copy this one first.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Keep settings under a name, to start runs with.

    [bold]Example[/]

      safelight classifiers new-config Fast --dataset pets --set epochs=10 --set lr=3e-4
      safelight classifiers start cfg_01k2v9
    """
    from safelight.doors.cli.classifiers_asking import given, settings

    shell = shell_of(ctx)
    told = given(dataset=dataset, project=project)
    with shell.connect() as client:
        if copy_of:
            copied = {"name": name, "settings": settings(set_)}
            made = client.post(f"{PATH}/configs/{quote(copy_of, safe='')}/clone", copied)
            made = client.patch(f"{PATH}/configs/{made['id']}", told) if told else made
        else:
            made = client.post(f"{PATH}/configs", {"name": name, "settings": settings(set_), **told})
    shell.done(
        made,
        marked("[bold]{}[/] is kept as {}.", made["name"], made["id"]),
        then=f"Train with it: safelight classifiers start {made['id']}",
    )


def remove_config(ctx: typer.Context, config: ConfigId, json: Json = False) -> None:
    """Delete a config. Its runs stay."""
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/configs/{quote(config, safe='')}")
    shell.done({"deleted": config}, f"{config} is deleted; its runs stay.")


def settings(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Those for experts, too.", metavar="")] = False,
    json: Json = False,
) -> None:
    """List the settings that --set takes, with defaults and what they do."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/config-fields")
    rows = [
        (each["name"], "" if each["default"] is None else str(each["default"]), _takes(each), each["description"])
        for each in found["fields"]
        if every or each["group"] != "expert"
    ]
    shell.result(found, lambda: table(("SETTING", "DEFAULT", "TAKES", "WHAT IT DOES"), rows))


def sweep(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What the sweep is called.", show_default=False)],
    vary: Annotated[list[str], typer.Option("--vary", metavar="NAME=VALUES", help=VARY_HELP, show_default=False)],
    dataset: OfDataset = None,
    config: Annotated[
        str | None, typer.Option(metavar="CONFIG", help="Id of the config to begin with.", show_default=False)
    ] = None,
    set_: Set = None,
    random: Annotated[
        int | None, typer.Option(metavar="N", help="Try N combinations by chance, not every one.", min=1)
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", help="Values of a range, where every one is tried.", min=2)] = 3,
    seed: Annotated[int, typer.Option(metavar="N", help="Of --random: the same tries the same.", min=0)] = 0,
    project: OfProject = None,
    worker: OnWorker = None,
    gpu: Gpu = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what it would be; start nothing.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Start a run for each combination of settings.

    [bold]Example[/]

      safelight classifiers sweep Rates --dataset pets --vary lr=1e-4..1e-2:log --vary batch_size=16,32
      safelight classifiers sweep Any --dataset pets --random 20 --vary lr=1e-5..1e-2:log --vary mixup=0..0.5
    """
    from safelight.doors.cli import classifiers_asking as asking
    from safelight.doors.cli.problems import WrongUsage

    shell = shell_of(ctx)
    asked = asking.given(dataset=dataset, config=config, settings=asking.settings(set_))
    asked |= {"space": asking.space(vary, steps=steps), "method": "grid" if random is None else "random", "seed": seed}
    if random is not None:
        asked["count"] = random
    with shell.connect() as client:
        if preview:
            told = client.post(f"{PATH}/sweeps/preview", asked)
            if told["problems"] and not shell.json:
                raise WrongUsage(f"{told['problems'][0]['field']}: {told['problems'][0]['message']}")
            rows = [tuple(each.values()) for each in told["runs"]]
            shell.result(told, lambda: table(tuple(map(str.upper, asked["space"])), rows))
            shell.note(counted(told["count"], "run"))
            return
        asked |= asking.given(project=project, worker=worker) | {"name": name, "gpu": gpu}
        made = client.post(f"{PATH}/sweeps", asked)
    shell.done(
        made,
        marked("[bold]{}[/]: {} for workers.", made["name"], counted(made["run_count"], "run waits", "runs wait")),
        then=f"Look at them: safelight classifiers sweeps {made['id']}",
    )


def sweeps(
    ctx: typer.Context,
    sweep: Annotated[str | None, typer.Argument(help="Id of one, to see its runs.", show_default=False)] = None,
    stop: Annotated[bool, typer.Option("--stop", help="Stop its runs.", metavar="")] = False,
    project: OfProject = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List the sweeps, or the runs of one, best first."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        if sweep is None:
            found = client.pages(f"{PATH}/sweeps", limit=limit, project=project)
            rows = [(each["id"], each["name"], each["method"], _states(each["states"]), _best(each)) for each in found]
            shell.result(found, lambda: table(("SWEEP", "NAME", "METHOD", "RUNS", "BEST"), rows))
            return
        path = f"{PATH}/sweeps/{quote(sweep, safe='')}"
        one = client.post(f"{path}/stop") if stop else client.get(path)
    varied = list(one["space"])
    lines = [
        (
            each["run"]["number"],
            each["run"]["state"],
            _value(each["run"]["monitored"]),
            *(str(each["values"][name]) for name in varied),
        )
        for each in one["runs"]
    ]
    metric = (one["monitor_metric"] or "best").upper()
    shell.result(one, lambda: table(("RUN", "STATE", metric, *map(str.upper, varied)), lines, right=(2,)))


def install(classifiers: typer.Typer) -> None:
    """Put the commands into the group."""
    made: tuple[Callable[..., None], ...] = (configs, config, new_config, remove_config, settings)
    for command in made:
        classifiers.command(command.__name__.replace("_", "-"), rich_help_panel=CONFIGS)(command)
    many: tuple[Callable[..., None], ...] = (sweep, sweeps)
    for command in many:
        classifiers.command(rich_help_panel=SWEEPS)(command)


def _told(changed: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in changed.items()) or "all defaults"


def _config(found: dict[str, Any]) -> "RenderableType":
    named = {key: (found[key] or {}).get("name") for key in ("project", "dataset")}
    changed = {f"{name} *": value for name, value in found["changed"].items()}
    rest = {name: value for name, value in found["settings"].items() if name not in found["changed"]}
    return sheet(
        {"config": found["id"], "name": found["name"], "about": found["description"], **named, **changed, **rest}
    )


def _takes(field: dict[str, Any]) -> str:
    if field["type"] == "choice":
        return ", ".join(field["choices"])
    if field["type"] == "boolean":
        return "true, false"
    low = f"> {field['above']:g}" if field["above"] is not None else ""
    low = f"≥ {field['minimum']:g}" if field["minimum"] is not None else low
    high = f"< {field['below']:g}" if field["below"] is not None else ""
    high = f"≤ {field['maximum']:g}" if field["maximum"] is not None else high
    return ", ".join(part for part in (low, high) if part)


def _states(states: dict[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in states.items())


def _best(sweep: dict[str, Any]) -> str:
    if sweep["best_value"] is None:
        return ""
    return f"run {sweep['best_run_number']}: {sweep['monitor_metric']} {sweep['best_value']:.4f}"


def _value(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
