"""A worker process for tests: real Runner, tasks that need no GPU.

Arguments: database URL, work folder, lease seconds. What it runs is written to the log file in its environment.
"""

import os
import signal
import sys
import time
from pathlib import Path

from pydantic import BaseModel

from safelight.jobs.runner import Runner, Vitals, WorkerInfo
from safelight.jobs.task import JobContext, Stage, Task
from safelight.jobs.upbringing import WORKER_DEVICE, WORKER_ID
from safelight.kit import logs
from safelight.kit.errors import Conflict

loaded: list[str] = []


class WalkSpec(BaseModel):
    """Stages of equal length, in steps."""

    steps: int = 5
    seconds: float = 0.02
    stages: int = 4


def note(context: JobContext, what: str) -> None:
    """One line in the log that the test reads, whole even if this process is killed next."""
    line = f"{time.time():.3f} {os.environ.get(WORKER_ID, os.getpid())} {context.job_id} {what}\n"
    with Path(os.environ["WORK_LOG"]).open("ab", buffering=0) as file:
        file.write(line.encode())


def walk(number: int):
    def run(context: JobContext) -> dict[str, object]:
        note(context, f"start {number}")
        for step in range(context.spec.steps):
            time.sleep(context.spec.seconds)
            context.progress(step + 1, context.spec.steps, loss=1 / (step + 1))
        note(context, f"end {number}")
        return {"number": number, "attempt": context.attempt}

    return run


def hold(context: JobContext) -> None:
    """Goes on until it is stopped."""
    note(context, "start hold")
    while True:
        time.sleep(0.02)
        context.progress(1, 2)


def die(context: JobContext) -> None:
    note(context, "start die")
    os.kill(os.getpid(), signal.SIGKILL)


def deaf(context: JobContext) -> None:
    note(context, "start deaf")
    while True:
        time.sleep(1)


def zombie(context: JobContext) -> dict[str, object]:
    """Stops its own process at the first attempt, and tries to write when it is woken."""
    note(context, f"start zombie {context.attempt}")
    if context.attempt == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(0.3)
        note(context, "woken")
        with context.transaction():
            note(context, "wrote")
    return {"attempt": context.attempt}


def refuse(context: JobContext) -> None:
    raise Conflict("No can do.", hint="Do something else.", code="no_can_do")


def crash(context: JobContext) -> None:
    raise ZeroDivisionError("a defect")


def flaky(context: JobContext) -> dict[str, object]:
    """Fails at the first attempt."""
    note(context, "start flaky")
    if context.attempt == 1:
        raise Conflict("Not the first time.")
    return {}


def load(context: JobContext) -> dict[str, object]:
    loaded[:] = [context.spec.model]
    note(context, f"load {context.spec.model}")
    return {}


class LoadSpec(BaseModel):
    model: str = "a"


def one(kind: str, run, spec: type[BaseModel] = WalkSpec) -> Task:
    return Task(kind, spec, (Stage(kind, run),))


TASKS = {
    task.kind: task
    for task in (
        Task("walk", WalkSpec, tuple(Stage(f"stage{number}", walk(number)) for number in range(4))),
        Task("flaky", WalkSpec, (Stage("first", walk(0)), Stage("second", flaky))),
        one("hold", hold),
        one("die", die),
        one("deaf", deaf),
        one("zombie", zombie),
        one("refuse", refuse),
        one("crash", crash),
        one("load", load, LoadSpec),
    )
}


def main() -> None:
    logs.configure(level="info", as_json=False)
    url, work_dir, lease = sys.argv[1:4]
    device = os.environ.get(WORKER_DEVICE, "cpu")
    seats = int(os.environ.get("WORK_SEATS", "1"))
    info = WorkerInfo(device=device, seats=seats, vitals=lambda: Vitals(loaded_models=list(loaded)))
    runner = Runner(url, TASKS, worker=info, work_dir=Path(work_dir), lease_seconds=float(lease), drain_seconds=0.3)
    os._exit(runner.run_forever())


if __name__ == "__main__":
    main()
