"""The pictures that a character is learnt from: checked, stored, judged as a set, and refused with a reason."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from PIL import Image
from sqlalchemy.orm import Session

from safelight.features.characters.errors import (
    CharacterNotReady,
    ReferenceNotFound,
    ReferenceThere,
    TooFewPictures,
    TooManyPictures,
    UnusablePicture,
)
from safelight.features.characters.schemas import ReferenceChange, RefusedFile
from safelight.features.characters.service import refuse_while_training, tell
from safelight.features.characters.tables import Character, Reference
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput, OutOfSpace, Unavailable
from safelight.kit.ids import new_id
from safelight.kit.pictures import PictureIntake, PictureTooLarge, RefusedPicture, thumbnail
from safelight.kit.pictures.doctor import Finding, Look, Sheet, picture_faults
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainSpec
from safelight.storage import Storage, layout

MIN_PICTURES = 5
SEEN = "seen"
"""Among the findings of a picture: what was measured of it, from which all others follow."""


class Upload(Protocol):
    """A file as it came in."""

    filename: str

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes."""


@dataclass(frozen=True)
class Incoming:
    """A picture that was accepted and looked at, and is not stored yet."""

    reference: Reference
    picture: bytes
    small: bytes


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
        caption = captions.get(file.filename) or captions.get(Path(file.filename).name)
        try:
            incoming = _look_at(file, character_id=character_id, caption=caption, intake=intake)
        except (OutOfSpace, Unavailable):
            raise
        except InvalidInput as error:
            received.refused.append(
                RefusedFile(filename=file.filename, code=error.code, message=error.message, hint=error.hint)
            )
            continue
        incoming.reference.position = len(received.references)
        _store(storage, incoming)
        received.references.append(incoming.reference)
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


def take_in(file: Upload, *, character_id: str, caption: str | None, intake: PictureIntake) -> Incoming:
    """One picture of its own. Raises UnusablePicture or PictureTooLarge with the file's name."""
    try:
        return _look_at(file, character_id=character_id, caption=caption, intake=intake)
    except PictureTooLarge:
        raise
    except RefusedPicture as refused:
        raise UnusablePicture.because(refused) from refused


@contextmanager
def stored(storage: Storage, incoming: Incoming) -> Iterator[Reference]:
    """The picture lies in the storage within the block, and stays there unless the block fails."""
    try:
        _store(storage, incoming)
        yield incoming.reference
    except BaseException:
        storage.delete(*files_of(incoming.reference))
        raise


def refuse_closed(session: Session, character: Character, *, max_pictures: int) -> None:
    """Raise unless the character can take one more picture now: CharacterNotReady, TooManyPictures."""
    if character.source == "imported":
        raise CharacterNotReady(
            f"{character.name} was imported as a LoRA file: it does not learn from pictures.",
            hint="Make a new character from pictures.",
            code="character_imported",
        )
    refuse_while_training(session, character)
    if len(character.references) >= max_pictures:
        raise TooManyPictures(
            f"{character.name} has {len(character.references)} pictures; more than {max_pictures} are not taken.",
            hint="About 20 good, varied pictures teach a character best.",
        )


def add(
    session: Session, *, character: Character, reference: Reference, base: ModelInfo, max_pictures: int
) -> Reference:
    """One more picture for a character that is held locked.

    Raises ReferenceThere for one it has already, CharacterNotReady, TooManyPictures.
    """
    refuse_closed(session, character, max_pictures=max_pictures)
    same = next((each for each in character.references if each.sha256 == reference.sha256), None)
    if same is not None:
        raise ReferenceThere(reference.filename, same.filename)
    reference.position = len(character.references)
    character.references.append(reference)
    _changed(session, character, base)
    tell(session, character.id, "reference_added", reference_id=reference.id)
    return reference


def find(character: Character, reference_id: str) -> Reference:
    """One of the character's pictures. Raises ReferenceNotFound."""
    found = next((each for each in character.references if each.id == reference_id), None)
    if found is None:
        raise ReferenceNotFound(character.name, reference_id)
    return found


def change(
    session: Session, *, character: Character, reference_id: str, spec: ReferenceChange, base: ModelInfo
) -> Reference:
    """Caption it, leave it out or take it in again, repeat it, move it; of a character that is held locked.

    Raises ReferenceNotFound, CharacterNotReady while it is being trained.
    """
    refuse_while_training(session, character)
    reference = find(character, reference_id)
    if spec.caption is not None:
        reference.caption = spec.caption or None
    if spec.excluded is not None:
        reference.excluded = spec.excluded
    if spec.repeats is not None:
        reference.repeats = spec.repeats
    if spec.position is not None:
        character.references.remove(reference)
        character.references.insert(spec.position, reference)
    _changed(session, character, base)
    tell(session, character.id, "reference_changed", reference_id=reference.id)
    return reference


def remove(session: Session, *, character: Character, reference_id: str, base: ModelInfo) -> list[str]:
    """Forget a picture of a character that is held locked; gives back its files, to delete once this is committed.

    Raises ReferenceNotFound, CharacterNotReady while it is being trained.
    """
    refuse_while_training(session, character)
    reference = find(character, reference_id)
    character.references.remove(reference)
    _changed(session, character, base)
    tell(session, character.id, "reference_removed", reference_id=reference.id)
    return files_of(reference)


def judge(references: Sequence[Reference], training: TrainSpec, base: ModelInfo) -> None:
    """Say of each picture what may hurt the training. A picture that is left out is no repeat, and repeats none."""
    learnt = [reference for reference in references if not reference.excluded]
    left_out = [[reference] for reference in references if reference.excluded]
    found: dict[str, list[dict[str, Any]]] = {reference.id: _kept_look(reference) for reference in references}
    for group in [learnt, *left_out]:
        sheets = [sheet_of(reference) for reference in group if look_of(reference)]
        for finding in picture_faults(
            sheets, resolution=resolution_of(training, base), aspect_buckets=training.aspect_buckets
        ):
            found[finding.key or ""].append(_dumped(finding))
    for reference in references:
        if reference.findings != found[reference.id]:
            reference.findings = found[reference.id]


def resolution_of(training: TrainSpec, base: ModelInfo) -> int:
    """The pixel side that its pictures are learnt at."""
    return training.resolution or base.defaults.width


def training_of(character: Character, base: ModelInfo) -> TrainSpec:
    """What its next training is told, as far as it is chosen now."""
    return base.training.model_copy(update=character.overrides)


def open_findings(reference: Reference) -> list[dict[str, Any]]:
    """What was found of a picture and nobody has dismissed."""
    return [each for each in reference.findings if each["kind"] not in {SEEN, *reference.dismissed}]


def look_of(reference: Reference) -> Look | None:
    """What was measured of a picture when it came; None of one that came before that was done."""
    kept = _kept_look(reference)
    return Look.loaded(kept[0]["look"]) if kept else None


def sheet_of(reference: Reference) -> Sheet:
    """One picture as the doctor sees it; its pixels are not needed again."""
    return Sheet(reference.id, reference.sha256, look_of(reference), caption=reference.caption)


def judge_again(character: Character, base: ModelInfo) -> None:
    """After a change of what its next training is told."""
    judge(character.references, training_of(character, base), base)


def files_of(reference: Reference) -> list[str]:
    """The storage keys of a picture, of the whole one too where a part is learnt from."""
    whole, box = layout.reference_of_crop(reference.key)
    beside = (whole, layout.reference_thumbnail(reference.character_id, reference.id)) if box else ()
    return [key for key in (reference.key, reference.thumbnail_key, reference.mask_key, *beside) if key]


def _changed(session: Session, character: Character, base: ModelInfo) -> None:
    for position, reference in enumerate(character.references):
        reference.position = position
    judge_again(character, base)
    character.updated_at = utcnow()
    session.flush()


def _look_at(file: Upload, *, character_id: str, caption: str | None, intake: PictureIntake) -> Incoming:
    picture = intake.accept(file.read(intake.limits.max_bytes + 1), filename=file.filename, with_look=True)
    small = thumbnail(picture.data)
    reference_id = new_id("ref")
    with Image.open(io.BytesIO(small)) as image:
        hashed = thumbhash(image)
    reference = Reference(
        id=reference_id,
        character_id=character_id,
        key=layout.reference(character_id, reference_id, picture.format),
        thumbnail_key=layout.reference_thumbnail(character_id, reference_id),
        filename=picture.safe_name,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        sha256=picture.sha256,
        caption=(caption or "").strip() or None,
        thumbhash=hashed,
        findings=[{"kind": SEEN, "look": picture.look}],
        excluded=False,
    )
    return Incoming(reference, picture.data, small)


def _store(storage: Storage, incoming: Incoming) -> None:
    reference = incoming.reference
    storage.put(reference.key, incoming.picture, content_type=reference.content_type)
    if reference.thumbnail_key:
        storage.put(reference.thumbnail_key, incoming.small, content_type="image/webp")


def _kept_look(reference: Reference) -> list[dict[str, Any]]:
    """The entry among the findings that holds what was measured, alone."""
    return [finding for finding in reference.findings if finding["kind"] == SEEN]


def _dumped(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "message": finding.message,
        "other_id": finding.other,
        "value": finding.value,
        "box": finding.box,
    }


def _too_few(received: Received) -> TooFewPictures:
    good, bad = len(received.references), len(received.refused)
    why = f"; {bad} could not be used ({received.refused[0].filename}: {received.refused[0].message})" if bad else ""
    return TooFewPictures(
        f"images: a character needs at least {MIN_PICTURES} usable pictures; {good} came{why}.",
        hint="Send 15 to 30 varied pictures of the same character: other poses, light and backgrounds.",
    )
