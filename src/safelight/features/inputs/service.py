"""What can be done with inputs: take one in, name it in a request, forget it."""

from collections.abc import Callable
from datetime import timedelta
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.inputs import repository
from safelight.features.inputs.errors import InputInUse, InputNotFound, InputUnusable
from safelight.features.inputs.schemas import InputShown
from safelight.features.inputs.tables import InputImage
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.kit.pictures import AcceptedPicture, PictureIntake, PictureTooLarge, RefusedPicture, thumbnail
from safelight.storage import Storage, layout

AT_ONCE = 100  # rows looked at in one transaction; other writers come in between


def look_at(
    file: BinaryIO, *, filename: str, intake: PictureIntake, as_mask: bool = False, any_size: bool = False
) -> AcceptedPicture:
    """The plain picture in a file: decoded, upright, nothing private in it; or what is transparent in it, as a mask.

    With `any_size` it may be as small as it likes. Raises InputUnusable, PictureTooLarge.
    """
    try:
        data = file.read(intake.limits.max_bytes + 1)
        return intake.accept(data, filename=filename, as_mask=as_mask, any_size=any_size)
    except PictureTooLarge:
        raise
    except RefusedPicture as refused:
        raise InputUnusable.because(refused) from refused


def take(db: Database, storage: Storage, *, picture: AcceptedPicture) -> InputImage:
    """Keep a picture; the same bytes are the same input of one account, however often at once."""
    input_id = new_id("img")
    row = InputImage(
        id=input_id,
        key=layout.input_picture(input_id, picture.format),
        thumbnail_key=layout.input_thumbnail(input_id),
        filename=picture.safe_name,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        created_at=utcnow(),
        used_at=utcnow(),
    )
    kept = None
    try:
        with db.reading() as session:
            known = repository.by_content(session, picture.sha256)
        if known is None:  # else its files need not be written for nothing
            storage.put(row.key, picture.data, content_type=picture.content_type)
            storage.put(row.thumbnail_key, thumbnail(picture.data), content_type="image/webp")
            with db.transaction() as session:
                kept = _kept(session, row)
        else:
            with db.transaction() as session:
                kept = use(session, known.id)
    finally:
        if kept is not row:
            storage.delete(row.key, row.thumbnail_key)
    return kept


def _kept(session: Session, row: InputImage) -> InputImage:
    """The row itself, or the one that another request made of the same bytes meanwhile."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        other = repository.by_content(session, row.sha256)
        if other is None:
            raise
        other.used_at = utcnow()
        return other
    return row


def get(session: Session, input_id: str) -> InputImage:
    """The input of that id. Raises InputNotFound."""
    found = repository.find(session, input_id)
    if found is None:
        raise InputNotFound(input_id)
    return found


def use(session: Session, input_id: str) -> InputImage:
    """The input of that id, for a request that names it: it is not forgotten for a while. Raises InputNotFound."""
    found = get(session, input_id)
    found.used_at = utcnow()
    return found


def delete(session: Session, *, row: InputImage) -> tuple[str, str]:
    """Forget an input; gives back the keys to delete once this is committed. Raises InputInUse."""
    if repository.is_needed(session, row):
        raise InputInUse(
            "A picture that is kept, or one that is still to be drawn, started from this input.",
            hint="Delete those pictures first, or leave it: it is forgotten by itself.",
        )
    session.delete(row)
    return row.key, row.thumbnail_key


def forget_unused(db: Database, storage: Storage, *, older_than: timedelta) -> int:
    """Delete what no request has named for so long, but nothing that a kept picture's recipe needs; how many."""
    forgotten, kept = 0, set[str]()
    before = utcnow() - older_than
    while True:
        with db.transaction() as session:
            rows = repository.unused_since(session, before, beyond=kept, limit=AT_ONCE)
            gone = [row for row in rows if not repository.is_needed(session, row)]
            kept |= {row.id for row in rows if row not in gone}
            for row in gone:
                session.delete(row)
        if not rows:
            return forgotten
        storage.delete(*(key for row in gone for key in (row.key, row.thumbnail_key)))
        forgotten += len(gone)


def shown(rows: list[InputImage], *, link: Callable[[str], str], notes: tuple[str, ...] = ()) -> list[InputShown]:
    """Inputs as the API shows them, with signed links."""
    return [
        InputShown(
            id=row.id,
            sha256=row.sha256,
            filename=row.filename,
            width=row.width,
            height=row.height,
            size=row.size,
            url=link(row.key),
            thumbnail_url=link(row.thumbnail_key),
            created_at=row.created_at,
            used_at=row.used_at,
            notes=list(notes),
        )
        for row in rows
    ]
