"""Routes of the runs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from fastapi.responses import RedirectResponse

from safelight.features.access import LinksDep, Reading, Studio, StudioDep, Writing
from safelight.features.classifiers.errors import RunUnfinished
from safelight.features.classifiers.repository import runs as repository
from safelight.features.classifiers.router.configs import Limit, OfDataset, OfProject, Search
from safelight.features.classifiers.schemas.comparing import Comparison
from safelight.features.classifiers.schemas.predictions import PredictionSort, Relabel, Relabelled, RunPrediction
from safelight.features.classifiers.schemas.runs import (
    Publish,
    Published,
    RunCurves,
    RunListed,
    RunShown,
    RunSort,
    RunStart,
    RunStarted,
    RunUpdate,
)
from safelight.features.classifiers.service import comparing, data, predictions, publishing, runs, showing
from safelight.features.models.access import ShelfDep
from safelight.features.projects import service as projects
from safelight.kit.paging import Page
from safelight.specs.classify import Evaluation, Split
from safelight.specs.jobs import JobState

router = APIRouter()

OfClass = Annotated[str | None, Query(max_length=200)]


@router.post("/runs", status_code=status.HTTP_202_ACCEPTED)
def start_run(spec: RunStart, studio: StudioDep, response: Response) -> RunStarted:
    """Train a classifier, from a config or from settings. The dataset is fixed as it is now."""
    run_id, job_id = runs.start(studio.db, studio.storage, spec=spec, max_queued=studio.limits.queued_jobs)
    return _started(studio, response, run_id, job_id)


@router.get("/runs")
def list_runs(
    session: Reading,
    after: str | None = None,
    limit: Limit = 50,
    state: Annotated[list[JobState], Query()] = [],  # noqa: B006  FastAPI copies it
    project: OfProject = None,
    dataset: OfDataset = None,
    config: Annotated[str | None, Query(max_length=80, description="Id: only what began with it")] = None,
    sweep: Annotated[str | None, Query(max_length=80, description="Id: only the runs of it")] = None,
    tag: Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00]*$")] = None,
    search: Search = None,
    sort: RunSort = "newest",
) -> Page[RunListed]:
    """Runs with how far they are and what they are worth; by a metric the best come first."""
    found, cursor = repository.page(
        session,
        after=after,
        limit=limit,
        states=state,
        project_id=projects.get(session, project).id if project else None,
        dataset_id=data.dataset(session, dataset).id if dataset else None,
        config_id=config,
        sweep_id=sweep,
        tag=tag,
        search=search,
        sort=sort,
    )
    return Page(items=showing.listed(session, found), next=cursor)


@router.get("/tags")
def list_run_tags(session: Reading) -> list[str]:
    """Every tag that a run has."""
    return repository.tags(session)


@router.get("/compare")
def compare_runs(
    session: Reading,
    asked: Annotated[list[str], Query(alias="runs", description="Ids or numbers of 2 to 8, with commas between")],
    split: Split = "val",
) -> Comparison:
    """Up to eight runs side by side: settings, metrics, curves, classes, confusion."""
    named = [each.strip() for text in asked for each in text.split(",") if each.strip()]
    return comparing.compare(session, asked=named, split=split)


@router.get("/runs/{run}")
def show_run(run: str, session: Reading) -> RunShown:
    """One run, by id or number, with all that it was told and has found."""
    return showing.shown(session, runs.get(session, run))


@router.patch("/runs/{run}")
def update_run(run: str, spec: RunUpdate, session: Writing) -> RunShown:
    """Rename a run, write notes, put tags on it, or put it into a project."""
    return showing.shown(session, runs.update(session, asked=run, spec=spec))


@router.delete("/runs/{run}", status_code=status.HTTP_204_NO_CONTENT)
def delete_run(run: str, studio: StudioDep) -> None:
    """Delete a run that has ended, and its files. A model that was published stays on the shelf."""
    with studio.db.transaction() as session:
        prefix = runs.delete(session, asked=run)
    studio.storage.delete_prefix(prefix)


@router.post("/runs/{run}/stop")
def stop_run(run: str, session: Writing) -> RunShown:
    """Stop a run; its state is kept, so that it can go on. Asking twice is harmless."""
    return showing.shown(session, runs.stop(session, asked=run))


@router.post("/runs/{run}/resume", status_code=status.HTTP_202_ACCEPTED)
def resume_run(run: str, session: Writing, studio: StudioDep, response: Response) -> RunStarted:
    """Go on with a run that was stopped or has failed, at the last batch whose state was kept."""
    found, job = runs.resume(session, asked=run, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return RunStarted(run=showing.shown(session, found), job_id=job.id)


@router.post("/runs/{run}/rerun", status_code=status.HTTP_202_ACCEPTED)
def rerun_run(run: str, studio: StudioDep, response: Response) -> RunStarted:
    """The same again as a new run: settings, data version and seed."""
    run_id, job_id = runs.rerun(studio.db, studio.storage, asked=run, max_queued=studio.limits.queued_jobs)
    return _started(studio, response, run_id, job_id)


@router.get("/runs/{run}/curves")
def show_run_curves(
    run: str,
    session: Reading,
    name: Annotated[str | None, Query(max_length=64, description="Only this curve")] = None,
    after_step: Annotated[int, Query(ge=-1, description="Only points beyond this step")] = -1,
) -> RunCurves:
    """The curves of a run, live while it learns; each is thinned to 1000 points with every peak still in it."""
    return showing.curves(session, runs.get(session, run), name=name, after_step=after_step)


@router.get("/runs/{run}/evaluations/{split}")
def show_run_evaluation(run: str, split: Split, session: Reading) -> Evaluation:
    """The whole judgement of the best weights on one part: metrics, classes, confusion matrix."""
    found = runs.get(session, run)
    evaluation = showing.evaluation(found, split)
    if evaluation is None:
        raise RunUnfinished(found.number, runs.state_of(found, runs.job_of(session, found)), split=split)
    return evaluation


@router.get("/runs/{run}/predictions")
def list_run_predictions(
    run: str,
    session: Reading,
    link: LinksDep,
    split: Split = "val",
    label: OfClass = None,
    predicted: OfClass = None,
    correct: Annotated[bool | None, Query(description="false: only the mistakes")] = None,
    sort: PredictionSort = "position",
    after: str | None = None,
    limit: Limit = 50,
) -> Page[RunPrediction]:
    """What the best weights say of each picture: a cell of the confusion matrix, or the most wrong (`sort=loss`)."""
    found, cursor = predictions.page(
        session,
        run=runs.get(session, run),
        split=split,
        label=label,
        predicted=predicted,
        correct=correct,
        sort=sort,
        after=after,
        limit=limit,
        link=link,
    )
    return Page(items=found, next=cursor)


@router.post("/runs/{run}/relabel")
def relabel_run_pictures(run: str, spec: Relabel, session: Writing) -> Relabelled:
    """File pictures that a run was judged by under another class; the next run learns from them so."""
    return predictions.relabel(session, run=runs.get(session, run), spec=spec)


@router.post("/runs/{run}/publish", status_code=status.HTTP_201_CREATED)
def publish_run(run: str, spec: Publish, studio: StudioDep, shelf: ShelfDep) -> Published:
    """Put the model of a run on the shelf of models; asking again gives the same one."""
    name = publishing.publish(studio.db, studio.storage, shelf=shelf, asked=run, name=spec.name)
    return Published(model=name)


@router.get("/runs/{run}/model.zip", response_class=RedirectResponse, status_code=status.HTTP_307_TEMPORARY_REDIRECT)
def download_run_model(run: str, studio: StudioDep, link: LinksDep) -> str:
    """The model of a run as a zip: a folder that transformers loads."""
    key, name = publishing.archive(studio.db, studio.storage, asked=run)
    return link(key, download_name=name)


def _started(studio: Studio, response: Response, run_id: str, job_id: str) -> RunStarted:
    response.headers["Location"] = f"/api/v1/jobs/{job_id}"
    with studio.db.reading() as session:
        return RunStarted(run=showing.shown(session, runs.get(session, run_id)), job_id=job_id)
