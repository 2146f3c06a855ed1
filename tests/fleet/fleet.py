"""A whole installation in processes: a server, PostgreSQL, S3, and agents behind gates of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, text

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.jobs import service
from safelight.jobs.upbringing import WORKER_ID
from safelight.kit.ids import new_id
from safelight.migrations import runner
from tests.databases import PostgresServer, text_of
from tests.fleet.gates import Gate, Network, Target
from tests.fleet.worker import ACCESS_KEY, BUCKET, RESULTS, SECRET_KEY, STORAGE_URL, NapSpec
from tests.installation import TINY

ROOT = Path(__file__).parents[2]
LEASE = 5.0


class Postgres(PostgresServer):
    """That of the tests, but what it says is written stays written; it can move into a copy of its folder."""

    def __init__(self) -> None:
        super().__init__()
        self._run_sql("ALTER SYSTEM SET fsync = on", "ALTER SYSTEM SET full_page_writes = on")
        self.stop("fast")
        self.start()

    @property
    def socket(self) -> Path:
        return Path(str(self.url.query["host"])) / ".s.PGSQL.5432"

    def move(self) -> None:
        """The machine is gone; its folder is restored elsewhere, and started there."""
        self.stop()
        copy = Path(tempfile.mkdtemp(prefix="safelight-postgres-"))
        shutil.rmtree(copy)
        subprocess.run(["cp", "-a", str(self.folder), str(copy)], check=True)
        shutil.rmtree(self.folder)
        self.folder = copy
        self.url = self.url.update_query_dict({"host": str(copy)})
        self.start()


class Process(Protocol):
    """Of an agent."""

    def poll(self) -> int | None:
        """Its exit code, once it has ended."""

    def send_signal(self, number: signal.Signals) -> None:
        """Unless it has ended."""

    def kill(self) -> None:
        """SIGKILL."""

    def wait(self) -> object:
        """Until it has ended."""


class Agent:
    """A machine of its own: its process, and its ways to the others."""

    def __init__(self, fleet: "Fleet", number: int) -> None:
        self.fleet, self.number = fleet, number
        self.database = fleet.network.gate(fleet.postgres.socket)
        self.storage = fleet.network.gate(("127.0.0.1", fleet.s3_port))
        self.id = ""
        self.frozen_until = 0.0
        self.cuts: dict[Gate, float] = {}
        """When each of its gates that does not let through opens again."""
        self.process: Process | None = None
        self.start()

    def start(self) -> None:
        """A process anew, as a supervisor would."""
        self.id = new_id("worker")
        fleet, folder = self.fleet, self.fleet.folder / f"agent{self.number}"
        environment = os.environ | {WORKER_ID: self.id, "OMP_NUM_THREADS": "1"}
        if fleet.models is not None:
            from tests.fleet.real import RealWorker  # torch: seconds

            environment |= fleet.environment(folder, self.database, self.storage.port)
            self.process = RealWorker(environment, folder.with_suffix(".log"))
            return
        command = [sys.executable, str(ROOT / "tests/fleet/worker.py"), fleet.url_through(self.database)]
        command += [f"http://127.0.0.1:{self.storage.port}", str(folder), str(LEASE)]
        environment |= {"PYTHONPATH": str(ROOT)}
        with folder.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def look_after(self, now: float) -> None:
        """End faults that have lasted, and start it anew where it has ended."""
        if self.frozen_until and now > self.frozen_until:
            self.signal(signal.SIGCONT)
            self.frozen_until = 0.0
        for gate in [gate for gate, until in self.cuts.items() if now > until]:
            gate.open()
            del self.cuts[gate]
        if self.process is not None and self.process.poll() is not None:
            self.start()

    def signal(self, number: signal.Signals) -> None:
        """To its process, if that is there."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    def close(self) -> None:
        """For good."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Fleet:
    """All of it, in processes. With a folder of `models` the agents are real workers, else they only sleep."""

    def __init__(self, *, agents: int, models: Path | None = None) -> None:
        self.models = models
        self.folder = Path(tempfile.mkdtemp(prefix="safelight-fleet-"))
        self.network = Network()
        self.postgres = Postgres()
        self.name = str(self.postgres.create().database)
        self.gate = self.network.gate(self.postgres.socket)
        self.s3_port = self._start_s3()
        self.db = Database(self.url_through(self.gate))
        runner.upgrade(self.url_through(self.gate))
        with self.db.transaction() as session:
            session.execute(text(RESULTS))
        self.server: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.start_server()
        self.agents = [Agent(self, number) for number in range(agents)]

    def url_through(self, gate: Gate) -> str:
        """Of our database, by a gate."""
        plain = URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=gate.port, database=self.name)
        return text_of(plain)

    def environment(self, data: Path, database: Gate, s3_port: int) -> dict[str, str]:
        """The settings of a server, or of an agent, with a data folder and ways of its own."""
        settings = {
            "data_dir": data,
            "database_url": self.url_through(database),
            "storage_url": STORAGE_URL,
            "s3_endpoint": f"http://127.0.0.1:{s3_port}",
            "s3_access_key_id": ACCESS_KEY,
            "s3_secret_access_key": SECRET_KEY,
            "lease_seconds": LEASE,
            "cpu_threads": 1,
        }
        if self.models is not None:
            settings |= {"models_dir": self.models, "default_model": TINY}
        return {f"SAFELIGHT_{name.upper()}": str(value) for name, value in settings.items()}

    def start_server(self) -> None:
        """`safelight serve`, without workers of its own; it is the placer."""
        environment = os.environ | self.environment(self.folder / "data", self.gate, self.s3_port)
        command = [sys.executable, "-m", "safelight", "serve", "--port", str(self.port), "--workers", "0"]
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def until_server_answers(self) -> None:
        """It is up."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        wait(
            lambda: opener.open(f"http://127.0.0.1:{self.port}/ping", timeout=5).status == 200, "the server is up", 180
        )

    def kill_server(self) -> None:
        """kill -9."""
        if self.server is not None:
            self.server.kill()
            self.server.wait()

    def lead_to(self, target: Target) -> None:
        """Everybody finds the database there from now on."""
        for gate in (self.gate, *(agent.database for agent in self.agents)):
            gate.target = target

    def ready(self) -> set[str]:
        """The ids of the agents that take jobs."""
        with self.db.reading() as session:
            query = "SELECT id FROM worker WHERE state = 'ready' AND device = 'cpu'"
            return set(session.scalars(text(query)))

    def submit(self, count: int, spec: NapSpec) -> list[str]:
        """So many jobs."""
        with self.db.transaction() as session:
            return [service.submit(session, kind="nap", spec=spec).id for _ in range(count)]

    def written(self) -> tuple[int, int, int]:
        """How many transactions the database has seen, rows written, and bytes of its log."""
        query = """SELECT xact_commit, tup_inserted + tup_updated + tup_deleted, pg_current_wal_lsn() - '0/0'::pg_lsn
            FROM pg_stat_database WHERE datname = current_database()"""
        with self.db.reading() as session:
            commits, rows, log = session.execute(text(query)).one()
        return int(commits), int(rows), int(log)

    def close(self) -> None:
        """Everything ends."""
        for agent in self.agents:
            agent.close()
        self.kill_server()
        self.db.dispose()
        self.s3.kill()
        self.s3.wait()
        self.network.close()
        self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_s3(self) -> int:
        (self.folder / "s3" / BUCKET).mkdir(parents=True)
        port = free_port()
        program = str(Path(sysconfig.get_path("scripts"), "rclone"))
        command = [program, "serve", "s3", str(self.folder / "s3"), "--config", "/dev/null"]
        command += ["--addr", f"127.0.0.1:{port}", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"]
        with (self.folder / "s3.log").open("ab") as log:
            self.s3 = subprocess.Popen(command, stdout=log, stderr=log)
        wait(lambda: is_open(port), "S3 is up", 60)
        return port


def wait(condition: Callable[[], object], what: str, within: float) -> None:
    """Until it is so; whatever goes wrong meanwhile is tried again."""
    deadline = time.monotonic() + within
    while True:
        with suppress(OSError, DatabaseAway):
            if condition():
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {within:g} s until {what}")
        time.sleep(0.05)


def is_open(port: int) -> bool:
    """Whether somebody listens there. Raises OSError."""
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def free_port() -> int:
    """One that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
