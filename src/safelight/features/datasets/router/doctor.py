"""Routes of the doctor of a dataset."""

from fastapi import APIRouter, Response, status

from safelight.features.access import LinksDep, Reading, StudioDep, Writing
from safelight.features.datasets import service
from safelight.features.datasets.schemas import ImportStarted
from safelight.features.datasets.schemas.doctor import DatasetDoctor
from safelight.features.datasets.service import doctor, importing

router = APIRouter(prefix="/{id_or_name}/doctor")


@router.get("")
def show_dataset_doctor(id_or_name: str, session: Reading, link: LinksDep) -> DatasetDoctor:
    """What may hurt a training: in pictures, between them (across parts and classes, too), and in the set as a whole.

    Each finding comes with the reason in words, and answers that can be sent as they are to `pictures/changes`.
    """
    return doctor.report(session, dataset=service.get(session, id_or_name), link=link)


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def examine_dataset(id_or_name: str, session: Writing, studio: StudioDep, response: Response) -> ImportStarted:
    """Examine all pictures again; an import does it by itself."""
    dataset = service.locked(session, id_or_name)
    started = importing.start_examination(session, dataset=dataset, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started
