"""What Alembic runs: it takes the connection, or for offline SQL the URL, that runner.py put into its config."""

from functools import partial
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from safelight.db.base import UtcDateTime

# Only a comparison with the tables needs them, and only scripts and tests compare.
metadata = context.config.attributes.get("metadata")


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table found in the database is one of ours: others may keep theirs beside them."""
    return kind != "table" or metadata is None or name in metadata.tables


def render(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write column types of ours as what they are in the database: a migration must not change with our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):  # Alembic itself would write a name that it does not import
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


configure = partial(
    context.configure,
    target_metadata=metadata,
    include_name=ours,
    render_item=render,
    render_as_batch=True,  # SQLite changes a table by making it anew
    compare_server_default=False,  # the code gives the defaults; a migration needs its own for the rows of before
    transactional_ddl=True,  # also on SQLite, where Alembic does not expect it: the whole upgrade happens or nothing
)

if context.is_offline_mode():
    configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True)
else:
    configure(connection=context.config.attributes["connection"])

with context.begin_transaction():
    context.run_migrations()
