"""A command's studio: the one named, the one running on the data folder, or one started for this command alone."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from safelight.doors.cli import beacon, data_folder
from safelight.doors.cli.client import Client, is_alive
from safelight.doors.cli.environment import environment_of
from safelight.doors.cli.problems import Failed, ServerUnreachable
from safelight.settings import Settings

if TYPE_CHECKING:
    from safelight.doors.cli.shell import Shell

START_SECONDS = 120.0  # a loaded machine imports slowly
STOP_SECONDS = 25.0  # above the supervisor's own grace for its workers
LOG = Path("logs") / "studio.log"


@contextlib.contextmanager
def connect(shell: "Shell", *, as_nobody: bool = False) -> Iterator[Client]:
    """A client of the studio that this command should use, with the key given or the log-in kept, if any.

    Raises ServerUnreachable, Failed.
    """
    place = None if as_nobody else place_of(shell)
    if shell.server:
        key = None if as_nobody else shell.api_key
        with Client(_url_of(shell.server), api_key=key, place=place, on=shell.on) as client:
            if not is_alive(client.url, timeout=10):
                raise ServerUnreachable(
                    f"No studio answers at {client.url}.",
                    hint="Check the address (--server, SAFELIGHT_URL), or leave it out to use this machine.",
                )
            yield client
        return
    settings = shell.settings()
    key = settings.api_key.get_secret_value() if settings.api_key and not as_nobody else None
    with (
        local_studio(shell, settings) as found,
        Client(found.url, api_key=key, place=place, transient=found.transient, on=shell.on) as client,
    ):
        yield client


def place_of(shell: "Shell") -> str:
    """What a log-in is kept under: the studio's address, or for one on this machine, whose port changes, its folder."""
    return _url_of(shell.server).rstrip("/") if shell.server else str(shell.settings().data_dir.absolute())


def _url_of(server: str) -> str:
    return server if "://" in server else f"http://{server}"


@contextlib.contextmanager
def local_studio(shell: "Shell", settings: Settings, *, quiet: bool = False) -> Iterator[beacon.Beacon]:
    """The studio on this machine's data folder, for as long as the block runs."""
    data_dir = data_folder.made(settings.data_dir)
    starting, users = beacon.starting_lock(data_dir), beacon.users_lock(data_dir)
    own: subprocess.Popen[bytes] | None = None
    try:
        starting.take(waiting=lambda: shell.note("Waiting for another command that starts the studio …"))
        # Blocks while a transient studio that nobody used is on its way out.
        users.take(shared=True, waiting=lambda: shell.note("Waiting for the last studio to end …"))
        found = beacon.find(data_dir)
        if found is None:
            if not quiet:
                shell.note("No studio is running here: starting one for this command.")
            own = _start(settings)
            found = _wait_until_ready(own, data_dir)
        starting.release()
        yield found
    finally:
        starting.release()
        users.release()
        if own is not None:
            _stop_unless_used(own, data_dir)


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    data_dir = settings.data_dir.absolute()
    log = data_dir / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    workers = {"SAFELIGHT_LOCAL_WORKERS": "1"} if settings.local_workers == 0 else {}
    environment = environment_of(settings) | {"SAFELIGHT_HOST": "127.0.0.1", "SAFELIGHT_ONLY": "web", **workers}
    command = [sys.executable, "-m", "safelight", "serve", "--port", "0", "--transient"]
    with log.open("wb") as output:
        # A session of its own: Ctrl-C must reach this command, which then cancels its job, and not the studio.
        return subprocess.Popen(  # noqa: S603  our own command
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def _wait_until_ready(process: subprocess.Popen[bytes], data_dir: Path) -> beacon.Beacon:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = beacon.find(data_dir)
        if found is not None:
            return found
        if process.poll() is not None:
            raise _did_not_start(data_dir / LOG)
        time.sleep(beacon.LOOK_SECONDS)
    raise Failed(f"The studio did not answer within {START_SECONDS:.0f} s.", hint=f"Its log is {data_dir / LOG}.")


def _did_not_start(log: Path) -> Failed:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    said = [line.strip().removeprefix("✗ ") for line in lines if line.startswith(("✗", "  →"))]
    reason = " ".join(said) or (lines[-1] if lines else "it said nothing")
    return Failed(f"The studio did not start: {reason}", hint=f"`safelight doctor` may know why; its log is {log}.")


def _stop_unless_used(process: subprocess.Popen[bytes], data_dir: Path) -> None:
    """End our studio, or leave it to the other commands that use it: it ends itself after the last one."""
    alone = beacon.users_lock(data_dir)
    try:
        if alone.try_take():
            _end(process)
    finally:
        alone.release()


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its workers die with it
        process.wait()
