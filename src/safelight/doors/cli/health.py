"""`safelight health`: one question to a server or a worker, for whoever restarts what does not answer."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import FAILED
from safelight.doors.cli.shell import Json, Shell, marked, shell_of

if TYPE_CHECKING:
    from safelight.settings import Settings

ANSWER_SECONDS = 4.0
SILENT_SECONDS = 60.0  # a worker says every few seconds that it is there; one that loads torch is slow at first


def health(
    ctx: typer.Context,
    worker: Annotated[
        bool, typer.Option("--worker", help="Ask for a worker on this machine, not for the server.", metavar="")
    ] = False,
    alone: Annotated[
        bool, typer.Option("--alone", help="A server that has no worker yet is well, too.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Ask whether the server here is ready; the exit code is 1 if not.

    It asks the studio that runs on the data folder, or at --server, or where the settings say that one listens. With
    --worker it looks whether a worker on this machine has said in the last minute that it is there.

    [bold]Examples[/]

      safelight health
      safelight health --alone
      safelight health --worker
    """
    shell = shell_of(ctx)
    settings = shell.settings()
    well, found = _worker(settings) if worker else _server(shell, settings, alone=alone)
    told = marked("[green]✓[/] {}" if well else "[red]✗[/] {}", found)
    shell.result({"ok": well, "found": found}, lambda: told)
    if not well:
        raise typer.Exit(FAILED)


def _worker(settings: "Settings") -> tuple[bool, str]:
    from safelight.jobs.pulse import silence

    seconds = silence(settings.work_dir)
    if seconds is None:
        return False, f"no worker of this machine is in {settings.work_dir}"
    return seconds < SILENT_SECONDS, f"a worker was there {seconds:.0f} s ago"


def _server(shell: Shell, settings: "Settings", *, alone: bool) -> tuple[bool, str]:
    """By the standard library's client: a check that runs every few seconds must not load ours."""
    import http.client
    import json
    from urllib.error import HTTPError, URLError
    from urllib.request import urlopen

    url = _url(shell, settings)
    try:
        with urlopen(f"{url}/health/ready{'?workers=optional' if alone else ''}", timeout=ANSWER_SECONDS) as answer:  # noqa: S310  http or https, as _url makes it
            return True, _said(json.load(answer))
    except HTTPError as error:
        if error.code == 503:
            return False, _said(json.load(error))
        return False, f"{url} answers {error.code}"
    except (URLError, OSError, ValueError, http.client.HTTPException) as error:
        return False, f"{url} does not answer: {getattr(error, 'reason', error)}"


def _url(shell: Shell, settings: "Settings") -> str:
    from safelight.doors.cli.beacon import standing

    if shell.server:
        named = shell.server.rstrip("/")
        return named if named.startswith(("http://", "https://")) else f"http://{named}"
    if found := standing(settings.data_dir.absolute()):
        return found.url
    host = settings.host if settings.host not in {"0.0.0.0", "::", ""} else "127.0.0.1"  # noqa: S104  a comparison
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _said(document: dict[str, Any]) -> str:
    parts = {name: document[name] for name in ("database", "storage", "workers")}
    wrong = [f"{name}: {part['detail'] or 'away'}" for name, part in parts.items() if not part["ok"]]
    return "; ".join([document["status"], *wrong])
