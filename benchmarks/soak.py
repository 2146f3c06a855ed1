"""Many clients for long: each request ends once, memory stays, and files and rows agree.

    python benchmarks/soak.py [--requests 2000] [--clients 20] [--database sqlite|postgresql] [--json FILE]

A real server with its worker; clients of the quick door ask for pictures of five characters, cancel some, hang up on
some; once a worker is killed. Memory is of server and worker together.
"""

import argparse
import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import func, select

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.events.tables import EventRow
from safelight.features.characters.tables import Character
from safelight.features.generations.tables import Generation, Picture
from safelight.jobs.tables import SERVER, Job, Worker
from safelight.settings import Settings
from safelight.specs.jobs import FINISHED
from safelight.storage import layout
from tests import databases
from tests.installation import TINY, environment_of, migrated_url, settings_for

CHARACTERS = 5
WARM_REQUESTS = 200
BUSY = {429, 503}


@dataclass
class Outcome:
    """What became of it all. `accepted` are the requests of which the server took note."""

    requests: int
    accepted: int = 0
    states: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    ended_otherwise: list[str] = field(default_factory=list)  # jobs without exactly one end
    known_to_clients_alone: list[str] = field(default_factory=list)
    files_without_row: list[str] = field(default_factory=list)
    rows_without_file: list[str] = field(default_factory=list)
    memory: dict[int, tuple[int, int]] = field(default_factory=dict)  # by requests begun: of the server, its worker
    end_bytes: int = 0
    workers: int = 0  # one more than were killed, unless one died by itself
    seconds: float = 0.0

    @property
    def growth(self) -> float:
        """Memory at the end over that after the first requests."""
        warm = sum(self.memory.get(WARM_REQUESTS, ()))
        return self.end_bytes / warm if warm else 0.0


def run(backend: str, folder: Path, *, requests: int, clients: int, kills: int = 1, seed: int = 0) -> Outcome:
    """Serve all requests, then look at what is left. Raises TimeoutError when the jobs do not end."""
    settings = settings_for(
        folder, migrated_url(backend, folder), port=_free_port(), local_workers=1, devices="cpu", result_minutes=600,
        quick_queue=10_000,
    )  # fmt: skip
    database = Database(settings.effective_database_url)
    characters = _add_characters(settings, database)
    outcome = Outcome(requests)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "safelight", "serve"],
            env=os.environ | environment_of(settings),
            stdout=log,
            stderr=log,
        )
    try:
        _Crowd(settings, server.pid, characters, outcome, clients=clients, kills=kills, seed=seed).serve()
        _until_ended(database)
        outcome.end_bytes = sum(_memory(server.pid))
        _judge(settings, database, outcome)
    finally:
        server.terminate()
        server.wait(timeout=60)
        database.dispose()
    return outcome


class _Crowd:
    """Clients in threads of their own, which take requests from one pile."""

    def __init__(
        self, settings: Settings, pid: int, characters: list[str], outcome: Outcome, *,
        clients: int, kills: int, seed: int,
    ) -> None:  # fmt: skip
        self._url = f"http://127.0.0.1:{settings.port}"
        self._pid, self._characters, self._outcome = pid, characters, outcome
        self._clients, self._kills, self._seed = clients, kills, seed
        self._lock = threading.Lock()
        self._taken = 0
        self._known: list[str] = []

    def serve(self) -> None:
        began = time.monotonic()
        with httpx.Client(base_url=self._url, timeout=300) as client:
            _until_ready(client)
        with ThreadPoolExecutor(self._clients) as pool:
            for done in [pool.submit(self._client, number) for number in range(self._clients)]:
                done.result()
        self._outcome.seconds = time.monotonic() - began
        self._outcome.known_to_clients_alone = self._known

    def _client(self, number: int) -> None:
        chance = random.Random(self._seed * 1000 + number)
        with httpx.Client(base_url=self._url, timeout=300) as client:
            while (taken := self._next()) is not None:
                self._events(taken)
                answer = self._one(client, chance, taken)
                with self._lock:
                    self._outcome.answers[answer] += 1

    def _next(self) -> int | None:
        with self._lock:
            if self._taken == self._outcome.requests:
                return None
            self._taken += 1
            return self._taken

    def _events(self, taken: int) -> None:
        """The worker dies early, so that what is measured later is of one process."""
        early = min(WARM_REQUESTS, self._outcome.requests) // 2
        if self._kills and taken == early:
            for child in psutil.Process(self._pid).children():
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        if taken % WARM_REQUESTS == 0:
            self._outcome.memory[taken] = _memory(self._pid)

    def _one(self, client: httpx.Client, chance: random.Random, number: int) -> str:
        request: dict[str, Any] = {
            "prompt": f"number {number}", "seed": number, "num_inference_steps": chance.randint(1, 4),
            "n": chance.choice((1, 1, 1, 2)), "guidance_scale": chance.choice((1.0, 4.0, 7.5)),
        }  # fmt: skip
        if chance.random() < 0.85:
            request["character_id"] = chance.choice(self._characters)
        kind = chance.random()
        while True:
            if kind < 0.15:
                return self._hang_up(client, request, after=chance.uniform(0.02, 0.6))
            if kind < 0.35:
                answer = self._cancel(client, request, after=chance.uniform(0.0, 0.6))
            else:
                posted = client.post("/generate", json=request)
                answer = str(posted.status_code)
            if int(answer.split()[0]) not in BUSY:
                return answer
            time.sleep(0.2)

    def _hang_up(self, client: httpx.Client, request: dict[str, Any], *, after: float) -> str:
        try:
            answer = client.post("/generate", json=request, timeout=httpx.Timeout(30, read=after))
        except httpx.ReadTimeout:
            return "hung up"
        return str(answer.status_code)

    def _cancel(self, client: httpx.Client, request: dict[str, Any], *, after: float) -> str:
        queued = client.post("/generate/queue", json=request)
        if queued.status_code != httpx.codes.ACCEPTED:
            return str(queued.status_code)
        with self._lock:
            self._known.append(queued.json()["job_id"])
        time.sleep(after)
        return f"{client.delete('/result/' + queued.json()['request_id']).status_code} to a cancel"


def _add_characters(settings: Settings, database: Database) -> list[str]:
    from tests.engine import tiny  # it needs torch

    names = [f"char_soak{number}" for number in range(CHARACTERS)]
    for number, name in enumerate(names):
        key = layout.lora(name, "v1")
        path = settings.data_dir / "storage" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        tiny.lora_file(tiny.sd(), path, text=number == 0, rank=2 + number, seed=number)
        with database.transaction() as session:
            session.add(
                Character(
                    id=name, name=name, slug=name.replace("_", "-"), trigger=name, class_word="", source="imported",
                    base_model=TINY, lora_key=key, lora_sha256=hashlib.sha256(path.read_bytes()).hexdigest(), version=1,
                )
            )  # fmt: skip
    return names


def _until_ready(client: httpx.Client) -> None:
    _until(lambda: bool(client.get("/api/v1/workers").json()), "a worker is there", 300)


def _until_ended(database: Database) -> None:
    def ended() -> bool:
        with database.reading() as session:
            return not session.scalar(select(func.count()).where(Job.state.not_in(FINISHED)))

    _until(ended, "all jobs end", 300)


def _until(condition: Any, what: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with suppress(httpx.TransportError, ValueError):
            if condition():
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s until {what}")
        time.sleep(0.1)


def _memory(pid: int) -> tuple[int, int]:
    server = psutil.Process(pid)
    below = 0
    for process in server.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            below += process.memory_info().rss
    return server.memory_info().rss, below


def _judge(settings: Settings, database: Database, outcome: Outcome) -> None:
    """Compare jobs, facts, rows and files."""
    ends = [f"job.{state}" for state in FINISHED]
    with database.reading() as session:
        jobs = {job.id: job.state for job in session.scalars(select(Job))}
        facts = session.scalars(select(EventRow.payload).where(EventRow.kind.in_(ends)))
        told = Counter(payload["id"] for payload in facts)
        rows = session.execute(select(Picture.key, Picture.thumbnail_key)).all()
        done = select(Generation.job_id).where(Generation.pictures.any())
        drawn = set(session.scalars(done))
        outcome.workers = session.scalar(select(func.count()).select_from(Worker).where(Worker.device != SERVER)) or 0
    outcome.accepted, outcome.states = len(jobs), Counter(jobs.values())
    outcome.ended_otherwise = [
        job_id
        for job_id, state in jobs.items()
        if told[job_id] != 1 or state not in FINISHED or (state == "succeeded") != (job_id in drawn)
    ]
    outcome.known_to_clients_alone = [job_id for job_id in outcome.known_to_clients_alone if job_id not in jobs]
    storage = settings.data_dir / "storage"
    found = [path for path in (storage / "generations").rglob("*") if path.is_file()]
    # What a killed worker was writing is under a hidden name, and goes when the storage is swept.
    files = {str(path.relative_to(storage)) for path in found if not path.match(".*.part")}
    known = {key for row in rows for key in row if key}
    outcome.files_without_row, outcome.rows_without_file = sorted(files - known), sorted(known - files)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--database", choices=databases.BACKENDS, default="sqlite")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="safelight-soak-") as folder:
        found = run(chosen.database, Path(folder), requests=chosen.requests, clients=chosen.clients)
    figures = {
        "accepted": found.accepted,
        "states": dict(found.states),
        "answers": dict(found.answers),
        "without exactly one end": len(found.ended_otherwise) + len(found.known_to_clients_alone),
        "files without a row": len(found.files_without_row),
        "rows without a file": len(found.rows_without_file),
        "memory of server and worker, MB": {
            taken: [round(part / 1e6) for part in parts] for taken, parts in found.memory.items()
        },
        "workers that came": found.workers,
        "memory at the end, MB": round(found.end_bytes / 1e6),
        "memory, ratio (goal: at most 1.10)": round(found.growth, 3),
        "seconds": round(found.seconds, 1),
    }
    for name, value in figures.items():
        print(f"{name:36} {value}")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
