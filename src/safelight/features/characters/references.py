"""The pictures that a character is learnt from: checked, stored, and refused with a reason."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from safelight.features.characters.errors import TooFewPictures, TooManyPictures
from safelight.features.characters.schemas import RefusedFile
from safelight.features.characters.tables import Reference
from safelight.kit.errors import InvalidInput, OutOfSpace, Unavailable
from safelight.kit.ids import new_id
from safelight.kit.pictures import PictureIntake
from safelight.storage import Storage, layout

MIN_PICTURES = 5


class Upload(Protocol):
    """A file as it came in."""

    filename: str

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes."""


@dataclass
class Received:
    """What became of an upload: pictures in storage, and files that were not taken."""

    references: list[Reference] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)


def receive(
    uploads: Iterable[Upload],
    *,
    character_id: str,
    captions: dict[str, str],
    intake: PictureIntake,
    storage: Storage,
    max_pictures: int,
) -> Received:
    """Check every file, and store the good ones; a bad file is refused and the others go on.

    Touches no database. Raises TooManyPictures before a byte is decoded, TooFewPictures when too few were good.
    """
    files = list(uploads)
    if len(files) > max_pictures:
        raise TooManyPictures(
            f"images: a character takes at most {max_pictures} pictures; {len(files)} came.",
            hint="About 20 good, varied pictures teach a character best; send those.",
        )
    received = Received()
    for file in files:
        try:
            picture = intake.accept(file.read(intake.limits.max_bytes + 1), filename=file.filename)
        except (OutOfSpace, Unavailable):
            raise
        except InvalidInput as error:
            received.refused.append(
                RefusedFile(filename=file.filename, code=error.code, message=error.message, hint=error.hint)
            )
            continue
        reference = Reference(
            id=new_id("ref"),
            position=len(received.references),
            filename=picture.safe_name,
            content_type=picture.content_type,
            width=picture.width,
            height=picture.height,
            sha256=picture.sha256,
            size=len(picture.data),
            caption=_caption_for(file.filename, captions),
        )
        reference.key = layout.reference(character_id, reference.id, picture.format)
        storage.put(reference.key, picture.data, content_type=picture.content_type)
        received.references.append(reference)
    if len(received.references) < MIN_PICTURES:
        raise _too_few(received)
    return received


@contextmanager
def undone_on_error(storage: Storage, character_id: str) -> Iterator[None]:
    """Leave no file of a character behind whose creation fails, whatever fails."""
    try:
        yield
    except BaseException:
        storage.delete_prefix(layout.character(character_id))
        raise


def _caption_for(filename: str, captions: dict[str, str]) -> str | None:
    return captions.get(filename) or captions.get(Path(filename).name) or None


def _too_few(received: Received) -> TooFewPictures:
    good, bad = len(received.references), len(received.refused)
    why = f"; {bad} could not be used ({received.refused[0].filename}: {received.refused[0].message})" if bad else ""
    return TooFewPictures(
        f"images: a character needs at least {MIN_PICTURES} usable pictures; {good} came{why}.",
        hint="Send 15 to 30 varied pictures of the same character: other poses, light and backgrounds.",
    )
