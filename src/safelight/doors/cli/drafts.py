"""`safelight characters draft`, `add`, `plan` and `versions`: a character made step by step."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.characters import KEEP, MAKE, Name, path_of
from safelight.doors.cli.shell import Json, Shell, bytes_text, counted, marked, seconds_text, sheet, shell_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.doors.cli.client import Client

PRESETS = "quick, good or thorough"


def draft(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Its name.", show_default="Untitled")] = None,
    class_word: Annotated[str, typer.Option(help="What it is: woman, dog, robot …", show_default=False)] = "",
    base: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Base model to train on.", show_default="the default")
    ] = None,
    json: Json = False,
) -> None:
    """Begin a character without training it yet.

    [bold]Example[/]

      safelight characters draft ada --class-word woman
      safelight characters add ada photos/
      safelight characters plan ada
      safelight characters train ada
    """
    shell = shell_of(ctx)
    asked = {"name": name, "class_word": class_word, "base_model": base}
    made = shell.post("/api/v1/characters/drafts", {key: value for key, value in asked.items() if value})
    shell.done(
        made,
        marked("[bold]{}[/] is begun; prompts will call it {}.", made["name"], made["trigger"]),
        then=f'Add pictures: safelight characters add "{made["name"]}" FOLDER',
    )


def add(
    ctx: typer.Context,
    name: Name,
    pictures: Annotated[
        list[Path], typer.Argument(metavar="FOLDER|FILES…", help="About 20 pictures.", show_default=False)
    ],
    caption: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Captions: JSON by file name, or a .txt named like its picture."),
    ] = None,
    json: Json = False,
) -> None:
    """Add pictures to a character, and say what may hurt its training.

    What is there already, and what is no picture, is named and left out.
    """
    from safelight.doors.cli.references import collect

    shell = shell_of(ctx)
    found = collect(pictures, caption or [])
    for path in found.skipped:
        shell.note(f"! {path.name} is no picture: left out")
    with shell.connect() as client:
        added = [_send(client, shell, name, path, found.captions.get(path.name)) for path in found.pictures]
        character = client.get(path_of(name))
    by_id = {reference["id"]: reference for reference in character["references"]}
    taken = [by_id[each["id"]] for each in added if each and each["id"] in by_id]
    for reference in taken:
        for finding in reference["findings"]:
            shell.note(f"! {reference['filename']}: {finding['message']}{_like(finding, by_id)}")
    shell.done(
        taken, f"{counted(len(taken), 'picture')} added; {character['name']} has {character['reference_count']}."
    )


def plan(
    ctx: typer.Context,
    name: Name,
    preset: Annotated[str | None, typer.Option(help=f"{PRESETS}.", show_default="as chosen")] = None,
    json: Json = False,
) -> None:
    """Show what training a character now would be, and what stands in the way."""
    shell = shell_of(ctx)
    found = shell.get(f"{path_of(name)}/plan", preset=preset)
    shell.result(found, lambda: _planned(found))


def versions(
    ctx: typer.Context,
    name: Name,
    use: Annotated[int | None, typer.Option(metavar="N", help="Draw with this one from now on.", min=1)] = None,
    delete: Annotated[int | None, typer.Option(metavar="N", help="Delete this one, and its samples.", min=1)] = None,
    json: Json = False,
) -> None:
    """List what a character has learnt; choose the version that is drawn."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        if use is not None:
            client.post(f"{path_of(name)}/versions/{use}/use")
        if delete is not None:
            client.delete(f"{path_of(name)}/versions/{delete}")
        found = client.get(path_of(name))["versions"]
    rows = [
        (
            f"{each['number']}{' (in use)' if each['in_use'] else ''}",
            each["steps"] or "",
            "" if each["final_loss"] is None else f"{each['final_loss']:.4f}",
            bytes_text(each["size"]),
            each["created_at"][:16].replace("T", " "),
        )
        for each in found
    ]
    columns = ("VERSION", "STEPS", "LOSS", "LORA", "MADE")
    empty = "It has not learnt anything yet. Train it: safelight characters train NAME"
    shell.listing(found, columns, rows, empty=empty, right=(1, 2, 3))


def install(characters: typer.Typer) -> None:
    """Put the commands into the group, after those that make a character at once."""
    for command in (draft, add, plan):
        characters.command(rich_help_panel=MAKE)(command)
    characters.command(rich_help_panel=KEEP)(versions)


def _send(client: "Client", shell: Shell, name: str, path: Path, caption: str | None) -> dict[str, Any] | None:
    from safelight.doors.cli.client import RemoteProblem

    try:
        with path.open("rb") as content:
            added: dict[str, Any] = client.post(
                f"{path_of(name)}/references",
                data={"caption": caption} if caption else {},
                files={"file": (path.name, content, "application/octet-stream")},
            )
    except RemoteProblem as problem:
        if problem.code != "already_there" and problem.status not in {413, 422}:
            raise
        shell.note(f"! {problem.message} {problem.hint or ''}".rstrip())
        return None
    return added


def _like(finding: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> str:
    other = by_id.get(finding["other_id"] or "")
    return f" ({other['filename']})" if other else ""


def _planned(found: dict[str, Any]) -> "RenderableType":
    training, seconds = found["training"], found["seconds"]
    return sheet(
        {
            "preset": found["preset"],
            "steps": training["max_train_steps"],
            "rank": training["rank"],
            "set by hand": ", ".join(found["changed"]),
            "pictures": found["pictures"],
            "time": "unknown: nothing was measured yet"
            if seconds is None
            else f"about {seconds_text(seconds)} ({found['basis']})",
            "needs": _memory(found),
            "to make it fit": "\n".join(_remedy(each) for each in (found["memory"] or {}).get("remedies", [])),
            "keeps": bytes_text(found["disk_bytes"]) if found["disk_bytes"] else "",
            "workers": ", ".join(each["name"] for each in found["workers"]) or "none that fits is running",
            "waits for": counted(found["jobs_ahead"], "job") if found["jobs_ahead"] else "",
            "can start": "yes" if found["can_start"] else " ".join(found["problems"]),
        }
    )


def _memory(found: dict[str, Any]) -> str:
    """At its highest moment, and in which phase that is."""
    if not found["memory"]:
        return f"{bytes_text(found['memory_bytes'])} of device memory"
    told = found["memory"]
    highest = max(told["phases"], key=lambda phase: phase["bytes"])
    fits = "" if told["fits"] or not told["workers"] else ": more than any worker has"
    return f"about {bytes_text(told['needed_bytes'])} of device memory, for {highest['name']}{fits}"


def _remedy(remedy: dict[str, Any]) -> str:
    settings = ", ".join(f"{name}={value}" for name, value in remedy["changes"].items())
    return f"{settings}: {bytes_text(remedy['needed_bytes'])}, {remedy['cost']}"
