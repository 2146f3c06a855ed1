"""A fleet played through event by event, with the placer's own rules: what it would do with ten, or a thousand, GPUs.

    python benchmarks/fleet_simulation.py --gpus 10 100 1000 --jobs 20000 200000 1000000
    python benchmarks/fleet_simulation.py --quick
    python benchmarks/fleet_simulation.py --gpus 10 100 --jobs 2000 5000 --load 1.25 --pictures

Pictures of eight base models, trainings that stand aside for them, and classifier runs, of twenty people; pods get lost
and others come in their place. `match` and `Shares` are the real ones; how long work takes is assumed, below. Jobs come
as fast as --load of the fleet could do them one at a time: more than 1 of --pictures alone is work for full seats. The
seed makes it the same each time.
"""

import argparse
import heapq
import itertools
import os
import random
import statistics
import sys
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.jobs.matching import Candidate, Waiting, match
from safelight.jobs.shares import Shares
from safelight.specs.jobs import Needs

GB = 2**30
MODELS = [f"model{number}" for number in range(8)]
POPULAR = [1 / (number + 1) for number in range(len(MODELS))]  # Zipf's law
PEOPLE = [f"person{number}" for number in range(20)]
SEATS = 4
KEPT_MODELS = 3  # that fit into the memory of a GPU beside each other
LOAD_SECONDS = 12.0
TOGETHER = 0.6  # of a job's own time each further one at its side adds to it
LEASE_SECONDS = 5.0
POD_SECONDS = 4 * 3600.0  # that a rented pod lives, on average
START_SECONDS = 120.0  # until another has come in its place
CHECKPOINT_SECONDS = 60.0
WINDOW = 1000


@dataclass(frozen=True)
class Kind:
    """What one kind of job takes of a GPU."""

    name: str
    share: float
    seconds: float
    priority: int
    needs: Needs
    draws: bool = False


KINDS = (
    Kind("picture", 0.73, 4.0, 50, Needs(gpu=True, memory_bytes=12 * GB, visits=True), draws=True),
    Kind("classifier", 0.25, 20.0, 100, Needs(gpu=True, memory_bytes=6 * GB)),
    Kind("training", 0.02, 300.0, 100, Needs(gpu=True, memory_bytes=16 * GB, pauses=True)),
)


@dataclass(eq=False)
class Job:
    """One piece of work, and what is left of it."""

    id: str
    kind: Kind
    payer: str
    model: str | None
    came: float
    left: float
    begun: float | None = None
    queued: float = 0.0

    @property
    def group(self) -> str | None:
        return f"draw:{self.model}" if self.kind.draws else None

    @property
    def line(self) -> tuple[str, str, str | None]:
        return self.kind.name, self.payer, self.model


@dataclass(eq=False)
class Gpu:
    """One worker: its jobs share it, and a training among them waits while there are others."""

    id: str
    models: OrderedDict[str, None] = field(default_factory=OrderedDict)
    jobs: list[Job] = field(default_factory=list)
    since: float = 0.0
    born: float = 0.0
    busy: float = 0.0
    drawing: float = 0.0
    drawn: float = 0.0
    loading_until: float = 0.0
    version: int = 0
    alive: bool = True

    def active(self) -> list[Job]:
        others = [job for job in self.jobs if not job.kind.needs.pauses]
        return others or self.jobs

    def go_on(self, now: float) -> None:
        """What was done since the last change."""
        if self.jobs:
            self.busy += now - self.since
            if together := sum(job.kind.draws for job in self.jobs):
                self.drawing += now - self.since
                self.drawn += together * (now - self.since)
            worked = max(0.0, now - max(self.since, self.loading_until))
            active = self.active()
            for job in active:
                job.left -= worked / (1 + TOGETHER * (len(active) - 1))
        self.since = now

    def next_end(self) -> tuple[float, Job] | None:
        active = self.active()
        if not active:
            return None
        job = min(active, key=lambda job: (job.left, job.id))
        return max(self.since, self.loading_until) + max(0.0, job.left) * (1 + TOGETHER * (len(active) - 1)), job

    def candidate(self) -> Candidate:
        host = next((job for job in self.jobs if job.kind.needs.pauses), None)
        others = [job for job in self.jobs if job is not host]
        groups = {job.group for job in others}
        return Candidate(
            self.id, "cuda:0", 48 * GB, frozenset(self.models), self.id, SEATS, len(others),
            groups.pop() if len(groups) == 1 else None, None if host is None else host.kind.priority,
        )  # fmt: skip

    def has_room(self) -> bool:
        return not self.jobs or len(self.jobs) < SEATS + 1


class Fleet:
    """The whole of it: events in the order of their time, and a turn of the placer where something changed."""

    def __init__(self, *, gpus: int, jobs: int, load: float, seed: int, kinds: tuple[Kind, ...] = KINDS) -> None:
        self.chance = random.Random(seed)
        self.gpus: dict[str, Gpu] = {}
        self.jobs_left, self.expected = jobs, jobs
        self.events: list[tuple[float, int, str, object, int]] = []
        self.number = itertools.count()
        self.queue: dict[tuple[str, str, str | None], deque[Job]] = {}
        self.by_id: dict[str, Job] = {}
        self.shares = Shares()
        self.now = 0.0
        self.kinds = kinds
        each = sum(kind.share * kind.seconds for kind in kinds) / sum(kind.share for kind in kinds)
        self.rate = load * gpus / each
        self.pace = min(0.2, gpus / 1000)  # as the placer rests after turns that look at many
        self.turn_at: float | None = None
        self.waits: dict[str, list[float]] = {kind.name: [] for kind in kinds}
        self.counts: Counter[str] = Counter()
        self.gone_busy = self.gone_alive = self.gone_drawing = self.gone_drawn = self.cpu = 0.0
        for _ in range(gpus):
            self.add_gpu()
        self.plan(0.0, "come", None)

    def plan(self, when: float, what: str, about: object, version: int = 0) -> None:
        heapq.heappush(self.events, (when, next(self.number), what, about, version))

    def run(self) -> None:
        while self.counts["done"] < self.expected:
            self.now, _, what, about, version = heapq.heappop(self.events)
            if what == "come":
                self.come()
            elif what == "end":
                self.end(about, version)  # type: ignore[arg-type]  # events carry what they are about
            elif what == "lose":
                self.lose(about)  # type: ignore[arg-type]  # the same
            elif what == "free":
                self.free(about)  # type: ignore[arg-type]  # the same
            elif what == "add":
                self.add_gpu()
            elif what == "turn":
                self.turn_at = None
                self.place()
            if what != "turn" and self.turn_at is None:
                self.turn_at = self.now + self.pace
                self.plan(self.turn_at, "turn", None)

    def add_gpu(self) -> None:
        gpu = Gpu(f"g{next(self.number)}", since=self.now, born=self.now)
        self.gpus[gpu.id] = gpu
        self.plan(self.now + self.chance.expovariate(1 / POD_SECONDS), "lose", gpu)

    def come(self) -> None:
        kind = self.chance.choices(self.kinds, [kind.share for kind in self.kinds])[0]
        model = self.chance.choices(MODELS, POPULAR)[0] if kind.draws else None
        seconds = kind.seconds * self.chance.uniform(0.5, 1.5)
        job = Job(f"j{next(self.number):09}", kind, self.chance.choice(PEOPLE), model, self.now, seconds)
        job.queued = self.now
        self.by_id[job.id] = job
        self.queue.setdefault(job.line, deque()).append(job)
        self.jobs_left -= 1
        if self.jobs_left:
            self.plan(self.now + self.chance.expovariate(self.rate), "come", None)

    def end(self, gpu: Gpu, version: int) -> None:
        if not gpu.alive or version != gpu.version:
            return
        gpu.go_on(self.now)
        for job in [job for job in gpu.active() if job.left <= 1e-9]:
            gpu.jobs.remove(job)
            del self.by_id[job.id]
            self.counts["done"] += 1
        self.foresee(gpu)

    def lose(self, gpu: Gpu) -> None:
        """A pod is gone; its jobs are noticed when the lease has run out."""
        gpu.go_on(self.now)
        gpu.alive = False
        self.counts["pods lost"] += 1
        self.gone_busy += gpu.busy
        self.gone_drawing += gpu.drawing
        self.gone_drawn += gpu.drawn
        self.gone_alive += self.now - gpu.born
        self.plan(self.now + LEASE_SECONDS, "free", gpu)
        self.plan(self.now + START_SECONDS, "add", None)

    def free(self, gpu: Gpu) -> None:
        del self.gpus[gpu.id]
        for job in gpu.jobs:
            self.counts["jobs taken over"] += 1
            if job.kind.needs.pauses:
                job.left += self.chance.uniform(0, CHECKPOINT_SECONDS)
            else:
                job.left = job.kind.seconds
            line = self.queue.setdefault(job.line, deque())
            line.appendleft(job)
            self.queue[job.line] = deque(sorted(line, key=lambda each: (each.queued, each.id)))

    def foresee(self, gpu: Gpu) -> None:
        gpu.version += 1
        if (ends := gpu.next_end()) is not None:
            self.plan(ends[0], "end", gpu, gpu.version)

    def heads(self, each: int) -> Iterator[tuple[Job, bool]]:
        for line in self.queue.values():
            for place, job in enumerate(itertools.islice(line, each), 1):
                yield job, place == each

    def place(self) -> None:
        """One turn, as the placer takes it; only this is counted as its CPU."""
        if not any(self.queue.values()):
            self.shares.rest()
            return
        begun = time.thread_time()
        standing = [gpu.candidate() for gpu in self.gpus.values() if gpu.alive and gpu.has_room()]
        free = sum(SEATS - one.in_hand for one in standing)
        lines = sum(map(bool, self.queue.values()))
        each = min(free, max(8, WINDOW // max(1, lines))) if free else 0
        heads = list(self.heads(each)) if each else []
        waiting = [
            Waiting(job.id, job.kind.priority, self.now - job.queued, job.kind.needs, job.model, job.group, job.payer)
            for job, _ in heads
        ]
        at_work = [(job.id, job.payer, gpu.id) for gpu in self.gpus.values() for job in gpu.jobs]
        self.shares.look(at_work, now=self.now, waiting={job.payer for job in waiting})
        last = {job.id for job, is_last in heads if is_last}
        pairs = match(waiting, standing, behind=self.shares.behind(), last_known=last)
        for job, worker in pairs:
            self.shares.placed(job.id, job.payer, worker.id, now=self.now)
        self.cpu += time.thread_time() - begun
        self.counts["turns"] += 1
        for wanted, worker in pairs:
            self.seat(self.by_id[wanted.id], self.gpus[worker.id])
        if pairs and pairs[-1][0].id in last:
            self.turn_at = self.now
            self.plan(self.now, "turn", None)

    def seat(self, job: Job, gpu: Gpu) -> None:
        line = self.queue[job.line]
        line.popleft() if line[0] is job else line.remove(job)
        if job.begun is None:
            job.begun = self.now
            self.waits[job.kind.name].append(self.now - job.came)
        self.counts["placed"] += 1
        gpu.go_on(self.now)
        gpu.jobs.append(job)
        if job.model is not None:
            if job.model not in gpu.models:
                self.counts["model loads"] += 1
                gpu.loading_until = max(gpu.loading_until, self.now) + LOAD_SECONDS
                if len(gpu.models) == KEPT_MODELS:
                    gpu.models.popitem(last=False)
            gpu.models[job.model] = None
            gpu.models.move_to_end(job.model)
        self.foresee(gpu)

    def report(self, gpus: int) -> None:
        busy = self.gone_busy + sum(gpu.busy for gpu in self.gpus.values() if gpu.alive)
        alive = self.gone_alive + sum(self.now - gpu.born for gpu in self.gpus.values() if gpu.alive)
        alive_now = [gpu for gpu in self.gpus.values() if gpu.alive]
        drawing = self.gone_drawing + sum(gpu.drawing for gpu in alive_now)
        drawn = self.gone_drawn + sum(gpu.drawn for gpu in alive_now)
        counts = self.counts
        pictures = max(1, len(self.waits["picture"]))
        print(f"{gpus} GPUs, {counts['done']} jobs of {self.expected} done in {self.now / 3600:.1f} h of its time")
        print(f"  utilisation          {busy / alive:.1%} (a GPU with work, while it loads too)")
        print(f"  pictures in a call   {drawn / max(drawing, 1e-9):.2f} of {SEATS} seats, while any are drawn")
        for name, waits in self.waits.items():
            ordered = sorted(waits) or [0.0]
            middle, most = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
            print(f"  wait of a {name:<11}p50 {middle:.1f} s, p95 {most:.1f} s, max {ordered[-1]:.0f} s")
        loads, placed, turns = (max(1, counts[name]) for name in ("model loads", "placed", "turns"))
        print(f"  model loads          {loads}, one in {pictures / loads:.1f} pictures")
        print(f"  pods lost            {counts['pods lost']}, jobs taken over {counts['jobs taken over']}")
        print(f"  placer               {self.cpu / placed * 1000:.3f} ms CPU per job, without the database;")
        print(f"                       {placed / turns:.1f} jobs in each of {turns} turns")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gpus", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[20_000, 200_000, 1_000_000])
    parser.add_argument("--load", type=float, default=0.9, help="of what the fleet could do, jobs one at a time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pictures", action="store_true", help="pictures alone")
    parser.add_argument("--quick", action="store_true", help="ten and a hundred GPUs, few jobs")
    options = parser.parse_args()
    sizes = [(10, 1000), (100, 4000)] if options.quick else list(zip(options.gpus, options.jobs, strict=True))
    kinds = tuple(kind for kind in KINDS if kind.draws) if options.pictures else KINDS
    for gpus, jobs in sizes:
        begun = time.monotonic()
        fleet = Fleet(gpus=gpus, jobs=jobs, load=options.load, seed=options.seed, kinds=kinds)
        fleet.run()
        fleet.report(gpus)
        print(
            f"  took                 {time.monotonic() - begun:.0f} s, load average {os.getloadavg()[0]:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
