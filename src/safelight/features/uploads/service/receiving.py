"""Bytes of an upload through the studio, where the storage is a folder of its own."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi.concurrency import run_in_threadpool

from safelight.features.uploads.errors import UploadDiffers
from safelight.features.uploads.tables import Upload
from safelight.storage import Storage


async def receive(storage: Storage, upload: Upload, pieces: AsyncIterator[bytes]) -> None:
    """Store what comes, if it is as long as announced. Raises UploadDiffers, StorageFull."""
    came = 0
    with tempfile.NamedTemporaryFile() as file:
        async for piece in pieces:
            came += len(piece)
            if came > upload.size:
                break
            await run_in_threadpool(file.write, piece)
        if came != upload.size:
            word = "more than" if came > upload.size else "no more than"
            told = min(came, upload.size)
            raise UploadDiffers(
                f"{word.capitalize()} {told} bytes came; {upload.size} were announced.", hint="Send the whole file."
            )
        file.flush()
        await run_in_threadpool(storage.put, upload.key, Path(file.name), content_type=upload.content_type)
