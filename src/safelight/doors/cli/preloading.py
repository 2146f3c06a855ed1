"""What `safelight serve --preload` tells while its workers bring models into memory."""

import time
from collections.abc import Iterable, Iterator

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.doors.cli.shell import Shell, bytes_text
from safelight.features.workers import service
from safelight.features.workers.schemas import WorkerShown
from safelight.settings import Settings
from safelight.specs.hardware import Preload

LOOK_SECONDS = 0.5


def tell(shell: Shell, settings: Settings) -> None:
    """One line whenever a model has come further, until there is nothing left to wait for."""
    database = Database(settings.effective_database_url, pool_size=1)
    said: dict[tuple[str, str], str] = {}
    try:
        while True:
            try:
                with database.reading() as session:
                    workers = service.alive(session)
            except DatabaseAway:
                workers = []
            for line in news(workers, said):
                shell.note(line)
            if is_over(workers):
                return
            time.sleep(LOOK_SECONDS)
    finally:
        database.dispose()


def news(workers: Iterable[WorkerShown], said: dict[tuple[str, str], str]) -> Iterator[str]:
    """What has changed since it was `said` of each model of each worker."""
    for worker in workers:
        for each in worker.facts.preload if worker.facts else []:
            line = f"{worker.name}: {line_of(each)}"
            if each.stage != "waiting" and said.get((worker.id, each.model)) != line:
                said[worker.id, each.model] = line
                yield line


def line_of(each: Preload) -> str:
    """`Loading sdxl: reading unet, 1.2 GB of 5.1 GB`."""
    if each.stage == "ready":
        return f"{each.model} is ready, {each.detail}"
    if each.stage == "failed":
        return f"✗ {each.model} could not be preloaded: {each.detail}"
    read = f", {bytes_text(each.done)} of {bytes_text(each.total)}" if each.total else ""
    return f"{'Warming up' if each.stage == 'warming' else 'Loading'} {each.model}: {each.detail}{read}"


def is_over(workers: Iterable[WorkerShown]) -> bool:
    """Whether every worker that is there has come to an end with all of its models."""
    wished = [each for worker in workers if worker.facts for each in worker.facts.preload]
    return bool(wished) and all(each.stage in {"ready", "failed"} for each in wished)
