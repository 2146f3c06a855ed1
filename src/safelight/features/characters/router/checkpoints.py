"""Routes of a version's checkpoints, and of grids that compare them."""

from fastapi import APIRouter, Response, status

from safelight.features.access import LinksDep, Reading, StudioDep, Writing
from safelight.features.characters import service
from safelight.features.characters.schemas import CharacterShown
from safelight.features.characters.schemas.steps import CheckpointsShown, GridAsk, GridShown, StepChoice
from safelight.features.characters.service import checkpoints, grids, showing
from safelight.features.models.access import ShelfDep

router = APIRouter(prefix="/{id_or_name}/versions/{number}")


@router.get("/checkpoints")
def list_checkpoints(id_or_name: str, number: int, session: Reading, link: LinksDep) -> CheckpointsShown:
    """What the training had learnt at each sample point, with scores and samples; of one that still runs too."""
    return checkpoints.shown(session, character=service.get(session, id_or_name), number=number, link=link)


@router.post("/use-step")
def use_step(id_or_name: str, number: int, spec: StepChoice, session: Writing, link: LinksDep) -> CharacterShown:
    """Draw with this version as it was at that step, from the next picture on; the version is put into use."""
    character = service.locked(session, id_or_name)
    checkpoints.use_step(session, character=character, number=number, step=spec.step)
    session.flush()
    return showing.shown(session, character, link=link)


@router.post("/grids", status_code=status.HTTP_202_ACCEPTED)
def draw_grid(
    id_or_name: str,
    number: int,
    spec: GridAsk,
    session: Writing,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
) -> GridShown:
    """Draw steps x prompts x strengths as one job, at most 200 pictures; those drawn before are there at once.

    Asking again for a grid that is being drawn gives that same job.
    """
    character = service.locked(session, id_or_name)
    job = grids.start(
        session,
        character=character,
        number=number,
        spec=spec,
        base=shelf.info(service.version(character, number).base_model),
        max_queued=studio.limits.queued_jobs,
    )
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return grids.one(session, character=character, number=number, job_id=job.id, link=link)


@router.get("/grids")
def list_grids(id_or_name: str, number: int, session: Reading, link: LinksDep) -> list[GridShown]:
    """The grids of a version, newest first, as far as they are drawn."""
    return grids.shown(session, character=service.get(session, id_or_name), number=number, link=link)


@router.get("/grids/{job_id}")
def show_grid(id_or_name: str, number: int, job_id: str, session: Reading, link: LinksDep) -> GridShown:
    """One grid, by the id of its job."""
    character = service.get(session, id_or_name)
    return grids.one(session, character=character, number=number, job_id=job_id, link=link)
