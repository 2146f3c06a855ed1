"""`safelight secrets`: the installation's own secret, under which links are signed and tokens sealed."""

from typing import TYPE_CHECKING

import typer

from safelight.doors.cli.problems import Failed, WrongUsage
from safelight.doors.cli.shell import Json, counted, shell_of

if TYPE_CHECKING:
    from safelight.settings import Settings

app = typer.Typer(
    name="secrets",
    help="The secret under which links are signed and tokens are kept.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@app.callback()
def secrets() -> None:
    """Keep `rotate` a command of its own while it is the only one."""


@app.command()
def rotate(ctx: typer.Context, json: Json = False) -> None:
    """Put a new secret in the place of the old one, and seal all tokens anew.

    The studio must be stopped. A secret in the data folder is made anew. One that is a setting you change yourself: put
    the new one into SAFELIGHT_SECRET_KEY and the old one into SAFELIGHT_SECRET_KEY_OLD, and unset that afterwards.
    Links to files and log-ins end, for they were signed with the old one. Interrupted, it goes on where it was.

    [bold]Examples[/]

      safelight secrets rotate
      SAFELIGHT_SECRET_KEY=new… SAFELIGHT_SECRET_KEY_OLD=old… safelight secrets rotate
    """
    from safelight.doors.cli import beacon

    shell = shell_of(ctx)
    settings = shell.settings()
    if (running := beacon.find(settings.data_dir.absolute())) is not None:
        raise Failed(
            f"The studio at {running.url} still works with the secret of before.",
            code="studio_running",
            hint="Stop it, rotate, and start it again. The same goes for servers on other machines.",
        )
    done = _rotated(settings)
    shell.result(
        done,
        lambda: (
            f"There is a new secret. Sealed anew: {counted(done['hub_tokens'], 'hub token')}, "
            f"{done['webhook_secrets']} of webhooks, {counted(done['provider_keys'], 'key')} of providers.\n"
            "Links to files are made anew when a page is loaded; everybody logs in again."
        ),
    )


def _rotated(settings: "Settings") -> dict[str, int]:
    from safelight.db import Database
    from safelight.features.audit.service import THE_COMMAND_LINE, asked_by, note
    from safelight.features.downloads.service import reach, tokens
    from safelight.features.pods.service import keys
    from safelight.features.pods.service.renting import key_box
    from safelight.features.webhooks import service as webhooks
    from safelight.kit.secret_file import next_secret_at, take_over
    from safelight.migrations.runner import prepare

    file = settings.data_dir / "secret.key"
    given = settings.secret_key.get_secret_value().encode() if settings.secret_key else None
    old = _old(settings)
    new = given or next_secret_at(file)
    if new == old:
        raise WrongUsage(
            "SAFELIGHT_SECRET_KEY and SAFELIGHT_SECRET_KEY_OLD are the same.",
            hint='Make a new one: python -c "import secrets; print(secrets.token_urlsafe(32))"',
        )
    prepare(settings.effective_database_url, may_change=settings.auto_migrate)
    database = Database(settings.effective_database_url, pool_size=1)
    try:
        with asked_by(THE_COMMAND_LINE), database.transaction() as session:
            done = {
                "hub_tokens": tokens.seal_anew(session, box=reach.token_box(new), before=reach.token_box(old)),
                "webhook_secrets": webhooks.seal_anew(
                    session, box=webhooks.secret_box(new), before=webhooks.secret_box(old)
                ),
                "provider_keys": keys.seal_anew(session, box=key_box(new), before=key_box(old)),
            }
            note(session, action="secrets.rotated", details={"sealed_anew": sum(done.values())})
    finally:
        database.dispose()
    # Only now: what is sealed anew twice is left as it is, so this may be done again from the beginning.
    if given is None:
        take_over(file)
    return done


def _old(settings: "Settings") -> bytes:
    """The secret of before: named, or in the data folder."""
    from safelight.kit.secret_file import secret_at

    file = settings.data_dir / "secret.key"
    if settings.secret_key_old is not None:
        return settings.secret_key_old.get_secret_value().encode()
    if not file.exists():
        raise WrongUsage(
            "It is not known what the secret was before.",
            hint="Put the old one into SAFELIGHT_SECRET_KEY_OLD; in the data folder there is no secret.key.",
        )
    return secret_at(file)
