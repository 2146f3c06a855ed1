"""Routes of the characters."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Form, Header, Query, Response, UploadFile, status
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError

from safelight.features.access import LinksDep, Reading, StudioDep, Writing
from safelight.features.characters import loras, references, repository, service, showing, starting
from safelight.features.characters.schemas import (
    CharacterCreate,
    CharacterCreated,
    CharacterImport,
    CharacterShown,
    CharacterUpdate,
)
from safelight.features.models.access import ShelfDep
from safelight.kit.errors import InvalidInput
from safelight.kit.files import sha256_of
from safelight.kit.ids import new_id
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.specs.training import LoraTrainOverrides
from safelight.storage import layout

router = APIRouter(prefix="/characters", tags=["characters"])

Layout = Literal["diffusers", "kohya"]
Shape = TypeVar("Shape")

_CAPTIONS = TypeAdapter(dict[str, str])
_TRAINING = TypeAdapter(LoraTrainOverrides)


class IncomingFile:
    """An uploaded file, read no further than the limit."""

    def __init__(self, upload: UploadFile) -> None:
        self._upload = upload
        self.filename = upload.filename or "unnamed"

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes from its beginning."""
        self._upload.file.seek(0)
        return self._upload.file.read(limit)


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def create_character(
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
    images: list[UploadFile],
    name: Annotated[str, Form()],
    base_model: Annotated[str | None, Form()] = None,
    trigger: Annotated[str | None, Form()] = None,
    class_word: Annotated[str, Form()] = "",
    description: Annotated[str, Form()] = "",
    captions: Annotated[str, Form(description='JSON: {"file name": "caption"}')] = "{}",
    training: Annotated[str, Form(description="JSON: training settings that differ from the model's preset")] = "{}",
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> CharacterCreated:
    """Make a character from about 20 pictures: check, crop, caption, train, sample, register, as one job.

    Files that cannot be used are listed in `refused` with the reason; the others go on.
    """
    spec = CharacterCreate(
        name=name,
        base_model=base_model or None,
        trigger=trigger or None,
        class_word=class_word,
        description=description,
        captions=_json_form("captions", captions, _CAPTIONS),
        training=_json_form("training", training, _TRAINING),
    )
    base = shelf.info(spec.base_model)
    with studio.db.reading() as session:
        earlier = repository.by_idempotency_key(session, idempotency_key) if idempotency_key else None
        if earlier:
            response.headers["Location"] = f"/api/v1/jobs/{earlier.job_id}"
            return CharacterCreated(
                character=showing.shown(session, [earlier], link=link)[0], job_id=earlier.job_id or "", refused=[]
            )
        service.refuse_taken_name(session, spec.name)
    character_id = new_id("char")
    with references.undone_on_error(studio.storage, character_id):
        received = references.receive(
            [IncomingFile(image) for image in images],
            character_id=character_id,
            captions=spec.captions,
            intake=studio.intake,
            storage=studio.storage,
            max_pictures=studio.limits.reference_images,
        )
        with studio.db.transaction() as session:
            character, job = starting.create(
                session,
                character_id=character_id,
                spec=spec,
                base=base,
                received=received,
                max_queued=studio.limits.queued_jobs,
                idempotency_key=idempotency_key,
            )
            shown = showing.shown(session, [character], link=link)[0]
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return CharacterCreated(character=shown, job_id=job.id, refused=received.refused)


@router.post("/import", status_code=status.HTTP_201_CREATED)
def import_character(
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    file: UploadFile,
    name: Annotated[str, Form()],
    base_model: Annotated[str | None, Form()] = None,
    trigger: Annotated[str | None, Form()] = None,
    class_word: Annotated[str, Form()] = "",
    description: Annotated[str, Form()] = "",
) -> CharacterShown:
    """Make a character of an existing LoRA file (diffusers or kohya layout). It can be used at once."""
    spec = CharacterImport(
        name=name,
        base_model=base_model or None,
        trigger=trigger or None,
        class_word=class_word,
        description=description,
    )
    base = shelf.info(spec.base_model)
    with studio.db.reading() as session:
        service.refuse_taken_name(session, spec.name)
    character_id = new_id("char")
    with tempfile.TemporaryDirectory() as folder, references.undone_on_error(studio.storage, character_id):
        given, path = Path(folder) / "given.safetensors", Path(folder) / "lora.safetensors"
        with given.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        loras.normalise_lora(given, path, base)
        key = layout.lora(character_id, service.version_name(1))
        studio.storage.put(key, path, content_type=service.WEIGHTS)
        with studio.db.transaction() as session:
            character = loras.import_lora(
                session,
                character_id=character_id,
                spec=spec,
                base=base,
                key=key,
                sha256=sha256_of(path),
                size=path.stat().st_size,
            )
            return showing.shown(session, [character], link=link)[0]


@router.get("")
def list_characters(
    session: Reading,
    link: LinksDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    search: Annotated[str | None, Query(max_length=100)] = None,
) -> Page[CharacterShown]:
    """Characters, newest first."""
    found = repository.page(session, after=after, limit=limit, search=search)
    items = showing.shown(session, found[:limit], link=link)
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/{id_or_name}")
def show_character(id_or_name: str, session: Reading, link: LinksDep) -> CharacterShown:
    """One character, by id or by name."""
    return showing.shown(session, [service.get(session, id_or_name)], link=link)[0]


@router.patch("/{id_or_name}")
def update_character(id_or_name: str, spec: CharacterUpdate, session: Writing, link: LinksDep) -> CharacterShown:
    """Rename a character or change its description."""
    character = service.update(session, character=service.get(session, id_or_name), spec=spec)
    session.flush()
    return showing.shown(session, [character], link=link)[0]


@router.post("/{id_or_name}/train", status_code=status.HTTP_202_ACCEPTED)
def train_again(
    id_or_name: str,
    training: LoraTrainOverrides,
    session: Writing,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
) -> CharacterCreated:
    """Train a character again, with other settings; the one in use stays until the new one is there."""
    character = service.get(session, id_or_name)
    job = starting.retrain(
        session,
        character=character,
        overrides=training,
        base=shelf.info(character.base_model),
        max_queued=studio.limits.queued_jobs,
    )
    session.flush()
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return CharacterCreated(character=showing.shown(session, [character], link=link)[0], job_id=job.id)


@router.delete("/{id_or_name}", status_code=status.HTTP_204_NO_CONTENT)
def delete_character(id_or_name: str, studio: StudioDep) -> None:
    """Delete a character, its pictures and its LoRA. Pictures made with it stay."""
    with studio.db.transaction() as session:
        prefix = service.delete(session, character=service.get(session, id_or_name))
    studio.storage.delete_prefix(prefix)


@router.get("/{id_or_name}/lora", response_class=RedirectResponse, status_code=status.HTTP_307_TEMPORARY_REDIRECT)
def download_lora(
    id_or_name: str, studio: StudioDep, link: LinksDep, layout_: Annotated[Layout, Query(alias="layout")] = "diffusers"
) -> str:
    """The character's LoRA file, in the diffusers or in the kohya (ComfyUI, A1111) layout."""
    with studio.db.reading() as session:
        character = service.ready(session, id_or_name)
    key, filename = loras.lora_file(character, studio.storage, kohya=layout_ == "kohya")
    return link(key, download_name=filename)


def _json_form(field: str, text: str, shape: TypeAdapter[Shape]) -> Shape:
    try:
        return shape.validate_json(text or "{}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([field, *(str(part) for part in first["loc"])])
        raise InvalidInput.of(
            where, first.get("input", text), first["msg"], hint=f"{field} is a JSON object, such as {{}}."
        ) from error
