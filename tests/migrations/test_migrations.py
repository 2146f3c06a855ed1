"""The way from nothing, or from an older version, to the tables of the code; on both databases."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, make_url, text

from safelight.db import Database
from safelight.features.characters.tables import Character
from safelight.features.generations.tables import Picture
from safelight.migrations import runner
from safelight.migrations.tables import metadata

VERSIONS = Path(runner.__file__).parent / "versions"


def tables(url: str) -> dict[str, list[str]]:
    """Every table of a database, of any schema, with its columns."""
    engine = create_engine(url)
    found = inspect(engine)
    schemas = [name for name in found.get_schema_names() if name not in {"information_schema", "pg_catalog"}]
    columns = {
        f"{schema}.{table}": [column["name"] for column in found.get_columns(table, schema)]
        for schema in schemas
        for table in found.get_table_names(schema)
    }
    engine.dispose()
    return columns


def run(url: str, statement: str) -> None:
    database = Database(url)
    with database.transaction() as session:
        session.execute(text(statement))
    database.dispose()


def test_an_upgraded_database_has_the_tables_of_the_code(database_url):
    assert runner.upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        command.check(runner.alembic_config(session.connection(), metadata=metadata()))
    database.dispose()


def test_an_upgrade_leaves_no_table_that_the_code_does_not_have(database_url):
    runner.upgrade(database_url)
    names = {name.partition(".")[2] for name in tables(database_url)}
    assert names == metadata().tables.keys() | {"alembic_version"}


def test_a_second_upgrade_finds_nothing_to_do(database_url):
    assert runner.current(database_url) is None
    assert not runner.is_current(database_url)
    assert runner.upgrade(database_url)
    assert runner.is_current(database_url)
    assert not runner.upgrade(database_url)


def test_a_start_with_current_tables_does_not_wait_for_alembic(tmp_path):
    url = f"sqlite:///{tmp_path / 'safelight.db'}"
    runner.upgrade(url)
    code = (
        "import sys; from safelight.migrations import runner; print(runner.upgrade(sys.argv[1])); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, check=True)
    upgraded, *modules = done.stdout.split()
    assert upgraded == "False"
    assert "alembic" not in modules


def test_servers_that_start_together_upgrade_once(database_url):
    together = Barrier(4)

    def start(_: int) -> bool:
        together.wait()
        return runner.upgrade(database_url)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(start, range(4))) == [False, False, False, True]
    assert runner.is_current(database_url)


def test_tables_of_others_stay_through_an_upgrade_and_back(database_url):
    """As those of the job engine that carried placements once (decision 0050)."""
    run(database_url, "CREATE TABLE workflow_status (workflow_uuid TEXT PRIMARY KEY)")
    before = tables(database_url)
    assert before
    runner.upgrade(database_url)
    assert before.items() <= tables(database_url).items()
    database = Database(database_url)
    with database.reading() as session:
        command.check(runner.alembic_config(session.connection(), metadata=metadata()))
    database.dispose()
    runner.downgrade(database_url, to="base")
    assert before.items() <= tables(database_url).items()


def test_the_way_back_leaves_no_table_of_ours(database_url):
    runner.upgrade(database_url)
    runner.downgrade(database_url, to="base")
    assert {name.partition(".")[2] for name in tables(database_url)} == {"alembic_version"}
    assert runner.upgrade(database_url)


def test_a_failed_upgrade_changes_nothing(database_url):
    run(database_url, "CREATE TABLE picture (id integer)")
    before = tables(database_url)
    with pytest.raises(runner.UpgradeFailed) as caught:
        runner.upgrade(database_url)
    assert "picture" in str(caught.value.__cause__)
    assert tables(database_url) == before


def test_a_database_of_a_newer_version_is_refused(database_url):
    runner.upgrade(database_url)
    run(database_url, "UPDATE alembic_version SET version_num = '2099_01_01_holograms'")
    with pytest.raises(runner.DatabaseTooNew, match="2099_01_01_holograms"):
        runner.upgrade(database_url)


def test_a_row_that_lost_its_parent_stops_an_upgrade(tmp_path):
    url = f"sqlite:///{tmp_path / 'safelight.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:  # without our pragmas, so that the orphan is let in
        connection.execute(text("CREATE TABLE parent (id integer primary key)"))
        connection.execute(text("CREATE TABLE child (parent integer references parent)"))
        connection.execute(text("INSERT INTO child VALUES (7)"))
    engine.dispose()
    with pytest.raises(runner.UpgradeFailed) as caught:
        runner.upgrade(url)
    assert "child" in str(caught.value.__cause__)
    assert runner.current(url) is None


def test_the_statements_can_be_had_without_a_database(database_url):
    url = make_url(database_url).set(database="/nowhere/at/all").render_as_string(hide_password=False)
    statements = runner.sql(url)
    for table in metadata().tables:
        assert re.search(rf'CREATE TABLE "?{table}"? \(', statements), table


def test_migrations_are_one_line_of_dated_names():
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    parents = dict(runner._revisions())
    assert sorted(parents) == names, "a file is named by its revision"
    assert [parents[name] for name in names] == [None, *names[:-1]], "sorted by date, each follows the one before"
    assert all(len(name) <= 32 for name in names), "Alembic's own table holds 32 characters"


def test_rows_from_before_the_web_studio_are_shown_in_it(database_url):
    runner.upgrade(database_url)
    database = Database(database_url)
    with database.transaction() as session:
        command.downgrade(runner.alembic_config(session.connection(), metadata=metadata()), "2026_11_21_first_tables")
    database.dispose()
    born = "2026-03-04 05:06:07+00:00"
    rows = {
        "character": {
            "id": "char_1", "name": "Pip", "slug": "pip", "description": "", "trigger": "pip", "class_word": "robot",
            "base_model": "starter", "source": "trained", "version": 2, "lora_key": "k", "lora_sha256": "f00",
            "lora_size": 7, "training": '{"max_train_steps": 450}', "created_at": born, "updated_at": born,
        },
        "sample": {"id": "smp_a", "character_id": "char_1", "version": 2, "key": "a", "prompt": "x", "seed": 1},
        "generation": {
            "id": "gen_1", "job_id": "job_1", "prompt": "pip", "plan": "{}", "notes": "[]", "created_at": born,
        },
        "picture": {
            "id": "pic_1", "generation_id": "gen_1", "position": 0, "key": "p", "thumbnail_key": "t", "width": 128,
            "height": 64, "size": 9, "sha256": "abc", "seed": 3,
            "recipe": '{"prompt": "Pip on Red", "character_name": "Pip", "model": "starter", "character_id": "char_1"}',
        },
    }  # fmt: skip
    for table, row in rows.items():
        columns = ", ".join(f'"{name}"' for name in row)
        values = ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in row.values())
        run(database_url, f'INSERT INTO "{table}" ({columns}) VALUES ({values})'.replace(":", r"\:"))
    assert runner.upgrade(database_url)
    database = Database(database_url)
    with database.reading() as session:
        picture = session.get(Picture, "pic_1")
        assert picture is not None
        assert (picture.month, picture.shape, picture.model, picture.character_id) == (
            "2026-03",
            "w",
            "starter",
            "char_1",
        )
        assert (picture.words, picture.favourite, picture.deleted_at) == ("pip on red pip starter", False, None)
        character = session.get(Character, "char_1")
        assert character is not None
        assert character.overrides == {}
        assert [(v.number, v.lora_key, v.steps) for v in character.versions] == [(2, "k", 450)]
        assert [(s.position, s.step) for s in character.samples] == [(0, 450)]
    database.dispose()
