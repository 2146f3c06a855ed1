"""Many people at once on one studio: nobody above their limit, nobody starved, log-ins quick, nothing lost.

    python benchmarks/people_load.py [--users 50] [--minutes 5] [--pause 5] [--quick]
                                     [--database sqlite|postgresql] [--json FILE]

A real server with its worker. Each user has three keys: one draws; one lists, and of every second user draws too; one
lists, brings pictures and logs in. What they draw differs by a factor of 16 in steps and pictures, and all have always
something in the queue, so that equals should get equal seconds of the worker. Two more have less to spend than they ask
for: one lists without a pause, one may have few pictures a day. Each client rests for about `--pause` seconds between
two requests, so 150 of them ask 30 times a second; they come one after another during the first pause.

All clients are threads of this process, so whatever they compute is waited for by those who log in. They share one
context of TLS, which plain HTTP does not use: a new one for each log-in took 36 ms of this process. How much CPU time
this process took is told beside that of the server.
"""

import argparse
import io
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
import psutil
from PIL import Image
from sqlalchemy import func, select

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.features.accounts.service import passwords
from safelight.features.accounts.tables import Account
from safelight.features.generations.tables import Picture
from safelight.jobs.tables import Job, UsageDay
from safelight.kit.clock import utcnow
from safelight.specs.jobs import FINISHED
from tests import databases
from tests.factories.people import add_account, add_key, bearer
from tests.installation import environment_of, migrated_url, settings_for

PASSWORD = "seven-pale-lanterns"
LIMITS = {"requests_per_minute": 240, "jobs_at_once": 2, "jobs_waiting": 6}
FEW_PICTURES = 12
CERTIFICATES = ssl.create_default_context()
GENERATIONS, INPUTS, LOGIN = "/api/v1/generations", "/api/v1/inputs", "/api/v1/auth/login"


@dataclass
class User:
    """One account with its keys. `size` is how much it asks for in one request."""

    name: str
    account_id: str
    keys: list[str]
    size: int
    draws_by: int
    is_equal: bool = True
    accepted: list[tuple[float, float]] = field(default_factory=list)  # from when to when
    job_ids: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What was seen. `over` says who was above which limit."""

    answers: Counter[str] = field(default_factory=Counter)
    log_ins: list[float] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    jobs: int = 0
    pictures: int = 0
    cpu: dict[str, float] = field(default_factory=dict)  # seconds while the crowd was there, by process


class Crowd:
    """Three clients for each user, in threads of their own, until the time is over."""

    def __init__(self, url: str, users: list[User], outcome: Outcome, *, seconds: float, pause: float) -> None:
        self._url, self._users, self._outcome = url, users, outcome
        self._until = time.monotonic() + seconds
        self._pause = pause
        self._lock = threading.Lock()

    def serve(self) -> None:
        threads = [
            threading.Thread(target=self._client, args=(user, number), daemon=True)
            for user in self._users
            for number in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, user: User, number: int) -> None:
        chance = random.Random(f"{user.name}{number}")
        time.sleep(self._pause * chance.random())
        headers = bearer(user.keys[number])
        with httpx.Client(base_url=self._url, timeout=120, headers=headers, verify=CERTIFICATES) as client:
            while time.monotonic() < self._until:
                try:
                    self._one(client, user, number, chance)
                except httpx.HTTPError as error:
                    with self._lock:
                        self._outcome.broken.append(f"{user.name}: {error!r}")
                time.sleep(0 if user.size == 0 else self._pause * chance.uniform(0.5, 1.5))

    def _one(self, client: httpx.Client, user: User, number: int, chance: random.Random) -> None:
        if number < user.draws_by:
            self._draw(client, user, chance)
        elif number == 1 or user.size == 0 or chance.random() < 0.5:
            self._ask(client, user, "GET", chance.choice((GENERATIONS, "/api/v1/jobs", "/api/v1/limits")))
        elif chance.random() < 0.5:
            self._ask(client, user, "POST", INPUTS, files={"file": ("a.png", _png(chance), "image/png")})
        else:
            self._log_in(user)

    def _draw(self, client: httpx.Client, user: User, chance: random.Random) -> None:
        request = {"prompt": f"a hill of {user.name}", "n": min(user.size, 4), "seed": chance.randrange(10**6),
                   "num_inference_steps": 10 * user.size, "width": 64, "height": 64}  # fmt: skip
        for _ in range(LIMITS["jobs_waiting"]):
            answer = self._ask(client, user, "POST", GENERATIONS, json=request)
            if answer.status_code != httpx.codes.ACCEPTED:
                return
            with self._lock:
                user.job_ids.append(answer.json()["job_id"])

    def _ask(self, client: httpx.Client, user: User, method: str, path: str, **more: object) -> httpx.Response:
        asked = time.monotonic()
        answer = client.request(method, path, **more)  # type: ignore[arg-type]  # of any kind
        code = answer.json().get("errors", [{}])[0].get("field", "") if answer.status_code == 429 else ""
        with self._lock:
            self._outcome.answers[f"{method} {path} {answer.status_code} {code}".rstrip()] += 1
            if code != "requests_per_minute":
                user.accepted.append((asked, time.monotonic()))
        return answer

    def _log_in(self, user: User) -> None:
        began = time.monotonic()
        who = {"name": user.name, "password": PASSWORD}
        answer = httpx.post(f"{self._url}{LOGIN}", json=who, timeout=60, verify=CERTIFICATES)
        with self._lock:
            self._outcome.log_ins.append(time.monotonic() - began)
            self._outcome.answers[f"POST {LOGIN} {answer.status_code}"] += 1


class Watcher(threading.Thread):
    """Looks into the database five times a second: how many jobs of each wait, and are at work."""

    def __init__(self, database: Database, users: Iterable[User], outcome: Outcome) -> None:
        super().__init__(daemon=True)
        self._db, self._outcome = database, outcome
        self._names = {user.account_id: user.name for user in users}
        self.ended = threading.Event()

    def run(self) -> None:
        group = select(Job.account_id, Job.state, func.count()).where(Job.finished_at.is_(None))
        while not self.ended.wait(0.2):
            counts: defaultdict[tuple[str, str], int] = defaultdict(int)
            with self._db.reading() as session:
                for account_id, state, number in session.execute(group.group_by(Job.account_id, Job.state)):
                    counts[account_id, "jobs_waiting" if state == "queued" else "jobs_at_once"] += number
            for (account_id, name), number in counts.items():
                if number > LIMITS[name]:
                    self._outcome.over.append(f"{self._names[account_id]}: {number} {name}")


def run(backend: str, folder: Path, *, users: int, seconds: float, pause: float) -> Outcome:
    """Let them all work, then look at what is left."""
    settings = settings_for(folder, migrated_url(backend, folder), port=_free_port(), local_workers=1, devices="cpu")
    database = Database(settings.effective_database_url)
    crowd = _people(database, users)
    outcome = Outcome()
    environment = os.environ | environment_of(settings) | {"SAFELIGHT_LIMITS": json.dumps({"member": LIMITS})}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "safelight", "serve"]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    watcher = Watcher(database, crowd, outcome)
    try:
        url = f"http://127.0.0.1:{settings.port}"
        _warm(url, crowd[0])
        began = utcnow()
        watcher.start()
        before = _cpu_seconds(server.pid)
        Crowd(url, crowd, outcome, seconds=seconds, pause=pause).serve()
        outcome.cpu = {name: value - before[name] for name, value in _cpu_seconds(server.pid).items()}
        ended = utcnow()
        _until_ended(database, seconds=300)
        watcher.ended.set()
        watcher.join()
    finally:
        watcher.ended.set()
        server.terminate()  # what it counted of requests it writes at its end
        server.wait(timeout=60)
    _judge(database, crowd, outcome, began, ended)
    database.dispose()
    return outcome


def _people(database: Database, count: int) -> list[User]:
    kept = passwords.keep(PASSWORD)
    found = []
    for number in range(count + 2):
        name = "hasty" if number == count else "bounded" if number == count + 1 else f"user{number}"
        account_id = add_account(database, name)
        with database.transaction() as session:
            account = session.get_one(Account, account_id)
            account.password = kept
            if name == "bounded":
                account.limits = LIMITS | {"pictures_per_day": FEW_PICTURES}
        keys = [add_key(database, account_id, ("read", "generate")) for _ in range(3)]
        is_equal = number < count
        size = (1, 2, 4)[number % 3] if is_equal else 2 * (name == "bounded")
        draws_by = 1 + number % 2 if is_equal else int(name == "bounded")
        found.append(User(name, account_id, keys, size, draws_by, is_equal))
    return found


def _warm(url: str, user: User) -> None:
    """Until the worker is there and has its model. Raises TimeoutError."""
    told, job_id, until = "", "", time.monotonic() + 300
    with httpx.Client(base_url=url, timeout=120, headers=bearer(user.keys[0])) as client:
        while time.monotonic() < until:
            with suppress(httpx.TransportError, KeyError):
                if not job_id:
                    answer = client.post(GENERATIONS, json={"prompt": "warm", "num_inference_steps": 2})
                    told, job_id = answer.text, answer.json()["job_id"]
                answer = client.get(f"/api/v1/jobs/{job_id}")
                told = answer.text
                if answer.json()["state"] in FINISHED:
                    return
            time.sleep(0.5)
    raise TimeoutError(f"no worker drew the first picture: {told}")


def _until_ended(database: Database, *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with database.reading() as session:
            if not session.scalar(select(func.count()).where(Job.state.not_in(FINISHED))):
                return
        time.sleep(0.5)
    raise TimeoutError(f"jobs wait or run {seconds:g} s after the last was asked for")


def _judge(database: Database, users: list[User], outcome: Outcome, began: datetime, ended: datetime) -> None:
    with database.reading() as session:
        jobs = {job.id: job for job in session.scalars(select(Job))}
        used = {
            row[0]: row[1:]
            for row in session.execute(
                select(
                    UsageDay.account_id,
                    func.sum(UsageDay.jobs),
                    func.sum(UsageDay.pictures),
                    func.sum(UsageDay.requests),
                ).group_by(UsageDay.account_id)
            )
        }
        drawn = Counter(session.scalars(select(Picture.account_id)))
    outcome.jobs, outcome.pictures = len(jobs), sum(drawn.values())
    outcome.seconds = {user.name: 0.0 for user in users if user.is_equal}
    names = {user.account_id: user.name for user in users if user.is_equal}
    for account_id, seconds in _served(jobs.values(), began, ended).items():
        if account_id in names:
            outcome.seconds[names[account_id]] = seconds
    for user in users:
        outcome.lost += [job_id for job_id in user.job_ids if job_id not in jobs or jobs[job_id].state != "succeeded"]
        own = sum(job.account_id == user.account_id for job in jobs.values())
        counted_jobs, counted_pictures, _ = used.get(user.account_id, (0, 0, 0))
        if (own, drawn[user.account_id]) != (counted_jobs, counted_pictures):
            outcome.lost.append(f"{user.name}: {own} jobs counted as {counted_jobs}")
        if (most := _most_in(user.accepted, 60)) > LIMITS["requests_per_minute"]:
            outcome.over.append(f"{user.name}: {most} requests in a minute")
        if user.name == "bounded" and drawn[user.account_id] > FEW_PICTURES:
            outcome.over.append(f"{user.name}: {drawn[user.account_id]} pictures")


def _served(jobs: Iterable[Job], began: datetime, ended: datetime) -> dict[str, float]:
    """Seconds of the one worker that each account had; those drawn together had a part each."""
    marks = []
    for job in jobs:
        if job.started_at and job.finished_at:
            start, end = max(job.started_at, began), min(job.finished_at, ended)
            if start < end:
                marks += [(start, 1, job.account_id), (end, -1, job.account_id)]
    found: defaultdict[str, float] = defaultdict(float)
    there: Counter[str] = Counter()
    last = began
    for at, change, account_id in sorted(marks, key=lambda mark: mark[:2]):
        for who, number in there.items():
            found[who] += (at - last).total_seconds() * number / max(1, there.total())
        there[account_id] += change
        last = at
    return found


def _most_in(spans: list[tuple[float, float]], window: float) -> int:
    """The most requests that certainly fell into one window: asked after its beginning, answered before its end."""
    spans = sorted(spans)
    answered = sorted(end for _, end in spans)
    most = 0
    for number, (begin, _) in enumerate(spans):
        before = [end for _, end in spans[:number] if end > begin]  # asked before, answered within
        within = bisect_right(answered, begin + window) - bisect_right(answered, begin)
        most = max(most, within - sum(end <= begin + window for end in before))
    return most


def _png(chance: random.Random) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), tuple(chance.randbytes(3))).save(target, "PNG")
    return target.getvalue()


def _cpu_seconds(server: int) -> dict[str, float]:
    """Seconds that the server, without its worker, and this process have computed."""
    return {
        name: sum(psutil.Process(pid).cpu_times()[:2]) for name, pid in (("server", server), ("clients", os.getpid()))
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def jain(shares: Iterable[float]) -> float:
    """1 where all have the same, 1/n where one has it all."""
    shares = list(shares)
    return sum(shares) ** 2 / (len(shares) * sum(share**2 for share in shares) or 1)


def main() -> int:
    """Print what was seen; the exit code is 1 if it is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pause", type=float, default=5, help="seconds that a client rests, on average")
    parser.add_argument("--quick", action="store_true", help="6 users for half a minute, who rest for a second")
    parser.add_argument("--database", choices=databases.BACKENDS, default="sqlite")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = parser.parse_args()
    # Few who rest for long would leave the worker without work, and nothing to divide.
    users, minutes, pause = (6, 0.5, 1.0) if chosen.quick else (chosen.users, chosen.minutes, chosen.pause)
    with tempfile.TemporaryDirectory(prefix="safelight-people-") as folder:
        found = run(chosen.database, Path(folder), users=users, seconds=60 * minutes, pause=pause)
    log_ins = sorted(found.log_ins)
    fair = jain(found.seconds.values())
    p95 = log_ins[int(0.95 * (len(log_ins) - 1))] if log_ins else 0.0
    figures = {
        "users": users,
        "minutes": minutes,
        "answers": dict(sorted(found.answers.items())),
        "connections that broke": len(found.broken),
        "seconds of CPU": {name: round(value, 1) for name, value in found.cpu.items()},
        "jobs": found.jobs,
        "pictures": found.pictures,
        "seconds of the worker, by user": {name: round(seconds, 1) for name, seconds in found.seconds.items()},
        "Jain's index of them (goal: 0.9)": round(fair, 4),
        "above a limit (goal: none)": found.over[:20],
        "lost or miscounted (goal: none)": found.lost[:20],
        "log-ins": len(log_ins),
        "log-in p50, ms": round(1000 * log_ins[len(log_ins) // 2]) if log_ins else None,
        "log-in p95, ms (goal: 400)": round(1000 * p95),
    }
    for name, value in figures.items():
        print(f"{name:36} {value}")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return int(bool(found.over or found.lost) or fair < 0.9 or p95 > 0.4)


if __name__ == "__main__":
    sys.exit(main())
