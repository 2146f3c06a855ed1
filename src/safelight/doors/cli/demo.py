"""`safelight demo`: from 20 pictures to a character and the proof that it was learnt, on a CPU, offline."""

import json as json_module
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli import beacon
from safelight.doors.cli.problems import FAILED, Failed, JobCancelled, WrongUsage
from safelight.doors.cli.shell import Json, Shell, marked, seconds_text, shell_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from safelight.doors.cli.client import Client
    from safelight.doors.cli.verdict import Verdict
    from safelight.settings import Settings

NAME = "pip"
MARKER = ".safelight-demo"
SHEET = "contact-sheet.png"
# White is on no reference: it shows that the character, not its pictures, was learnt.
BACKGROUNDS = ("blue", "red", "pink", "orange", "cyan", "gray", "black", "white")
PROMPTS = tuple(f"a photo of pip on {'an' if each[0] in 'aeiou' else 'a'} {each} background" for each in BACKGROUNDS)
FIRST_SEED = 100


@dataclass
class Run:
    """One run of the demo: its folder, and how long each part took."""

    shell: Shell
    folder: Path
    settings: "Settings"
    base: str
    judge: Path | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    _part_started: float = 0.0

    def begin(self, number: int, title: str, about: str) -> None:
        """Say what comes now."""
        self._part_started = time.monotonic()
        self.shell.err.print(marked("[bold cyan]{}/5[/] [bold]{}[/]  [dim]{}[/]", number, title, about), soft_wrap=True)

    def done(self, name: str, text: str) -> None:
        """Say what came of it."""
        self.seconds[name] = round(time.monotonic() - self._part_started, 1)
        took = seconds_text(self.seconds[name])
        self.shell.err.print(marked("    [green]✓[/] {}  [dim]{}[/]", text, took), soft_wrap=True)


def demo(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where everything goes.")] = Path("demo"),
    steps: Annotated[
        int | None, typer.Option(help="Training steps.", show_default="the starter's preset", min=1, metavar="N")
    ] = None,
    keep_running: Annotated[
        bool, typer.Option("--keep-running", help="Leave the studio open until Ctrl-C.", metavar="")
    ] = False,
    starter: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A model made by `safelight starter train`.", show_default="the built-in one"),
    ] = None,
    json: Json = False,
) -> None:
    """Learn a character from 20 pictures and draw it, offline.

    A few minutes on a CPU, nothing to set up. It trains pip, whom the built-in model has never seen, draws the same
    prompts without and with the character, lets a judge compare them, and writes it all on one sheet. The exit code
    is 0 only if the character was learnt.

    [bold]Examples[/]

      safelight demo
      safelight demo --folder /tmp/demo --keep-running
    """
    shell = shell_of(ctx)
    guard = _prepare(folder)
    try:
        _run(_plan(shell, folder, starter), steps=steps, keep_running=keep_running)
    finally:
        guard.release()


def _plan(shell: Shell, folder: Path, starter: Path | None) -> Run:
    """The demo's own installation below its folder, whatever the environment says of another."""
    from safelight.features.models.repository import STARTER

    data = (folder / "data").absolute()
    pipeline = starter.absolute() / "pipeline" if starter else STARTER
    if not (pipeline / "model_index.json").is_file():
        raise Failed(
            f"There is no starter model in {pipeline}.", hint="Reinstall Safelight, or: safelight starter train DIR"
        )
    base = "starter"
    if starter:
        base = "own-starter"
        (data / "models").mkdir(parents=True)
        (data / "models" / base).symlink_to(pipeline, target_is_directory=True)
    settings = shell.settings(
        data_dir=data,
        models_dir=data / "models",
        database_url=f"sqlite:///{data / 'safelight.db'}",
        storage_url=(data / "storage").as_uri(),
        default_model=base,
        local_workers=1,
        log_level="info",
    )
    return Run(shell, folder, settings, base, starter.absolute() / "judge" if starter else None)


def _prepare(folder: Path) -> beacon.Lock:
    """An empty folder of our own, held for this run. Raises WrongUsage, Failed."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise WrongUsage(f"{folder} holds something else.", hint="Name another folder: safelight demo --folder DIR")
    folder.mkdir(parents=True, exist_ok=True)
    guard = beacon.Lock(folder / MARKER)
    if not guard.try_take():
        guard.release()
        raise Failed(f"Another demo is running in {folder}.", hint="Wait for it, or name another folder.")
    try:
        _clear(folder)
    except BaseException:
        guard.release()
        raise
    return guard


def _clear(folder: Path) -> None:
    """Remove what an earlier demo left, once nothing uses it any more."""
    data = folder / "data"
    if data.exists():
        users = beacon.users_lock(data)
        users.take()  # after a demo that was killed: its studio notices, and is gone in seconds
        users.release()
        if running := beacon.find(data):
            raise Failed(
                f"A studio is running on {data}, at {running.url}.", hint="Stop it first (Ctrl-C where it runs)."
            )
    for name in ("data", NAME, "pictures"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in (SHEET, "report.json"):
        (folder / name).unlink(missing_ok=True)


def _run(run: Run, *, steps: int | None, keep_running: bool) -> None:
    from safelight.doors.cli.client import Client
    from safelight.doors.cli.demo_report import tell, write_sheet
    from safelight.doors.cli.starter import write_sample
    from safelight.doors.cli.studio import local_studio

    shell = run.shell
    shell.err.print(marked("\n[bold]Safelight demo[/]: from 20 pictures to a character, on this machine alone.\n"))
    run.begin(1, "Studio", "a server and a worker, with their own data")
    key = run.settings.api_key.get_secret_value() if run.settings.api_key else None
    with (
        local_studio(shell, run.settings, quiet=True) as found,
        Client(found.url, api_key=key, transient=True) as client,
    ):
        run.done("studio", f"{found.url}, data in {run.folder / 'data'}")
        run.begin(2, "Character", "pip, a monster the model has never seen: 20 pictures, about 2 to 4 minutes")
        references = write_sample(run.folder / NAME)
        character = _train(run, client, steps)
        run.done("train", f"{NAME} is trained, {character['training']['max_train_steps']} steps")
        run.begin(3, "Pictures", f"{len(PROMPTS)} prompts without and with the character, same seeds")
        before = _draw(run, client, "base", model=run.base)
        after = _draw(run, client, NAME, character_id=character["id"])
        run.done("draw", f"{len(before) + len(after)} pictures in {run.folder / 'pictures'}")
        lora = client.download(f"/api/v1/characters/{character['id']}/lora", run.folder / "data" / "pip.safetensors")
        verdict = _judge(run, references, before, after, lora)
        sheet = write_sheet(run, references, before, after, verdict)
        tell(run, verdict, sheet, found.url if keep_running else None)
        if keep_running:
            _stay()
    if not verdict.learnt and shell.json:  # the document has said it
        raise typer.Exit(FAILED)
    if not verdict.learnt:
        raise Failed(
            "The character is not clearly there in the pictures.",
            code="demo_not_separated",
            hint=f"Look at {sheet}. A training with more steps may do: safelight demo --steps 800",
        )


def _train(run: Run, client: "Client", steps: int | None) -> dict[str, Any]:
    from safelight.doors.cli.references import collect
    from safelight.doors.cli.settings_given import given
    from safelight.doors.cli.training import upload
    from safelight.doors.cli.watching import watch

    form = {
        "name": NAME,
        "trigger": "pip",
        "class_word": "monster",
        "base_model": run.base,
        "training": json_module.dumps(given(None, max_train_steps=steps)),
    }
    found = collect([run.folder / NAME])
    created = upload(client, run.shell, found, form | {"captions": json_module.dumps(found.captions)})
    try:
        watch(client, created["job_id"], shell=run.shell, title=f"    Training {NAME}")
    except JobCancelled:
        raise _cancelled() from None
    trained: dict[str, Any] = client.get(f"/api/v1/characters/{created['character']['id']}")
    return trained


def _draw(run: Run, client: "Client", name: str, **which: str) -> list[Path]:
    """The demo's prompts, each from its own seed; gives back the files."""
    from safelight.doors.cli.watching import FINISHED, POLL_SECONDS, ended_well

    folder = run.folder / "pictures"
    made = [
        client.post("/api/v1/generations", {"prompt": prompt, "seed": FIRST_SEED + number, **which})
        for number, prompt in enumerate(PROMPTS)
    ]
    waiting = {each["job_id"] for each in made}
    try:
        with run.shell.err.status("") as status:
            while waiting:
                status.update(marked("    Drawing {}: {} of {}", name, len(made) - len(waiting), len(made)))
                for job_id in sorted(waiting):
                    job = client.poll(f"/api/v1/jobs/{job_id}")
                    if job["state"] in FINISHED:
                        ended_well(job)
                        waiting.discard(job_id)
                time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        for job_id in waiting:
            client.post(f"/api/v1/jobs/{job_id}/cancel")
        raise _cancelled() from None
    paths = []
    for each, background in zip(made, BACKGROUNDS, strict=True):
        picture = client.get(f"/api/v1/generations/{each['id']}")["pictures"][0]
        paths.append(client.download(picture["url"], folder / f"{name}-{background}.png"))
    return paths


def _cancelled() -> JobCancelled:
    return JobCancelled("Cancelled.", hint="`safelight demo` starts it anew.")


def _judge(run: Run, references: list[Path], before: list[Path], after: list[Path], lora: Path) -> "Verdict":
    run.begin(4, "Judge", "is it pip, and is the rest kept? 48 unrelated prompts each way, about 1 minute")
    from safelight.doors.cli.verdict import Verdict, judge_kept, judge_rows  # torch: seconds
    from safelight.features.models.repository import ModelShelf

    model = ModelShelf.at(run.settings.effective_models_dir, default=run.base).path(run.base)
    with run.shell.err.status("    Comparing") as status:
        told = Pace(run.shell, "    Drawing unrelated prompts", status.update)
        rows = judge_rows(references, before, after, run.judge)
        verdict = Verdict(*rows, *judge_kept(model, lora, run.judge, told.show))
    run.done("judge", "judged by the starter's own classifier" if verdict.learnt else "judged")
    return verdict


class Pace:
    """How far a part is and how long it may still take: live in a terminal, a line at every quarter elsewhere."""

    def __init__(self, shell: Shell, title: str, live: "Callable[[str], None]") -> None:
        self._shell = shell
        self._title = title
        self._live = live
        self._first: tuple[int, float] | None = None
        self._quarter = 0

    def show(self, count: int, total: int) -> None:
        """Say that `count` of `total` are done. The first call sets the clock: what comes before it is loading."""
        now = time.monotonic()
        if self._first is None:
            self._first = count, now
        done, since = self._first
        left = seconds_text((now - since) / (count - done) * (total - count)) if count > done else ""
        words = f"{self._title}: {count} of {total}" + (f" · about {left} left" if left and count < total else "")
        if self._shell.err.is_terminal:
            self._live(words)
        elif (quarter := 4 * count // total) > self._quarter:
            self._quarter = quarter
            self._shell.note(words)


def _stay() -> None:
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        return
