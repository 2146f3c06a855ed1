"""What every server does now and then; two that do it at once do not disturb each other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

from fastapi.concurrency import run_in_threadpool

from safelight.features.access import Studio
from safelight.features.gallery.service import removal
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger

log = get_logger(__name__)

EVERY_SECONDS = 3600


@contextlib.asynccontextmanager
async def housekeeping(studio: Studio) -> AsyncIterator[None]:
    """Empty the bin of what has lain there long enough, at once and every hour, while the server runs."""
    task = asyncio.create_task(_keep_house(studio))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _keep_house(studio: Studio) -> None:
    while True:
        try:
            done = await run_in_threadpool(
                partial(removal.empty_bin, studio.db, studio.storage, older_than=removal.BIN_KEPT)
            )
            if done.changed:
                log.info("bin_emptied", pictures=done.changed)
        except SafelightError as error:  # database or storage away: the next time will do
            log.warning("bin_not_emptied", error=str(error))
        await asyncio.sleep(EVERY_SECONDS)
