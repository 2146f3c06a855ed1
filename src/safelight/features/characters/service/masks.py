"""Masks of reference pictures: which part of a picture is learnt, and how little the rest counts."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from sqlalchemy.orm import Session

from safelight.features.characters.errors import UnusableMask, UnusablePicture
from safelight.features.characters.service import refuse_while_training, tell
from safelight.features.characters.service.references import Upload, find
from safelight.features.characters.tables import Character, Reference
from safelight.kit.ids import new_id
from safelight.kit.pictures import PictureIntake, PictureTooLarge, RefusedPicture
from safelight.storage import Storage, layout

SAME_SHAPE = 0.02  # ratios that differ by less are of one shape: sides are whole pixels


def take_in(file: Upload, *, reference: Reference, intake: PictureIntake) -> bytes:
    """The mask as a grey PNG. Raises UnusablePicture, PictureTooLarge, or UnusableMask for one of another shape."""
    try:
        picture = intake.accept(file.read(intake.limits.max_bytes + 1), filename=file.filename)
    except PictureTooLarge:
        raise
    except RefusedPicture as refused:
        raise UnusablePicture.because(refused) from refused
    ratio = picture.width * reference.height / (picture.height * reference.width)
    if abs(ratio - 1) > SAME_SHAPE:
        raise UnusableMask(
            f"The mask has {picture.width}x{picture.height} pixels and {reference.filename} "
            f"{reference.width}x{reference.height}: they are not of one shape.",
            hint="Draw the mask over the picture itself; it may be smaller or larger, but of the same shape.",
        )
    with Image.open(io.BytesIO(picture.data)) as image:
        grey = image.convert("L")
    if grey.getextrema()[1] == 0:
        raise UnusableMask(
            "The mask is black all over: nothing of the picture would count.",
            hint="Paint white what is to be learnt.",
        )
    written = io.BytesIO()
    grey.save(written, format="PNG")
    return written.getvalue()


@contextmanager
def stored(storage: Storage, reference: Reference, data: bytes) -> Iterator[str]:
    """The mask lies in the storage within the block, under the key that is given, and stays unless the block fails."""
    key = layout.reference_mask(reference.character_id, reference.id, new_id("mask"))
    try:
        storage.put(key, data, content_type="image/png")
        yield key
    except BaseException:
        storage.delete(key)
        raise


def put(session: Session, *, character: Character, reference_id: str, key: str | None) -> tuple[Reference, str | None]:
    """Give a picture its mask, or (None) take it away; gives back the file of the one before, to delete.

    Raises ReferenceNotFound, CharacterNotReady while it is being trained.
    """
    refuse_while_training(session, character)
    reference = find(character, reference_id)
    before, reference.mask_key = reference.mask_key, key
    session.flush()
    tell(session, character.id, "reference_changed", reference_id=reference.id)
    return reference, before
