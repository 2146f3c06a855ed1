"""Which waiting job goes to which idle worker: a pure function, so that its rules can be read and tested alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safelight.specs.jobs import Needs

FAIRNESS_SECONDS = 5.0


@dataclass(frozen=True)
class Waiting:
    """A queued job, as the placer sees it."""

    id: str
    priority: int
    waited: float
    needs: Needs
    model_key: str | None = None


@dataclass(frozen=True)
class Idle:
    """A live worker with nothing in hand."""

    id: str
    device: str
    memory_total: int
    loaded_models: frozenset[str] = frozenset()
    name: str = ""

    def fits(self, needs: Needs) -> bool:
        """Whether the device could ever run it. Memory is judged by the total: what is cached can be dropped."""
        if needs.worker is not None and needs.worker not in (self.name, self.id):
            return False
        if needs.gpu and self.device == "cpu":
            return False
        return not self.memory_total or needs.memory_bytes <= self.memory_total


def match(
    waiting: Iterable[Waiting], idle: Iterable[Idle], *, fairness_seconds: float = FAIRNESS_SECONDS
) -> list[tuple[Waiting, Idle]]:
    """Pair jobs with workers.

    Priority decides first. Within one priority come the jobs that have waited longer than the fairness cap, then
    those whose model some worker has loaded, then the rest; each group by age. A model load is saved where it can
    be, and nobody is passed over for longer than the cap.
    """
    free = list(idle)
    order = sorted(waiting, key=lambda job: (job.priority, -job.waited, job.id))
    pairs: list[tuple[Waiting, Idle]] = []
    for priority in sorted({job.priority for job in order}):
        level = [job for job in order if job.priority == priority]
        overdue = [job for job in level if job.waited > fairness_seconds]
        fresh = [job for job in level if job.waited <= fairness_seconds]
        pairs += _assign(overdue, free, warm_only=False)
        pairs += _assign(fresh, free, warm_only=True)
        taken = {job.id for job, _ in pairs}
        pairs += _assign([job for job in fresh if job.id not in taken], free, warm_only=False)
    return pairs


def _assign(jobs: Sequence[Waiting], free: list[Idle], *, warm_only: bool) -> list[tuple[Waiting, Idle]]:
    pairs = []
    for job in jobs:
        fitting = [worker for worker in free if worker.fits(job.needs) and (not warm_only or _is_warm(worker, job))]
        if not fitting:
            continue
        # Cold jobs go to the smallest device that fits, and rather to one whose cache is empty.
        best = min(fitting, key=lambda one: (not _is_warm(one, job), one.memory_total, len(one.loaded_models), one.id))
        free.remove(best)
        pairs.append((job, best))
    return pairs


def _is_warm(worker: Idle, job: Waiting) -> bool:
    return job.model_key is not None and job.model_key in worker.loaded_models
