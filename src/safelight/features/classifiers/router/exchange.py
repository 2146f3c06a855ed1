"""Routes by which runs leave the studio as the file of a stand-alone training, and come in from one."""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Response, UploadFile, status

from safelight.features.access import Reading, StudioDep
from safelight.features.classifiers.schemas.exchange import RunImported
from safelight.features.classifiers.service import exchange as service
from safelight.features.forms import FormRoute
from safelight.kit.ids import new_id
from safelight.specs.classify import TrainConfig
from safelight.storage import layout

router = APIRouter(prefix="/classifiers/runs", tags=["classifiers"], route_class=FormRoute)


@router.get("/{run}/config.json", response_model_exclude_none=True)
def export_config(run: str, session: Reading) -> TrainConfig:
    """A run (its id or number) as a file for `safelight train`. `root` is missing where the studio has the pictures."""
    return service.exported(session, asked=run)


@router.post("/import", status_code=status.HTTP_201_CREATED)
def import_run(
    studio: StudioDep,
    response: Response,
    file: UploadFile,
    name: Annotated[str | None, Form(max_length=80, description="Its folder's name if left out")] = None,
    dataset: Annotated[
        str | None, Form(max_length=80, description="Id or name; found by its fingerprint if left out")
    ] = None,
    project: Annotated[str | None, Form(max_length=80, description="Id or name")] = None,
) -> RunImported:
    """Make a run of what `safelight train` has left: a zip of its folder, with model, predictions and curves."""
    run_id = new_id("run")
    with tempfile.TemporaryDirectory() as folder:
        brought = service.unpacked(file.file, Path(folder))
        try:
            key = service.store(studio.storage, brought, run_id=run_id)
            with studio.db.transaction() as session:
                made = service.record(
                    session,
                    brought,
                    run_id=run_id,
                    model_key=key,
                    name=name or None,
                    dataset=dataset or None,
                    project=project or None,
                )
        except BaseException:
            studio.storage.delete_prefix(layout.run(run_id))
            raise
    response.headers["Location"] = f"/api/v1/classifiers/runs/{made.run_id}"
    return made
