"""The PostgreSQL role of agents: what it may, and what not."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from safelight.db import Database
from safelight.features.agents.errors import NoRoles, RoleNotFit, RolesNotAllowed
from safelight.features.agents.service import role
from safelight.kit.errors import InvalidInput
from safelight.migrations import runner
from safelight.migrations.tables import metadata
from tests import databases
from tests.installation import migrated_url

PASSWORD = "not-a-secret-of-anyone"
FORBIDDEN = (
    "CREATE TABLE mine (id int)", "ALTER TABLE job ADD COLUMN mine int", "DROP TABLE job", "TRUNCATE job",
    "CREATE SCHEMA mine", "CREATE ROLE mine", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT * FROM account", "SELECT * FROM api_key", "SELECT * FROM login", "SELECT * FROM hub_token",
    "SELECT * FROM join_token", "SELECT * FROM provider_key", "SELECT * FROM webhook", "SELECT who FROM audit_entry",
    "UPDATE account SET role = 'admin'", "DELETE FROM audit_entry", "UPDATE alembic_version SET version_num = ''",
    "INSERT INTO stored_model DEFAULT VALUES", "COPY job TO PROGRAM 'true'",
)  # fmt: skip


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Database]:
    """A PostgreSQL as a server leaves it."""
    database = Database(migrated_url("postgresql", tmp_path), pool_size=2)
    yield database
    url = database.url
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP OWNED BY safelight_agent"))
        connection.execute(text("DROP ROLE safelight_agent"))
    database.dispose()
    databases.drop(databases.text_of(url))


def test_every_table_is_decided() -> None:
    known = set(metadata().tables) | {"alembic_version"}
    assert known - role.GRANTS.keys() == set(), "say in service/role.py what a worker does with it"
    assert role.GRANTS.keys() - known == set()


def test_it_may_what_a_worker_does_and_nothing_else(studio: Database) -> None:
    url = role.make(studio, name="safelight_agent", password=PASSWORD)
    assert make_url(url).username == "safelight_agent"
    as_agent = create_engine(url)
    with as_agent.connect() as connection:
        for statement in FORBIDDEN:
            with pytest.raises(ProgrammingError, match=r"denied|owner|privileges|permission"):
                connection.execute(text(statement))
            connection.rollback()
        for table in ("job", "worker", "picture", "alembic_version"):
            connection.execute(text(f"SELECT * FROM {table}"))
        noted = "INSERT INTO audit_entry (at, who, action, details, address) VALUES (now(), 'w', 'a', '{}', '')"
        connection.execute(text(noted + " RETURNING id"))
    as_agent.dispose()


def test_it_is_mended_where_a_table_came_and_left_alone_where_nothing_is_missing(studio: Database) -> None:
    url = role.make(studio, name="safelight_agent", password=PASSWORD)
    assert not role.mend(studio, agent_url=url)
    with studio.transaction() as session:
        session.execute(text("REVOKE ALL ON picture FROM safelight_agent"))
        session.execute(text("GRANT SELECT ON account TO safelight_agent"))
    assert role.mend(studio, agent_url=url)
    assert not role.mend(studio, agent_url=url)
    own = databases.text_of(studio.url)
    assert not role.mend(studio, agent_url=own), "the server's own role is not taken its rights"
    with studio.reading() as session:
        may = "SELECT has_table_privilege('safelight_agent', :table, 'SELECT')"
        assert [session.scalar(text(may), {"table": table}) for table in ("picture", "account")] == [True, False]


def test_a_new_password_holds_from_then_on(studio: Database) -> None:
    role.make(studio, name="safelight_agent", password=PASSWORD)
    with studio.reading() as session:
        hashed = "SELECT rolpassword FROM pg_authid WHERE rolname = 'safelight_agent'"
        first = session.scalar(text(hashed))
    role.make(studio, name="safelight_agent", password=PASSWORD + "!")
    with studio.reading() as session:
        second = session.scalar(text(hashed))
    assert first != second
    assert first.startswith("SCRAM-SHA-256$")


def test_only_a_role_for_agents_is_made_or_mended(studio: Database, tmp_path: Path) -> None:
    role.make(studio, name="safelight_agent", password=PASSWORD)
    with pytest.raises(RoleNotFit):
        role.make(studio, name=studio.url.username or "", password=PASSWORD)
    with pytest.raises(InvalidInput):
        role.make(studio, name='x"; DROP TABLE job', password=PASSWORD)
    with pytest.raises(InvalidInput):
        role.make(studio, name="agents", password="short")
    file = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(NoRoles):
        role.make(file, name="agents", password=PASSWORD)
    file.dispose()


def test_an_owner_who_is_no_superuser_makes_it_and_one_without_createrole_is_told(tmp_path: Path) -> None:
    """As PostgreSQL is rented."""
    server = databases.postgres()
    for rights in ("CREATEROLE", "NOCREATEROLE"):
        name = f"owner_{rights.lower()}"
        with server_connection(server) as connection:
            connection.execute(text(f"CREATE ROLE {name} LOGIN {rights}"))
        url = server.create()
        with server_connection(server) as connection:
            connection.execute(text(f"ALTER DATABASE {url.database} OWNER TO {name}"))
        owned = databases.text_of(url.set(username=name))
        runner.upgrade(owned)
        database = Database(owned, pool_size=1)
        if rights == "CREATEROLE":
            made = role.make(database, name=f"agent_{name}", password=PASSWORD)
            assert not role.mend(database, agent_url=made)
        else:
            with pytest.raises(RolesNotAllowed, match=name):
                role.make(database, name=f"agent_{name}", password=PASSWORD)
        database.dispose()
        databases.drop(owned)


def server_connection(server: databases.PostgresServer) -> AbstractContextManager[Connection]:
    """As the superuser, each statement by itself."""
    return create_engine(server.url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()
