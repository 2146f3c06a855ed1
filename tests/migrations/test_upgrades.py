"""Databases of every version there was, with what was in them, come to the tables of this one and lose nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from safelight.db import Base, Database
from safelight.migrations import runner
from safelight.migrations.tables import metadata
from tests.migrations.eras import Era

LINE = [change.revision for change in runner._line()]
VERSIONS = Path(runner.__file__).parent / "versions"
# From here on workers of the version before go on while the tables change.
ROLLING_SINCE = "2026_11_22_with_people"
# What a migration may take away all the same, and why that harms no program of before.
ALLOWED: dict[str, dict[str, str]] = {
    "2026_11_22_with_people": {
        "drop_constraint": "what was unique in a studio is so for each account; nobody relied on a refusal"
    },
}
TAKES = {"drop_table", "drop_column", "rename_table", "drop_constraint"}


def every_era(url: str) -> list[Era]:
    """A database that has been through all revisions, with rows written at each."""
    eras = []
    for revision in LINE:
        runner.upgrade(url, to=revision)
        era = Era(url, revision)
        era.write()
        era.write(empty=True)
        eras.append(era)
    return eras


def read_everything(url: str) -> int:
    """How many rows this program reads, by its own classes."""
    metadata()
    database = Database(url)
    with database.reading() as session:
        read = sum(len(session.execute(select(mapper.class_)).all()) for mapper in Base.registry.mappers)
    database.dispose()
    return read


def test_what_was_written_at_any_time_is_there_and_read(database_url: str) -> None:
    eras = every_era(database_url)
    assert runner.is_current(database_url)
    assert [lost for era in eras for lost in era.lost()] == []
    assert read_everything(database_url) > len(eras) * 10
    # A worker or a server of before goes on writing into the tables of now.
    for era in eras[LINE.index(ROLLING_SINCE) :]:
        era.write()
        era.write(empty=True)
        assert era.lost() == []
    read_everything(database_url)


@pytest.mark.slow
@pytest.mark.parametrize("revision", LINE[:-1])
def test_a_database_of_one_version_comes_to_this_one(database_url: str, revision: str) -> None:
    runner.upgrade(database_url, to=revision)
    era = Era(database_url, revision)
    era.write()
    era.write(empty=True)
    assert [change.revision for change in runner.missing(database_url)] == LINE[LINE.index(revision) + 1 :]
    assert runner.upgrade(database_url)
    assert era.lost() == []
    read_everything(database_url)


def steps(revision: str) -> Iterator[ast.Call]:
    """The operations of an upgrade."""
    module = ast.parse((VERSIONS / f"{revision}.py").read_text(encoding="utf-8"))
    (upgrade,) = [each for each in module.body if isinstance(each, ast.FunctionDef) and each.name == "upgrade"]
    for node in ast.walk(upgrade):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def harms(call: ast.Call) -> str | None:
    """How an operation could break a program of before."""
    assert isinstance(call.func, ast.Attribute)
    given = {each.arg: each.value for each in call.keywords}
    name = call.func.attr
    if name in TAKES:
        return name
    if name == "alter_column":
        changed = {"new_column_name", "type_"} & given.keys()
        nullable = given.get("nullable")
        loosened = isinstance(nullable, ast.Constant) and nullable.value is True
        return "alter_column" if changed or (nullable is not None and not loosened) else None
    if name == "add_column":
        (column,) = [each for each in call.args if isinstance(each, ast.Call)]
        told = {each.arg: each.value for each in column.keywords}
        nullable = told.get("nullable")
        may_be_left_out = nullable is None or (isinstance(nullable, ast.Constant) and nullable.value is True)
        return None if may_be_left_out or "server_default" in told else "add_column that must be given"
    if name == "execute" and "DROP" in ast.unparse(call).upper():
        return "execute"
    return None


@pytest.mark.parametrize("revision", LINE[LINE.index(ROLLING_SINCE) :])
def test_a_migration_only_adds(revision: str) -> None:
    """Expand now, contract in a later version: what is taken away is named above, with the reason."""
    found = {harm for call in steps(revision) if (harm := harms(call))}
    assert found == ALLOWED.get(revision, {}).keys()


@pytest.mark.parametrize(
    ("step", "harm"),
    [
        ('op.drop_column("job", "title")', "drop_column"),
        ('op.rename_table("job", "work")', "rename_table"),
        ('op.alter_column("job", "title", new_column_name="name")', "alter_column"),
        ('op.alter_column("job", "title", nullable=False)', "alter_column"),
        ('op.alter_column("job", "title", nullable=True)', None),
        ('op.add_column("job", sa.Column("a", sa.Text(), nullable=False))', "add_column that must be given"),
        ('op.add_column("job", sa.Column("a", sa.Text(), nullable=False, server_default=""))', None),
        ('op.add_column("job", sa.Column("a", sa.Text(), nullable=True))', None),
        ('op.execute("ALTER TABLE job DROP title")', "execute"),
    ],
)
def test_the_reader_of_migrations_knows_what_harms(step: str, harm: str | None) -> None:
    call = ast.parse(step, mode="eval").body
    assert isinstance(call, ast.Call)
    assert harms(call) == harm


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_table_in_use_is_left_alone_until_it_is_free(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runner.upgrade(database_url, to=ROLLING_SINCE)
    monkeypatch.setattr(runner, "_LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(runner, "_TRIES", 2)
    engine = create_engine(database_url)
    reader = engine.connect()
    reader.execute(text("SELECT count(*) FROM worker"))  # its transaction goes on
    monkeypatch.setattr(runner.time, "sleep", lambda _: None)
    with pytest.raises(runner.DatabaseInUse):
        runner.upgrade(database_url)
    assert runner.current(database_url) == ROLLING_SINCE
    monkeypatch.setattr(runner.time, "sleep", lambda _: reader.rollback())  # between the first try and the second
    reader.execute(text("SELECT count(*) FROM worker"))
    assert runner.upgrade(database_url)
    reader.close()
    engine.dispose()
