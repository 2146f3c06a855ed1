"""Classifier runs with event files, as workers leave them in the database and the storage."""

from collections.abc import Sequence
from io import BytesIO

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

from safelight.db import Database
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.projects.tables import Project
from safelight.kit.ids import new_id
from safelight.storage import Storage, layout

BEGAN = 1_795_000_000.0


def event_file(values: Sequence[float], *, tag: str = "val_accuracy") -> bytes:
    """An event file with a scalar per step."""
    written = BytesIO()
    writer = RecordWriter(written)
    writer.write(Event(wall_time=BEGAN, file_version="brain.Event:2").SerializeToString())
    for step, value in enumerate(values):
        summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
        writer.write(Event(wall_time=BEGAN + step, step=step, summary=summary).SerializeToString())
    return written.getvalue()


def put_events(storage: Storage, run_id: str, values: Sequence[float], *, file: str = "1") -> None:
    """Store a run's event file, or a longer one in its place."""
    key = f"{layout.run_events(run_id)}/events.out.tfevents.{file}.host"
    storage.put(key, event_file(values), content_type="application/octet-stream")


def add_project(database: Database, name: str = "Leaves") -> str:
    """The id of a new project."""
    with database.transaction() as session:
        project = Project(id=new_id("proj"), name=name, slug=name.lower())
        session.add(project)
        return project.id


def add_run(database: Database, number: int, *, name: str = "resnet", project_id: str | None = None) -> str:
    """The id of a new run."""
    with database.transaction() as session:
        run = ClassifierRun(
            id=new_id("run"), number=number, name=name, project_id=project_id, dataset_id="ds_x", settings={}
        )
        session.add(run)
        return run.id
