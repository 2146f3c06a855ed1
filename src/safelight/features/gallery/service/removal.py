"""Deleting for good, piece by piece: rows first, then files, so that no row ever points to nothing."""

from datetime import timedelta

from safelight.db import Database
from safelight.features.gallery import repository, service
from safelight.features.gallery.repository import Chosen
from safelight.features.gallery.schemas import MAX_IDS, ActionDone, GalleryAction, GalleryFilter
from safelight.features.generations.tables import Picture
from safelight.kit.clock import utcnow
from safelight.kit.ids import first_id
from safelight.storage import Storage

BIN_KEPT = timedelta(days=30)
AT_ONCE = 500  # pictures in one transaction; other writers come in between


def delete(db: Database, storage: Storage, *, action: GalleryAction) -> ActionDone:
    """Delete the pictures that an action names. Raises NotInBin before anything is gone."""
    now = utcnow()
    with db.reading() as session:
        pictures = service.named(session, action)
        if not action.forever:
            service.refuse_outside_bin(session, pictures)
            pictures = pictures.only(Picture.deleted_at <= now)
        elif action.filter is not None:
            pictures = pictures.only(Picture.id < first_id("pic", now))  # what is made meanwhile was not meant
    return _remove(db, storage, pictures)


def empty_bin(db: Database, storage: Storage, *, older_than: timedelta = timedelta()) -> ActionDone:
    """Delete what went into the bin at least so long ago."""
    with db.reading() as session:
        binned = repository.chosen(session, GalleryFilter(bin=True))
    return _remove(db, storage, binned.only(Picture.deleted_at <= utcnow() - older_than))


def _remove(db: Database, storage: Storage, pictures: Chosen) -> ActionDone:
    ids: list[str] = []
    while True:
        with db.transaction() as session:
            removed, keys = service.remove(session, pictures=pictures, limit=AT_ONCE)
        if not removed:
            return ActionDone(changed=len(ids), ids=ids[:MAX_IDS])
        storage.delete(*keys)
        ids += removed
