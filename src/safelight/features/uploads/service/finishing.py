"""The end of an upload: its bytes are read and checked, and become what they were sent for."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from safelight.db import Database
from safelight.features.characters import service as characters
from safelight.features.characters.service import references, showing
from safelight.features.datasets import service as datasets
from safelight.features.datasets.service import importing
from safelight.features.inputs import service as inputs
from safelight.features.models import service as models
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service import files, news
from safelight.features.uploads.errors import UploadDiffers, UploadMissing
from safelight.features.uploads.schemas import UploadFinished, UploadTarget
from safelight.features.uploads.service import get
from safelight.features.uploads.tables import Upload
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.kit.pictures import PictureIntake
from safelight.storage import Storage, StorageNotFound


@dataclass(frozen=True)
class Parts:
    """What of the server an upload may become a part of."""

    db: Database
    storage: Storage
    intake: PictureIntake
    shelf: ModelShelf
    limits: importing.Limits
    link: Callable[[str], str]
    max_references: int
    max_queued: int
    arrivals: Path | None


@dataclass
class _Came:
    """A file that came, on this machine and looked at."""

    path: Path
    file: IO[bytes]
    filename: str

    def read(self, limit: int) -> bytes:
        self.file.seek(0)
        return self.file.read(limit)

    def stream(self) -> IO[bytes]:
        self.file.seek(0)
        return self.file


def finish(parts: Parts, *, upload: Upload, target: UploadTarget) -> UploadFinished:
    """Check what came, and make of it what it is for. What is refused is deleted, and its upload is over.

    Raises UploadNotFound, UploadOver, UploadMissing, UploadDiffers, and what the purpose's own way in does.
    """
    _check(upload.purpose, target)
    with _taken(parts.storage, upload, folder=parts.arrivals) as came:
        # Only one of two that finish it at once goes on from here.
        with parts.db.transaction() as session:
            get(session, upload.id, lock=True).finished_at = utcnow()
        try:
            return _WAYS[upload.purpose](parts, came, target).model_copy(update={"id": upload.id})
        finally:
            parts.storage.delete(upload.key)


@contextmanager
def _taken(storage: Storage, upload: Upload, *, folder: Path | None) -> Iterator[_Came]:
    """The bytes as a file here, which are those announced; others are deleted from the storage."""
    try:
        pieces = storage.stream(upload.key)
    except StorageNotFound as error:
        raise UploadMissing(
            f"Nothing has come for the upload {upload.id!r} yet.", hint="PUT the bytes to its address first."
        ) from error
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for piece in pieces:
            size += len(piece)
            if size > upload.size:
                break
            digest.update(piece)
            file.write(piece)
        found = digest.hexdigest()
        if size != upload.size or found != upload.sha256:
            storage.delete(upload.key)
            what = f"the SHA-256 is {found}" if size == upload.size else f"{size} bytes or more came"
            raise UploadDiffers(
                f"{upload.file_name} is not as announced: {what}, instead of {upload.size} bytes of {upload.sha256}.",
                hint="Nothing was kept. Send it again to the same address, then finish it again.",
            )
        file.flush()
        yield _Came(Path(file.name), file, upload.file_name)


def _check(purpose: str, target: UploadTarget) -> None:
    if purpose == "reference" and not target.character:
        raise InvalidInput.of("character", "", "a reference is of a character", hint="Name it by its id.")
    if purpose == "dataset" and not target.dataset:
        raise InvalidInput.of("dataset", "", "a dataset's picture is of a dataset", hint="Name it by its id.")


def _as_input(parts: Parts, came: _Came, _: UploadTarget) -> UploadFinished:
    picture = inputs.look_at(came.stream(), filename=came.filename, intake=parts.intake)  # type: ignore[arg-type]  # IO[bytes]
    row = inputs.take(parts.db, parts.storage, picture=picture)
    return UploadFinished(id="", purpose="input", input=inputs.shown([row], link=parts.link, notes=picture.notes)[0])


def _as_reference(parts: Parts, came: _Came, target: UploadTarget) -> UploadFinished:
    limit = parts.max_references
    with parts.db.reading() as session:
        character = characters.get(session, target.character or "")
        references.refuse_closed(session, character, max_pictures=limit)
    incoming = references.take_in(came, character_id=character.id, caption=target.caption, intake=parts.intake)
    with references.stored(parts.storage, incoming) as reference, parts.db.transaction() as session:
        character = characters.locked(session, character.id)
        base = parts.shelf.info(character.base_model)
        references.add(session, character=character, reference=reference, base=base, max_pictures=limit)
        shown = showing.reference_shown(reference, link=parts.link)
    return UploadFinished(id="", purpose="reference", reference=shown)


def _into_dataset(parts: Parts, came: _Came, target: UploadTarget) -> UploadFinished:
    with parts.db.reading() as session:
        dataset = datasets.of_pictures(datasets.get(session, target.dataset or ""))
        importing.refuse_full(session, dataset, parts.limits)
    with importing.stored(parts.storage, dataset.id, [came]) as spec, parts.db.transaction() as session:
        started = importing.start(
            session,
            dataset=datasets.locked(session, dataset.id),
            spec=spec.model_copy(update={"split": target.split, "label": target.label}),
            max_queued=parts.max_queued,
        )
    return UploadFinished(id="", purpose="dataset", dataset=started)


def _onto_shelf(parts: Parts, came: _Came, _: UploadTarget) -> UploadFinished:
    name = files.take_in(shelf=parts.shelf, file=came.stream(), filename=came.filename)
    with parts.db.transaction() as session:
        news.tell(session, "added", name)
        shown = models.shown(session, [parts.shelf.find(name)], shelf=parts.shelf)[0]
    return UploadFinished(id="", purpose="model", model=shown)


_WAYS: dict[str, Callable[[Parts, _Came, UploadTarget], UploadFinished]] = {
    "input": _as_input,
    "reference": _as_reference,
    "dataset": _into_dataset,
    "model": _onto_shelf,
}
