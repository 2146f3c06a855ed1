"""Uploads that go straight to the storage: announced, awaited, given up; see `finishing` for what they become."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.uploads.errors import UploadNotFound, UploadOver, UploadTooLarge
from safelight.features.uploads.schemas import UploadAsked, UploadStarted
from safelight.features.uploads.tables import Upload
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.kit.pictures import safe_name
from safelight.specs.people import Scope
from safelight.storage import Storage, layout

LASTS = timedelta(hours=6)
_SCOPES: dict[str, Scope] = {"input": "generate", "reference": "train", "dataset": "train", "model": "admin"}
PUT_SECONDS = 3 * 3600
MODEL_BYTES = 200 << 30
_AT_ONCE = 100


def start(
    db: Database, storage: Storage, *, asked: UploadAsked, max_picture_bytes: int, max_dataset_bytes: int
) -> UploadStarted:
    """Await a file. Raises UploadTooLarge, StorageFull."""
    most = {"dataset": max_dataset_bytes, "model": MODEL_BYTES}.get(asked.purpose, max_picture_bytes)
    if asked.size > most:
        raise UploadTooLarge(
            f"size: {asked.size / 1e6:.4g} MB are too many for this; at most {most / 1e6:.4g} MB are taken.",
            hint="Send a smaller file.",
        )
    upload_id = new_id("up")
    key = layout.announced_upload(upload_id)
    link = storage.upload_link(key, seconds=PUT_SECONDS, content_type=asked.content_type, size=asked.size)
    row = Upload(
        id=upload_id,
        purpose=asked.purpose,
        file_name=safe_name(asked.file_name, fallback="file"),
        content_type=asked.content_type,
        size=asked.size,
        sha256=asked.sha256,
        key=key,
        expires_at=utcnow() + LASTS,
    )
    with db.transaction() as session:
        session.add(row)
    return UploadStarted(
        id=upload_id,
        url=link.url if link else f"/api/v1/uploads/{upload_id}/content",
        headers=dict(link.headers) if link else {"Content-Type": asked.content_type},
        direct=link is not None,
        expires_at=row.expires_at,
    )


def scope_of(purpose: str) -> Scope:
    """What whoever sends a file for this must be allowed."""
    return _SCOPES[purpose]


def open_(db: Database, upload_id: str) -> Upload:
    """An upload that is awaited. Raises UploadNotFound, UploadOver."""
    with db.reading() as session:
        return get(session, upload_id)


def get(session: Session, upload_id: str, *, lock: bool = False) -> Upload:
    """The same within a transaction, for which it may be locked."""
    found = session.get(Upload, upload_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or found.expires_at < utcnow():
        raise UploadNotFound(upload_id)
    if found.finished_at is not None:
        raise UploadOver(f"The upload {upload_id!r} is finished.", hint="Announce another one.")
    return found


def cancel(db: Database, storage: Storage, *, upload_id: str) -> None:
    """Forget an upload and what came of it. Raises UploadNotFound, UploadOver."""
    with db.transaction() as session:
        row = get(session, upload_id, lock=True)
        key = row.key
        session.delete(row)
    storage.delete(key)


def sweep(db: Database, storage: Storage) -> int:
    """Forget what was not finished in time, and the bytes that came late; how many uploads."""
    swept = 0
    while True:
        # A signed address works on for a while: the row goes when nothing can come any more.
        over = select(Upload).where(Upload.expires_at < utcnow()).limit(_AT_ONCE)
        with db.reading() as session:
            rows = list(session.scalars(over))
        if not rows:
            return swept + _sweep_strays(db, storage)
        storage.delete(*(row.key for row in rows))
        with db.transaction() as session:
            for row in rows:
                if (there := session.get(Upload, row.id)) is not None:
                    session.delete(there)
        swept += len(rows)


def _sweep_strays(db: Database, storage: Storage) -> int:
    """Delete bytes whose upload is not known any more, such as that of an account that is gone."""
    before = utcnow() - LASTS
    old = [file.key for file in storage.list(layout.UPLOADS) if file.modified < before]
    with db.reading() as session:
        strays = [key for key in old if session.get(Upload, key.rpartition("/")[2]) is None]
    storage.delete(*strays)
    return len(strays)
