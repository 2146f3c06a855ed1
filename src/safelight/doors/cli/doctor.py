"""`safelight doctor`: looks at everything the studio needs, and says how to mend what is missing."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import typer

from safelight.doors.cli.problems import FAILED
from safelight.doors.cli.shell import Json, Shell, marked, shell_of

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.settings import Settings

Level = Literal["ok", "warning", "problem"]
MARKS: dict[Level, tuple[str, str]] = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "problem": ("✗", "red")}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` is what to do about it."""

    name: str
    level: Level
    found: str
    mend: str | None = None


def doctor(ctx: typer.Context, json: Json = False) -> None:
    """Check this installation, and say how to mend it.

    It looks at Python, packages, devices, disk, database, storage, models, port and clock; at who else could read
    files, at keys and accounts, and at settings of hosts, sites and proxies that contradict each other. Each line says
    what was found and how to mend it. The exit code is 1 if anything must be mended.
    """
    from safelight.doors.cli.checkup import CHECKS

    shell = shell_of(ctx)
    settings = shell.settings()
    findings = []
    for check in CHECKS:
        found = _carefully(check, settings)
        findings += found
        if not shell.json:
            for finding in found:
                _show(shell, finding)
    problems = sum(finding.level == "problem" for finding in findings)
    if shell.json:
        shell.print_json({"ok": problems == 0, "findings": [asdict(finding) for finding in findings]})
    else:
        warnings = sum(finding.level == "warning" for finding in findings)
        shell.out.print(_sum(problems, warnings))
    if problems:
        raise typer.Exit(FAILED)


def _carefully(check: Callable[["Settings"], list[Finding]], settings: "Settings") -> list[Finding]:
    from safelight.kit.errors import SafelightError

    name = check.__name__.replace("_", " ")
    try:
        return check(settings)
    except SafelightError as error:
        return [Finding(name, "problem", error.message, error.hint)]
    except Exception as error:  # noqa: BLE001  one check that breaks must not hide the others
        return [Finding(name, "problem", f"{type(error).__name__}: {error}")]


def _show(shell: Shell, finding: Finding) -> None:
    from rich.text import Text

    mark, style = MARKS[finding.level]
    shell.out.print(Text.assemble((f"{mark} ", style), (f"{finding.name:<10} ", "bold"), finding.found), soft_wrap=True)
    if finding.mend and finding.level != "ok":
        shell.out.print(Text.assemble(" " * 13, ("→ ", "dim"), finding.mend), soft_wrap=True)


def _sum(problems: int, warnings: int) -> "Text":
    if problems:
        return marked("\n[red]{} to mend[/]", problems) + (f", {warnings} to know about." if warnings else ".")
    return marked("\n[green]All is well[/]") + (f", {warnings} to know about." if warnings else ".")
