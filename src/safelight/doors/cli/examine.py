"""`safelight examine` and `safelight characters doctor`: what in a set of pictures will be learnt badly."""

import json as json_module
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.characters import MAKE, Name, path_of
from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.references import PICTURES
from safelight.doors.cli.shell import Json, Shell, counted, marked, shell_of, table

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.kit.pictures import PictureIntake
    from safelight.kit.pictures.doctor import Sheet

ACTIONS = ("leave-out", "recrop", "set-caption", "keep")
_COLOURS = {"problem": "red", "warning": "yellow", "note": "dim"}
_ORDER = list(_COLOURS)
_MAX_PIXELS = 80_000_000
_REPEATS = re.compile(r"^\d{1,4}_")
Kind = Annotated[
    list[str] | None, typer.Option("--kind", metavar="KIND", help="Only findings of this kind; may be given again.")
]


def examine(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder with pictures.", show_default=False)
    ],
    resolution: Annotated[int, typer.Option(help="Pixel side that they will be learnt at.", min=64, max=2048)] = 512,
    trigger: Annotated[str, typer.Option(help="The word that captions should name.", show_default=False)] = "",
    class_word: Annotated[str, typer.Option(help="What it is: woman, dog, robot …", show_default=False)] = "",
    buckets: Annotated[
        bool, typer.Option("--buckets/--square", help="Keep portrait and landscape, or crop to squares.", metavar="")
    ] = True,
    kind: Kind = None,
    json: Json = False,
) -> None:
    """Look over a folder of pictures before training: faults, repeats, captions.

    It needs no studio and changes nothing. Captions are .txt files beside the pictures. Where the pictures lie in
    several folders, each folder is a class (or a part of a kohya set, such as 10_ada).

    [bold]Examples[/]

      safelight examine photos/ --trigger ada --class-word woman
      safelight examine set/ --resolution 1024 --kind near_duplicate --json
    """
    from safelight.kit.pictures import PictureIntake, PictureLimits
    from safelight.kit.pictures.doctor import Wording
    from safelight.kit.pictures.doctor import examine as look_over

    shell = shell_of(ctx)
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in PICTURES and path.is_file()]
    if not paths:
        raise WrongUsage(f"There are no pictures in {folder}.", hint=f"Pictures end in {', '.join(sorted(PICTURES))}.")
    with PictureIntake(PictureLimits(max_pixels=_MAX_PIXELS, max_bytes=1 << 30, min_side=1)) as intake:
        sheets, reasons = _sheets(shell, intake, folder, paths)
    wording = Wording(trigger, class_word) if trigger or any(sheet.caption for sheet in sheets) else None
    found = look_over(sheets, resolution=resolution, aspect_buckets=buckets, wording=wording)
    found = sorted((each for each in found if not kind or each.kind in kind), key=lambda e: _ORDER.index(e.severity))
    found = [
        replace(each, message=reasons.get(each.key or "", each.message)) if each.kind == "unreadable" else each
        for each in found
    ]
    shown = [{**asdict(each), "severity": each.severity} for each in found]
    rows = [_row(each.severity, each.key or "all", each.kind, each.message, each.other) for each in found]
    shell.result(
        {"pictures": len(paths), "findings": shown},
        lambda: _listed(rows) if rows else marked("[green]✓[/] {}, nothing found.", counted(len(paths), "picture")),
    )


def doctor(
    ctx: typer.Context,
    name: Name,
    apply: Annotated[
        str | None, typer.Option(metavar="ACTION", help=f"Answer what is found: {', '.join(ACTIONS)}.")
    ] = None,
    kind: Kind = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Send answers from a JSON file, such as the `undo` that --json printed.", exists=True
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show what may hurt the training of a character, and answer it.

    Nothing is left out unasked. With --json, `undo` holds what brings everything back.

    [bold]Examples[/]

      safelight characters doctor ada
      safelight characters doctor ada --apply leave-out --kind near_duplicate --json > done.json
      safelight characters doctor ada --answers done.json
    """
    shell = shell_of(ctx)
    if apply is not None and apply not in ACTIONS:
        raise typer.BadParameter(f"there are {', '.join(ACTIONS)}.", param_hint="--apply")
    address = f"{path_of(name)}/doctor"
    with shell.connect() as client:
        told = client.get(address)
        findings = [each for each in told["findings"] if not kind or each["kind"] in kind]
        chosen = _from_file(answers) if answers else _chosen(findings, apply) if apply else None
        if chosen is not None:
            done = client.post(f"{address}/answers", {"answers": chosen}) if chosen else {"changed": [], "undo": []}
            shell.done(done, f"{counted(len(done['changed']), 'picture')} changed.")
            return
    rows = [
        _row(
            each["severity"],
            each["picture"]["filename"] if each["picture"] else "all",
            each["kind"],
            each["message"],
            each["other"] and each["other"]["filename"],
        )
        for each in findings
    ]
    for missing in told["not_looked_for"]:
        shell.note(f"Not looked for: {missing}")
    shell.result(
        {**told, "findings": findings},
        lambda: (
            _listed(rows) if rows else marked("[green]✓[/] {}, nothing found.", counted(told["pictures"], "picture"))
        ),
    )


def install(characters: typer.Typer) -> None:
    """Put the doctor into the group."""
    characters.command(rich_help_panel=MAKE)(doctor)


def _sheets(
    shell: Shell, intake: "PictureIntake", folder: Path, paths: Sequence[Path]
) -> "tuple[list[Sheet], dict[str, str]]":
    """The pictures as the doctor sees them, and why some cannot be read."""
    from rich.progress import track

    from safelight.kit.files import sha256_of
    from safelight.kit.pictures import RefusedPicture
    from safelight.kit.pictures.doctor import Look, Sheet

    labels = {path: _REPEATS.sub("", path.parent.name) if path.parent != folder else None for path in paths}
    has_classes = len(set(labels.values())) > 1
    sheets, reasons = [], {}
    for path in track(paths, "Looking …", console=shell.err, transient=True, disable=not shell.err.is_terminal):
        key, look = str(path.relative_to(folder)), None
        try:
            seen = intake.accept(path, filename=path.name, with_look=True).look
            look = Look.loaded(seen) if seen else None
        except RefusedPicture as refused:
            reasons[key] = refused.message
        sheets.append(Sheet(key, sha256_of(path), look, _caption(path), labels[path] if has_classes else None))
    return sheets, reasons


def _caption(path: Path) -> str | None:
    for beside in (path.with_suffix(".txt"), path.with_suffix(".caption")):
        if beside.is_file():
            return beside.read_text(encoding="utf-8", errors="replace").strip()
    return None


def _chosen(findings: Sequence[dict[str, Any]], action: str) -> list[dict[str, Any]]:
    """The first answer of that kind to each finding that has one."""
    return list(_first_answers(findings, action.replace("-", "_")))


def _first_answers(findings: Sequence[dict[str, Any]], action: str) -> Iterator[dict[str, Any]]:
    for each in findings:
        offers = (offer["answer"] for offer in each["answers"] if offer["answer"]["action"] == action)
        if (answer := next(offers, None)) is not None:
            yield answer


def _from_file(path: Path) -> list[dict[str, Any]]:
    try:
        content = json_module.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WrongUsage(f"{path} is no JSON: {error}.") from error
    found = content.get("undo", content.get("answers")) if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise WrongUsage(f"{path} holds no answers.", hint="It holds a list, or an object with `answers` or `undo`.")
    return found


def _row(severity: str, picture: str, kind: str, message: str, other: str | None) -> "tuple[str | Text, ...]":
    from rich.text import Text

    return picture, Text(kind.replace("_", " "), _COLOURS[severity]), f"{message} ({other})" if other else message


def _listed(rows: "list[tuple[str | Text, ...]]") -> Any:
    return table(("PICTURE", "FOUND", "WHY"), rows)
