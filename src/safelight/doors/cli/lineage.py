"""`safelight characters lineage` and `repeat`: where weights come from, and a training done again."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.characters import KEEP, MAKE, Name, path_of
from safelight.doors.cli.shell import Json, sheet, shell_of
from safelight.doors.cli.training import Wait, follow

if TYPE_CHECKING:
    from rich.console import RenderableType

Version = Annotated[
    int | None, typer.Option(metavar="N", help="Of this version.", show_default="the one in use", min=1)
]


def lineage(ctx: typer.Context, name: Name, version: Version = None, json: Json = False) -> None:
    """Show where a version comes from: pictures, base, settings, program.

    [bold]Examples[/]

      safelight characters lineage ada
      safelight characters lineage ada --version 1 --json
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        number = version or client.get(path_of(name))["version"] or 1
        found = client.get(f"{path_of(name)}/versions/{number}/lineage")
    shell.result(found, lambda: _described(found))


def repeat(ctx: typer.Context, name: Name, version: Version = None, wait: Wait = True, json: Json = False) -> None:
    """Train a version again, just as it was, as the next version.

    The same pictures, captions, settings and seeds: on the same machine the same weights come of it.

    [bold]Example[/]

      safelight characters repeat ada --version 1
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        number = version or client.get(path_of(name))["version"] or 1
        created = client.post(f"{path_of(name)}/versions/{number}/repeat")
        follow(client, shell, created, wait=wait)


def install(characters: typer.Typer) -> None:
    """Put the commands into the group."""
    characters.command(rich_help_panel=MAKE)(repeat)
    characters.command(rich_help_panel=KEEP)(lineage)


def _described(found: dict[str, Any]) -> "RenderableType":
    learnt = found["learnt"] or {}
    machine = learnt.get("environment") or {}
    pictures = learnt.get("pictures") or []
    packages = ", ".join(f"{name} {version}" for name, version in (machine.get("packages") or {}).items())
    commit = f" ({machine['revision'][:10]})" if machine.get("revision") else ""
    return sheet(
        {
            "character": f"{found['character_name']}, version {found['version']}",
            "in use": "yes" if found["in_use"] else "no",
            "step": found["step"],
            "made by": found["job_id"] or "an import",
            "weights": found["model"] or (found["sha256"] or "")[:16],
            "base": found["base_model"],
            "method": (found["training"] or {}).get("method"),
            "seed": (found["training"] or {}).get("seed"),
            "pictures": f"{len(pictures)}, fingerprint {learnt['dataset'][:16]}" if pictures else "",
            "program": f"Safelight {machine['safelight']}{commit}" if machine else "",
            "packages": packages,
            "device": machine.get("device_name"),
            "made": found["created_at"][:16].replace("T", " "),
        }
    )
