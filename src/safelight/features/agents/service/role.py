"""The PostgreSQL role of agents: what a worker does in the database, and nothing beside it.

It changes no tables, and reads no accounts, log-ins, keys, tokens and webhooks. `GRANTS` names every table there is.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.locks import alone
from safelight.features.agents.errors import NoRoles, RoleNotFit, RolesNotAllowed, TablesMissing
from safelight.features.audit.service import note
from safelight.kit.errors import InvalidInput

_LOCK = 5_871_223_002  # two servers that start together mend one after the other
_WORK = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
_READ = frozenset({"SELECT"})
_NOTHING: frozenset[str] = frozenset()
GRANTS: dict[str, frozenset[str]] = {
    # what jobs are, and what comes of them
    **dict.fromkeys(
        (
            "job", "job_progress", "job_metric", "job_preview", "usage_day", "generation", "picture", "input_image",
            "character", "reference", "character_version", "sample", "checkpoint", "classifier_config",
            "classifier_sweep", "classifier_run", "classifier_prediction", "dataset", "dataset_picture",
            "dataset_version", "style_thumbnail", "model", "measurement",
        ),
        _WORK,
    ),
    "worker": _WORK - {"DELETE"},
    "event": frozenset({"SELECT", "INSERT"}),
    "preference": _WORK - {"DELETE"},  # the key with which it signs pictures is made known there
    # what a job is told by
    **dict.fromkeys(("project", "style", "stored_model", "workflow", "alembic_version"), _READ),
    # whose it is and what opens anything
    **dict.fromkeys(
        (
            "account", "identity", "login", "login_attempt", "api_key", "project_member", "join_token", "agent",
            "hub_token", "provider_key", "webhook", "webhook_call", "upload", "pod", "pod_rule", "pod_day", "lease",
        ),
        _NOTHING,
    ),
    "audit_entry": frozenset({"INSERT"}),
}  # fmt: skip


def make(database: Database, *, name: str, password: str) -> str:
    """Make the role, or mend it and set its password anew; returns the database's URL with it.

    Raises NoRoles on SQLite, InvalidInput, TablesMissing, RoleNotFit, RolesNotAllowed.
    """
    if database.is_sqlite:
        raise NoRoles
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name) or name.startswith("pg_"):
        raise InvalidInput.of("name", name, "small letters, digits and _, no digit first, and no pg_")
    if len(password) < 12:
        raise InvalidInput.of("password", password, "at least 12 characters: it is guessed at from afar")
    with _allowed(database), database.transaction() as session:
        alone(session, _LOCK)
        _refuse_early(session)
        role = sql.Identifier(name)
        if _about(session, name) is None:
            _run(session, sql.SQL("CREATE ROLE {}").format(role))
        _refuse_mighty(session, name)
        driver = session.connection().connection.driver_connection
        assert driver is not None  # noqa: S101  it has just run a statement
        # Hashed here, so that no log of statements holds it.
        hashed = driver.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        # What else a new role may not, none but a superuser may say again.
        _run(session, sql.SQL("ALTER ROLE {} LOGIN NOINHERIT PASSWORD {}").format(role, sql.Literal(hashed)))
        _grant(session, name)
        note(session, action="agent.role_made", subject=name)
    return database.url.set(username=name, password=password).render_as_string(hide_password=False)


def mend(database: Database, *, agent_url: str) -> bool:
    """Give the role of this URL what it lacks since tables were added; whether it lacked anything.

    Leaves alone what is not a role of `make`: the server's own, or a mighty one.
    """
    name = make_url(agent_url).username
    if database.is_sqlite or not name or name == database.url.username:
        return False
    with database.transaction() as session:
        about = _about(session, name)
        if about is None or any(about) or not _lacks(session, name):
            return False
        alone(session, _LOCK)
        _grant(session, name)
    return True


@contextmanager
def _allowed(database: Database) -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if isinstance(error.orig, InsufficientPrivilege):
            raise RolesNotAllowed(database.url.username or "") from error
        raise


def _grant(session: Session, name: str) -> None:
    role, schema = sql.Identifier(name), sql.Identifier(_schema(session))
    database = sql.Identifier(str(session.scalar(text("SELECT current_database()"))))
    for statement in (
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    ):
        _run(session, sql.SQL(statement).format(database=database, schema=schema, role=role))
    for table, rights in sorted(_wanted(session).items()):
        if rights:
            what = sql.SQL(", ").join(map(sql.SQL, sorted(rights)))
            _run(session, sql.SQL("GRANT {} ON {}.{} TO {}").format(what, schema, sql.Identifier(table), role))
    # What it adds to the log it may not read, but for the number that it is answered with.
    _run(session, sql.SQL("GRANT SELECT (id) ON {}.audit_entry TO {}").format(schema, role))
    if session.scalar(text("SELECT has_schema_privilege(:name, current_schema(), 'CREATE')"), {"name": name}):
        # Before PostgreSQL 15 everybody may put tables there.
        _run(session, sql.SQL("REVOKE CREATE ON SCHEMA {} FROM PUBLIC").format(schema))


def _wanted(session: Session) -> dict[str, frozenset[str]]:
    """Of the tables that are there; one that this program does not know is a newer one's, and not for agents."""
    there = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
    return {table: GRANTS[table] for table in there if GRANTS.get(table)}


def _lacks(session: Session, name: str) -> bool:
    """Whether it may not what it should, or may more."""
    return _granted(session, name) != _wanted(session)


def _granted(session: Session, name: str) -> dict[str, frozenset[str]]:
    rows = session.execute(
        text(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = :name AND table_schema = current_schema()"
        ),
        {"name": name},
    )
    found: dict[str, set[str]] = {}
    for table, right in rows:
        found.setdefault(table, set()).add(right)
    return {table: frozenset(rights) for table, rights in found.items()}


def _about(session: Session, name: str) -> tuple[bool, ...] | None:
    """What a role may beyond its grants: all false of one for agents; None where there is none."""
    query = """
        SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
            EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid),
            EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid), rolname = current_user
        FROM pg_roles WHERE rolname = :name
    """
    row = session.execute(text(query), {"name": name}).one_or_none()
    return None if row is None else tuple(row)


def _refuse_mighty(session: Session, name: str) -> None:
    if any(_about(session, name) or ()):
        raise RoleNotFit(name)


def _refuse_early(session: Session) -> None:
    if session.scalar(text("SELECT to_regclass('job')")) is None:
        raise TablesMissing


def _schema(session: Session) -> str:
    return str(session.scalar(text("SELECT current_schema()")))


def _run(session: Session, statement: sql.Composed) -> None:
    """A statement about names, which no parameter can be."""
    connection = session.connection()
    connection.exec_driver_sql(statement.as_string(connection.connection.driver_connection).replace("%", "%%"))
