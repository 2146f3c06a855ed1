"""`safelight backup` and `safelight restore`: copies of the whole installation, on the machine that it is on."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from safelight.doors.cli.problems import FAILED, Failed
from safelight.doors.cli.shell import Json, Shell, by_line, bytes_text, counted, marked, shell_of

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.backup.manifest import Manifest
    from safelight.settings import Settings
    from safelight.storage import Storage

SECRETS = ("secret.key", "provenance.key")
SHOW_SECONDS = 0.1


class _MakeByDefault(TyperGroup):
    """`safelight backup PLACE` makes one; `verify`, `list` and `prune` before the place do that."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Whatever does not begin with one of our commands, or asks for help, is `make`."""
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = ["make", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="backup",
    cls=_MakeByDefault,
    help="""Copy the whole installation, while it works.

    `safelight backup PLACE` is short for `safelight backup make PLACE`. A place is a folder or a bucket
    (s3://bucket/prefix, gs://, az://, supabase://), which take many backups and keep each content once, or a file.zip
    for a single one. Buckets are opened by the keys in the settings, as those of the storage are.
    """,
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Place = Annotated[
    str,
    typer.Argument(metavar="PLACE", help="folder, file.zip, or a bucket: s3://…, gs://…, az://…", show_default=False),
]
Name = Annotated[str | None, typer.Option("--name", help="Which backup there.", show_default="the newest")]


@app.command()
def make(
    ctx: typer.Context,
    place: Place,
    models: Annotated[bool, typer.Option("--models", help="The models folder too.", metavar="")] = False,
    with_secret: Annotated[
        bool,
        typer.Option("--with-secret", help="The keys in DATA_DIR too; whoever has it, has everything.", metavar=""),
    ] = False,
    json: Json = False,
) -> None:
    """Copy database and files, and read back what was written.

    The studio may run meanwhile: the copy is of one moment, and every file that a row names is in it. In a folder or
    bucket only what is new since the last backup is written. Ctrl-C ends it and leaves no half backup.

    Tokens of hubs and secrets of webhooks stay encrypted: they can be read again only with the same SECRET_KEY, or
    the file secret.key in DATA_DIR, which goes along by --with-secret.

    [bold]Examples[/]

      safelight backup /mnt/backups
      safelight backup studio.zip --models --with-secret
      safelight backup s3://backups/studio
    """
    from safelight.backup import vault as vaults
    from safelight.backup.making import Making
    from safelight.db import Database
    from safelight.features.audit.service import THE_COMMAND_LINE, asked_by, note

    shell = shell_of(ctx)
    settings = shell.settings()
    began = time.monotonic()
    database = Database(settings.effective_database_url, pool_size=2)
    try:
        with vaults.opened(place, bucket=_buckets(settings), writing=True) as vault, _bar(shell) as tell:
            made = Making(
                database,
                _storage(settings),
                vault,
                models_dir=settings.effective_models_dir if models else None,
                secrets=_secrets(settings) if with_secret else {},
                tell=tell,
            ).run()
        with asked_by(THE_COMMAND_LINE), database.transaction() as session:
            note(session, action="backup.made", subject=made.name, details={"files": len(made.files), "models": models})
    finally:
        database.dispose()
    document = _shown(made) | {"place": place, "seconds": round(time.monotonic() - began, 1)}

    def said() -> "Text":
        counts = (
            f"{counted(document['rows'], 'row')}, {counted(len(made.files), 'file')}, {bytes_text(document['bytes'])}"
        )
        lines = [marked("[green]✓[/] {} in {}: {}.", made.name, place, counts)]
        if made.missing:
            lines.append(
                marked(
                    "[yellow]![/] {} files that rows name were lost before: {} …", len(made.missing), made.missing[0]
                )
            )
        if not with_secret:
            lines.append(
                marked("[dim]→ Keep a copy of {} elsewhere: without it tokens stay sealed.[/]", _where_secret(settings))
            )
        return by_line(lines)

    shell.result(document, said)


@app.command()
def verify(ctx: typer.Context, place: Place, name: Name = None, json: Json = False) -> None:
    """Read all of a backup, and tell what is damaged.

    The exit code is 1 if anything is gone or not what was written.

    [bold]Examples[/]

      safelight backup verify /mnt/backups
      safelight backup verify studio.zip --json
    """
    from safelight.backup import vault as vaults
    from safelight.backup.checking import check

    shell = shell_of(ctx)
    with vaults.opened(place, bucket=_buckets(shell.settings())) as vault, _bar(shell) as tell:
        manifest = vaults.manifest(vault, place=place, name=name)
        checked = check(vault, manifest, tell=tell)
    document = {"name": manifest.name, "ok": not checked.problems, "contents": checked.contents,
                "bytes": checked.bytes, "problems": checked.problems}  # fmt: skip

    def said() -> "Text":
        if not checked.problems:
            return marked(
                "[green]✓[/] {} is whole: {} contents, {}.", manifest.name, checked.contents, bytes_text(checked.bytes)
            )
        return by_line(marked("[red]✗[/] {}", problem) for problem in checked.problems)

    shell.result(document, said)
    if checked.problems:
        raise typer.Exit(FAILED)


@app.command("list")
def list_(ctx: typer.Context, place: Place, json: Json = False) -> None:
    """List the backups at a place, oldest first.

    [bold]Example[/]

      safelight backup list /mnt/backups
    """
    from safelight.backup import vault as vaults

    shell = shell_of(ctx)
    with vaults.opened(place, bucket=_buckets(shell.settings())) as vault:
        found = [_shown(vaults.manifest(vault, place=place, name=name)) for name in vaults.backups(vault)]
    columns = ("NAME", "MADE", "ROWS", "FILES", "MODELS", "SECRET", "SIZE")
    rows = [
        (each["name"], each["made_at"][:19].replace("T", " "), each["rows"], each["files"],
         each["models"] if each["has_models"] else "–", "yes" if each["has_secret"] else "no",
         bytes_text(each["bytes"]))
        for each in found
    ]  # fmt: skip
    empty = f"No backup is there: `safelight backup {place}` makes one."
    shell.listing(found, columns, rows, empty=empty, right=(2, 3, 4, 6))


@app.command()
def prune(
    ctx: typer.Context,
    place: Place,
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest stay.", metavar="N")] = 7,
    json: Json = False,
) -> None:
    """Delete old backups, and contents that no other needs.

    [bold]Example[/]

      safelight backup prune /mnt/backups --keep 14
    """
    from safelight.backup import making
    from safelight.backup import vault as vaults

    shell = shell_of(ctx)
    with vaults.opened(place, bucket=_buckets(shell.settings())) as vault:
        old, contents = making.prune(vault, keep=keep)
    shell.done(
        {"backups": old, "contents": contents}, f"{counted(old, 'backup')} and {counted(contents, 'content')} deleted."
    )


def restore(
    ctx: typer.Context,
    place: Place,
    name: Name = None,
    models: Annotated[bool, typer.Option("--models", help="The models too, if they are in it.", metavar="")] = False,
    with_secret: Annotated[
        bool, typer.Option("--with-secret", help="The keys too, if they are in it.", metavar="")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Throw away what is in this installation.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Put a backup back, into the database and storage of the settings.

    From SQLite into PostgreSQL and back, from a folder into a bucket: a backup fits each. The studio must not run,
    and its DATA_DIR should be new. What was being computed waits in the queue again. Interrupted, it goes on when run
    again, and until the end nothing of it shows.

    [bold]Examples[/]

      safelight --data-dir /srv/studio restore /mnt/backups
      safelight restore studio.zip --models --with-secret
      SAFELIGHT_DATABASE_URL=postgresql+psycopg://… safelight restore s3://backups/studio
    """
    from safelight.backup import vault as vaults
    from safelight.backup.restoring import Restoring, secrets_of
    from safelight.db import Database
    from safelight.doors.cli import beacon
    from safelight.features.audit.service import THE_COMMAND_LINE, asked_by, note
    from safelight.kit.files import whole_file

    shell = shell_of(ctx)
    settings = shell.settings()
    if (running := beacon.find(settings.data_dir.absolute())) is not None:
        raise Failed(f"The studio runs at {running.url}.", hint="End it first: a restore replaces what it works with.")
    with vaults.opened(place, bucket=_buckets(settings)) as vault, _bar(shell) as tell:
        manifest = vaults.manifest(vault, place=place, name=name)
        if models and not manifest.has_models:
            raise Failed(f"{manifest.name} holds no models.", hint="It was made without --models.")
        if with_secret and not manifest.secrets:
            raise Failed(f"{manifest.name} holds no keys.", hint="It was made without --with-secret.")
        Restoring(
            vault,
            manifest,
            settings.effective_database_url,
            _storage(settings),
            models_dir=settings.effective_models_dir if models else None,
            force=force,
            tell=tell,
        ).run()
    if with_secret:
        for file_name, data in secrets_of(manifest).items():
            if file_name in SECRETS:
                with whole_file(settings.data_dir / file_name) as file:
                    Path(file.name).chmod(0o600)
                    file.write(data)
    database = Database(settings.effective_database_url, pool_size=1)
    try:
        with asked_by(THE_COMMAND_LINE), database.transaction() as session:
            note(session, action="backup.restored", subject=manifest.name, details={"made_at": manifest.made_at})
    finally:
        database.dispose()

    def said() -> "Text":
        text = marked(
            "[green]✓[/] {} is back: {} rows, {} files.", manifest.name, _shown(manifest)["rows"], len(manifest.files)
        )
        if not with_secret:
            text += marked("\n[dim]→ Put the SECRET_KEY of then in place, or tokens of hubs must be entered again.[/]")
        return text

    shell.result(_shown(manifest), said)


def _shown(manifest: "Manifest") -> dict[str, Any]:
    return {
        "name": manifest.name,
        "made_at": manifest.made_at.isoformat(),
        "program": manifest.program,
        "database": manifest.database,
        "rows": sum(dumped.rows for dumped in manifest.tables),
        "files": len(manifest.files),
        "models": len(manifest.models),
        "has_models": manifest.has_models,
        "has_secret": bool(manifest.secrets),
        "missing": manifest.missing,
        "bytes": sum(manifest.objects.values()),
    }


def _storage(settings: "Settings") -> Any:
    from safelight.kit.signing import LinkSigner
    from safelight.storage.configured import storage_from

    return storage_from(settings, LinkSigner(bytes(32)))  # no link is made here


def _buckets(settings: "Settings") -> "Callable[[str], Storage]":
    """Opens a bucket by its address. What the studio may take is no limit for its backups."""
    from safelight.kit.signing import LinkSigner
    from safelight.storage.configured import storage_from

    unlimited = settings.model_copy(update={"storage_quota_gb": None})
    return lambda url: storage_from(unlimited, LinkSigner(bytes(32)), url=url)  # no link is made here


def _secrets(settings: "Settings") -> dict[str, bytes]:
    paths = [settings.data_dir / name for name in SECRETS]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def _where_secret(settings: "Settings") -> str:
    return "SAFELIGHT_SECRET_KEY" if settings.secret_key else str(settings.data_dir / SECRETS[0])


@contextlib.contextmanager
def _bar(shell: Shell) -> "Iterator[Callable[[str, int, int], None]]":
    """One line that tells how far it is, where somebody watches."""
    if shell.json or not shell.err.is_terminal:
        yield lambda what, done, total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        console=shell.err,
        transient=True,
    ) as bars:
        bar, shown = bars.add_task("Looking", total=None, said=""), 0.0

        def tell(what: str, done: int, total: int) -> None:
            nonlocal shown
            if time.monotonic() - shown < SHOW_SECONDS:
                return
            shown = time.monotonic()
            counts_rows = what.startswith("Rows")
            said = f"{done} rows" if counts_rows else f"{bytes_text(done)} of {bytes_text(total)}"
            bars.update(bar, description=what, completed=done, total=total or None, said=said)

        yield tell
