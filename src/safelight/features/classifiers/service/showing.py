"""Runs as the API shows them. However many there are, the number of queries is the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.classifiers.repository import configs as config_rows
from safelight.features.classifiers.repository import runs as repository
from safelight.features.classifiers.schemas.common import Named
from safelight.features.classifiers.schemas.runs import (
    CurvePoint,
    RunCurve,
    RunCurves,
    RunListed,
    RunModel,
    RunShown,
)
from safelight.features.classifiers.service import data, runs
from safelight.features.classifiers.tables import ClassifierRun
from safelight.jobs import service as jobs
from safelight.jobs.curves import thinned
from safelight.specs.classify import Evaluation, RunResult, TrainConfig
from safelight.specs.classify_fields import differing

SKIPPED_SHOWN = 500
POINTS = 1000


def listed(session: Session, found: Sequence[ClassifierRun]) -> list[RunListed]:
    """Runs for a list."""
    job_ids = [run.job_id for run in found if run.job_id]
    known, progress = jobs.all_behind(session, job_ids), jobs.progress_of(session, job_ids)
    in_projects = data.projects_named(session, {run.project_id for run in found})
    sets = data.names(session, {run.dataset_id for run in found})
    configs = config_rows.those(session, {run.config_id for run in found if run.config_id})
    metrics = repository.metrics_of(session, [run.id for run in found])
    is_held = any(job.owner for job in known.values())
    workers = {worker.id: worker.name for worker in jobs.workers(session)} if is_held else {}

    def one(run: ClassifierRun) -> RunListed:
        job, settings = known.get(run.job_id or ""), settings_of(run)
        judged = metrics.get(run.id, {})
        config = configs.get(run.config_id or "")
        return RunListed(
            id=run.id,
            number=run.number,
            name=run.name,
            state=runs.state_of(run, job),
            project=in_projects.get(run.project_id or ""),
            dataset=sets.get(run.dataset_id) or Named(id=run.dataset_id, name=""),
            dataset_version=run.dataset_version,
            config=Named(id=config.id, name=config.name) if config else None,
            sweep_id=run.sweep_id,
            tags=run.tags,
            has_notes=bool(run.notes),
            model_flavour=settings.model_flavour,
            seed=settings.seed,
            epochs=settings.epochs,
            monitor_metric=settings.monitor_metric,
            monitored=run.monitored,
            val=judged.get("val"),
            test=judged.get("test"),
            model=run.model,
            job_id=run.job_id,
            progress=progress.get(run.job_id or ""),
            failure=job.parsed_failure if job else None,
            stopping=job is not None and job.state == "running" and job.cancel_requested_at is not None,
            worker=workers.get(job.owner or "") if job else None,
            created_at=run.created_at,
            started_at=job.started_at if job else None,
            finished_at=(job.finished_at if job else None) or run.finished_at,
            seconds=judged.get("seconds"),
        )

    return [one(run) for run in found]


def shown(session: Session, run: ClassifierRun) -> RunShown:
    """One run with all that it was told and has found."""
    settings, result = settings_of(run), result_of(run)
    model = None
    if result and run.model_sha256:
        model = RunModel(size=run.model_size or 0, sha256=run.model_sha256, parameters=result.parameters)
    return RunShown(
        **dict(listed(session, [run])[0]),
        notes=run.notes,
        settings=settings,
        changed=differing(settings),
        labels=result.labels if result else [],
        counts=result.counts if result else {},
        skipped=result.skipped[:SKIPPED_SHOWN] if result else [],
        skipped_count=len(result.skipped) if result else 0,
        fingerprint=result.fingerprint if result else None,
        environment=result.environment if result else None,
        epoch_results=result.epochs if result else [],
        best_epoch=result.best_epoch if result else None,
        stopped=result.stopped if result else None,
        trained_model=model,
    )


def settings_of(run: ClassifierRun) -> TrainConfig:
    """All settings. What another version of Safelight knew and this one does not is passed over."""
    known = {name: value for name, value in run.settings.items() if name in TrainConfig.model_fields}
    return TrainConfig.model_validate(known)


def result_of(run: ClassifierRun) -> RunResult | None:
    """What it has found; None until it has ended well."""
    return None if run.result is None else RunResult.model_validate(_known_config(run.result))


def curves(session: Session, run: ClassifierRun, *, name: str | None = None, after_step: int = -1) -> RunCurves:
    """Its curves: what its job measures, or what its result tells of each epoch once the job is forgotten."""
    job = runs.job_of(session, run)
    if job is not None:
        points: dict[str, list[Any]] = {}
        for point in jobs.metrics_of(session, job.id, name, after_step=after_step):
            points.setdefault(point.name, []).append(point)
    else:
        points = _of_result(run, after_step)
        if name is not None:
            points = {known: its for known, its in points.items() if known == name}
    return RunCurves(
        run_id=run.id,
        state=runs.state_of(run, job),
        curves=[
            RunCurve(name=known, points=[CurvePoint(step=each.step, value=each.value) for each in thinned(its, POINTS)])
            for known, its in points.items()
        ],
    )


def evaluation(run: ClassifierRun, split: str) -> Evaluation | None:
    """The whole judgement on one part; None where there is none."""
    found = (run.result or {}).get("evaluations", {}).get(split)
    return None if found is None else Evaluation.model_validate(found)


def _of_result(run: ClassifierRun, after_step: int) -> dict[str, list[CurvePoint]]:
    result = result_of(run)
    points: dict[str, list[CurvePoint]] = {}
    for epoch in result.epochs if result else ():
        if epoch.step <= after_step:
            continue
        values: dict[str, Any] = {f"val_{name}": value for name, value in epoch.val.model_dump().items()}
        for name in ("train_loss", "lr", "images_per_second"):
            values[name] = getattr(epoch, name)
        for name, value in values.items():
            if isinstance(value, float):
                points.setdefault(name, []).append(CurvePoint(step=epoch.step, value=value))
    return points


def _known_config(result: Mapping[str, Any]) -> dict[str, Any]:
    config = {name: value for name, value in result["config"].items() if name in TrainConfig.model_fields}
    return {**result, "config": config}
