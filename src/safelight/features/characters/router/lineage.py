"""Routes of where weights come from, and of training again."""

from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from safelight.features.access import LinksDep, Reading, StudioDep, Writing
from safelight.features.characters import service
from safelight.features.characters.schemas import CharacterCreated
from safelight.features.characters.schemas.steps import VersionLineage
from safelight.features.characters.service import lineage, showing
from safelight.features.models.access import ShelfDep

router = APIRouter()

Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="As recipes name the file of a LoRA")]


@router.get("/weights/{sha256}/lineage")
def show_lineage_of_weights(sha256: Sha256, session: Reading) -> VersionLineage:
    """Which training made the LoRA file that a recipe names: its character, version, step, settings and pictures."""
    return lineage.of_weights(session, sha256=sha256)


@router.get("/{id_or_name}/versions/{number}/lineage")
def show_lineage(id_or_name: str, number: int, session: Reading) -> VersionLineage:
    """What a version was learnt from, on and by: pictures, captions, base, settings, program, packages, device."""
    return lineage.shown(service.get(session, id_or_name), number)


@router.post("/{id_or_name}/versions/{number}/repeat", status_code=status.HTTP_202_ACCEPTED)
def repeat_training(
    id_or_name: str,
    number: int,
    session: Writing,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
) -> CharacterCreated:
    """Train a version again with the same pictures, captions, settings and seeds, as the next version."""
    character = service.locked(session, id_or_name)
    before = service.version(character, number)
    job = lineage.again(
        session,
        character=character,
        number=number,
        base=shelf.info(before.base_model),
        storage=studio.storage,
        max_queued=studio.limits.queued_jobs,
    )
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return CharacterCreated(character=showing.shown(session, character, link=link), job_id=job.id)
