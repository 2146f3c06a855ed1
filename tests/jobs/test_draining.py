"""Workers that take nothing: asked to drain, or understood by no server."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from safelight.db import Database
from safelight.features.workers import service as workers
from safelight.jobs import fitness, upbringing
from safelight.jobs.desk import Desk
from safelight.jobs.runner import EXIT_UNFIT, Runner, WorkerInfo
from safelight.jobs.tables import SERVER, Worker


def runner_of(database: Database, tmp_path: Path, **more: object) -> Runner:
    url = database.engine.url.render_as_string(hide_password=False)
    return Runner(url, {}, worker=WorkerInfo(id="worker_1", name="attic", **more), work_dir=tmp_path)


def state_of(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Worker.state).where(Worker.id == "worker_1")).one()


def test_a_drained_worker_stays_and_takes_jobs_again_when_told(database: Database, tmp_path: Path) -> None:
    runner = runner_of(database, tmp_path, labels={"site": "attic"})
    runner._announce()
    states = [state_of(database)]
    for act in (None, workers.drain, None, workers.undrain, None):
        if act is not None:
            with database.transaction() as session:
                act(session, "attic")
        else:
            assert runner._beat()
        states.append(state_of(database))
    runner._db.dispose()
    assert states == ["ready", "ready", "draining", "draining", "draining", "ready"], "by the beat, and by it alone"
    with database.reading() as session:
        (shown,) = workers.alive(session)
    assert (shown.labels, shown.speaks, shown.unfit) == ({"site": "attic"}, fitness.SPEAKS, None)


def desk(database: Database, tmp_path: Path, *, speaks: int, understands: int) -> None:
    """A server that speaks so, as far as its row tells."""
    Desk(database, {}, work_dir=tmp_path)._beat()
    with database.transaction() as session:
        changed = update(Worker).where(Worker.device == SERVER)
        session.execute(changed.values(speaks=speaks, facts={fitness.UNDERSTANDS: understands}))


@pytest.mark.parametrize(
    ("speaks", "understands", "why"),
    [
        (fitness.SPEAKS + 1, fitness.SPEAKS, None),
        (fitness.SPEAKS + 2, fitness.SPEAKS + 1, "Too old"),
        (fitness.SPEAKS - 1, 0, "Too new"),
    ],
)
def test_a_worker_looks_whether_a_server_understands_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speaks: int, understands: int, why: str | None
) -> None:
    desk(database, tmp_path, speaks=speaks, understands=understands)
    runner = runner_of(database, tmp_path)
    if why:
        assert runner.run_forever() == EXIT_UNFIT, "alone it goes, by a code of its own"
    monkeypatch.setenv(upbringing.WORKER_PARENT, "1")
    runner._look_whether_fit()
    runner._announce()
    assert runner._beat()
    runner._db.dispose()
    assert (runner._unfit or "").startswith(why or "")
    assert state_of(database) == ("draining" if why else "ready")


def test_what_a_server_says_of_a_worker() -> None:
    assert fitness.unfit(fitness.SPEAKS, "1.0") is None
    assert "Upgrade it." in (fitness.unfit(fitness.OLDEST - 1, "0.1") or "")
    assert "Upgrade the studio first." in (fitness.unfit(fitness.SPEAKS + 1, "9.0") or "")
