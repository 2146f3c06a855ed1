"""Four agents, a server, PostgreSQL and S3, while all of it breaks: how many jobs are lost, done twice, or haunted?

    python benchmarks/fleet_chaos.py --jobs 500 --faults 60
    python benchmarks/fleet_chaos.py --kinds sleep
    python benchmarks/fleet_chaos.py --scaling

Each agent is a process with gates of its own to the database and to the storage. Agents are killed, frozen, cut off and
left hanging; the server is killed; PostgreSQL is restarted, and replaced by a copy of its folder under another address.
Jobs are of all kinds, asked for by HTTP and done by real workers with tiny models, a third of them naps; or naps
alone, by agents that only sleep. A takeover counts from the fault until the job is free for others; only those are
measured during which server and database stood. A job that lost two workers in one stage is spared a third: that ends
it as poison. On a busy machine the times say more of it than of us.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from sqlalchemy import text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db.database import DatabaseAway
from safelight.features.generations.service import strays
from safelight.jobs.moves import MAX_DEATHS
from safelight.kit.clock import utcnow
from tests.fleet import counting
from tests.fleet.fleet import LEASE, Agent, Fleet, wait
from tests.fleet.worker import NapSpec, storage_at

LIMIT_SECONDS = 1800.0

Kinds = Literal["sleep", "all"]


@dataclass
class Outcome:
    """What the chaos did."""

    jobs: int
    seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    swept: int = 0
    """Files that a worker stored for nothing, having lost the job."""
    wrong: counting.Found = field(default_factory=counting.Found)
    takeovers: list[float] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    """What went before each that took longer than a lease and two seconds."""
    load: float = 0.0


class Chaos:
    """Faults, one after another, and what became of the jobs that they hit."""

    def __init__(self, fleet: Fleet, outcome: Outcome, chance: random.Random) -> None:
        self.fleet, self.outcome, self.chance = fleet, outcome, chance
        self.watched: dict[str, tuple[float, int, str]] = {}
        """Jobs whose worker was hit: when, under which epoch they ran, and by what."""
        self.calm_at = 0.0
        """Since when server and database stand."""

    def strike(self) -> None:
        """One fault, by chance."""
        kind = self.chance.choices(
            ("kill", "freeze", "database cut", "database hangs", "storage cut", "all cut", "server killed",
             "database restarted", "database moved"),
            (8, 5, 4, 4, 4, 4, 1, 1, 1),
        )[0]  # fmt: skip
        if kind in ("kill", "freeze", "database cut", "database hangs", "storage cut", "all cut"):
            spared = self.spared()
            sound = [
                agent for agent in self.fleet.agents if not (agent.frozen_until or agent.cuts or agent.id in spared)
            ]
            if not sound:
                return
            self.hit(kind, self.chance.choice(sound))
        else:
            self.watched.clear()
            self.of_all(kind)
            self.calm_at = time.monotonic() + 2 * LEASE  # a placer looks on for a lease before it judges
        self.outcome.faults[kind] += 1

    def spared(self) -> set[str]:
        """Agents with a job that one more loss would end as one that kills its workers, which is as it should be."""
        with self.fleet.db.reading() as session:
            query = "SELECT owner FROM job WHERE owner IS NOT NULL AND deaths >= :most"
            return set(session.scalars(text(query), {"most": MAX_DEATHS - 1}))

    def hit(self, kind: str, agent: Agent) -> None:
        """One agent."""
        now = time.monotonic()
        if kind != "storage cut" and now > self.calm_at:
            with self.fleet.db.reading() as session:
                query = "SELECT id, epoch FROM job WHERE state = 'running' AND owner = :owner"
                for job_id, epoch in session.execute(text(query), {"owner": agent.id}):
                    self.watched[job_id] = (time.monotonic(), epoch, kind)
        lasts = LEASE + self.chance.uniform(1, 4)
        match kind:
            case "kill":
                agent.signal(signal.SIGKILL)
            case "freeze":
                agent.signal(signal.SIGSTOP)
                agent.frozen_until = now + lasts
            case "database cut":
                agent.database.cut()
                agent.cuts[agent.database] = now + lasts
            case "database hangs":
                agent.database.hang()
                agent.cuts[agent.database] = now + lasts
            case "all cut":
                for gate in (agent.database, agent.storage):
                    gate.cut()
                    agent.cuts[gate] = now + LEASE + self.chance.uniform(1, 4)
            case _:
                agent.storage.cut()
                agent.cuts[agent.storage] = now + self.chance.uniform(1, 4)

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
            since, was, kind = self.watched[job_id]
            if state in ("succeeded", "failed"):
                del self.watched[job_id]  # it came through, or just before
            elif epoch > was or state == "queued":
                self.outcome.takeovers.append(took := time.monotonic() - since)
                if took > LEASE + 2:
                    calm, load = since - self.calm_at, os.getloadavg()[0]
                    self.outcome.slow.append(f"{took:.1f} s: {kind}, {calm:.0f} s into the calm, at load {load:.1f}")
                del self.watched[job_id]


def run(*, jobs: int, faults: int, agents: int = 4, seed: int = 0, kinds: Kinds = "all") -> Outcome:
    """Submit the jobs, break things over the whole run, wait for the end, count."""
    outcome, chance = Outcome(jobs), random.Random(seed)
    with TemporaryDirectory(prefix="safelight-models-") as folder:
        models = None
        if kinds == "all":
            from tests.fleet import asking  # torch: seconds

            models = Path(folder, "models")
            asking.save_models(models)
        fleet = Fleet(agents=agents, models=models)
        try:
            fleet.until_server_answers()
            wait(lambda: len(fleet.ready()) == agents, "all agents are there", 120)
            if kinds == "all":
                asked = asking.submit(fleet, jobs, chance=chance)
            else:
                asked = dict.fromkeys(fleet.submit(jobs, NapSpec()), "nap")
            outcome.kinds.update(asked.values())
            began = utcnow()
            break_and_wait(fleet, outcome, chance, faults=faults)
            with fleet.db.reading() as session:
                outcome.states.update(session.scalars(text("SELECT state FROM job")))
            storage = storage_at(f"http://127.0.0.1:{fleet.s3_port}")
            # As the server does an hour after a job's end.
            outcome.swept = strays.sweep(fleet.db, storage, since=began, until=utcnow())
            with fleet.db.reading() as session:
                outcome.wrong = counting.count(session, storage, asked)
            outcome.load = os.getloadavg()[0]
        finally:
            fleet.close()
    return outcome


def break_and_wait(fleet: Fleet, outcome: Outcome, chance: random.Random, *, faults: int) -> None:
    """Faults over the whole run, until all jobs have ended."""
    chaos = Chaos(fleet, outcome, chance)
    begun, next_fault, finished = time.monotonic(), 0.0, 0
    while finished < outcome.jobs and time.monotonic() - begun < LIMIT_SECONDS:
        now = time.monotonic()
        for agent in fleet.agents:
            agent.look_after(now)
        with suppress(DatabaseAway):
            chaos.look()
            finished = ended(fleet)
            due = outcome.faults.total() <= finished * faults / outcome.jobs
            if due and now > next_fault and outcome.faults.total() < faults:
                chaos.strike()
                next_fault = now + chance.uniform(0.2, 1.5)
        time.sleep(0.05)
    outcome.seconds = time.monotonic() - begun


def scaling(*, each: int = 20, seconds: float = 1.0) -> tuple[float, float]:
    """Jobs per second of one agent, and of four, of a task that sleeps so long and keeps a small file."""
    rates = []
    for agents in (1, 4):
        fleet = Fleet(agents=agents)
        try:
            rates.append(rate(fleet, jobs=each * agents, spec=NapSpec(steps=10, seconds=seconds / 10)))
        finally:
            fleet.close()
    return rates[0], rates[1]


def rate(fleet: Fleet, *, jobs: int, spec: NapSpec) -> float:
    """Jobs per second, and what each of them writes, heartbeats included."""
    fleet.until_server_answers()
    wait(lambda: len(fleet.ready()) == len(fleet.agents), "all agents are there", 120)
    before = fleet.written()
    ids = fleet.submit(jobs, spec)
    wait(lambda: ended(fleet) == len(ids), "they end", 600)
    time.sleep(1.5)  # the database counts with a delay
    commits, rows, log = ((after - then) / jobs for then, after in zip(before, fleet.written(), strict=True))
    print(
        f"{len(fleet.agents)} agents: a job is {commits:.0f} transactions, {rows:.0f} rows, {log / 1000:.0f} kB of log"
    )
    with fleet.db.reading() as session:
        span = "SELECT extract(epoch FROM max(finished_at) - min(started_at)) FROM job"
        return jobs / float(session.scalar(text(span)) or 1)


def ended(fleet: Fleet) -> int:
    """How many jobs have ended."""
    with fleet.db.reading() as session:
        return session.scalar(text("SELECT count(*) FROM job WHERE finished_at IS NOT NULL")) or 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--agents", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", choices=("sleep", "all"), default="all")
    parser.add_argument("--scaling", action="store_true", help="one agent against four, and nothing breaks")
    options = parser.parse_args()
    if options.scaling:
        one, four = scaling()
        print(f"1 agent             {one:.2f} jobs/s\n4 agents            {four:.2f} jobs/s, {four / one:.2f} ×")
        print(f"load average        {os.getloadavg()[0]:.1f}")
        return
    outcome = run(
        jobs=options.jobs, faults=options.faults, agents=options.agents, seed=options.seed, kinds=options.kinds
    )
    print(f"jobs                {outcome.jobs}, of them {dict(outcome.states)}, in {outcome.seconds:.0f} s")
    print(f"kinds               {dict(outcome.kinds)}")
    print(f"faults              {dict(outcome.faults)}")
    print(f"swept away          {outcome.swept} files")
    wrong = asdict(outcome.wrong)
    for what, found in wrong.items():
        print(f"{what:<20}{len(found)}")
    if times := sorted(outcome.takeovers):
        middle, most = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"takeover            p50 {middle:.1f} s, p95 {most:.1f} s, max {times[-1]:.1f} s; {len(times)} measured")
    print(f"load average        {outcome.load:.1f}")
    for line in chain(outcome.slow, *wrong.values()):
        print(f"! {line}")
    sys.exit(any(wrong.values()))


if __name__ == "__main__":
    main()
