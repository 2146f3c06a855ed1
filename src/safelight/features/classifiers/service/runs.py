"""Runs: started, stopped, gone on with, made again, named, forgotten."""

from typing import Any

from sqlalchemy.orm import Session

from safelight import events
from safelight.db import Database
from safelight.db.locks import alone
from safelight.features.audit.service import note
from safelight.features.classifiers.errors import RunBusy, RunNotFound, RunNotResumable
from safelight.features.classifiers.repository import runs as repository
from safelight.features.classifiers.schemas.runs import RunStart, RunUpdate
from safelight.features.classifiers.service import JOB_KIND, TOPIC, configs, data
from safelight.features.classifiers.tables import ClassifierConfig, ClassifierRun
from safelight.features.datasets.tables import Dataset
from safelight.features.projects import service as projects
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.jobs.whereabouts import labels_asked
from safelight.kit.errors import InvalidInput
from safelight.kit.ids import new_id
from safelight.specs.classify import ClassifierJobSpec, TrainConfig
from safelight.specs.classify_fields import settled
from safelight.specs.jobs import FINISHED, FOLDER_HERE, JobState, Needs
from safelight.storage import Storage, layout

NUMBERS = 7_340_021  # the lock under which runs get their numbers


def get(session: Session, asked: str) -> ClassifierRun:
    """The run of that id or number. Raises RunNotFound."""
    found = repository.find(session, asked)
    if found is None:
        raise RunNotFound(asked)
    return found


def locked(session: Session, asked: str) -> ClassifierRun:
    """The run, held against everyone else until this transaction ends. Raises RunNotFound."""
    found = repository.locked(session, get(session, asked).id)
    if found is None:
        raise RunNotFound(asked)
    return found


def job_of(session: Session, run: ClassifierRun) -> Job | None:
    """Its job; None once that is forgotten."""
    return jobs.behind(session, run.job_id)


def state_of(run: ClassifierRun, job: Job | None) -> JobState:
    """How it stands."""
    state: JobState = job.state if job else run.state  # type: ignore[assignment]  # written by `settle` alone
    return state


def start(db: Database, storage: Storage, *, spec: RunStart, max_queued: int) -> tuple[str, str]:
    """Queue a new run; gives back its id and that of its job. Raises what it refuses."""
    with db.reading() as session:
        config = configs.get(session, spec.config) if spec.config else None
        settings = settings_of(config, spec.settings)
        found = dataset_of(session, config, spec.dataset)
        project_id = project_of(session, config, spec.project)
    refuse_impossible(settings, found)
    version = data.version_for_run(db, storage, found, number=spec.dataset_version)
    with db.transaction() as session:
        run, job = submit(
            session,
            settings=settings,
            dataset=found,
            version=version,
            name=spec.name or (config.name if config else settings.model_flavour[-80:]),
            config_id=config.id if config else None,
            project_id=project_id,
            notes=spec.notes,
            tags=spec.tags,
            needs=Needs(gpu=spec.gpu, worker=spec.worker),
            max_queued=max_queued,
        )
    return run.id, job.id


def rerun(db: Database, storage: Storage, *, asked: str, max_queued: int) -> tuple[str, str]:
    """The same again as a new run: settings, data version and seed, so on the same machine the same numbers."""
    with db.reading() as session:
        earlier = get(session, asked)
        found = data.dataset(session, earlier.dataset_id)
        job = job_of(session, earlier)
    version = data.version_for_run(db, storage, found, number=earlier.dataset_version)
    with db.transaction() as session:
        run, again = submit(
            session,
            settings=TrainConfig.model_validate(earlier.settings),
            dataset=found,
            version=version,
            name=earlier.name,
            config_id=earlier.config_id,
            project_id=earlier.project_id,
            notes=f"Rerun of run {earlier.number}.",
            tags=earlier.tags,
            needs=job.parsed_needs if job else Needs(),
            max_queued=max_queued,
        )
    return run.id, again.id


def submit(
    session: Session,
    *,
    settings: TrainConfig,
    dataset: Dataset,
    version: int | None,
    name: str,
    config_id: str | None,
    project_id: str | None,
    notes: str,
    tags: list[str],
    needs: Needs,
    max_queued: int,
    sweep_id: str | None = None,
) -> tuple[ClassifierRun, Job]:
    """Write a run and its job down. Raises TooManyRequests."""
    alone(session, NUMBERS)
    run = ClassifierRun(
        id=new_id("run"),
        number=repository.next_number(session),
        project_id=project_id,
        name=name,
        config_id=config_id,
        sweep_id=sweep_id,
        dataset_id=dataset.id,
        dataset_version=version,
        settings=settings.model_dump(mode="json"),
        notes=notes,
        tags=list(dict.fromkeys(tags)),
    )
    job = _queue(session, run, needs=needs, max_queued=max_queued)
    session.add(run)
    session.flush()
    tell(session, run, "created")
    note(session, action="training.started", subject=run.id, details={"job": job.id, "dataset": dataset.id})
    return run, job


def stop(session: Session, *, asked: str) -> ClassifierRun:
    """End it for now: a waiting one at once, a running one within a second, with its state kept. Twice is harmless."""
    run = locked(session, asked)
    job = job_of(session, run)
    if job is not None and job.state not in FINISHED:
        jobs.cancel(session, job.id)
        tell(session, run, "changed")
    return run


def resume(session: Session, *, asked: str, max_queued: int) -> tuple[ClassifierRun, Job]:
    """Go on at the last batch whose state was kept. Raises RunNotResumable."""
    run = locked(session, asked)
    job = job_of(session, run)
    if (state := state_of(run, job)) not in {"failed", "cancelled"}:
        raise RunNotResumable(run.number, state)
    if job is not None:
        jobs.resume(session, job.id)
    else:
        job = _queue(session, run, needs=Needs(), max_queued=max_queued)
    run.state, run.finished_at = "queued", None
    session.flush()
    tell(session, run, "changed")
    return run, job


def update(session: Session, *, asked: str, spec: RunUpdate) -> ClassifierRun:
    """Change what is given."""
    run = locked(session, asked)
    run.name = spec.name or run.name
    if spec.notes is not None:
        run.notes = spec.notes
    if spec.tags is not None:
        run.tags = list(dict.fromkeys(spec.tags))
    if "project" in spec.model_fields_set:
        run.project_id = projects.get(session, spec.project).id if spec.project else None
    session.flush()
    tell(session, run, "changed")
    return run


def delete(session: Session, *, asked: str) -> str:
    """Forget it; gives back the prefix of its files, to delete once this is committed. Raises RunBusy."""
    run = locked(session, asked)
    if state_of(run, job_of(session, run)) not in FINISHED:
        raise RunBusy(run.number)
    repository.forget_predictions(session, run.id)
    session.delete(run)
    tell(session, run, "deleted")
    note(session, action="run.deleted", subject=run.id, details={"number": run.number})
    return layout.run(run.id)


def settle(session: Session) -> int:
    """Write down how runs ended that did not end well, before their jobs are forgotten; returns how many."""
    found = repository.unsettled(session)
    for run, job in found:
        run.state, run.finished_at = job.state, run.finished_at or job.finished_at
    return len(found)


def settings_of(config: ClassifierConfig | None, more: dict[str, Any]) -> TrainConfig:
    """The whole config. Raises InvalidInput that names each wrong setting."""
    return settled({**(config.settings if config else {}), **more})


def dataset_of(session: Session, config: ClassifierConfig | None, asked: str | None) -> Dataset:
    """What a run learns from. Raises InvalidInput where nobody says it."""
    wanted = asked or (config.dataset_id if config else None)
    if not wanted:
        raise InvalidInput.of("dataset", None, "neither the request nor the config names one")
    return data.dataset(session, wanted)


def project_of(session: Session, config: ClassifierConfig | None, asked: str | None) -> str | None:
    """Where a run belongs."""
    if asked:
        return projects.get(session, asked).id
    return config.project_id if config else None


def refuse_impossible(settings: TrainConfig, found: Dataset) -> None:
    """Raise InvalidInput for settings that can come to nothing with this dataset."""
    problems, _ = configs.judged(settings, found)
    if problems:
        first = problems[0]
        raise InvalidInput.of(
            first.field, first.value, first.message, hint="`POST /api/v1/classifiers/configs/validate` says all of it."
        )


def tell(session: Session, run: ClassifierRun, what: str, **more: Any) -> None:
    """Publish `run.<what>`."""
    payload = {"id": run.id, "number": run.number, "job_id": run.job_id, "sweep_id": run.sweep_id, **more}
    events.publish(session, topic=TOPIC, kind=f"run.{what}", payload=payload, of=run)


def _queue(session: Session, run: ClassifierRun, *, needs: Needs, max_queued: int) -> Job:
    job = jobs.submit(
        session,
        kind=JOB_KIND,
        title=f"Train {run.name}",
        spec=ClassifierJobSpec(
            run_id=run.id,
            number=run.number,
            name=run.name,
            dataset_id=run.dataset_id,
            dataset_version=run.dataset_version,
            config=TrainConfig.model_validate(run.settings),
        ),
        subject=f"run:{run.id}",
        of=run,
        needs=_beside_folder(session, session.get(Dataset, run.dataset_id), needs),
        max_queued=max_queued,
    )
    run.job_id = job.id
    return job


def _beside_folder(session: Session, dataset: Dataset | None, needs: Needs) -> Needs:
    """Needs that keep a run with workers who see the folder that it learns from, where its dataset is one.

    Who names a worker, or labels, knows that the folder is there too: it may be mounted on several machines.
    """
    is_chosen = needs.worker is not None or bool(labels_asked())
    if dataset is None or dataset.source != "path" or is_chosen or session.get_bind().dialect.name == "sqlite":
        return needs
    return needs.model_copy(update={"labels": needs.labels | dict([FOLDER_HERE])})
