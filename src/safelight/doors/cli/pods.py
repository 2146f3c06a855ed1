"""`safelight pods`: machines with GPUs that are rented by the hour."""

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.agent import labels_of
from safelight.doors.cli.shell import Json, counted, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.text import Text

PATH = "/api/v1/pods"
STYLES = {
    "running": "green", "asked": "yellow", "starting": "yellow", "stopping": "yellow", "stopped": "dim", "ended": "dim",
    "failed": "red", "orphan": "bold red",
}  # fmt: skip

app = typer.Typer(
    name="pods",
    help="Machines with GPUs, rented by the hour: made, watched, paid for, ended.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
key = typer.Typer(
    name="key", help="The key of the provider, RunPod.", no_args_is_help=True, rich_markup_mode="rich"
)  # fmt: skip
app.add_typer(key)

PodName = Annotated[str, typer.Argument(metavar="POD", help="Id or name of the pod.", show_default=False)]
Gpus = Annotated[
    list[str],
    typer.Argument(
        metavar="GPU…", help="GPU types by id, the best first; see safelight pods gpus.", show_default=False
    ),
]
Most = Annotated[
    float, typer.Option("--most", metavar="DOLLARS", help="Most that one pod may cost an hour.", show_default=False)
]
Cloud = Annotated[str, typer.Option(metavar="secure|community", help="Data centres, or other people's machines.")]
Count = Annotated[int, typer.Option("--count", min=1, max=8, metavar="N", help="GPUs of one pod.")]
Image = Annotated[
    str | None, typer.Option(metavar="IMAGE", help="Container image.", show_default="SAFELIGHT_POD_IMAGE")
]
Disk = Annotated[int, typer.Option(min=10, metavar="GB", help="Its disk, on which it keeps models.")]
Labels = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="NAME=VALUE", help="Label of its workers; repeatable.", show_default="none"),
]
Idle = Annotated[
    float, typer.Option(min=0, metavar="MINUTES", help="It goes when idle for this long; 0: it stays.")
]  # fmt: skip
Hours = Annotated[
    float | None,
    typer.Option(min=0, metavar="HOURS", help="It goes after this, anyway.", show_default="SAFELIGHT_POD_MAX_HOURS"),
]
StopFirst = Annotated[bool, typer.Option("--stop-first", help="When idle it is only switched off.", metavar="")]


@app.command()
def gpus(ctx: typer.Context, cloud: Cloud = "secure", count: Count = 1, json: Json = False) -> None:
    """List GPU types, their price an hour and how many are free.

    [bold]Examples[/]

      safelight pods gpus
      safelight pods gpus --cloud community --count 2
    """
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/gpus?cloud={quote(cloud)}&count={count}")
    rows = [
        (
            each["id"],
            f"{each['memory_gb']:g} GB",
            _price(each["secure"]),
            _price(each["community"]),
            each["stock"] or "?",
        )
        for each in found
    ]
    shell.result(found, lambda: table(("GPU", "MEMORY", "SECURE", "COMMUNITY", "FREE"), rows, right=(1, 2, 3)))


@app.command()
def create(
    ctx: typer.Context,
    gpu: Gpus,
    most: Most,
    cloud: Cloud = "secure",
    count: Count = 1,
    image: Image = None,
    disk: Disk = 60,
    label: Labels = None,
    idle: Idle = 15,
    hours: Hours = None,
    budget: Annotated[
        float | None,
        typer.Option(min=0, metavar="DOLLARS", help="It goes once it has cost this.", show_default="no limit"),
    ] = None,
    stop_first: StopFirst = False,
    json: Json = False,
) -> None:
    """Rent a pod. It joins as a worker by itself, and goes when it is idle.

    [bold]Examples[/]

      safelight pods create "NVIDIA GeForce RTX 4090" --most 0.80
      safelight pods create "NVIDIA L40S" "NVIDIA A40" --most 1 --idle 30 --hours 8 --budget 5
    """
    shell = shell_of(ctx)
    asked = plan_of(gpu, most, cloud, count, image, disk, label, idle, hours, stop_first=stop_first)
    made = shell.post(PATH, asked | ({"budget": budget} if budget else {}))
    shell.done(
        made,
        f"{made['id']} is asked for, for {money(made['ceiling'], 3)} an hour at most.",
        then=f"See how it is: safelight pods show {made['id']}",
    )


@app.command("list")
def list_(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Those that are over, too.", metavar="")] = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, metavar="N")] = 50,
    json: Json = False,
) -> None:
    """List the pods that are there, with what each costs and has cost.

    [bold]Examples[/]

      safelight pods list
      safelight pods list --all --json
    """
    shell = shell_of(ctx)
    found = shell.pages(PATH, limit=limit, live="false" if every else "true")
    rows = [
        (
            each["id"], _state(each["state"]), each["gpu"] or ", ".join(each["gpus"]),
            f"{money(each['dollars_per_hour'], 3)}/h", money(each["cost"]), each["rule_name"] or "by hand",
            ", ".join(worker["name"] for worker in each["workers"]) or "–", each["message"],
        )
        for each in found
    ]  # fmt: skip
    columns = ("POD", "STATE", "GPU", "NOW", "SO FAR", "BY", "WORKERS", "")
    empty = "No pod is there. Make one: safelight pods create GPU --most DOLLARS"
    shell.listing(found, columns, rows, empty=empty, right=(3, 4))


@app.command()
def show(ctx: typer.Context, pod: PodName, json: Json = False) -> None:
    """Show one pod: how it is, what it costs, when it goes."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/{quote(pod, safe='')}")
    shell.result(found, lambda: sheet(_facts(found)))


@app.command()
def stop(ctx: typer.Context, pod: PodName, json: Json = False) -> None:
    """Switch a pod off once its jobs are done."""
    _do(ctx, pod, "stop", "is switched off once its jobs are done")


@app.command()
def start(ctx: typer.Context, pod: PodName, json: Json = False) -> None:
    """Start a pod that was stopped, if its machine is free."""
    _do(ctx, pod, "start", "is started")


@app.command()
def adopt(ctx: typer.Context, pod: PodName, json: Json = False) -> None:
    """Take in an orphan: a pod of our name that nobody here had asked for."""
    _do(ctx, pod, "adopt", "is one of ours now")


@app.command()
def end(
    ctx: typer.Context,
    pod: PodName,
    now: Annotated[bool, typer.Option("--now", help="Do not let its jobs finish.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Give a pod back for good.

    Its jobs may finish first, for ten minutes at most; with --now others take them over at once.

    [bold]Example[/]

      safelight pods end pod_01k2v9 --now
    """
    shell = shell_of(ctx)
    found = shell.delete(f"{PATH}/{quote(pod, safe='')}?now={str(now).lower()}")
    when = "now" if now else "once its jobs are done"
    shell.done(found, f"{pod} goes {when}.")


@app.command()
def spending(ctx: typer.Context, json: Json = False) -> None:
    """Show what all pods cost: now, today, this month, and day by day."""
    from rich.console import Group

    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/spending")
    facts = {
        "now": f"{money(found['dollars_per_hour'], 3)} an hour, {found['pods']} pods",
        "orphans": found["orphans"] or "",
        "today": money(found["today"]),
        "this month": money(found["this_month"]),
        "in all": money(found["in_all"]),
    }
    rows = [(each["day"], money(each["dollars"])) for each in found["days"]]
    shell.result(found, lambda: Group(sheet(facts), "", table(("DAY (UTC)", "COST"), rows, right=(1,))))


@key.command("set")
def set_key(
    ctx: typer.Context,
    key: Annotated[
        str | None,
        typer.Option(envvar="RUNPOD_API_KEY", metavar="KEY", help="Asked for if left out.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Keep a key, encrypted, once RunPod has taken it.

    [bold]Examples[/]

      safelight pods key set
      RUNPOD_API_KEY=rpa_… safelight pods key set
    """
    shell = shell_of(ctx)
    given = key or typer.prompt("Key of RunPod", hide_input=True, err=True)
    kept = shell.put(f"{PATH}/providers/runpod", {"key": given})
    shell.done(kept, "The key is kept, and RunPod takes it.")


@key.command("show")
def show_key(ctx: typer.Context, json: Json = False) -> None:
    """Show whether there is a key, and whether RunPod answers."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/providers/runpod")
    facts = {
        "key": {"setting": "SAFELIGHT_RUNPOD_API_KEY", "kept": "kept here, encrypted"}.get(found["by"] or "", "none"),
        "last read": found["looked_at"],
        "problem": found["problem"],
    }
    shell.result(found, lambda: sheet(facts))


@key.command("remove")
def remove_key(
    ctx: typer.Context,
    force: Annotated[
        bool, typer.Option("--force", help="Even if pods are there: nobody here ends them any more.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Forget the key, unless pods are there that nobody could end without it."""
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/providers/runpod" + ("?force=true" if force else ""))
    shell.done({"provider": "runpod", "removed": True}, "The key is forgotten.")


def plan_of(
    gpus: list[str],
    most: float,
    cloud: str,
    count: int,
    image: str | None,
    disk: int,
    labels: list[str] | None,
    idle: float,
    hours: float | None,
    *,
    stop_first: bool,
) -> dict[str, Any]:
    """What flags say of a pod, as the API takes it."""
    plan = {
        "gpus": gpus, "dollars_per_hour": most, "cloud": cloud, "gpu_count": count, "disk": disk,
        "labels": labels_of(labels or []), "idle_minutes": idle or None, "stop_first": stop_first,
    }  # fmt: skip
    return plan | ({"image": image} if image else {}) | ({"max_hours": hours} if hours else {})


def money(amount: float | None, digits: int = 2) -> str:
    """Dollars as people read them."""
    return "–" if amount is None else f"${amount:,.{digits}f}"


def _price(amount: float | None) -> str:
    return "–" if amount is None else f"{money(amount, 3)}/h"


def _do(ctx: typer.Context, pod: str, what: str, done: str) -> None:
    shell = shell_of(ctx)
    found = shell.post(f"{PATH}/{quote(pod, safe='')}/{what}")
    shell.done(found, f"{pod} {done}.")


def _state(state: str) -> "Text":
    from rich.text import Text

    return Text(state, STYLES.get(state, ""))


def _facts(found: dict[str, Any]) -> dict[str, Any]:
    failure = found["failure"] or {}
    return {
        "pod": found["id"],
        "state": _state(found["state"]),
        "": found["message"],
        "failure": " ".join(filter(None, (failure.get("message"), failure.get("hint")))),
        "at RunPod": f"{found['name']} ({found['provider_id'] or 'not made yet'})",
        "GPU": f"{found['gpu_count']} × {found['gpu'] or 'not known yet'}, {found['cloud']}",
        "by": found["rule_name"] or found["created_by"] or "hand",
        "costs": f"{money(found['dollars_per_hour'], 3)} an hour of {money(found['ceiling'], 3)} at most",
        "so far": money(found["cost"]) + (f" of {money(found['budget'])}" if found["budget"] else ""),
        "workers": ", ".join(f"{each['name']} ({counted(each['jobs'], 'job')})" for each in found["workers"]),
        "labels": ", ".join(f"{name}={value}" for name, value in found["labels"].items()),
        "image": found["image"],
        "made": found["started_at"],
        "idle since": found["idle_since"],
        "goes at": found["ends_at"] if found["ended_at"] is None else "",
        "ended": found["ended_at"],
    }
