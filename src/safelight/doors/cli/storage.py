"""`safelight storage`: whether it works, what takes its room, and moving all of it to another one."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import FAILED, Failed, JobCancelled, WrongUsage
from safelight.doors.cli.shell import Json, Shell, by_line, bytes_text, counted, marked, seconds_text, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from safelight.settings import Settings
    from safelight.storage import Storage
    from safelight.storage.moving import Moved, Plan, Progress

PATH = "/api/v1/storage"
PREFIXES = ("storage_url", "s3_", "supabase_", "google_", "azure_")  # of the settings that lead to a storage
PER_FILE = 64_000  # bytes whose copying takes as long as what a file takes beside its bytes
SHOW_SECONDS = 0.1
SHOWN = 20
MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red"), "skipped": ("·", "dim")}

app = typer.Typer(
    name="storage",
    help="Where files are kept: does it work, what takes its room, move it elsewhere.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

EnvFile = Annotated[
    Path | None,
    typer.Option(
        "--env", metavar="FILE", help="The new settings, as they will stand in .env.", exists=True, dir_okay=False
    ),
]


@app.command()
def check(
    ctx: typer.Context,
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Which one.", show_default="this studio's")] = None,
    env: EnvFile = None,
    json: Json = False,
) -> None:
    """Try all that is asked of a storage, and say what fails and why.

    A small file is stored, read, listed, fetched by a link, stored by a link and deleted; clocks are compared, and the
    storage is asked what browsers may do. The exit code is 1 if a step failed.

    [bold]Examples[/]

      safelight storage check
      safelight storage check s3://studio-files/main
      safelight storage check --env new.env
    """
    from dataclasses import asdict

    from safelight.storage.checking import check as try_all

    shell = shell_of(ctx)
    if shell.server and not url and not env:
        found = shell.post(f"{PATH}/check")
    else:
        settings = shell.settings()
        findings = try_all(_opened(_settings_of(settings, env), url), origin=settings.public_url)
        found = {
            "ok": all(step.state != "failed" for step in findings),
            "findings": [asdict(step) for step in findings],
        }
    shell.result(found, lambda: _findings(found["findings"]))
    if not found["ok"]:
        raise typer.Exit(FAILED)


@app.command()
def usage(ctx: typer.Context, json: Json = False) -> None:
    """Show what the files are, and how much of each there is.

    [bold]Examples[/]

      safelight storage usage
      safelight storage usage --json
    """
    from safelight.storage.areas import by_area

    shell = shell_of(ctx)
    if shell.server:
        shown = shell.get(PATH)
        areas, where = shown["areas"], shown["url"]
    else:
        storage = _opened(shell.settings())
        areas, where = [vars(area) for area in by_area(storage.list())], storage.where
    total = {name: sum(area[name] for area in areas) for name in ("files", "bytes")}
    rows = [(area["name"], area["files"], bytes_text(area["bytes"])) for area in areas]
    rows.append(("all", total["files"], bytes_text(total["bytes"])))
    shell.result({"url": where, "areas": areas} | total, lambda: table(("WHAT", "FILES", "SIZE"), rows, right=(1, 2)))


@app.command()
def move(
    ctx: typer.Context,
    to: Annotated[
        str | None, typer.Argument(metavar="[TO_URL]", help="Where to, if --env does not say.", show_default=False)
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Where from.", show_default="this studio's storage")
    ] = None,
    env: EnvFile = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="The last run, while the studio is stopped.", metavar="")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be copied.", metavar="")] = False,
    at_once: Annotated[int, typer.Option(help="Files at once.", min=1, max=128, metavar="N")] = 16,
    json: Json = False,
) -> None:
    """Copy every file to another storage, and read each back.

    The studio may run meanwhile. However this ends, the same command goes on, and later copies only what changed. Then
    stop the studio, run it with --finish, and change the settings: nothing is deleted here.

    The keys of both sides come from this studio's settings. Where the new storage needs others, write them into a file
    as they will stand in .env, and name it with --env.

    [bold]Examples[/]

      safelight storage move s3://studio-files/main --dry-run
      safelight storage move --env new.env
      safelight storage move --env new.env --finish
    """
    from safelight.storage.journal import Journal
    from safelight.storage.moving import Move

    shell = shell_of(ctx)
    settings = shell.settings()
    theirs = _settings_of(settings, env)
    if to is None and (env is None or theirs.storage_url is None):
        raise WrongUsage("Nothing says where to.", hint="Name a URL, or a file with SAFELIGHT_STORAGE_URL by --env.")
    source, target = _opened(settings, from_), _opened(theirs, to)
    if finish and not dry_run:
        _refuse_running(settings)
    target.check()
    with contextlib.closing(Journal(settings.data_dir / "moves", source, target)) as journal, _bar(shell) as tell:
        run = Move(source, target, journal, at_once=at_once, patience=settings.storage_patience_seconds, tell=tell)
        if dry_run:
            plan = run.plan()
            document = {"from": source.where, "to": target.where} | vars(plan)
            shell.result(document, lambda: _planned(plan, target))
            return
        try:
            moved = run.run(finish=finish)
        except KeyboardInterrupt:
            raise JobCancelled("Stopped; what was copied is noted.", hint="The same command goes on.") from None
    document = {"from": source.where, "to": target.where, "finished": finish and moved.is_whole} | vars(moved)
    shell.result(document, lambda: _moved(moved, source, target, env, finish=finish))
    if not moved.is_whole:
        raise typer.Exit(FAILED)


def _settings_of(settings: "Settings", env: Path | None) -> "Settings":
    """The settings with a file's storage in place of ours; what the file does not say has its default."""
    if env is None:
        return settings
    from dotenv import dotenv_values

    given = {name.lower().removeprefix("safelight_"): value for name, value in dotenv_values(env).items() if value}
    ours = {name: field.default for name, field in type(settings).model_fields.items() if name.startswith(PREFIXES)}
    return type(settings)(
        data_dir=settings.data_dir, **{name: given.get(name, default) for name, default in ours.items()}
    )


def _opened(settings: "Settings", url: str | None = None) -> "Storage":
    from safelight.kit.signing import LinkSigner
    from safelight.storage.configured import storage_from

    if url is not None and "://" not in url:
        url = Path(url).absolute().as_uri()
    # No link of ours is made here, and a quota is for what people store.
    return storage_from(settings.model_copy(update={"storage_quota_gb": None}), LinkSigner(bytes(32)), url=url)


def _refuse_running(settings: "Settings") -> None:
    from safelight.doors.cli import beacon

    found = beacon.standing(settings.data_dir.absolute())
    if found is not None:
        raise Failed(
            f"The studio runs ({found.url}), and may store files while the last run ends.",
            code="studio_running",
            hint="Stop it, and its agents on other machines, then run this again; without --finish it may run.",
        )


def _findings(findings: list[dict[str, Any]]) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    lines = []
    for step in findings:
        mark, style = MARKS[step["state"]]
        lines.append(Text.assemble((f"{mark} ", style), (f"{step['name']:<9} ", "bold"), step["message"]))
        if step["hint"] and step["state"] != "ok":
            lines.append(Text(f"            → {step['hint']}", "dim"))
    return Group(*lines)


def _planned(plan: "Plan", target: "Storage") -> str:
    some, every = bytes_text(plan.to_copy_bytes), bytes_text(plan.bytes)
    lines = [
        f"{plan.to_copy_files} of {counted(plan.files, 'file')} ({some} of {every}) would be copied to {target.where}."
    ]
    if plan.gone_files:
        lines.append(f"{plan.gone_files} that were copied are gone here; --finish takes them away there.")
    return "\n".join(lines)


def _moved(moved: "Moved", source: "Storage", target: "Storage", env: Path | None, *, finish: bool) -> "Text":
    pace = f" in {seconds_text(moved.seconds)}" if moved.copied_files else ""
    copied = f"{counted(moved.copied_files, 'file')}, {bytes_text(moved.copied_bytes)} copied{pace}, each read back"
    if not moved.is_whole:
        lines: list[Text | str] = [marked("[yellow]![/] {}; these were not:", copied)]
        lines += [marked("  [red]✗[/] {} {}", key, why) for key, why in list(moved.failures.items())[:SHOWN]]
        return by_line([*lines, marked("[dim]→ Mend it, and run the same command again: it goes on.[/]")])
    lines = [marked("[green]✓[/] {}. {} has all {} files.", copied, target.where, moved.files)]
    if not finish:
        return marked("{}\n[dim]→ Stop the studio, and run it once more with --finish.[/]", lines[0])
    if moved.removed_files:
        lines.append(f"  {moved.removed_files} that are gone here were taken away there.")
    what = f"Put what {env} says into the settings" if env else f"Set SAFELIGHT_STORAGE_URL={target.where}"
    lines.append(marked("[dim]→ {} of the server and of every agent, then start them.[/]", what))
    lines.append(marked("[dim]  {} is as it was; delete it when you are sure.[/]", source.where))
    return by_line(lines)


@contextlib.contextmanager
def _bar(shell: Shell) -> "Iterator[Callable[[Progress], None]]":
    """How far it is and how long it takes: a line that changes where somebody watches, else one at every tenth."""
    began, said = time.monotonic(), -1

    def words(told: "Progress") -> str:
        if told.phase == "looking":
            return f"{counted(told.total_files, 'file')} seen"
        here = told.here_bytes + PER_FILE * told.here_files
        done, total = (told.done_bytes + PER_FILE * told.done_files, told.total_bytes + PER_FILE * told.total_files)
        left = (time.monotonic() - began) * (total - done) / (done - here) if done > here else 0
        failed = f" · {told.failed} failed" if told.failed else ""
        return (
            f"{told.done_files} of {told.total_files} files · {bytes_text(told.done_bytes)} of "
            f"{bytes_text(told.total_bytes)}{failed} · about {seconds_text(left)} left"
        )

    if shell.json or not shell.err.is_terminal:

        def note(told: "Progress") -> None:
            nonlocal said
            tenth = int(10 * told.done_files / told.total_files) if told.phase == "copying" and told.total_files else -1
            if tenth > said and not shell.json:
                said = tenth
                shell.note(words(told))

        yield note
        return
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
    )
    with Progress(*columns, console=shell.err, transient=True) as bars:
        bar = bars.add_task("Looking", total=None, said="")
        yield lambda told: bars.update(
            bar,
            description=told.phase.capitalize(),
            completed=told.done_bytes,
            total=told.total_bytes or None,
            said=words(told),
        )
