"""`safelight characters create` and `train`: from pictures to a character."""

import contextlib
import json as json_module
import mimetypes
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.characters import MAKE, Name, path_of
from safelight.doors.cli.settings_given import Method, More, Optimizer, Rank, Rate, Seed, Steps, given, settings
from safelight.doors.cli.shell import Json, Shell, counted, marked, shell_of

if TYPE_CHECKING:
    from safelight.doors.cli.client import Client
    from safelight.doors.cli.references import Collected

Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow the training to its end.", metavar="")]


def create(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.", show_default=False)],
    pictures: Annotated[
        list[Path], typer.Argument(metavar="FOLDER|FILES…", help="About 20 pictures.", show_default=False)
    ],
    trigger: Annotated[
        str | None, typer.Option(help="The word that calls it in prompts.", show_default="its name")
    ] = None,
    class_word: Annotated[str, typer.Option(help="What it is: woman, dog, robot …", show_default=False)] = "",
    base: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Base model to train on.", show_default="the default")
    ] = None,
    caption: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Captions: JSON by file name, or a .txt named like its picture."),
    ] = None,
    steps: Steps = None,
    method: Method = None,
    rank: Rank = None,
    lr: Rate = None,
    optimizer: Optimizer = None,
    seed: Seed = None,
    more: More = None,
    wait: Wait = True,
    json: Json = False,
) -> None:
    """Make a character from about 20 pictures.

    The pictures are checked, cropped and captioned; the character is trained, and drawn to show it. Captions are
    read from .txt files beside the pictures and from captions.json in the folder. Ctrl-C cancels; `safelight jobs
    resume` goes on where it stopped.

    [bold]Examples[/]

      safelight characters create pip photos/ --class-word monster
      safelight characters create ada photos/*.jpg --trigger "ohwx woman" --steps 800
    """
    from safelight.doors.cli.references import collect

    shell = shell_of(ctx)
    asked = given(
        more, max_train_steps=steps, method=method, rank=rank, learning_rate=lr, optimizer=optimizer, seed=seed
    )
    found = collect(pictures, caption or [])
    for path in found.skipped:
        shell.note(f"! {path.name} is no picture: left out")
    form = {
        "name": name,
        "base_model": base,
        "trigger": trigger,
        "class_word": class_word,
        "captions": json_module.dumps(found.captions),
        "training": json_module.dumps(asked),
    }
    with shell.connect() as client:
        created = upload(client, shell, found, {key: value for key, value in form.items() if value})
        follow(client, shell, created, wait=wait)


def train(
    ctx: typer.Context,
    name: Name,
    preset: Annotated[
        str | None, typer.Option(help="quick, good or thorough.", show_default="as chosen before", metavar="NAME")
    ] = None,
    steps: Steps = None,
    method: Method = None,
    rank: Rank = None,
    lr: Rate = None,
    optimizer: Optimizer = None,
    seed: Seed = None,
    more: More = None,
    wait: Wait = True,
    json: Json = False,
) -> None:
    """Train a draft, or a character again with other settings.

    The version in use stays until the new one is there. Settings that are left out are as they were chosen before; as
    soon as one is given, the others are the preset's.

    [bold]Examples[/]

      safelight characters train ada --preset thorough
      safelight characters train ada --optimizer prodigy --set caption_dropout=0.1
      safelight characters train ada --method full --set num_prior_images=200
    """
    shell = shell_of(ctx)
    asked = given(
        more, preset=preset, max_train_steps=steps, method=method, rank=rank, learning_rate=lr, optimizer=optimizer,
        seed=seed,
    )  # fmt: skip
    with shell.connect() as client:
        created = client.post(f"{path_of(name)}/train", asked, headers={"Idempotency-Key": uuid.uuid4().hex})
        follow(client, shell, created, wait=wait)


def install(characters: typer.Typer) -> None:
    """Put the commands into the group, first."""
    here = len(characters.registered_commands)
    for command in (create, train, settings):
        characters.command(rich_help_panel=MAKE)(command)
    commands = characters.registered_commands
    commands[:] = commands[here:] + commands[:here]


def upload(client: "Client", shell: Shell, found: "Collected", form: dict[str, str]) -> dict[str, Any]:
    """Send the pictures and say which were refused, and why. Returns the API's answer."""
    from safelight.doors.cli.client import RemoteProblem

    with contextlib.ExitStack() as opened:
        if shell.err.is_terminal:
            opened.enter_context(shell.err.status(marked("Sending {} …", counted(len(found.pictures), "picture"))))
        files = [
            ("images", (path.name, opened.enter_context(path.open("rb")), _content_type(path)))
            for path in found.pictures
        ]
        try:
            created: dict[str, Any] = client.post(
                "/api/v1/characters", data=form, files=files, headers={"Idempotency-Key": uuid.uuid4().hex}
            )
        except RemoteProblem as problem:
            if problem.code == "character_name_taken":
                problem.hint = f"Choose another name, or: safelight characters delete {form['name']}"
            raise
    refused = created["refused"]
    for file in refused:
        shell.note(f"! {file['filename']} was refused: {file['message']} {file['hint'] or ''}".rstrip())
    captions = sum(bool(each["caption"]) for each in created["character"]["references"])
    shell.note(f"{counted(len(found.pictures) - len(refused), 'picture')} taken, {captions} with captions.")
    return created


def follow(client: "Client", shell: Shell, created: dict[str, Any], *, wait: bool) -> None:
    """Watch the training to its end, and say what can be done with the character."""
    from safelight.doors.cli.watching import watch

    name, job_id = created["character"]["name"], created["job_id"]
    if not wait:
        where = (
            "It waits for a studio: safelight serve"
            if client.transient
            else f"Follow it: safelight jobs watch {job_id}"
        )
        shell.done(created, marked("[bold]{}[/] is queued as {}.", name, job_id), then=where)
        return
    job = watch(client, job_id, shell=shell, title=f"Training {name}")
    _tell_findings(shell, job)
    character = client.get(path_of(created["character"]["id"]))
    # As its captions call it; a training without samples leaves the trigger, which is always right.
    prompt = character["samples"][0]["prompt"] if character["samples"] else f"a photo of {character['trigger']}"
    shell.result(
        character | {"refused": created.get("refused", [])},
        lambda: marked(
            '[green]✓[/] [bold]{}[/] can be drawn now.\n[dim]→[/] safelight generate "{}" --character {}',
            name,
            prompt,
            name,
        ),
    )


def _tell_findings(shell: Shell, job: dict[str, Any]) -> None:
    for finding in (job["results"].get("check") or {}).get("findings", []):
        shell.note(f"! {finding['picture']}: {finding['message']}")


def _content_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
