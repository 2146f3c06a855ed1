"""The end of an upload: its bytes are read and checked, and become what they were sent for."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from safelight.features.access import Links, Studio, require_scope
from safelight.features.characters import service as characters
from safelight.features.characters.service import references, showing
from safelight.features.datasets import service as datasets
from safelight.features.datasets.service import importing
from safelight.features.inputs import service as inputs
from safelight.features.models import service as models
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service import files, news
from safelight.features.uploads.errors import UploadDiffers, UploadMissing
from safelight.features.uploads.schemas import Purpose, UploadFinished, UploadTarget
from safelight.features.uploads.service import SCOPES, get
from safelight.features.uploads.tables import Upload
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.specs.people import Principal
from safelight.storage import Storage, StorageNotFound


@dataclass(frozen=True)
class Finishing:
    """What of the server an upload may become a part of."""

    studio: Studio
    shelf: ModelShelf
    limits: importing.Limits
    link: Links


@dataclass(frozen=True)
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


def finish(work: Finishing, who: Principal, *, upload_id: str, target: UploadTarget) -> UploadFinished:
    """Check what came, and make of it what it is for. What is refused is deleted, and its upload is over.

    Raises UploadNotFound, UploadOver, UploadMissing, UploadDiffers, NotAllowed, and what the purpose's own way in does.
    """
    studio = work.studio
    with studio.db.reading() as session:
        upload = get(session, upload_id)
    purpose: Purpose = upload.purpose  # type: ignore[assignment]  # one of these was written
    require_scope(who, SCOPES[purpose])
    _check(purpose, target)
    with _taken(studio.storage, upload) as came:
        # Only one of two that finish it at once goes on from here.
        with studio.db.transaction() as session:
            get(session, upload_id, lock=True).finished_at = utcnow()
        try:
            return _WAYS[purpose](work, came, target).model_copy(update={"id": upload_id})
        finally:
            studio.storage.delete(upload.key)


@contextmanager
def _taken(storage: Storage, upload: Upload) -> Iterator[_Came]:
    """The bytes as a file here, which are those announced; others are deleted from the storage."""
    try:
        pieces = storage.stream(upload.key)
    except StorageNotFound as error:
        raise UploadMissing(
            f"Nothing has come for the upload {upload.id!r} yet.", hint="PUT the bytes to its address first."
        ) from error
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile() as file:
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


def _check(purpose: Purpose, target: UploadTarget) -> None:
    if purpose == "reference" and not target.character:
        raise InvalidInput.of("character", "", "a reference is of a character", hint="Name it by its id.")
    if purpose == "dataset" and not target.dataset:
        raise InvalidInput.of("dataset", "", "a dataset's picture is of a dataset", hint="Name it by its id.")


def _as_input(work: Finishing, came: _Came, _: UploadTarget) -> UploadFinished:
    studio = work.studio
    picture = inputs.look_at(came.stream(), filename=came.filename, intake=studio.intake)  # type: ignore[arg-type]  # IO[bytes]
    row = inputs.take(studio.db, studio.storage, picture=picture)
    return UploadFinished(id="", purpose="input", input=inputs.shown([row], link=work.link, notes=picture.notes)[0])


def _as_reference(work: Finishing, came: _Came, target: UploadTarget) -> UploadFinished:
    studio, limit = work.studio, work.studio.limits.reference_images
    with studio.db.reading() as session:
        character = characters.get(session, target.character or "")
        references.refuse_closed(session, character, max_pictures=limit)
    incoming = references.take_in(came, character_id=character.id, caption=target.caption, intake=studio.intake)
    with references.stored(studio.storage, incoming) as reference, studio.db.transaction() as session:
        character = characters.locked(session, character.id)
        base = work.shelf.info(character.base_model)
        references.add(session, character=character, reference=reference, base=base, max_pictures=limit)
        shown = showing.reference_shown(reference, link=work.link)
    return UploadFinished(id="", purpose="reference", reference=shown)


def _into_dataset(work: Finishing, came: _Came, target: UploadTarget) -> UploadFinished:
    studio = work.studio
    with studio.db.reading() as session:
        dataset = datasets.of_pictures(datasets.get(session, target.dataset or ""))
        importing.refuse_full(session, dataset, work.limits)
    with importing.stored(studio.storage, dataset.id, [came]) as spec, studio.db.transaction() as session:
        started = importing.start(
            session,
            dataset=datasets.locked(session, dataset.id),
            spec=spec.model_copy(update={"split": target.split, "label": target.label}),
            max_queued=studio.limits.queued_jobs,
        )
    return UploadFinished(id="", purpose="dataset", dataset=started)


def _onto_shelf(work: Finishing, came: _Came, _: UploadTarget) -> UploadFinished:
    name = files.take_in(shelf=work.shelf, file=came.stream(), filename=came.filename)
    with work.studio.db.transaction() as session:
        news.tell(session, "added", name)
        shown = models.shown(session, [work.shelf.find(name)], shelf=work.shelf)[0]
    return UploadFinished(id="", purpose="model", model=shown)


_WAYS: dict[Purpose, Callable[[Finishing, _Came, UploadTarget], UploadFinished]] = {
    "input": _as_input,
    "reference": _as_reference,
    "dataset": _into_dataset,
    "model": _onto_shelf,
}
