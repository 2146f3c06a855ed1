"""`safelight models store` and `unstore`: models in the storage, for workers on other machines."""

from typing import Annotated

import typer

from safelight.doors.cli.shelf import Name, path_of
from safelight.doors.cli.shell import Json, bytes_text, marked, shell_of

Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow it to its end.", metavar="")]


def install(app: typer.Typer) -> None:
    """Put the commands beside the others about models."""
    app.command()(store)
    app.command()(unstore)


def store(ctx: typer.Context, name: Name, wait: Wait = True, json: Json = False) -> None:
    """Copy a model into the storage, where workers on other machines fetch it.

    Files that are there already are not sent again. Its name, its defaults and what it draws stay as they are.

    [bold]Example[/]

      safelight models store sdxl
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    with shell.connect() as client:
        started = client.post(f"{path_of(name)}/store", {})
        if not wait:
            follow = f"safelight jobs watch {started['job_id']}"
            shell.done(started, f"{name} is being stored.", then=f"Follow it: {follow}")
            return
        watch(client, started["job_id"], shell=shell, title=f"{name} into the storage")
        stored = client.get(path_of(name))
    shell.done(stored, marked("[bold]{}[/] is in the storage: workers on other machines can fetch it.", name))


def unstore(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Delete a model's files from the storage; those in the models folder stay."""
    shell = shell_of(ctx)
    gone = shell.delete(f"{path_of(name)}/store")
    shell.done(gone, f"{name}: {bytes_text(gone['freed_bytes'])} freed in the storage.")
