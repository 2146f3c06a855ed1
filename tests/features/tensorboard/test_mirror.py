from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safelight.db import Database
from safelight.features.classifiers.errors import RunNotFound
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.tensorboard import service
from safelight.features.tensorboard.service import BoardRun
from safelight.features.tensorboard.service.mirror import Mirror
from safelight.storage import Storage
from tests.factories.event_files import add_project, add_run, event_file, put_events

RUN = BoardRun("run_a", "1 resnet", None)
FILE = "events.out.tfevents.1.host"


@pytest.fixture
def mirror(storage: Storage, tmp_path: Path) -> Mirror:
    return Mirror(storage, tmp_path / "shown")


def test_a_file_that_grows_is_copied_again_and_one_that_does_not_is_left_alone(mirror: Mirror, storage) -> None:
    put_events(storage, RUN.id, [0.1])
    put_events(storage, RUN.id, [0.9], file="2")
    mirror.sync([RUN])
    grows, rests = (mirror.folder / RUN.folder / name for name in (FILE, "events.out.tfevents.2.host"))
    before = rests.stat().st_ino

    put_events(storage, RUN.id, [0.1, 0.2, 0.3])
    mirror.sync([RUN])

    assert grows.read_bytes() == event_file([0.1, 0.2, 0.3])
    assert rests.stat().st_ino == before
    assert sorted(path.name for path in mirror.folder.rglob("*") if path.is_file()) == [grows.name, rests.name]


def test_a_run_that_has_ended_is_copied_once_more_and_then_not_asked_for(mirror: Mirror, storage) -> None:
    put_events(storage, RUN.id, [0.1])
    mirror.sync([RUN])
    put_events(storage, RUN.id, [0.1, 0.2])
    ended = replace(RUN, ended_at=datetime.now(UTC))
    mirror.sync([ended])
    assert (mirror.folder / RUN.folder / FILE).read_bytes() == event_file([0.1, 0.2])

    put_events(storage, RUN.id, [0.5])
    mirror.sync([ended])
    assert (mirror.folder / RUN.folder / FILE).read_bytes() == event_file([0.1, 0.2])

    mirror.sync([RUN])  # it was resumed
    assert (mirror.folder / RUN.folder / FILE).read_bytes() == event_file([0.5])


def test_a_run_that_is_renamed_moves_and_one_that_is_gone_goes(mirror: Mirror, storage) -> None:
    other = BoardRun("run_b", "2 vit", None)
    for run in (RUN, other):
        put_events(storage, run.id, [0.1])
    mirror.sync([RUN, other])

    mirror.sync([replace(RUN, folder="1 better name")])

    assert [path.name for path in mirror.folder.iterdir()] == ["1 better name"]
    assert (mirror.folder / "1 better name" / FILE).read_bytes() == event_file([0.1])
    mirror.sync([RUN, other])
    assert (mirror.folder / other.folder / FILE).exists()


def test_a_run_that_begins_anew_is_not_shown_twice(mirror: Mirror, storage) -> None:
    for file in ("1", "2"):
        put_events(storage, RUN.id, [0.1], file=file)
    mirror.sync([RUN])
    storage.delete_prefix(f"runs/{RUN.id}")
    put_events(storage, RUN.id, [0.2], file="3")
    mirror.sync([RUN])
    assert [path.name for path in (mirror.folder / RUN.folder).iterdir()] == ["events.out.tfevents.3.host"]
    put_events(storage, RUN.id, [0.1], file="1")
    mirror.sync([RUN])
    assert (mirror.folder / RUN.folder / FILE).exists()


def test_a_file_that_goes_between_listing_and_copy_is_no_trouble(mirror: Mirror, storage, monkeypatch) -> None:
    put_events(storage, RUN.id, [0.1])
    listed = list(storage.list("runs/run_a/tb"))
    storage.delete_prefix("runs/run_a")
    monkeypatch.setattr(storage, "list", lambda prefix: iter(listed))

    mirror.sync([RUN])

    assert list((mirror.folder / RUN.folder).iterdir()) == []


def test_a_run_is_shown_by_number_and_name_whatever_it_is_called(database: Database) -> None:
    project = add_project(database)
    names = ["plain", "../../etc", "a/b\\c", "", "\x00\n", "日本 läuft", "x" * 80, "..", "-"]
    ids = [add_run(database, number, name=name, project_id=project) for number, name in enumerate(names, 1)
           if "\x00" not in name]  # fmt: skip
    add_run(database, 99, name="of no project")

    with database.reading() as session:
        shown = service.runs_of(session, target=project)
        assert service.run_target(session, asked="1") == service.run_target(session, asked=ids[0])
        assert service.project_target(session, asked="Leaves") == service.Target(project, len(ids))
        for nobody in ("run_x", "98", "9" * 30, "²", "proj_x"):
            with pytest.raises(RunNotFound):
                service.run_target(session, asked=nobody)
            with pytest.raises(RunNotFound):
                service.runs_of(session, target=nobody)
        with pytest.raises(RunNotFound):  # a board has one name, its id
            service.runs_of(session, target="1")

    assert {run.id for run in shown} == set(ids)
    folders = [run.folder for run in shown]
    assert len(set(folders)) == len(folders)
    assert all("/" not in name and "\\" not in name and not name.startswith(".") for name in folders)
    assert {"1 plain", "4"} <= set(folders)


def test_of_a_large_project_the_newest_runs_are_shown(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(service, "MOST_RUNS", 2)
    project = add_project(database)
    for number in (1, 2, 3):
        add_run(database, number, project_id=project)
    with database.transaction() as session:
        newest = session.get(ClassifierRun, service.run_target(session, asked="3").id)
        newest.finished_at = datetime(2026, 11, 22, tzinfo=UTC)

    with database.reading() as session:
        shown = service.runs_of(session, target=project)
    assert [run.folder for run in shown] == ["3 resnet", "2 resnet"]
    assert [run.ended_at is None for run in shown] == [False, True]
