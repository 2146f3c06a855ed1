"""`safelight serve`: server and workers on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from safelight.doors.cli.agent import names_of
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
    reload: Annotated[
        bool, typer.Option("--reload", help="Start again when its code changes; for development.", metavar="")
    ] = False,
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
        only=",".join(only) if only else None, preload_models=names_of(preload),
        preload_optional=preload_optional or None,
    )  # fmt: skip
    if reload:
        from safelight.doors.cli.reloading import run_reloading

        raise typer.Exit(run_reloading(shell, settings))
    raise typer.Exit(run_studio(shell, settings, open_browser=open_, transient=transient))
