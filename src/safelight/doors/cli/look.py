"""`safelight models` and `safelight workers`: what can be drawn with, and who draws."""

from typing import Annotated
from urllib.parse import quote

import typer

from safelight.doors.cli.shell import Json, bytes_text, sheet, shell_of, table

models = typer.Typer(
    name="models", help="Base models that can be named.", no_args_is_help=True, rich_markup_mode="rich"
)
workers = typer.Typer(name="workers", help="Who computes, on what.", no_args_is_help=True, rich_markup_mode="rich")


@models.command("list")
def list_models(ctx: typer.Context, json: Json = False) -> None:
    """List the base models.

    Drop a diffusers folder into DATA_DIR/models to add one.
    """
    from safelight.doors.cli.studio import connect

    shell = shell_of(ctx)
    with connect(shell) as client:
        found = client.get("/api/v1/models")["items"]
    rows = [
        (
            each["name"],
            each["family"] or each["pipeline"],
            f"{each['defaults']['width']}x{each['defaults']['height']}",
            each["defaults"]["num_inference_steps"],
            bytes_text(each["size_bytes"]),
            each.get("licence") or "",
        )
        for each in found
    ]
    shell.result(found, lambda: table(("MODEL", "FAMILY", "SIZE", "STEPS", "FILES", "LICENCE"), rows, right=(3, 4)))


@models.command("show")
def show_model(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the model.", show_default=False)],
    json: Json = False,
) -> None:
    """Show one base model: its defaults and its training preset."""
    from safelight.doors.cli.studio import connect

    shell = shell_of(ctx)
    with connect(shell) as client:
        found = client.get(f"/api/v1/models/{quote(name, safe='')}")
    facts = {
        "model": found["name"],
        "about": found.get("description"),
        "family": found["family"],
        "pipeline": found["pipeline"],
        "files": bytes_text(found["size_bytes"]),
        "licence": found.get("licence"),
        **{f"draws: {key}": value for key, value in found["defaults"].items()},
        **{f"trains: {key}": value for key, value in found["training"].items() if key != "prior_prompts"},
    }
    shell.result(found, lambda: sheet(facts))


@workers.command("list")
def list_workers(ctx: typer.Context, json: Json = False) -> None:
    """List the workers that are alive."""
    from safelight.doors.cli.studio import connect

    shell = shell_of(ctx)
    with connect(shell) as client:
        found = client.get("/api/v1/workers")["items"]
    if not found and not shell.json:
        shell.note("No worker is ready yet. `safelight serve` starts one, `safelight agent` another.")
        return
    rows = [
        (
            each["name"],
            each["state"],
            each["device_name"],
            f"{bytes_text(each['memory_free'])} of {bytes_text(each['memory_total'])}",
            ", ".join(each["loaded_models"]) or "–",
            each["job_id"] or "–",
        )
        for each in found
    ]
    shell.result(found, lambda: table(("WORKER", "STATE", "DEVICE", "MEMORY FREE", "LOADED", "JOB"), rows))


def system(ctx: typer.Context, json: Json = False) -> None:
    """Show what the studio stands on and how full it is."""
    from safelight.doors.cli.studio import connect

    shell = shell_of(ctx)
    with connect(shell) as client:
        found = client.get("/api/v1/system")
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
