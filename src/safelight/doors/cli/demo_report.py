"""What the demo leaves: the contact sheet, report.json, and the figures in words."""

import json as json_module
import sys
import time
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from safelight.doors.cli.contact_sheet import Row, contact_sheet, pictures_at
from safelight.doors.cli.demo import BACKGROUNDS, PROMPTS, SHEET, Run
from safelight.doors.cli.shell import by_line, marked, seconds_text

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.doors.cli.verdict import Verdict


def write_sheet(run: Run, references: list[Path], before: list[Path], after: list[Path], verdict: "Verdict") -> Path:
    """All rows on one page, and the figures beside it as JSON. Returns the page."""
    run.begin(5, "Sheet", "all of it on one page")
    path = run.folder / SHEET
    rows = (
        Row("What it was shown", "8 of the 20 reference pictures", pictures_at(references[: len(PROMPTS)])),
        Row(
            "Before", f"the base model, same prompts and seeds: likeness {verdict.before.mean:.2f}", pictures_at(before)
        ),
        Row("After", f"with the character: likeness {verdict.after.mean:.2f}", pictures_at(after)),
    )
    subtitle = "“a photo of pip on a … background”, 64x64 pictures enlarged three times"
    contact_sheet("Pip, learnt from 20 pictures", subtitle, BACKGROUNDS, rows).save(path)
    run.done("sheet", str(path))
    report = {"sheet": str(path.absolute()), "seconds": run.seconds, "verdict": verdict.document()}
    (run.folder / "report.json").write_text(json_module.dumps(report, indent=2) + "\n")
    return path


def tell(run: Run, verdict: "Verdict", sheet: Path, url: str | None) -> None:
    """The figures for a person, and what to try next."""
    before, after, kept = verdict.before, verdict.after, verdict.kept_after.pictures
    right = [round(part.all * kept) for part in (verdict.kept_before, verdict.kept_after)]
    objects = [round(part.object * kept) for part in (verdict.kept_before, verdict.kept_after)]
    at = f"{_program()} --data-dir {run.folder / 'data'}"
    figures = (
        ("likeness to the references", f"{before.mean:.2f} → {after.mean:.2f}", "cosine of the judge's features"),
        ("recognised as pip", _of(before.recognised, after.recognised, after.pictures), "by the judge's detector"),
        ("purple body, yellow hat", _of(before.layout, after.layout, after.pictures), "by colour alone"),
        (
            "unrelated prompts right",
            _of(objects[0], objects[1], kept),
            f"the object; all of the prompt: {_of(right[0], right[1], kept)}",
        ),
    )
    lines: list[Text | str] = [
        marked("  {:<28} [bold]{:<16}[/] [dim]{}[/]", name, change, how) for name, change, how in figures
    ]
    lines += [
        marked("\n[green]✓[/] [bold]{}[/]  [dim]in {}[/]", sheet, seconds_text(time.monotonic() - run.started)),
        "\nNow try:",
        f'  {at} generate "pip on a blue background" --character pip',
        f"  {at} serve",
    ]
    if url:
        lines.append(marked("\nThe studio stays open at [cyan]{}[/]. Ctrl-C ends it.", url))
    document = {"sheet": str(sheet.absolute()), "seconds": run.seconds, "verdict": verdict.document()}
    run.shell.result(document, lambda: by_line(["", *lines]))


def _program() -> str:
    """How this program is called from here: by its name alone only where a shell finds it."""
    script = Path(sys.argv[0])
    return "safelight" if which("safelight") or script.name != "safelight" else str(script)


def _of(before: int, after: int, count: int) -> str:
    return f"{before}/{count} → {after}/{count}"
