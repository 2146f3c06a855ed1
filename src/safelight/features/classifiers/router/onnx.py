"""Routes of a run's model for ONNX runtimes."""

from fastapi import APIRouter, Response, status
from sqlalchemy.orm import Session

from safelight.features.access import Links, LinksDep, Reading, Studio, StudioDep, Writing
from safelight.features.classifiers.schemas.exchange import OnnxState
from safelight.features.classifiers.service import onnx as service

router = APIRouter(prefix="/classifiers/runs/{run}", tags=["classifiers"])


@router.get("/onnx")
def show_onnx(run: str, session: Reading, studio: StudioDep, link: LinksDep) -> OnnxState:
    """Whether the model of a run (its id or number) is there as ONNX, and a link to it."""
    return _shown(session, run, studio, link)


@router.post("/onnx", status_code=status.HTTP_202_ACCEPTED)
def export_onnx(run: str, session: Writing, studio: StudioDep, link: LinksDep, response: Response) -> OnnxState:
    """Make it, and check it against torch before it is offered. While it is made, asking again is the same job."""
    job = service.start(session, asked=run, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return _shown(session, run, studio, link)


def _shown(session: Session, run: str, studio: Studio, link: Links) -> OnnxState:
    return service.shown(
        session, asked=run, storage=studio.storage, link=lambda key, name: link(key, download_name=name)
    )
