"""What TensorBoard can be opened on, and which event files that means."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from safelight.features.classifiers.errors import RunNotFound
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.projects import service as projects
from safelight.features.tensorboard import repository
from safelight.kit.pictures.names import safe_name

MOST_RUNS = 200  # of a project; TensorBoard reads them all, again and again


@dataclass(frozen=True)
class BoardRun:
    """A run as TensorBoard shows it. `ended_at` is null while event files may still come."""

    id: str
    folder: str
    ended_at: datetime | None


@dataclass(frozen=True)
class Target:
    """A run or project that is there, and how many runs TensorBoard shows of it."""

    id: str
    runs: int


def run_target(session: Session, *, asked: str) -> Target:
    """One run. Raises RunNotFound."""
    found = repository.run(session, asked)
    if found is None:
        raise RunNotFound(asked)
    return Target(found.id, 1)


def project_target(session: Session, *, asked: str) -> Target:
    """The runs of a project. Raises ProjectNotFound."""
    found = projects.get(session, asked)
    return Target(found.id, len(repository.runs_of(session, found.id, limit=MOST_RUNS)))


def runs_of(session: Session, *, target: str) -> list[BoardRun]:
    """The runs of a target: itself, or those of the project. Raises RunNotFound."""
    one = repository.run(session, target)
    if one is not None and one.id == target:
        return [_shown(one)]
    if repository.project(session, target) is None:
        raise RunNotFound(target)
    return [_shown(run) for run in repository.runs_of(session, target, limit=MOST_RUNS)]


def _shown(run: ClassifierRun) -> BoardRun:
    # TensorBoard names a run by its folder; the number keeps runs of one name apart.
    return BoardRun(run.id, safe_name(f"{run.number} {run.name.replace('/', '-')}".strip()), run.finished_at)
