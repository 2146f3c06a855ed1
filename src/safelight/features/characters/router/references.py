"""Routes of the pictures that a character is learnt from."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, UploadFile, status

from safelight.features.access import LinksDep, StudioDep, Writing
from safelight.features.characters import service
from safelight.features.characters.access import IncomingFile
from safelight.features.characters.schemas import (
    Caption,
    CaptionsChange,
    CaptionsChanged,
    ReferenceChange,
    ReferenceShown,
)
from safelight.features.characters.service import captions, masks, references, showing, unpacking
from safelight.features.forms import ManyFilesRoute
from safelight.features.models.access import ShelfDep

router = APIRouter(prefix="/{id_or_name}/references", route_class=ManyFilesRoute)


@router.post("", status_code=status.HTTP_201_CREATED)
def add_reference(
    id_or_name: str,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    file: UploadFile,
    caption: Annotated[Caption | None, Form()] = None,
) -> ReferenceShown:
    """Add one picture to learn from. Several may be sent at once, each by a request of its own.

    A file that cannot be used is answered with 422 and the reason, one that is there already with 409.
    """
    limit = studio.limits.reference_images
    with studio.db.reading() as session:
        character = service.get(session, id_or_name)
        references.refuse_closed(session, character, max_pictures=limit)
    incoming = references.take_in(IncomingFile(file), character_id=character.id, caption=caption, intake=studio.intake)
    with references.stored(studio.storage, incoming) as reference, studio.db.transaction() as session:
        character = service.locked(session, character.id)
        references.add(
            session,
            character=character,
            reference=reference,
            base=shelf.info(character.base_model),
            max_pictures=limit,
        )
        return showing.reference_shown(reference, link=link)


@router.post("/captions")
def change_captions(id_or_name: str, spec: CaptionsChange, session: Writing) -> CaptionsChanged:
    """Caption many pictures at once: one by one, from a template, or by find and replace. `dry_run` only looks."""
    changes = captions.change(session, character=service.locked(session, id_or_name), spec=spec)
    return CaptionsChanged(changes=changes, applied=not spec.dry_run)


@router.post("/import-captions")
def import_captions(
    id_or_name: str,
    session: Writing,
    files: list[UploadFile],
    *,
    dry_run: Annotated[bool, Query(description="Only say what would change")] = False,
) -> CaptionsChanged:
    """Take captions from files: `.txt` or `.caption` named like the pictures, `.jsonl`, `.json`, or a `.zip` of these.

    JSON is by file name: a caption, or kohya's metadata. Folders such as `10_name` also say how often pictures come.
    """
    found = unpacking.read_files(IncomingFile(file) for file in files)
    character = service.locked(session, id_or_name)
    return captions.take_over(session, character=character, found=found, dry_run=dry_run)


@router.patch("/{reference_id}")
def change_reference(
    id_or_name: str, reference_id: str, spec: ReferenceChange, session: Writing, shelf: ShelfDep, link: LinksDep
) -> ReferenceShown:
    """Caption a picture, leave it out or take it in again, repeat it, or move it."""
    character = service.locked(session, id_or_name)
    base = shelf.info(character.base_model)
    reference = references.change(session, character=character, reference_id=reference_id, spec=spec, base=base)
    return showing.reference_shown(reference, link=link)


@router.put("/{reference_id}/mask")
def put_mask(id_or_name: str, reference_id: str, studio: StudioDep, link: LinksDep, file: UploadFile) -> ReferenceShown:
    """Say what of a picture is learnt: a picture of the same shape, white where it counts, black where it does not.

    How little the black part counts is the training's `unmasked_weight`.
    """
    with studio.db.reading() as session:
        character = service.get(session, id_or_name)
        reference = references.find(character, reference_id)
        service.refuse_while_training(session, character)
    data = masks.take_in(IncomingFile(file), reference=reference, intake=studio.intake)
    with masks.stored(studio.storage, reference, data) as key, studio.db.transaction() as session:
        changed, before = masks.put(
            session, character=service.locked(session, character.id), reference_id=reference_id, key=key
        )
        shown = showing.reference_shown(changed, link=link)
    if before is not None:
        studio.storage.delete(before)
    return shown


@router.delete("/{reference_id}/mask", status_code=status.HTTP_204_NO_CONTENT)
def delete_mask(id_or_name: str, reference_id: str, studio: StudioDep) -> None:
    """Learn from all of a picture again."""
    with studio.db.transaction() as session:
        character = service.locked(session, id_or_name)
        _, before = masks.put(session, character=character, reference_id=reference_id, key=None)
    if before is not None:
        studio.storage.delete(before)


@router.delete("/{reference_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_reference(id_or_name: str, reference_id: str, studio: StudioDep, shelf: ShelfDep) -> None:
    """Delete a picture for good."""
    with studio.db.transaction() as session:
        character = service.locked(session, id_or_name)
        base = shelf.info(character.base_model)
        keys = references.remove(session, character=character, reference_id=reference_id, base=base)
    studio.storage.delete(*keys)
