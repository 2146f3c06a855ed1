"""The `safelight` command: what it offers, its global options, and the one place where errors become words."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from safelight import __version__
from safelight.doors.cli import (
    accounts,
    agent,
    agents,
    audit,
    backup,
    captions,
    characters,
    classifiers,
    classifiers_configs,
    classifiers_runs,
    classify_exchange,
    classify_predict,
    content_filter,
    datasets,
    datasets_changes,
    demo,
    doctor,
    downloads,
    drafts,
    edit,
    examine,
    export,
    gallery,
    generate,
    health,
    jobs,
    keys,
    lineage,
    load,
    login,
    look,
    migrate,
    model_storage,
    picture,
    pods,
    pods_rules,
    preferences,
    problems,
    projects,
    repeat,
    retention,
    secrets,
    serve,
    shelf,
    starter,
    steps,
    storage,
    styles,
    tensorboard,
    train,
    train_flags,
    training,
    usage,
    verify,
    video,
    webhooks,
    workflows,
)
from safelight.doors.cli.agent import labels_of
from safelight.doors.cli.shell import Json, Shell, shell_of

EPILOG = """
Without a running studio, a command starts one for itself and stops it at the end.

[dim]Exit codes: 0 ok · 1 failed · 2 wrong usage · 3 not found · 4 server unreachable · 130 cancelled[/dim]
"""

app = typer.Typer(
    name="safelight",
    help="The self-hosted studio for your own image models: train characters from pictures, and draw them.",
    epilog=EPILOG,
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


@app.callback()
def safelight(
    ctx: typer.Context,
    server: Annotated[
        str | None,
        typer.Option(envvar="SAFELIGHT_URL", metavar="URL", help="Use the studio at this address.", show_default=False),
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(
            envvar="SAFELIGHT_API_KEY", metavar="KEY", help="Its API key, if it asks for one.", show_default=False
        ),
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(
            envvar="SAFELIGHT_DATA_DIR",
            metavar="DIR",
            help="Data folder of the studio on this machine.",
            show_default="data",
        ),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE", help="Have its jobs done on workers with this label; repeatable.", show_default=False
        ),
    ] = None,
) -> None:
    """Hand the global options to the command."""
    shell = shell_of(ctx)
    shell.server, shell.api_key, shell.data_dir = server, api_key, data_dir
    shell.on = ",".join(f"{name}={value}" for name, value in labels_of(on).items()) if on else None


app.command(rich_help_panel="Studio")(serve.serve)
app.command(rich_help_panel="Studio")(agent.agent)
app.add_typer(agents.app, rich_help_panel="Studio")
app.add_typer(pods.app, rich_help_panel="Studio")
app.command(rich_help_panel="Studio")(demo.demo)
app.command(rich_help_panel="Studio")(doctor.doctor)
app.command(rich_help_panel="Studio")(health.health)
app.command(rich_help_panel="Studio")(migrate.migrate)
app.add_typer(secrets.app, rich_help_panel="Studio")
app.command(rich_help_panel="People")(login.login)
app.command(rich_help_panel="People")(login.logout)
app.command(rich_help_panel="People")(login.whoami)
app.add_typer(accounts.app, rich_help_panel="People")
app.add_typer(keys.app, rich_help_panel="People")
app.add_typer(usage.app, rich_help_panel="People")
app.command(rich_help_panel="People")(usage.usage)
app.command(rich_help_panel="Studio")(audit.audit)
app.add_typer(backup.app, rich_help_panel="Studio")
app.command(rich_help_panel="Studio")(backup.restore)
app.command(rich_help_panel="Studio")(retention.retention)
app.add_typer(content_filter.app, rich_help_panel="Studio")
app.add_typer(storage.app, rich_help_panel="Studio")


@app.command(rich_help_panel="Studio")
def version(ctx: typer.Context, json: Json = False) -> None:
    """Show the version."""
    shell = shell_of(ctx)
    shell.result({"safelight": __version__, "python": sys.version.split()[0]}, lambda: f"Safelight {__version__}")


app.command(rich_help_panel="Make")(generate.generate)
app.command(rich_help_panel="Make")(repeat.repeat)
app.command(rich_help_panel="Make")(video.video)
app.command(rich_help_panel="Make")(edit.upscale)
app.command(rich_help_panel="Make", cls=train_flags.WithSettings)(train.train)
app.add_typer(characters.app, rich_help_panel="Make")
app.add_typer(datasets.app, rich_help_panel="Make")
app.add_typer(classifiers.app, rich_help_panel="Make")
app.add_typer(projects.app, rich_help_panel="Make")
app.add_typer(styles.app, rich_help_panel="Make")
app.add_typer(workflows.app, rich_help_panel="Make")
app.add_typer(gallery.app, rich_help_panel="Look")
app.add_typer(jobs.app, rich_help_panel="Look")
app.add_typer(webhooks.app, rich_help_panel="Look")
app.add_typer(preferences.app, rich_help_panel="Studio")
app.add_typer(shelf.app, rich_help_panel="Look")
app.command(rich_help_panel="Look")(examine.examine)
app.command(rich_help_panel="Look")(verify.verify)
app.command(rich_help_panel="Look")(export.export)
app.command(rich_help_panel="Look")(load.load)
app.add_typer(load.app, rich_help_panel="Look")
app.add_typer(look.workers, rich_help_panel="Look")
app.command(rich_help_panel="Look")(look.system)
app.add_typer(starter.app, rich_help_panel="Starter")
datasets_changes.install(datasets.app)
classify_exchange.install(classifiers.app)
classify_predict.install(classifiers.app)
classifiers_runs.install(classifiers.app)
classifiers_configs.install(classifiers.app)
tensorboard.install(classifiers.app)
drafts.install(characters.app)
captions.install(characters.app)
examine.install(characters.app)
training.install(characters.app)
picture.install(characters.app)
lineage.install(characters.app)
steps.install(characters.app)
downloads.install(shelf.app)
pods.app.add_typer(pods_rules.app)
model_storage.install(shelf.app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; errors are told here, whatever they are."""
    shell = Shell()
    try:
        done: Any = get_command(app).main(
            args=list(arguments) if arguments is not None else None,
            prog_name="safelight",
            standalone_mode=False,
            obj=shell,
        )
    except BrokenPipeError:
        # `safelight … | head`: the reader has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return problems.FAILED
    except KeyboardInterrupt:
        return problems.CANCELLED
    except Exception as error:  # noqa: BLE001  the process edge: a person reads words, never a traceback
        return problems.tell(shell, error)
    return done if isinstance(done, int) else problems.OK


def run() -> None:
    """The entry point of the `safelight` script."""
    # Read when torch loads: waiting threads sleep. Spinning ones bring a busy CPU to a standstill.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    sys.exit(main())
