"""What every server does now and then; two that do it at once do not disturb each other."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from functools import partial

from fastapi.concurrency import run_in_threadpool

from safelight.features.access import Studio
from safelight.features.accounts.service import attempts
from safelight.features.characters.service import resuming
from safelight.features.classifiers.service import keeping as runs
from safelight.features.datasets.service import importing
from safelight.features.downloads import service as downloads
from safelight.features.downloads.service.reach import Reach
from safelight.features.generations import service as generations
from safelight.features.generations.service import strays
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service import removal as removal_of_models
from safelight.features.models.service import storing, watching
from safelight.features.retention import service as retention
from safelight.features.retention.service import Keeping
from safelight.features.uploads import service as uploads_service
from safelight.kit.clock import utcnow
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger

log = get_logger(__name__)

EVERY_SECONDS = 3600
WATCH_SECONDS = 5
RESULTS_SECONDS = 20


@contextlib.asynccontextmanager
async def housekeeping(studio: Studio, shelf: ModelShelf, reach: Reach, keeping: Keeping) -> AsyncIterator[None]:
    """Forget what its time is over for, at once and every hour; watch the models folder."""
    stop = threading.Event()  # a thread in the middle of a large file is not cancelled, it must ask
    tasks = [
        asyncio.create_task(work)
        for work in (_keep_house(studio, reach, keeping), _watch_models(shelf, stop), _forget_results(studio))
    ]
    try:
        yield
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _keep_house(studio: Studio, reach: Reach, keeping: Keeping) -> None:
    since = utcnow() - strays.LOOKS_BACK
    while True:
        try:
            tidied = await run_in_threadpool(partial(retention.follow, studio.db, studio.storage, keeping=keeping))
            if gone := {each.name: each.gone for each in tidied.rules if each.gone}:
                log.info("retention", **gone)
            await run_in_threadpool(partial(attempts.forget_old, studio.db))
            ended = await run_in_threadpool(partial(resuming.forget_states, studio.db, studio.storage))
            if ended:
                log.info("checkpoints_forgotten", trainings=ended)
            uploads = await run_in_threadpool(partial(importing.forget_ended, studio.db, studio.storage))
            if uploads:
                log.info("uploads_forgotten", imports=uploads)
            swept = await run_in_threadpool(partial(uploads_service.sweep, studio.db, studio.storage))
            model_files = await run_in_threadpool(partial(storing.sweep, studio.db, studio.storage))
            until = utcnow() - strays.QUIET
            left = await run_in_threadpool(partial(strays.sweep, studio.db, studio.storage, since=since, until=until))
            since = until
            if swept or model_files or left:
                log.info("storage_swept", uploads=swept, model_files=model_files, of_generations=left)
            settled = await run_in_threadpool(partial(runs.keep_house, studio.db, studio.storage))
            if settled:
                log.info("runs_settled", runs=settled)
            dropped = await run_in_threadpool(partial(downloads.sweep, studio.db.reading, reach))
            if dropped:
                log.info("downloads_dropped", downloads=dropped)
        except SafelightError as error:  # database or storage away: the next time will do
            log.warning("house_not_kept", error=str(error))
        await asyncio.sleep(EVERY_SECONDS)


async def _forget_results(studio: Studio) -> None:
    while True:
        try:
            gone = await run_in_threadpool(
                partial(generations.forget_expired, studio.db, studio.storage, kept=studio.limits.results_kept)
            )
            if gone:
                log.info("results_forgotten", generations=gone)
        except SafelightError as error:
            log.warning("results_not_forgotten", error=str(error))
        await asyncio.sleep(RESULTS_SECONDS)


async def _watch_models(shelf: ModelShelf, stop: threading.Event) -> None:
    """Tell of models that are dropped in, and hash them in the background, one at a time."""
    await run_in_threadpool(removal_of_models.sweep, shelf)
    while True:
        try:
            more = True
            while more:  # it looks at the folder first, so what it found is told at once
                more = await run_in_threadpool(partial(watching.hash_next, shelf, should_stop=stop.is_set))
                await run_in_threadpool(watching.notice, shelf)
        except (SafelightError, OSError) as error:
            log.warning("models_not_watched", error=str(error))
        await asyncio.sleep(WATCH_SECONDS)
