"""Routes of the characters."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Header, Query, Response, UploadFile, status
from fastapi.responses import RedirectResponse

from safelight.features.access import LinksDep, Reading, StudioDep, Writing
from safelight.features.characters import repository, service
from safelight.features.characters.access import IncomingFile, json_form
from safelight.features.characters.errors import CharacterNameTaken
from safelight.features.characters.router import captions as caption_router
from safelight.features.characters.router import checkpoints as checkpoint_router
from safelight.features.characters.router import doctor as doctor_router
from safelight.features.characters.router import lineage as lineage_router
from safelight.features.characters.router import references as reference_router
from safelight.features.characters.schemas import (
    Caption,
    CharacterCreate,
    CharacterCreated,
    CharacterImport,
    CharacterListed,
    CharacterShown,
    CharacterSort,
    CharacterStatus,
    CharacterUpdate,
    DeletionShown,
    DraftCreate,
    SampleShown,
    TrainAsk,
    TrainingPlan,
    TrainRequest,
)
from safelight.features.characters.service import (
    captioning,
    deleting,
    drafts,
    loras,
    own_models,
    plans,
    references,
    showing,
    starting,
)
from safelight.features.forms import ManyFilesRoute
from safelight.features.models.access import ShelfDep
from safelight.features.projects import service as projects
from safelight.features.webhooks.access import HooksDep
from safelight.features.webhooks.schemas import WebhookAsk, WebhookFields
from safelight.kit.files import sha256_of
from safelight.kit.ids import new_id
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.kit.pictures import safe_name
from safelight.specs.people import Consent
from safelight.specs.training import Preset, TrainOverrides
from safelight.storage import layout

router = APIRouter(prefix="/characters", tags=["characters"], route_class=ManyFilesRoute)
router.include_router(reference_router.router)
router.include_router(caption_router.router)
router.include_router(doctor_router.router)
router.include_router(checkpoint_router.router)
router.include_router(lineage_router.router)

Layout = Literal["diffusers", "kohya"]
ConsentForm = Annotated[str, Form(description="JSON: whose likeness it is (person), and on what basis")]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]
Search = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def create_character(
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
    response: Response,
    images: list[UploadFile],
    name: Annotated[str, Form()],
    base_model: Annotated[str | None, Form()] = None,
    trigger: Annotated[str | None, Form()] = None,
    class_word: Annotated[str, Form()] = "",
    description: Annotated[str, Form()] = "",
    captions: Annotated[str, Form(description='JSON: {"file name": "caption"}')] = "{}",
    training: Annotated[str, Form(description="JSON: training settings that differ from the model's preset")] = "{}",
    consent: ConsentForm = "",
    webhook: Annotated[str, Form(description="JSON: url, events and secret of a webhook")] = "",
    idempotency_key: IdempotencyKey = None,
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
        captions=json_form("captions", captions, dict[str, Caption]),
        training=json_form("training", training, TrainOverrides),
        consent=json_form("consent", consent, Consent) if consent else None,
    )
    called = WebhookFields(webhook=json_form("webhook", webhook, WebhookAsk)) if webhook else WebhookFields()
    base = shelf.info(spec.base_model)

    def made_before() -> CharacterCreated | None:
        with studio.db.reading() as session:
            earlier = repository.by_idempotency_key(session, idempotency_key) if idempotency_key else None
            if earlier is None:
                service.refuse_taken_name(session, spec.name)
                return None
            response.headers["Location"] = f"/api/v1/jobs/{earlier.job_id}"
            shown = showing.shown(session, earlier, link=link)
            return CharacterCreated(character=shown, job_id=earlier.job_id or "", refused=[])

    if (earlier := made_before()) is not None:
        return earlier
    character_id = new_id("char")
    try:
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
                hooks.attach(session, job.id, called)
                shown = showing.shown(session, character, link=link)
    except CharacterNameTaken:
        # The same request may have come twice at once: then the other one has made it.
        if (earlier := made_before()) is not None:
            return earlier
        raise
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return CharacterCreated(character=shown, job_id=job.id, refused=received.refused)


@router.post("/drafts", status_code=status.HTTP_201_CREATED)
def create_draft(spec: DraftCreate, session: Writing, shelf: ShelfDep, link: LinksDep) -> CharacterShown:
    """Begin a character: pictures, words and a plan come one by one, and nothing is learnt before it is told to."""
    draft = drafts.start(session, spec=spec, base=shelf.info(spec.base_model))
    return showing.shown(session, draft, link=link)


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
    consent: ConsentForm = "",
) -> CharacterShown:
    """Make a character of an existing LoRA file (diffusers or kohya layout). It can be used at once."""
    spec = CharacterImport(
        name=name,
        base_model=base_model or None,
        trigger=trigger or None,
        class_word=class_word,
        description=description,
        consent=json_form("consent", consent, Consent) if consent else None,
    )
    base = shelf.info(spec.base_model)
    with studio.db.reading() as session:
        service.refuse_taken_name(session, spec.name)
    character_id = new_id("char")
    with tempfile.TemporaryDirectory() as folder, references.undone_on_error(studio.storage, character_id):
        # What is wrong with a file is said by its name, so it keeps the one it came with.
        given, path = Path(folder) / safe_name(file.filename or "", fallback="file"), Path(folder) / ".lora"
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
            return showing.shown(session, character, link=link)


@router.get("")
def list_characters(
    session: Reading,
    link: LinksDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    search: Search = None,
    status: CharacterStatus | None = None,
    project: Annotated[str | None, Query(max_length=80, description="Id or name: only what it gathers")] = None,
    sort: CharacterSort = "newest",
) -> Page[CharacterListed]:
    """Characters, drafts among them, each with a cover; `/characters/{id}` knows the rest."""
    project_id = projects.get(session, project).id if project else None
    found, cursor = repository.page(
        session, after=after, limit=limit, search=search, status=status, project_id=project_id, sort=sort
    )
    return Page(items=showing.listed(session, found, link=link), next=cursor)


@router.get("/{id_or_name}")
def show_character(id_or_name: str, session: Reading, link: LinksDep) -> CharacterShown:
    """One character, by id or by name."""
    return showing.shown(session, service.get(session, id_or_name), link=link)


@router.patch("/{id_or_name}")
def update_character(
    id_or_name: str, spec: CharacterUpdate, session: Writing, shelf: ShelfDep, link: LinksDep
) -> CharacterShown:
    """Rename a character, describe it, or say how it is to learn; the trigger, what it is and its base only before."""
    character = service.locked(session, id_or_name)
    base = shelf.info(spec.base_model) if spec.base_model else None
    service.update(session, character=character, spec=spec, base_model=base.name if base else None)
    if base or "overrides" in spec.model_fields_set:
        references.judge_again(character, base or shelf.info(character.base_model))
    session.flush()
    return showing.shown(session, character, link=link)


@router.get("/{id_or_name}/plan")
def plan_training(
    id_or_name: str,
    session: Reading,
    studio: StudioDep,
    shelf: ShelfDep,
    preset: Preset | None = None,
    overrides: Annotated[str | None, Query(description="JSON: settings that differ from the preset")] = None,
) -> TrainingPlan:
    """What training it now would be: every setting, the time by what was measured, and what stands in the way.

    What is left out is as it was chosen for the character.
    """
    character = service.get(session, id_or_name)
    return plans.plan(
        session,
        character=character,
        base=shelf.info(character.base_model),
        preset=preset,
        overrides=json_form("overrides", overrides, TrainOverrides) if overrides is not None else None,
        max_queued=studio.limits.queued_jobs,
    )


@router.post("/{id_or_name}/train", status_code=status.HTTP_202_ACCEPTED)
def train_character(
    id_or_name: str,
    spec: TrainAsk,
    session: Writing,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> CharacterCreated:
    """Train a draft for the first time, or a character again; the version in use stays until the new one is there.

    Asking again for what is being trained already gives that same job.
    """
    if spec.captioner is not None:
        captioning.captioner(shelf, spec.captioner.model)
    character = service.locked(session, id_or_name)
    job = starting.train(
        session,
        character=character,
        spec=spec.without_webhook(TrainRequest),
        base=shelf.info(character.base_model),
        max_queued=studio.limits.queued_jobs,
        idempotency_key=idempotency_key,
    )
    hooks.attach(session, job.id, spec)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return CharacterCreated(character=showing.shown(session, character, link=link), job_id=job.id)


@router.get("/{id_or_name}/samples")
def list_samples(
    id_or_name: str, session: Reading, link: LinksDep, version: Annotated[int | None, Query(ge=1)] = None
) -> list[SampleShown]:
    """The pictures made as it learnt, by version, step and prompt; of a version in the making too."""
    character = service.get(session, id_or_name)
    found = repository.samples(session, character.id, version=version)
    return [showing.sample_shown(sample, link=link) for sample in found]


@router.post("/{id_or_name}/versions/{number}/use")
def use_version(id_or_name: str, number: int, session: Writing, link: LinksDep) -> CharacterShown:
    """Draw with this version from now on."""
    character = service.use_version(session, character=service.locked(session, id_or_name), number=number)
    session.flush()
    return showing.shown(session, character, link=link)


@router.delete("/{id_or_name}/versions/{number}", status_code=status.HTTP_204_NO_CONTENT)
def delete_version(id_or_name: str, number: int, studio: StudioDep, shelf: ShelfDep) -> None:
    """Delete a version that is not in use, its LoRA or model and its samples. Pictures made with it stay."""
    with studio.db.transaction() as session:
        character = service.locked(session, id_or_name)
        model = service.version(character, number).model
        keys = service.delete_version(session, character=character, number=number)
        hidden = own_models.remove(session, shelf=shelf, names=[model])
    studio.storage.delete(*keys)
    own_models.clear(hidden)


@router.get("/{id_or_name}/deletion")
def look_at_deletion(id_or_name: str, studio: StudioDep, session: Reading) -> DeletionShown:
    """What deleting a character would take with it, and what would stay."""
    return deleting.foreseen(session, character=service.get(session, id_or_name), storage=studio.storage)


@router.delete("/{id_or_name}", status_code=status.HTTP_204_NO_CONTENT)
def delete_character(id_or_name: str, studio: StudioDep, shelf: ShelfDep) -> None:
    """Delete a character, its pictures and its LoRAs or models. Pictures made with it stay."""
    with studio.db.transaction() as session:
        character = service.locked(session, id_or_name)
        models = [version.model for version in character.versions]
        prefix = service.delete(session, character=character)
        hidden = own_models.remove(session, shelf=shelf, names=models)
    studio.storage.delete_prefix(prefix)
    own_models.clear(hidden)


@router.get("/{id_or_name}/lora", response_class=RedirectResponse, status_code=status.HTTP_307_TEMPORARY_REDIRECT)
def download_lora(
    id_or_name: str,
    studio: StudioDep,
    link: LinksDep,
    layout_: Annotated[Layout, Query(alias="layout")] = "diffusers",
    version: Annotated[int | None, Query(ge=1, description="The one in use if left out")] = None,
) -> str:
    """A LoRA file of the character, in the diffusers or in the kohya (ComfyUI, A1111) layout."""
    with studio.db.reading() as session:
        file = loras.file_of(service.ready(session, id_or_name), version)
    return link(loras.in_layout(file, studio.storage, kohya=layout_ == "kohya"), download_name=file.name(layout_))
