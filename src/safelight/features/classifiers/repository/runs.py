"""Every query about runs. How far one is, is told by its job; its own column once that is forgotten."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, delete, exists, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from safelight.db.ownership import EVERYBODYS
from safelight.features.classifiers.repository.cursors import cursor, place_of
from safelight.features.classifiers.schemas.runs import RunSort
from safelight.features.classifiers.tables import ClassifierPrediction, ClassifierRun
from safelight.jobs.tables import Job
from safelight.specs.jobs import JobState

state: ColumnElement[str] = func.coalesce(Job.state, ClassifierRun.state)
"""Of a run, in a query that is joined to the jobs."""

_UNSEEN = 1e300  # stands for a metric that there is not: behind all others
_ASCENDING = frozenset({"loss", "ece", "seconds"})


def find(session: Session, asked: str) -> ClassifierRun | None:
    """The run of that id or number."""
    matches = ClassifierRun.id == asked
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        matches = or_(matches, ClassifierRun.number == int(asked))
    return session.scalar(select(ClassifierRun).where(matches))


def locked(session: Session, run_id: str) -> ClassifierRun | None:
    """The run as committed last, held against everyone else until this transaction ends."""
    return session.get(ClassifierRun, run_id, with_for_update=True, populate_existing=True)


def next_number(session: Session) -> int:
    """The number of a new run, whoever's the others are; hold the lock of the numbers."""
    return (session.scalar(select(func.max(ClassifierRun.number)), execution_options=EVERYBODYS) or 0) + 1


def page(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 50,
    states: Collection[JobState] = (),
    project_id: str | None = None,
    dataset_id: str | None = None,
    config_id: str | None = None,
    sweep_id: str | None = None,
    tag: str | None = None,
    search: str | None = None,
    sort: RunSort = "newest",
) -> tuple[list[ClassifierRun], str | None]:
    """One page of the runs without their results, and the cursor of the next."""
    query = _light().limit(limit + 1)
    if states:
        query = query.where(state.in_(states))
    for column, value in (
        (ClassifierRun.project_id, project_id),
        (ClassifierRun.dataset_id, dataset_id),
        (ClassifierRun.config_id, config_id),
        (ClassifierRun.sweep_id, sweep_id),
    ):
        if value:
            query = query.where(column == value)
    if tag:
        query = query.where(_has_tag(session, tag))
    if search:
        query = query.where(_holds(search))
    if sort in {"newest", "oldest"}:
        is_newest = sort == "newest"
        number = ClassifierRun.number
        query = query.order_by(number.desc() if is_newest else number)
        if after:
            (place,) = place_of(after, int)
            query = query.where(number < place if is_newest else number > place)
        runs = list(session.scalars(query))
        ends = [cursor(run.number) for run in runs]
    else:
        key = _key(sort)
        query = query.add_columns(key.label("key")).order_by(key, ClassifierRun.number.desc())
        if after:
            value, number_before = place_of(after, (int, float, str), int)
            if isinstance(value, str) != (sort == "name"):
                place_of("", int)
            query = query.where(or_(key > value, and_(key == value, ClassifierRun.number < number_before)))
        rows: Sequence[Any] = session.execute(query).all()
        runs = [row[0] for row in rows]
        ends = [cursor(row[1], row[0].number) for row in rows]
    return runs[:limit], ends[limit - 1] if len(runs) > limit else None


def those(session: Session, ids: Collection[str]) -> dict[str, ClassifierRun]:
    """The runs of these ids, without their results."""
    query = _light().where(ClassifierRun.id.in_(ids))
    return {run.id: run for run in session.scalars(query)} if ids else {}


def of_sweep(session: Session, sweep_id: str) -> Sequence[ClassifierRun]:
    """All of a sweep, first first, without their results."""
    return session.scalars(_light().where(ClassifierRun.sweep_id == sweep_id).order_by(ClassifierRun.number)).all()


def metrics_of(session: Session, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The metrics of val and test and the seconds of each run that has ended well; no more of its result is read."""
    query = select(
        ClassifierRun.id,
        ClassifierRun.result[("evaluations", "val", "metrics")],
        ClassifierRun.result[("evaluations", "test", "metrics")],
        ClassifierRun.result["seconds"].as_float(),
    ).where(ClassifierRun.id.in_(ids), ClassifierRun.finished_at.is_not(None))
    if not ids:
        return {}
    return {
        run_id: {"val": val, "test": test, "seconds": seconds}
        for run_id, val, test, seconds in session.execute(query).all()
    }


def unsettled(session: Session) -> Sequence[tuple[ClassifierRun, Job]]:
    """Runs whose job has ended and that do not say so yet."""
    query = (
        select(ClassifierRun, Job)
        .join(Job, Job.id == ClassifierRun.job_id)
        .options(defer(ClassifierRun.result))
        .where(Job.state.in_(("failed", "cancelled", "succeeded")), ClassifierRun.state != Job.state)
    )
    return [(run, job) for run, job in session.execute(query)]


def tags(session: Session) -> list[str]:
    """Every tag in use."""
    found: set[str] = set()
    for each in session.scalars(select(ClassifierRun.tags)):
        found |= set(each)
    return sorted(found, key=str.casefold)


def forget_predictions(session: Session, run_id: str) -> None:
    """Before a run is judged anew."""
    session.execute(delete(ClassifierPrediction).where(ClassifierPrediction.run_id == run_id))


def _light() -> Select[ClassifierRun]:
    joined = select(ClassifierRun).outerjoin(Job, Job.id == ClassifierRun.job_id)
    return joined.options(defer(ClassifierRun.result, raiseload=True))


def _key(sort: RunSort) -> ColumnElement[Any]:
    """What a list is sorted by, upwards: the best comes first, what has no such metric last."""
    if sort == "name":
        return func.lower(ClassifierRun.name)
    result: InstrumentedAttribute[dict[str, Any] | None] = ClassifierRun.result
    if sort == "seconds":
        value = result["seconds"].as_float()
    else:
        value = result[("evaluations", "val", "metrics", sort)].as_float()
    signed = value if sort in _ASCENDING else -value
    return func.coalesce(signed, _UNSEEN)


def _holds(search: str) -> ColumnElement[bool]:
    wanted = search.lower()
    found = or_(
        func.lower(ClassifierRun.name).contains(wanted, autoescape=True),
        func.lower(ClassifierRun.notes).contains(wanted, autoescape=True),
        func.lower(ClassifierRun.settings["model_flavour"].as_string()).contains(wanted, autoescape=True),
    )
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        found = or_(found, ClassifierRun.number == int(wanted))
    return found


def _has_tag(session: Session, tag: str) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "postgresql":
        return ClassifierRun.tags.op("@>")(type_coerce([tag], ClassifierRun.tags.type))
    each = func.json_each(ClassifierRun.tags).table_valued("value")
    return exists(select(each.c.value).where(cast(each.c.value, String) == tag))
