"""Four agents, a server, PostgreSQL and S3, while all of it breaks: how many jobs are lost, done twice, or haunted?

    python benchmarks/fleet_chaos.py --jobs 500 --faults 60
    python benchmarks/fleet_chaos.py --scaling

Each agent is a process with gates of its own to the database and to the storage. Agents are killed, frozen, cut off and
left hanging; the server is killed; PostgreSQL is restarted, and replaced by a copy of its folder under another address.
Tasks sleep instead of computing. A takeover counts from the fault until the job is free for others; only those are
measured during which server and database stood. On a busy machine the times say more of it than of us.
"""

import argparse
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.jobs import engine, service
from safelight.jobs.upbringing import WORKER_ID
from safelight.kit.ids import new_id
from safelight.migrations import runner
from tests.databases import PostgresServer, text_of
from tests.fleet.gates import Gate, Network, Target
from tests.fleet.worker import ACCESS_KEY, BUCKET, RESULTS, SECRET_KEY, NapSpec, storage_at

LEASE = 5.0
LIMIT_SECONDS = 1800.0


@dataclass
class Outcome:
    """What the chaos did."""

    jobs: int
    seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    twice: int = 0
    zombies: int = 0
    files_missing: int = 0
    takeovers: list[float] = field(default_factory=list)
    load: float = 0.0


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


class Agent:
    """A machine of its own: its process, and its ways to the others."""

    def __init__(self, fleet: "Fleet", number: int) -> None:
        self.fleet, self.number = fleet, number
        self.database = fleet.network.gate(fleet.postgres.socket)
        self.storage = fleet.network.gate(("127.0.0.1", fleet.s3_port))
        self.id = ""
        self.frozen_until = 0.0
        self.cut_until = 0.0
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """A process anew, as a supervisor would."""
        self.id = new_id("worker")
        fleet = self.fleet
        command = [sys.executable, str(ROOT / "tests/fleet/worker.py"), fleet.url_through(self.database)]
        command += [f"http://127.0.0.1:{self.storage.port}", str(fleet.folder / f"work{self.number}"), str(LEASE)]
        environment = os.environ | {WORKER_ID: self.id, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        with (fleet.folder / f"agent{self.number}.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def look_after(self, now: float) -> None:
        """End faults that have lasted, and start it anew where it has ended."""
        if self.frozen_until and now > self.frozen_until:
            self.signal(signal.SIGCONT)
            self.frozen_until = 0.0
        if self.cut_until and now > self.cut_until:
            self.database.open()
            self.storage.open()
            self.cut_until = 0.0
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
    """All of it, in processes."""

    def __init__(self, *, agents: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="safelight-fleet-"))
        self.network = Network()
        self.postgres = Postgres()
        self.name = str(self.postgres.create().database)
        self.gate = self.network.gate(self.postgres.socket)
        self.s3_port = self._start_s3()
        self.db = Database(self.url_through(self.gate))
        runner.upgrade(self.url_through(self.gate))
        engine.migrate(self.url_through(self.gate))
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

    def start_server(self) -> None:
        """`safelight serve`, without workers of its own; it is the placer."""
        environment = os.environ | {
            "SAFELIGHT_DATA_DIR": str(self.folder / "data"),
            "SAFELIGHT_DATABASE_URL": self.url_through(self.gate),
            "SAFELIGHT_LEASE_SECONDS": str(LEASE),
        }
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
        wait(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close() is None, "S3 is up", 60)
        return port


class Chaos:
    """Faults, one after another, and what became of the jobs that they hit."""

    def __init__(self, fleet: Fleet, outcome: Outcome, chance: random.Random) -> None:
        self.fleet, self.outcome, self.chance = fleet, outcome, chance
        self.watched: dict[str, tuple[float, int]] = {}
        """Jobs whose worker was hit: when, and under which epoch they ran."""
        self.calm_at = 0.0
        """Since when server and database stand."""

    def strike(self) -> None:
        """One fault, by chance."""
        kind = self.chance.choices(
            ("kill", "freeze", "database cut", "database hangs", "storage cut", "server killed", "database restarted",
             "database moved"),
            (8, 5, 4, 4, 5, 1, 1, 1),
        )[0]  # fmt: skip
        agent = self.chance.choice(self.fleet.agents)
        if kind in ("kill", "freeze", "database cut", "database hangs", "storage cut"):
            if agent.frozen_until or agent.cut_until:
                return
            self.hit(kind, agent)
        else:
            self.watched.clear()
            self.of_all(kind)
            self.calm_at = time.monotonic() + 2 * LEASE  # a placer looks on for a lease before it judges
        self.outcome.faults[kind] += 1

    def hit(self, kind: str, agent: Agent) -> None:
        """One agent."""
        now = time.monotonic()
        if kind != "storage cut" and now > self.calm_at:
            with self.fleet.db.reading() as session:
                query = "SELECT id, epoch FROM job WHERE state = 'running' AND owner = :owner"
                for job_id, epoch in session.execute(text(query), {"owner": agent.id}):
                    self.watched[job_id] = (time.monotonic(), epoch)
        lasts = LEASE + self.chance.uniform(1, 4)
        match kind:
            case "kill":
                agent.signal(signal.SIGKILL)
            case "freeze":
                agent.signal(signal.SIGSTOP)
                agent.frozen_until = now + lasts
            case "database cut":
                agent.database.cut()
                agent.cut_until = now + lasts
            case "database hangs":
                agent.database.hang()
                agent.cut_until = now + lasts
            case _:
                agent.storage.cut()
                agent.cut_until = now + self.chance.uniform(1, 4)

    def of_all(self, kind: str) -> None:
        """What all need."""
        fleet = self.fleet
        if kind == "server killed":
            fleet.kill_server()
            fleet.start_server()
            fleet.until_server_answers()
        elif kind == "database restarted":
            fleet.postgres.stop()
            time.sleep(self.chance.uniform(0.1, 3))
            fleet.postgres.start()
        else:
            fleet.postgres.move()
            fleet.lead_to(fleet.postgres.socket)

    def look(self) -> None:
        """Which of the watched jobs are free for others by now."""
        if not self.watched:
            return
        with self.fleet.db.reading() as session:
            query = "SELECT id, epoch, state FROM job WHERE id = ANY(:ids)"
            rows = session.execute(text(query), {"ids": list(self.watched)}).all()
        for job_id, epoch, state in rows:
            since, was = self.watched[job_id]
            if state in ("succeeded", "failed"):
                del self.watched[job_id]  # it came through, or just before
            elif epoch > was or state == "queued":
                self.outcome.takeovers.append(time.monotonic() - since)
                del self.watched[job_id]


def run(*, jobs: int, faults: int, agents: int = 4, seed: int = 0) -> Outcome:
    """Submit the jobs, break things over the whole run, wait for the end, count."""
    outcome, chance = Outcome(jobs), random.Random(seed)
    fleet = Fleet(agents=agents)
    try:
        fleet.until_server_answers()
        wait(lambda: len(fleet.ready()) == agents, "all agents are there", 120)
        chaos = Chaos(fleet, outcome, chance)
        ids = fleet.submit(jobs, NapSpec())
        begun, next_fault, finished = time.monotonic(), 0.0, 0
        while finished < jobs and time.monotonic() - begun < LIMIT_SECONDS:
            now = time.monotonic()
            for agent in fleet.agents:
                agent.look_after(now)
            with suppress(DatabaseAway):
                chaos.look()
                with fleet.db.reading() as session:
                    ended = text("SELECT count(*) FROM job WHERE finished_at IS NOT NULL")
                    finished = session.scalar(ended) or 0
                due = outcome.faults.total() <= finished * faults / jobs
                if due and now > next_fault and outcome.faults.total() < faults:
                    chaos.strike()
                    next_fault = now + chance.uniform(0.2, 1.5)
            time.sleep(0.05)
        outcome.seconds = time.monotonic() - begun
        count(fleet, ids, outcome)
    finally:
        fleet.close()
    return outcome


def count(fleet: Fleet, ids: list[str], outcome: Outcome) -> None:
    """What is left: each job once, each result once, each file there."""
    with fleet.db.reading() as session:
        outcome.states.update(session.scalars(text("SELECT state FROM job")))
        rows = session.execute(text("SELECT job_id, epoch, epoch_then, state_then, key FROM chaos_result")).all()
    each = Counter(row.job_id for row in rows)
    outcome.lost = sum(1 for job_id in ids if not each[job_id]) + outcome.jobs - outcome.states["succeeded"]
    outcome.twice = sum(number - 1 for number in each.values())
    outcome.zombies = sum(row.epoch != row.epoch_then or row.state_then != "running" for row in rows)
    storage = storage_at(f"http://127.0.0.1:{fleet.s3_port}")
    outcome.files_missing = sum(storage.get(row.key) != row.job_id.encode() for row in rows)
    outcome.load = os.getloadavg()[0]


def scaling(*, each: int = 20, seconds: float = 1.0) -> tuple[float, float]:
    """Jobs per second of one agent, and of four, of a task that sleeps so long."""
    rates = []
    for agents in (1, 4):
        fleet = Fleet(agents=agents)
        try:
            fleet.until_server_answers()
            wait(lambda fleet=fleet, agents=agents: len(fleet.ready()) == agents, "all agents are there", 120)  # type: ignore[misc]  # bound, for each turn has its own
            ids = fleet.submit(each * agents, NapSpec(steps=10, seconds=seconds / 10, keeps=False))
            wait(lambda fleet=fleet, ids=ids: ended(fleet) == len(ids), "they end", 600)  # type: ignore[misc]  # the same
            with fleet.db.reading() as session:
                span = "SELECT extract(epoch FROM max(finished_at) - min(started_at)) FROM job"
                rates.append(len(ids) / float(session.scalar(text(span)) or 1))
        finally:
            fleet.close()
    return rates[0], rates[1]


def ended(fleet: Fleet) -> int:
    """How many jobs have ended."""
    with fleet.db.reading() as session:
        return session.scalar(text("SELECT count(*) FROM job WHERE finished_at IS NOT NULL")) or 0


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


def free_port() -> int:
    """One that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--agents", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scaling", action="store_true", help="one agent against four, and nothing breaks")
    options = parser.parse_args()
    if options.scaling:
        one, four = scaling()
        print(f"1 agent             {one:.2f} jobs/s\n4 agents            {four:.2f} jobs/s, {four / one:.2f} ×")
        print(f"load average        {os.getloadavg()[0]:.1f}")
        return
    outcome = run(jobs=options.jobs, faults=options.faults, agents=options.agents, seed=options.seed)
    print(f"jobs                {outcome.jobs}, of them {dict(outcome.states)}, in {outcome.seconds:.0f} s")
    print(f"faults              {dict(outcome.faults)}")
    print(f"lost                {outcome.lost}")
    print(f"results twice       {outcome.twice}")
    print(f"zombie writes       {outcome.zombies}")
    print(f"files missing       {outcome.files_missing}")
    if times := sorted(outcome.takeovers):
        middle, most = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"takeover            p50 {middle:.1f} s, p95 {most:.1f} s, max {times[-1]:.1f} s; {len(times)} measured")
    print(f"load average        {outcome.load:.1f}")
    sys.exit(bool(outcome.lost or outcome.twice or outcome.zombies or outcome.files_missing))


if __name__ == "__main__":
    main()
