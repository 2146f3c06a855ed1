"""`safelight workers` and `safelight system`: who computes, and on what it all stands."""

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.shell import Json, bytes_text, seconds_text, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

workers = typer.Typer(name="workers", help="Who computes, on what.", no_args_is_help=True, rich_markup_mode="rich")


@workers.command("list")
def list_workers(ctx: typer.Context, json: Json = False) -> None:
    """List the workers that are alive."""
    shell = shell_of(ctx)
    found = shell.get("/api/v1/workers")["items"]
    rows = [
        (
            each["name"],
            "unfit" if each.get("unfit") else each["state"],
            each["device_name"],
            f"{bytes_text(each['memory_free'])} of {bytes_text(each['memory_total'])}",
            _sensors(each.get("facts") or {}),
            ", ".join(each["loaded_models"]) or "–",
            each["job_id"] or "–",
        )
        for each in found
    ]
    columns = ("WORKER", "STATE", "DEVICE", "MEMORY FREE", "NOW", "LOADED", "JOB")
    empty = "No worker is ready yet. `safelight serve` starts one, `safelight agent` another."
    shell.listing(found, columns, rows, empty=empty)


@workers.command("show")
def show_worker(
    ctx: typer.Context,
    worker: Annotated[str, typer.Argument(metavar="NAME", help="Name or id of the worker.", show_default=False)],
    json: Json = False,
) -> None:
    """Show one worker: its hardware as it is now, and what it holds.

    [bold]Example[/]

      safelight workers show my-machine-cuda:0
    """
    from rich.console import Group

    shell = shell_of(ctx)
    found = shell.get(f"/api/v1/workers/{quote(worker, safe='')}")
    about = found["facts"] or {}
    facts = {
        "worker": found["name"],
        "id": found["id"],
        "host": found["host"],
        "state": found["state"],
        "gets no jobs": found.get("unfit"),
        "labels": ", ".join(f"{name}={value}" for name, value in found.get("labels", {}).items()),
        "engine": found["engine"] if found.get("engine", "native") != "native" else "",
        "agent": found.get("agent_id"),
        "pod": found.get("pod_id"),
        "works on": f"{found['job_title']} ({found['job_id']})" if found["job_id"] else "",
        "last heard of": f"{found['seen_seconds_ago']:g} s ago",
        **_hardware(found["device"], found["device_name"], found["memory_total"], found["memory_free"], about),
        "safelight": found["version"],
    }
    held = [
        (
            model["name"],
            bytes_text(model["size_bytes"]),
            "in use" if model["running"] else f"idle for {seconds_text(model['idle_seconds'])}",
            "pinned" if model["pinned"] else "",
            model["loras"] or "",
        )
        for model in about.get("models", [])
    ]

    def readable() -> "RenderableType":
        if not held:
            return sheet(facts)
        return Group(sheet(facts), "", table(("MODEL", "MEMORY", "STATE", "", "LORAS"), held, right=(1, 4)))

    shell.result(found, readable)


@workers.command("devices")
def devices(ctx: typer.Context, json: Json = False) -> None:
    """List the devices of this machine that a worker could use, the best first.

    It needs no studio and starts no worker; it loads torch, which takes some seconds.

    [bold]Examples[/]

      safelight workers devices
      safelight agent --device cuda:1
    """
    from safelight.engine.diffusion import devices as engine  # torch: seconds
    from safelight.engine.diffusion import hardware

    shell = shell_of(ctx)
    found: list[dict[str, Any]] = []
    for device in engine.detect():
        about = hardware.facts(device.name).model_dump(mode="json", exclude={"models", "options", "memory_limit_bytes"})
        memory = engine.memory_of(device.name)
        found.append(
            {
                "device": device.name,
                "device_name": device.title if device.name != "cpu" else about["cpu"] or device.title,
                "memory_total": memory.total,
                "memory_free": memory.free,
                "facts": about,
            }
        )
    rows = [
        (
            each["device"],
            each["device_name"],
            f"{bytes_text(each['memory_free'])} of {bytes_text(each['memory_total'])}",
            ", ".join(each["facts"]["dtypes"]),
            " ".join(filter(None, (each["facts"]["backend"], each["facts"]["runtime"]))),
            each["facts"]["driver"] or "–",
            _sensors(each["facts"]),
        )
        for each in found
    ]
    columns = ("DEVICE", "NAME", "MEMORY FREE", "NUMBER TYPES", "RUNTIME", "DRIVER", "NOW")
    shell.result(found, lambda: table(columns, rows))


def _hardware(device: str, name: str, total: int, free: int, about: dict[str, Any]) -> dict[str, Any]:
    limit, held = about.get("memory_limit_bytes"), about.get("memory_reserved_bytes")
    runtime = " ".join(filter(None, (about.get("backend"), about.get("runtime"))))
    cores = about.get("cpu_cores")
    return {
        "device": f"{name} ({device})",
        "memory": f"{bytes_text(free)} free of {bytes_text(total)}" + (", its limit" if limit else ""),
        "held by it": bytes_text(held) if held else "",
        "now": _sensors(about),
        "driver": about.get("driver"),
        "runtime": runtime,
        "capability": about.get("compute_capability"),
        "number types": ", ".join(about.get("dtypes", [])),
        "processor": f"{about['cpu']}, {cores} core{'s' if cores != 1 else ''}" if about.get("cpu") else "",
        "main memory": bytes_text(about["machine_memory_bytes"]) if about.get("machine_memory_bytes") else "",
        "packages": ", ".join(f"{name} {version}" for name, version in about.get("versions", {}).items()),
    }


def _sensors(about: dict[str, Any]) -> str:
    """What is known of this moment: 61 °C, 97 % busy, 301 W."""
    known = (("temperature_celsius", "°C"), ("utilisation_percent", "% busy"), ("power_watts", "W"))
    return ", ".join(f"{about[name]:.0f} {unit}" for name, unit in known if about.get(name) is not None) or "–"


def system(ctx: typer.Context, json: Json = False) -> None:
    """Show what the studio stands on and how full it is."""
    shell = shell_of(ctx)
    found = shell.get("/api/v1/system")
    database, storage, disk = found["database_bytes"], found["storage_bytes"], found["disk"]
    facts = {
        "version": found["version"],
        "data folder": found["data_dir"],
        "database": found["database"] + (f", {bytes_text(database)}" if database else ""),
        "storage": f"{found['storage']}, {bytes_text(storage)}",
        "disk": f"{bytes_text(disk['free'])} free of {bytes_text(disk['total'])}",
        **{name: count for name, count in found["counts"].items() if count},
        "workers": found["workers"],
        "jobs waiting": found["jobs_waiting"],
        "python": f"{found['python']} on {found['platform']}",
    }
    shell.result(found, lambda: sheet(facts))
