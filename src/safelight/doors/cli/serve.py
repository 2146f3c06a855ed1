"""`safelight serve` and `safelight agent`: the two programs."""

import os
from pathlib import Path
from typing import Annotated

import typer

from safelight.doors.cli.shell import shell_of


def serve(
    ctx: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1", metavar="ADDRESS")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port to listen on; 0 takes a free one.", show_default="8000", min=0, max=65535, metavar="N"),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Local workers; 0 leaves the work to agents elsewhere.", show_default="1", min=0, max=64, metavar="N"
        ),
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="cuda:0,cuda:1 or cpu; auto takes the GPUs, else the CPU.", show_default="auto")
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Database, pictures and models.", show_default="data")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="web, api, openai or gradio; repeatable, or a list by commas.", show_default="all", metavar="PART"
        ),
    ] = None,
    preload: Annotated[
        list[str] | None,
        typer.Option(
            help="Model to load, compile and draw with once before /health/ready says yes; repeatable.",
            show_default="none",
            metavar="MODEL",
        ),
    ] = None,
    preload_optional: Annotated[
        bool, typer.Option("--preload-optional", help="Be ready without a model that cannot be preloaded.", metavar="")
    ] = False,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.", metavar="")] = False,
    transient: Annotated[bool, typer.Option("--transient", hidden=True, metavar="")] = False,
) -> None:
    """Start the studio: server and workers on this machine.

    It listens on this machine alone unless told otherwise; on any other address it wants an account or an API key.

    [bold]Examples[/]

      safelight serve
      safelight serve --port 9000 --device cuda:1
      safelight serve --only api
      safelight serve --only openai
      safelight serve --only gradio
      safelight serve --preload starter --preload sdxl
      SAFELIGHT_API_KEY=… safelight serve --host 0.0.0.0
    """
    from safelight.doors.cli.running import run_studio

    shell = shell_of(ctx)
    settings = shell.settings(
        host=host, port=port, local_workers=workers, devices=device, data_dir=data_dir,
        only=",".join(only) if only else None, preload_models=_names(preload),
        preload_optional=preload_optional or None,
    )  # fmt: skip
    raise typer.Exit(run_studio(shell, settings, open_browser=open_, transient=transient))


def agent(
    ctx: typer.Context,
    device: Annotated[
        str | None,
        typer.Option(
            envvar="SAFELIGHT_WORKER_DEVICE", help="cuda:0, cpu …; the best there is if left out.", show_default="auto"
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="How people see it.", show_default="host and device")] = None,
    memory_limit: Annotated[
        float | None,
        typer.Option(min=0.001, metavar="GB", help="How much of the device it may use.", show_default="all of it"),
    ] = None,
    preload: Annotated[
        list[str] | None,
        typer.Option(
            help="Model to load and draw with once at the start; repeatable.", show_default="none", metavar="MODEL"
        ),
    ] = None,
) -> None:
    """Work for a studio elsewhere: one worker, one device.

    It takes jobs from the database that SAFELIGHT_DATABASE_URL names, and keeps files in SAFELIGHT_STORAGE_URL.

    [bold]Examples[/]

      safelight agent
      safelight agent --device cuda:1 --memory-limit 10
      SAFELIGHT_DATABASE_URL=postgresql+psycopg://… SAFELIGHT_STORAGE_URL=s3://… safelight agent --device cuda:1
    """
    from safelight.jobs.upbringing import die_with_parent
    from safelight.kit.logs import configure

    die_with_parent()
    settings = shell_of(ctx).settings(worker_memory_gb=memory_limit, preload_models=_names(preload))
    configure(level=settings.log_level, as_json=settings.log_as_json)
    # Read when torch loads: waiting threads sleep. Spinning ones bring a busy CPU to a standstill.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from safelight.worker.main import run  # torch: seconds

    code = run(settings, device=device, name=name)
    # A stage that ignores its interruption would keep the interpreter waiting at its exit.
    os._exit(code)


def _names(models: list[str] | None) -> str | None:
    return ",".join(models) if models else None
