"""`safelight characters captions`: shown, written by template, by find and replace, by a model, from and to files."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.characters import MAKE, Name, path_of
from safelight.doors.cli.shell import Json, Shell, bytes_text, counted, marked, said, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.doors.cli.client import Client

ANY = "any"
LAYOUTS = ("txt", "jsonl", "kohya", "imagefolder")


def captions(
    ctx: typer.Context,
    name: Name,
    template: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="Give this caption: {subject} is trigger and class word. With --model, {caption} too."
        ),
    ] = None,
    find: Annotated[str | None, typer.Option(metavar="TEXT", help="Replace this text.")] = None,
    replace: Annotated[str, typer.Option(metavar="TEXT", help="By this one.", show_default=False)] = "",
    files: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE", help="Take them from .txt, .jsonl, .json or .zip files.", exists=True),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Have this captioner write them; any: the first installed.")
    ] = None,
    instruction: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the captioner is told.", show_default="its usual")
    ] = None,
    export: Annotated[
        str | None, typer.Option(metavar="LAYOUT", help="Save them: txt, jsonl, kohya or imagefolder.")
    ] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="With --export: the pictures too.", metavar="")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="File or folder.", show_default="here")
    ] = None,
    only_empty: Annotated[
        bool | None,
        typer.Option("--only-empty/--all", help="Keep what is there. --model does so by itself.", metavar=""),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Show the captions of a character, change many at once, or save them.

    [bold]Examples[/]

      safelight characters captions ada --template "a photo of {subject}" --only-empty
      safelight characters captions ada --find "red hat" --replace "blue hat" --dry-run
      safelight characters captions ada --model any --dry-run
      safelight characters captions ada --from metadata.jsonl
      safelight characters captions ada --export kohya --pictures
    """
    shell = shell_of(ctx)
    _refuse_mixed(find=find, files=files, model=model, export=export)
    with shell.connect() as client:
        if export is not None:
            _export(client, shell, name, export, output, pictures=pictures)
            return
        if model is not None:
            asked = {"template": template, "instruction": instruction, "model": None if model == ANY else model}
            changed = _described(client, shell, name, asked, only_empty=only_empty is not False, dry_run=dry_run)
        elif files:
            changed = _import(client, name, files, dry_run=dry_run)
        elif template is None and find is None:
            shell.result(*_captions(client.get(path_of(name))))
            return
        else:
            given = said(template=template, find=find, replace=replace if find else None)
            body = {**given, "only_empty": bool(only_empty), "dry_run": dry_run}
            changed = client.post(f"{path_of(name)}/references/captions", body)
    for unmatched in changed["unmatched"]:
        shell.note(f"! No picture is named like {unmatched}.")
    if changed["repeats"]:
        shell.note(f"Seen more or less often now, as their folder says: {counted(len(changed['repeats']), 'picture')}.")
    rows = [(each["filename"], each["before"] or "", each["after"] or "") for each in changed["changes"]]
    shell.result(changed, lambda: table(("PICTURE", "BEFORE", "AFTER"), rows) if rows else "Nothing changes.")


def install(characters: typer.Typer) -> None:
    """Put the command into the group."""
    characters.command(rich_help_panel=MAKE)(captions)


def _refuse_mixed(**ways: Any) -> None:
    given = [f"--{'from' if name == 'files' else name}" for name, value in ways.items() if value]
    if len(given) > 1:
        raise typer.BadParameter(f"give one of {' and '.join(given)}.")
    if ways["export"] is not None and ways["export"] not in LAYOUTS:
        raise typer.BadParameter(f"there are {', '.join(LAYOUTS)}.", param_hint="--export")


def _described(
    client: "Client", shell: Shell, name: str, asked: dict[str, Any], *, only_empty: bool, dry_run: bool
) -> dict[str, Any]:
    """Captions of a model: followed to the end of its job, then shown as what changed."""
    from safelight.doors.cli.watching import watch

    given = said(**asked)
    before = client.get(path_of(name))
    queued = client.post(f"{path_of(name)}/captions", {**given, "only_empty": only_empty, "apply": not dry_run})
    job = watch(client, queued["job_id"], shell=shell, title=f"Captioning {counted(queued['pictures'], 'picture')}")
    if dry_run:
        found: dict[str, Any] = client.get(f"{path_of(name)}/captions/{job['id']}")
        return found
    after = {each["id"]: each["caption"] for each in client.get(path_of(name))["references"]}
    changes = [
        {"id": each["id"], "filename": each["filename"], "before": each["caption"], "after": after[each["id"]]}
        for each in before["references"]
        if each["id"] in after and after[each["id"]] != each["caption"]
    ]
    return {"changes": changes, "applied": True, "unmatched": [], "repeats": {}}


def _import(client: "Client", name: str, files: list[Path], *, dry_run: bool) -> dict[str, Any]:
    sent = [("files", (path.name, path.read_bytes(), "application/octet-stream")) for path in files]
    changed: dict[str, Any] = client.post(
        f"{path_of(name)}/references/import-captions", files=sent, params={"dry_run": dry_run}
    )
    return changed


def _export(client: "Client", shell: Shell, name: str, layout: str, output: Path | None, *, pictures: bool) -> None:
    address = f"{path_of(name)}/captions.zip?layout={quote(layout)}&pictures={'true' if pictures else 'false'}"
    path = client.download(address, output or Path())
    size = path.stat().st_size
    shell.done(
        {"file": str(path.absolute()), "layout": layout, "size": size},
        marked("[bold]{}[/]  [dim]{}, {} layout[/]", path, bytes_text(size), layout),
    )


def _captions(character: dict[str, Any]) -> "tuple[Any, Callable[[], RenderableType]]":
    found = character["references"]
    rows = [
        (each["filename"], each["caption"] or "", " ".join(finding["kind"] for finding in each["findings"]))
        for each in found
    ]
    return found, lambda: table(("PICTURE", "CAPTION", "FINDINGS"), rows)
