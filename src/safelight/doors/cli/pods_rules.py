"""`safelight pods rules`: when pods come and go by themselves."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli import pods
from safelight.doors.cli.pods import Cloud, Count, Disk, Gpus, Hours, Idle, Image, Labels, Most, StopFirst, money
from safelight.doors.cli.shell import Json, counted, seconds_text, sheet, shell_of

PATH = f"{pods.PATH}/rules"

app = typer.Typer(
    name="rules",
    help="When pods come and go by themselves.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

RuleName = Annotated[str, typer.Argument(metavar="RULE", help="Name or id of the rule.", show_default=False)]


@app.command("list")
def list_(ctx: typer.Context, json: Json = False) -> None:
    """List the rules, with what their pods cost."""
    shell = shell_of(ctx)
    found = shell.get(PATH)["items"]
    rows = [
        (
            each["name"], "on" if each["is_on"] else "off", f"{each['plan']['floor']}–{each['plan']['ceiling']}",
            each["pods"], f"{money(each['dollars_per_hour'], 3)}/h", money(each["today"]), money(each["in_all"]),
        )
        for each in found
    ]  # fmt: skip
    columns = ("RULE", "IS", "MAY", "PODS", "NOW", "TODAY", "IN ALL")
    empty = "There are no rules. Make one: safelight pods rules add NAME GPU --most DOLLARS"
    shell.listing(found, columns, rows, empty=empty, right=(3, 4, 5, 6))


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.", show_default=False)],
    gpu: Gpus,
    most: Most,
    floor: Annotated[int, typer.Option(min=0, metavar="N", help="So many pods there always are.")] = 0,
    ceiling: Annotated[int, typer.Option(min=1, metavar="N", help="And never more than these.")] = 1,
    after: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="One is made when a job has waited this long.")
    ] = 60,
    cool_down: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="The next no sooner than this after the last.")
    ] = 300,
    per_day: Annotated[
        float | None,
        typer.Option(min=0, metavar="DOLLARS", help="All go once they cost this on a day.", show_default="no limit"),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(min=0, metavar="DOLLARS", help="All go once they cost this in all.", show_default="no limit"),
    ] = None,
    cloud: Cloud = "secure",
    count: Count = 1,
    image: Image = None,
    disk: Disk = 60,
    label: Labels = None,
    idle: Idle = 15,
    hours: Hours = None,
    stop_first: StopFirst = False,
    off: Annotated[bool, typer.Option("--off", help="Do not switch it on yet.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Make a rule: pods come when jobs wait, and go when they have nothing to do.

    [bold]Examples[/]

      safelight pods rules add nights "NVIDIA GeForce RTX 4090" --most 0.80 --ceiling 4 --per-day 20
      safelight pods rules add always "NVIDIA L40S" --most 1 --floor 1 --off
    """
    shell = shell_of(ctx)
    plan: dict[str, Any] = pods.plan_of(gpu, most, cloud, count, image, disk, label, idle, hours, stop_first=stop_first)
    plan |= {"floor": floor, "ceiling": ceiling, "queue_seconds": after, "cool_down_seconds": cool_down}
    plan |= ({"budget_per_day": per_day} if per_day else {}) | ({"budget": budget} if budget else {})
    made = shell.post(PATH, {"name": name, "is_on": not off, "plan": plan})
    shell.done(
        made,
        f"The rule {made['name']} is {'on' if made['is_on'] else 'off'}.",
        then=f"See what it would do now: safelight pods rules preview {made['name']}",
    )


@app.command()
def preview(
    ctx: typer.Context,
    rule: RuleName,
    if_on: Annotated[bool, typer.Option("--if-on", help="As if a rule that is off were on.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Show what a rule would do now, and why. Nothing is done."""
    from rich.console import Group

    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/{quote(rule, safe='')}/preview", if_on=str(if_on).lower())
    oldest = found["oldest_seconds"]
    facts = {
        "would make": f"{found['make']} pods",
        "would start": ", ".join(found["start"]),
        "would end": "\n".join(f"{each['pod_id']}: {each['why']}" for each in found["end"]),
        "why": "\n".join(found["reasons"]),
        "waiting": counted(found["waiting"], "job") + (f", the oldest for {seconds_text(oldest)}" if oldest else ""),
        "pods": f"{found['pods']} are there or on their way",
        "spent": f"{money(found['today'])} today, {money(found['in_all'])} in all",
    }
    shell.result(found, lambda: Group(sheet(facts)))


@app.command()
def on(ctx: typer.Context, rule: RuleName, json: Json = False) -> None:
    """Switch a rule on."""
    _switch(ctx, rule, is_on=True)


@app.command()
def off(ctx: typer.Context, rule: RuleName, json: Json = False) -> None:
    """Switch a rule off: it makes no more pods, and those it made go when idle."""
    _switch(ctx, rule, is_on=False)


@app.command()
def remove(ctx: typer.Context, rule: RuleName, json: Json = False) -> None:
    """Remove a rule; its pods go once their jobs are done."""
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/{quote(rule, safe='')}")
    shell.done({"rule": rule, "removed": True}, f"The rule {rule} is gone, and its pods go.")


def _switch(ctx: typer.Context, rule: str, *, is_on: bool) -> None:
    shell = shell_of(ctx)
    path = f"{PATH}/{quote(rule, safe='')}"
    with shell.connect() as client:
        found = client.get(path)
        changed = client.put(path, {"name": found["name"], "is_on": is_on, "plan": found["plan"]})
    shell.done(changed, f"The rule {changed['name']} is {'on' if is_on else 'off'}.")
