"""What a worker tells of itself while it does a job."""

from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import select

from safelight.db import Database
from safelight.events import read_after
from safelight.jobs import moves, service
from safelight.jobs.runner import Runner, Vitals, WorkerInfo
from safelight.jobs.tables import Worker
from safelight.jobs.task import JobContext, Stage, Task


class Spec(BaseModel):
    pass


def test_a_model_that_comes_into_memory_is_told_when_its_stage_ends(database: Database, tmp_path: Path) -> None:
    loaded: list[str] = []
    seen: list[list[str]] = []

    def load(context: JobContext) -> None:
        loaded.append("starter")

    def draw(context: JobContext) -> None:
        with database.reading() as session:
            seen.append(session.scalars(select(Worker.loaded_models)).one())

    info = WorkerInfo(vitals=lambda: Vitals(memory_free=7, loaded_models=list(loaded)))
    stages = (Stage("load", load), Stage("draw", draw), Stage("tidy", lambda _: None))
    url = database.engine.url.render_as_string(hide_password=False)
    runner = Runner(url, {"generation": Task("generation", Spec, stages)}, worker=info, work_dir=tmp_path)
    runner._announce()
    with database.transaction() as session:
        job = service.submit(session, kind="generation", spec=Spec())
        moves.place(session, job, info.id)
    runner._do(job.id, job.epoch)
    runner._db.dispose()

    assert seen == [["starter"]]
    with database.reading() as session:
        told = [event.kind for event in read_after(session, 0) if event.kind.startswith("worker.")]
    assert told == ["worker.ready", "worker.changed"], "once, not at every heartbeat"
