"""Where a machine joins: it shows a token, and has no account."""

from fastapi import APIRouter, Response

from safelight.features.access import StudioDep
from safelight.features.agents.access import KnockDep, SuppliesDep
from safelight.features.agents.schemas import Joined, Joining
from safelight.features.agents.service import joining as service

router = APIRouter(prefix="/agents", tags=["agents"])


@router.post("/join")
def join(joining: Joining, knock: KnockDep, studio: StudioDep, supplies: SuppliesDep, response: Response) -> Joined:
    """Join as a machine that computes, by `Authorization: Bearer` and a join token or the secret of before. Public."""
    response.headers["Cache-Control"] = "no-store"
    return service.join(studio.db, joining=joining, knock=knock, supplies=supplies)
