"""A keeper beside a RunPod of its own, both by a clock that tests move; and workers that are rows alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.pods import repository, service
from safelight.features.pods.schemas import PodAsked
from safelight.features.pods.service import rules
from safelight.features.pods.service.keeper import Keeper
from safelight.features.pods.service.provider import Provider
from safelight.features.pods.service.renting import Renting
from safelight.features.pods.service.runpod import RunPod
from safelight.features.pods.tables import Pod
from safelight.jobs.tables import Job, Worker
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from tests import databases
from tests.runpod_server import FOUR, KEY, RunPodServer


@pytest.fixture
def there() -> Iterator[RunPodServer]:
    """RunPod on this machine."""
    with RunPodServer() as server:
        yield server


@pytest.fixture
def client(there: RunPodServer) -> RunPod:
    """Our client of it, which does not wait."""
    return RunPod(KEY, url=there.url, pause=lambda _: None)


@dataclass
class House:
    """An installation without its server: the database, the keeper, and what a test does to both."""

    db: Database
    there: RunPodServer
    renting: Renting
    wrap: Callable[[Provider], Provider] = lambda provider: provider
    keepers: list[Keeper] = field(default_factory=list)

    def keeper(self) -> Keeper:
        """A new one, as after a crash: it takes the lease over."""
        return Keeper(self.db, self.renting, clock=self.there.now, lease_seconds=0.0)

    def rounds(self, count: int = 1, *, apart: float = 15.0) -> None:
        """The keeper looks so many times, some seconds apart."""
        keeper = self.keeper()
        for _ in range(count):
            keeper.wake()
            keeper.tick()
            self.there.later(seconds=apart)

    def ask(self, **more: object) -> str:
        """Ask for a pod; gives back its id."""
        asked = PodAsked.model_validate({"gpus": [FOUR], "dollars_per_hour": 1.0} | more)
        with self.db.transaction() as session:
            return service.ask(session, self.renting, asked=asked).id

    def pod(self, pod_id: str) -> Pod:
        with self.db.reading() as session:
            return session.get_one(Pod, pod_id)

    def pods(self) -> list[Pod]:
        with self.db.reading() as session:
            return list(session.scalars(select(Pod).order_by(Pod.id)))

    def joins(self, pod_id: str) -> str:
        """A worker of that pod is there from now on; gives back its id."""
        worker_id = new_id("worker")
        with self.db.transaction() as session:
            session.add(_worker(worker_id, pod_id))
        return worker_id

    def leaves(self, worker_id: str) -> None:
        with self.db.transaction() as session:
            session.get_one(Worker, worker_id).state = "gone"

    def job(self, *, owner: str | None = None, waited: float = 0.0, **more: object) -> str:
        """A job that waits, or that a worker has."""
        with self.db.transaction() as session:
            job = Job(kind="generation", spec={}, needs={}, queued_at=self.there.now(), **more)
            if owner is not None:
                job.state, job.owner = "running", owner
            session.add(job)
            session.flush()
            return job.id

    def done(self, job_id: str) -> None:
        with self.db.transaction() as session:
            job = session.get_one(Job, job_id)
            job.state, job.owner, job.finished_at = "succeeded", None, self.there.now()

    def act(self, deed: Callable[[Session], object]) -> None:
        with self.db.transaction() as session:
            deed(session)

    def unaccounted(self) -> list[str]:
        """Machines of ours there that no row here admits to: the row bears its name, and is not over."""
        live = {pod.name for pod in self.pods() if pod.state not in repository.OVER}
        return [pod.id for pod in self.there.there() if pod.name.startswith("safelight-") and pod.name not in live]


def _worker(worker_id: str, pod_id: str) -> Worker:
    now: datetime = utcnow()
    return Worker(
        id=worker_id, name=worker_id, host="pod", pid=1, device="cuda:0", device_name="A GPU", memory_total=24 * 10**9,
        memory_free=24 * 10**9, version="1", pod_id=pod_id, started_at=now, seen_at=now,
    )  # fmt: skip


def renting_for(
    there: RunPodServer, wrap: Callable[[Provider], Provider] = lambda each: each, **more: object
) -> Renting:
    return Renting(
        **{
            "secret": b"s" * 32,
            "image": "ghcr.io/x/worker:1",
            "max_hours": 24.0,
            "public_url": "https://studio.example",
            "provider_with": lambda key: wrap(RunPod(key, url=there.url, pause=lambda _: None)),
            "key": KEY,
            **more,
        }
    )


@pytest.fixture
def house(there: RunPodServer, tmp_path: "object") -> Iterator[House]:
    """On SQLite: what the keeper does is the same on either database, see test_server.py."""
    db = Database(databases.fresh_url("sqlite", tmp_path))
    yield House(db, there, renting_for(there))
    db.dispose()


def rule_of(session: Session, name: str) -> str:
    """Id of a rule."""
    return rules.get_shown(session, name).id
