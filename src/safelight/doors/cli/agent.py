"""`safelight agent`: the program that computes, for a studio here or elsewhere."""

import os
from pathlib import Path
from typing import Annotated

import typer

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import shell_of
from safelight.jobs.upbringing import COMFYUI, WORKER_PARENT

_JOINING = "Joining a studio"


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
    label: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="What its workers are called by; repeatable.", show_default="none"),
    ] = None,
    comfyui: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Work with the ComfyUI there, or several by comma.", show_default="no ComfyUI"
        ),
    ] = None,
    comfyui_loras: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="ComfyUI's models/loras as seen from here.", show_default="no folder"),
    ] = None,
    join: Annotated[
        str | None,
        typer.Option(
            envvar="SAFELIGHT_JOIN",
            metavar="URL",
            help="Join the studio at this address; it tells the rest.",
            rich_help_panel=_JOINING,
            show_default=False,
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="SAFELIGHT_JOIN_TOKEN",
            metavar="TOKEN",
            help="By this join token; the first time alone.",
            rich_help_panel=_JOINING,
            show_default=False,
        ),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where the token is, so that no list of processes shows it.", rich_help_panel=_JOINING
        ),
    ] = None,
) -> None:
    """Work for a studio elsewhere: with --join all devices, else one.

    With --join it asks the studio for what it needs, keeps a secret of its own in DATA_DIR so that later starts need
    no token, and runs one worker for each GPU. Without, it is one worker that takes jobs from the database that
    SAFELIGHT_DATABASE_URL names, and keeps files in SAFELIGHT_STORAGE_URL.

    Exit code 76: studio and agent do not understand each other, one must be upgraded.

    [bold]Examples[/]

      safelight agent --join https://studio.example.org --token slj_…
      safelight agent --join https://studio.example.org --label site=attic
      safelight agent --device cuda:1 --memory-limit 10
      safelight agent --comfyui http://127.0.0.1:8188 --comfyui-loras ~/ComfyUI/models/loras
      SAFELIGHT_DATABASE_URL=postgresql+psycopg://… SAFELIGHT_STORAGE_URL=s3://… safelight agent --device cuda:1
    """
    from safelight.jobs.upbringing import die_with_parent
    from safelight.kit.logs import configure

    die_with_parent()
    shell = shell_of(ctx)
    settings = shell.settings(
        worker_memory_gb=memory_limit, preload_models=names_of(preload), comfyui_loras=comfyui_loras
    )
    if comfyui is not None:
        device = ",".join(f"{COMFYUI}{address.strip()}" for address in comfyui.split(",") if address.strip())
    if label:
        settings = settings.model_copy(update={"labels": settings.labels | labels_of(label)})
    configure(level=settings.log_level, as_json=settings.log_as_json)
    # The workers of one that joined find the address in their environment, too.
    if join is not None and WORKER_PARENT not in os.environ:
        from safelight.doors.cli.joined import Membership, work_for

        member = Membership(join, settings.data_dir.absolute(), token=_token(token, token_file))
        raise typer.Exit(work_for(member, settings, device=device, name=name))
    if (why := tables_are_old(settings.effective_database_url)) is not None:
        from safelight.jobs.runner import EXIT_UNFIT
        from safelight.kit.logs import get_logger

        get_logger(__name__).error("worker_is_unfit", why=why)
        raise typer.Exit(EXIT_UNFIT)
    if device is not None and device.startswith(COMFYUI):
        from safelight.doors.cli.beside import work_beside

        os._exit(work_beside(settings, device.split(","), name=name))
    from safelight.worker.main import run  # torch: seconds

    code = run(settings, device=device, name=name)
    # A stage that ignores its interruption would keep the interpreter waiting at its exit.
    os._exit(code)


def tables_are_old(database_url: str) -> str | None:
    """Why a worker could not use these tables; newer ones only ever have more, and suit it. Changes nothing."""
    from safelight import __version__
    from safelight.migrations import runner

    found = runner.current(database_url)
    if found is None or found == runner.head() or found not in runner.revisions():
        return None
    return (
        f"Too new: the studio's tables are at {found}, and this Safelight {__version__} needs {runner.head()}. "
        "Upgrade the studio first: its start, or `safelight migrate`, brings them up to date."
    )


def names_of(models: list[str] | None) -> str | None:
    """Models as the setting lists them."""
    return ",".join(models) if models else None


def labels_of(given: list[str]) -> dict[str, str]:
    """`--label NAME=VALUE …`. Raises WrongUsage."""
    found = {}
    for one in given:
        name, equals, value = (part.strip() for part in one.partition("="))
        if not name or not equals or not value:
            raise WrongUsage(f"{one!r} is no label.", hint="Write it as NAME=VALUE, such as site=attic.")
        found[name] = value
    return found


def _token(given: str | None, file: Path | None) -> str | None:
    if given is not None and file is not None:
        raise WrongUsage("--token and --token-file name a token each.", hint="Give one of them.")
    return file.read_text(encoding="utf-8").strip() if file is not None else given
