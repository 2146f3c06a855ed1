"""The studio in this process: uvicorn with the app, and the local workers beside it."""

import asyncio
import contextlib
import errno
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from safelight import __version__
from safelight.db import Database
from safelight.doors import gradio
from safelight.doors.app import create_app
from safelight.doors.cli import beacon, data_folder, preloading
from safelight.doors.cli.client import is_alive
from safelight.doors.cli.connections import PatientProtocol
from safelight.doors.cli.environment import environment_of
from safelight.doors.cli.exposure import has_accounts, refuse_exposed
from safelight.doors.cli.problems import CANCELLED, FAILED, OK, Failed, WrongUsage
from safelight.doors.cli.shell import Shell, marked
from safelight.doors.live import door as live
from safelight.features.accounts.service.tokens import setup_code
from safelight.jobs.supervisor import Supervisor
from safelight.jobs.upbringing import COMFYUI
from safelight.kit import arenas, tracing
from safelight.kit.errors import SafelightError
from safelight.kit.logs import configure
from safelight.kit.secret_file import secret_at
from safelight.settings import Settings

GRACEFUL_SECONDS = 3  # for requests in the air
IDLE_SECONDS = (
    75  # a connection is kept for the next request: longer than a proxy keeps it, who must be the one to end it
)
LOOK_SECONDS = 0.3
MAX_SOCKET_FRAME = 1_000_000  # bytes, of what a WebSocket client may send
WORKER = (sys.executable, "-m", "safelight", "agent")


def run_studio(shell: Shell, settings: Settings, *, open_browser: bool = False, transient: bool = False) -> int:
    """Serve until Ctrl-C or SIGTERM; returns the exit code. Raises WrongUsage, Failed."""
    arenas.share()
    refuse_exposed(settings)
    refuse_missing(settings)
    folder = data_folder.made(settings.data_dir)
    configure(level=settings.log_level, as_json=settings.log_as_json)
    listener = bind(settings.host, settings.port)
    tell_beside(shell, folder)
    own = beacon.Beacon(url_of(settings.host, listener), os.getpid(), transient=transient)
    devices = worker_devices(settings)
    server = StudioServer(
        settings,
        own,
        devices=devices,
        when_ready=lambda: _welcome(shell, settings, own, devices),
        when_stopping=lambda: shell.note("Stopping … Ctrl-C again forces it."),
    )
    if open_browser:
        server.open_browser = True
    try:
        asyncio.run(server.serve(sockets=[listener]))
    except SystemExit:  # uvicorn's way of saying that the app did not start
        if server.failure is None:
            raise
    finally:
        listener.close()
    if server.failure is not None:
        raise server.failure
    return OK if server.was_ready else FAILED


class StudioServer(uvicorn.Server):
    """Uvicorn, which starts the workers once the database is ready and ends them when it stops."""

    def __init__(
        self,
        settings: Settings,
        own: beacon.Beacon,
        *,
        devices: list[str],
        when_ready: Callable[[], None],
        when_stopping: Callable[[], None],
    ) -> None:
        self._app = self._watched(create_app(settings))
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            server_header=False,
            ws_max_size=MAX_SOCKET_FRAME,
            ws_per_message_deflate=False,  # previews are compressed, and facts are small
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
            http=PatientProtocol,
            proxy_headers=False,  # the app weighs what proxies say
        )
        super().__init__(config)
        self.open_browser = False
        self.was_ready = False
        self.failure: SafelightError | None = None
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        self._settings = settings
        self._beacon = own
        self._devices = devices
        self._when_ready = when_ready
        self._when_stopping = when_stopping
        self._supervisor: Supervisor | None = None
        self._lit = contextlib.ExitStack()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the app, then start the workers and let commands find us."""
        await super().startup(sockets)
        if not self.started or self.should_exit:
            return
        data_dir = self._settings.data_dir.absolute()
        if self._devices:
            self._supervisor = Supervisor(
                Database(self._settings.effective_database_url, pool_size=1),
                WORKER,
                devices=self._devices,
                environment=environment_of(self._settings),
                cancel_grace_seconds=self._settings.cancel_grace_seconds,
            )
            self._supervisor.start()
        self._lit.enter_context(beacon.lit(data_dir, self._beacon))
        if self._beacon.transient:
            threading.Thread(target=self._end_when_unused, args=(data_dir,), name="unused", daemon=True).start()
        self.was_ready = True
        self._when_ready()
        if self.open_browser:
            import webbrowser

            webbrowser.open(self._beacon.url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the workers while the last requests are answered."""
        self._lit.close()
        self._when_stopping()
        await live.dismiss(self._app)
        ending = asyncio.create_task(asyncio.to_thread(self._supervisor.stop)) if self._supervisor else None
        await super().shutdown(sockets)
        if ending:
            await ending

    def _watched(self, app: FastAPI) -> FastAPI:
        """The app, which keeps why it could not start: uvicorn would only print a traceback."""
        inner = app.router.lifespan_context

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
            try:
                async with inner(app) as state:
                    yield state
            except SafelightError as error:
                self.failure = error
                logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
                raise

        app.router.lifespan_context = lifespan
        return app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """First signal: stop in order. Second: at once; the workers die with this process."""
        if self.should_exit and sig == signal.SIGINT:
            self._lit.close()
            os._exit(CANCELLED)
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """As uvicorn does it, without raising the signal again at the end: the exit code is ours."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end_when_unused(self, data_dir: Path) -> None:
        users = beacon.users_lock(data_dir)
        while not users.try_take():  # kept until this process has ended, so that nobody comes in between
            time.sleep(LOOK_SECONDS)
        self.should_exit = True


def _welcome(shell: Shell, settings: Settings, own: beacon.Beacon, devices: list[str]) -> None:
    greet(shell, settings, own, devices)
    if settings.preload_models and devices:
        threading.Thread(target=preloading.tell, args=(shell, settings), name="preloading", daemon=True).start()


def tell_beside(shell: Shell, data_dir: Path) -> None:
    """Say so if another server works on this data folder; on PostgreSQL that is how a fleet does it."""
    if (other := beacon.find(data_dir)) is not None and other.pid != os.getpid():
        shell.note(f"! Another server works on this data folder too, at {other.url}: they share its jobs and files.")


def refuse_missing(settings: Settings) -> None:
    """What was asked for by name and cannot be done without a package: the playground, traces. Raises WrongUsage."""
    if settings.otlp_endpoint is not None and not tracing.is_installed():
        raise WrongUsage(
            f"Traces for {settings.otlp_endpoint} need OpenTelemetry, which is not installed here.",
            code="otel_missing",
            hint="Install it with `pip install 'safelight[otel]'`, or unset SAFELIGHT_OTLP_ENDPOINT.",
        )
    if "gradio" not in settings.only.split(",") or gradio.is_installed():
        return
    raise WrongUsage(
        "The playground needs Gradio, which is not installed here.",
        code="gradio_missing",
        hint="Install it with `pip install 'safelight[gradio]'`, or leave gradio out of --only.",
    )


def bind(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything slow is started. Raises Failed."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except socket.gaierror as error:
        raise WrongUsage(f"host: {host!r} is no address of this machine.", hint="Use 127.0.0.1 or 0.0.0.0.") from error
    except OSError as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    listener.set_inheritable(False)
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> Failed:
    if error.errno == errno.EADDRINUSE:
        url = f"http://{_reachable(host)}:{port}"
        who = "Safelight is already running there" if is_alive(url) else "another program has it"
        return Failed(
            f"Port {port} is in use: {who}.",
            code="port_in_use",
            hint=f"Open {url}, or choose another port: safelight serve --port {port + 1} (0 takes a free one).",
        )
    if error.errno == errno.EACCES:
        return Failed(f"This user may not listen on port {port}.", hint="Choose a port above 1023.")
    return Failed(f"Cannot listen on {host}:{port}: {error.strerror}.", hint="Use an address of this machine.")


def url_of(host: str, listener: socket.socket) -> str:
    """The address at which this machine reaches the server."""
    return f"http://{_reachable(host)}:{listener.getsockname()[1]}"


def _reachable(host: str) -> str:
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104  a comparison
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def worker_devices(settings: Settings) -> list[str]:
    """One entry per local worker. `auto` takes every GPU; more workers than devices share them in turn.

    One more for each ComfyUI server.
    """
    beside = [f"{COMFYUI}{address}" for address in settings.listed_comfyui]
    if settings.local_workers == 0:
        return beside
    named = [name.strip() for name in settings.devices.split(",") if name.strip()]
    if not named or named == ["auto"]:
        named = [f"cuda:{index}" for index in range(gpu_count())] or ["auto"]
    count = max(settings.local_workers, len(named))
    return [named[index % len(named)] for index in range(count)] + beside


def gpu_count() -> int:
    """NVIDIA GPUs of this machine, asked without loading torch."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return 0
    try:
        done = subprocess.run([program, "-L"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603  a fixed command
    except (OSError, subprocess.TimeoutExpired):
        return 0
    return sum(line.startswith("GPU ") for line in done.stdout.splitlines()) if done.returncode == 0 else 0


def greet(shell: Shell, settings: Settings, own: beacon.Beacon, devices: list[str]) -> None:
    """The banner: where it is, what it works with, how to stop it."""
    from rich.text import Text

    console = shell.err
    doors = settings.open_doors
    lines = {
        "Studio": own.url if "web" in doors else "",
        "API": f"{own.url}/docs" if "api" in doors else "",
        "OpenAI": f"{own.url}/v1" if "openai" in doors else "",
        "Playground": own.url + gradio.PATH if "gradio" in doors and gradio.is_installed() else "",
        "Data": str(settings.data_dir.absolute()),
        "Workers": workers_text(devices),
        "Key": "asked for" if settings.api_key else "",
        "Set-up": setup_hint(settings),
    }
    console.print(marked("\n[bold]Safelight {}[/]", __version__))
    for name, value in lines.items():
        if value:
            console.print(
                Text.assemble((f"  {name:<10} ", "dim"), (value, "cyan" if "://" in value else "")),
                soft_wrap=True,
            )
    console.print(Text("  Ctrl-C stops it; what runs goes on at the next start.\n", style="dim"))


def setup_hint(settings: Settings) -> str:
    """The code with which the first account is made from afar, where others can come and there is none yet."""
    if settings.is_private or has_accounts(settings):
        return ""
    given = settings.secret_key
    secret = given.get_secret_value().encode() if given else secret_at(settings.data_dir / "secret.key")
    return f"make the first account with the code {setup_code(secret)}"


def workers_text(devices: list[str]) -> str:
    """`2 (cuda:0, cuda:1)`."""
    if not devices:
        return "none here: start one with `safelight agent`"
    return f"{len(devices)} ({', '.join(devices).replace('auto', 'best device')}), ready in a moment"
