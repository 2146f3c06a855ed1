"""Sweeps: many runs over a space of settings, started, watched, stopped and forgotten together."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from safelight import events
from safelight.db import Database
from safelight.features.classifiers.errors import SweepNotFound
from safelight.features.classifiers.repository import configs as config_rows
from safelight.features.classifiers.repository import runs as run_rows
from safelight.features.classifiers.repository import sweeps as repository
from safelight.features.classifiers.schemas.common import Named, SettingProblem
from safelight.features.classifiers.schemas.sweeps import (
    MAX_RUNS,
    SweepAsk,
    SweepListed,
    SweepPreview,
    SweepRun,
    SweepShown,
    SweepStart,
)
from safelight.features.classifiers.service import TOPIC, configs, data, runs, showing, spaces
from safelight.features.classifiers.tables import ClassifierConfig, ClassifierSweep
from safelight.jobs import service as jobs
from safelight.kit.errors import FieldProblem, InvalidInput, TooManyRequests
from safelight.kit.ids import new_id
from safelight.specs.classify import LESS_IS_BETTER
from safelight.specs.classify_fields import problems_of, settled
from safelight.specs.jobs import Needs
from safelight.storage import Storage


def get(session: Session, sweep_id: str) -> ClassifierSweep:
    """The sweep of that id. Raises SweepNotFound."""
    found = session.get(ClassifierSweep, sweep_id)
    if found is None:
        raise SweepNotFound(sweep_id)
    return found


def preview(session: Session, *, spec: SweepAsk) -> SweepPreview:
    """How many runs it would be, which, and what is wrong with it."""
    config = configs.get(session, spec.config) if spec.config else None
    chosen, total, problems = _looked_at(session, config, spec)
    return SweepPreview(
        count=total,
        runs=chosen,
        problems=[SettingProblem(field=each.field, message=each.message, value=each.value) for each in problems],
    )


def start(db: Database, storage: Storage, *, spec: SweepStart, max_queued: int) -> str:
    """Queue every run of it, or none; gives back its id. Raises InvalidInput, TooManyRequests."""
    with db.reading() as session:
        config = configs.get(session, spec.config) if spec.config else None
        chosen, _, problems = _looked_at(session, config, spec)
        if problems:
            hint, message = "Correct these fields.", f"{problems[0].field}: {problems[0].message}"
            raise InvalidInput(message, hint=hint, fields=tuple(problems))
        found = runs.dataset_of(session, config, spec.dataset)
        project_id = runs.project_of(session, config, spec.project)
    version = data.version_for_run(db, storage, found)
    sweep = ClassifierSweep(
        id=new_id("sweep"),
        project_id=project_id,
        name=spec.name,
        config_id=config.id if config else None,
        dataset_id=found.id,
        method=spec.method,
        space={name: dimension.model_dump(mode="json") for name, dimension in spec.space.items()},
        seed=spec.seed,
    )
    base = {**(config.settings if config else {}), **spec.settings}
    with db.transaction() as session:
        if jobs.queued_count(session) + len(chosen) > max_queued:
            raise TooManyRequests(
                f"The queue has no room for {len(chosen)} runs: it takes {max_queued} jobs.",
                hint="Try fewer values, or wait until some jobs have ended.",
                code="queue_full",
                retry_after=60,
            )
        session.add(sweep)
        session.flush()
        for values in chosen:
            runs.submit(
                session,
                settings=settled({**base, **values}),
                dataset=found,
                version=version,
                name=_name(spec.name, values),
                config_id=sweep.config_id,
                project_id=sweep.project_id,
                notes=spec.notes,
                tags=spec.tags,
                needs=Needs(gpu=spec.gpu, worker=spec.worker),
                max_queued=max_queued,
                sweep_id=sweep.id,
            )
        _tell(session, sweep, "created")
    return sweep.id


def stop(session: Session, *, sweep_id: str) -> ClassifierSweep:
    """Stop every run of it that has not ended."""
    sweep = get(session, sweep_id)
    for run in run_rows.of_sweep(session, sweep.id):
        runs.stop(session, asked=run.id)
    return sweep


def delete(session: Session, *, sweep_id: str) -> list[str]:
    """Forget it with its runs; gives back the prefixes of their files. Raises RunBusy where one has not ended."""
    sweep = get(session, sweep_id)
    prefixes = [runs.delete(session, asked=run.id) for run in run_rows.of_sweep(session, sweep.id)]
    session.delete(sweep)
    _tell(session, sweep, "deleted")
    return prefixes


def listed(session: Session, found: Sequence[ClassifierSweep]) -> list[SweepListed]:
    """For a list."""
    ids = [sweep.id for sweep in found]
    states, monitored = repository.states(session, ids), repository.monitored(session, ids)
    in_projects = data.projects_named(session, {sweep.project_id for sweep in found})
    sets = data.names(session, {sweep.dataset_id for sweep in found})
    known = config_rows.those(session, {sweep.config_id for sweep in found if sweep.config_id})

    def one(sweep: ClassifierSweep) -> SweepListed:
        its, rows = states.get(sweep.id, {}), monitored.get(sweep.id, [])
        metric = rows[0][3] if rows else None
        sign = -1 if metric in LESS_IS_BETTER else 1
        judged = [(run_id, number, value) for run_id, number, value, of in rows if value is not None and of == metric]
        best = max(judged, key=lambda row: sign * row[2], default=None)
        config = known.get(sweep.config_id or "")
        return SweepListed(
            id=sweep.id,
            name=sweep.name,
            project=in_projects.get(sweep.project_id or ""),
            dataset=sets.get(sweep.dataset_id) or Named(id=sweep.dataset_id, name=""),
            config=Named(id=config.id, name=config.name) if config else None,
            method=sweep.method,
            space=sweep.space,
            seed=sweep.seed,
            run_count=sum(its.values()),
            states=its,
            monitor_metric=metric,
            best_run_id=best[0] if best else None,
            best_run_number=best[1] if best else None,
            best_value=best[2] if best else None,
            created_at=sweep.created_at,
        )

    return [one(sweep) for sweep in found]


def shown(session: Session, sweep: ClassifierSweep) -> SweepShown:
    """One with its runs, best first."""
    rows = run_rows.of_sweep(session, sweep.id)
    brief = listed(session, [sweep])[0]
    sign = 1 if brief.monitor_metric in LESS_IS_BETTER else -1

    def place(each: SweepRun) -> tuple[bool, float, int]:
        value = each.run.monitored
        return value is None, sign * (value or 0.0), each.run.number

    tried = [
        SweepRun(values={name: row.settings.get(name) for name in sweep.space}, run=run)
        for row, run in zip(rows, showing.listed(session, rows), strict=True)
    ]
    return SweepShown(**dict(brief), runs=sorted(tried, key=place))


def _looked_at(
    session: Session, config: ClassifierConfig | None, spec: SweepAsk
) -> tuple[list[dict[str, Any]], int, list[FieldProblem]]:
    base = {**(config.settings if config else {}), **spec.settings}
    problems = [*problems_of({name: value for name, value in base.items() if name not in spec.space})]
    problems += spaces.problems_in(spec.space, {}) if problems else spaces.problems_in(spec.space, base)
    if problems:
        return [], 0, problems
    chosen, total = spaces.combinations(spec.space, method=spec.method, count=spec.count, seed=spec.seed)
    if total > MAX_RUNS:
        return (
            chosen,
            total,
            [FieldProblem("space", f"it makes {total} runs; one sweep may start {MAX_RUNS}", str(total))],
        )
    found = runs.dataset_of(session, config, spec.dataset) if spec.dataset or (config and config.dataset_id) else None
    for values in chosen:
        wrong = problems_of({**base, **values})
        if not wrong and found is not None:
            judged, _ = configs.judged(settled({**base, **values}), found)
            wrong = tuple(FieldProblem(each.field, each.message, each.value) for each in judged)
        problems += [each for each in wrong if each not in problems]
    return chosen, total, problems


def _name(name: str, values: dict[str, Any]) -> str:
    told = " ".join(f"{key}={value}" for key, value in values.items())
    return f"{name} {told}"[: configs.NAME_LENGTH].rstrip()


def _tell(session: Session, sweep: ClassifierSweep, what: str) -> None:
    events.publish(session, topic=TOPIC, kind=f"sweep.{what}", payload={"id": sweep.id}, of=sweep)
