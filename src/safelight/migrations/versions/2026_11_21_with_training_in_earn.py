"""With training in earnest."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_with_training_in_earn"
down_revision = "2026_11_21_with_many_at_once"
branch_labels = None
depends_on = None


def _json() -> sa.JSON:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _versions() -> sa.Table:
    """As they are before this: SQLite makes such a change by a copy, and without a database none can look it up."""
    return sa.Table(
        "character_version",
        sa.MetaData(),
        sa.Column("character_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lora_key", sa.String(length=300), nullable=False),
        sa.Column("lora_sha256", sa.String(length=64), nullable=False),
        sa.Column("lora_size", sa.Integer(), nullable=False),
        sa.Column("base_model", sa.String(length=200), nullable=False),
        sa.Column("training", _json(), nullable=True),
        sa.Column("job_id", sa.String(length=40), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("final_loss", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["character_id"],
            ["character.id"],
            name="fk_character_version_character_id_character",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("character_id", "number", name="pk_character_version"),
    )


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("slug", name=op.f("uq_project_slug")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("character_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(length=40), nullable=True),
        sa.Column("key", sa.String(length=300), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("scores", _json(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["character_id"], ["character.id"], name=op.f("fk_checkpoint_character_id_character"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("character_id", "version", "step", name=op.f("pk_checkpoint")),
    )
    op.add_column("character", sa.Column("project_id", sa.String(length=40), nullable=True))
    op.add_column("character", sa.Column("model", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_character_project_id"), "character", ["project_id"], unique=False)
    op.add_column("reference", sa.Column("repeats", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("reference", sa.Column("mask_key", sa.String(length=300), nullable=True))
    op.add_column(
        "reference",
        sa.Column("dismissed", _json(), nullable=False, server_default="[]"),
    )
    op.add_column("sample", sa.Column("role", sa.String(length=16), nullable=False, server_default="prompt"))
    op.add_column("sample", sa.Column("scores", _json(), nullable=True))
    # Nothing refers to this table, so that SQLite may copy it.
    with op.batch_alter_table("character_version", copy_from=_versions()) as batch_op:
        batch_op.add_column(sa.Column("model", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("lineage", _json(), nullable=True))
        batch_op.alter_column("lora_key", existing_type=sa.VARCHAR(length=300), nullable=True)
        batch_op.alter_column("lora_sha256", existing_type=sa.VARCHAR(length=64), nullable=True)
        batch_op.alter_column("lora_size", existing_type=sa.INTEGER(), nullable=True)


def downgrade() -> None:
    versions = _versions().to_metadata(sa.MetaData())
    for name, kind in (("model", sa.String(length=200)), ("step", sa.Integer()), ("lineage", _json())):
        versions.append_column(sa.Column(name, kind, nullable=True))
    # Of a model of its own the older tables know nothing.
    op.execute("DELETE FROM character_version WHERE lora_key IS NULL")
    with op.batch_alter_table("character_version", copy_from=versions) as batch_op:
        batch_op.alter_column("lora_size", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("lora_sha256", existing_type=sa.VARCHAR(length=64), nullable=False)
        batch_op.alter_column("lora_key", existing_type=sa.VARCHAR(length=300), nullable=False)
        batch_op.drop_column("lineage")
        batch_op.drop_column("step")
        batch_op.drop_column("model")

    op.drop_column("sample", "scores")
    op.drop_column("sample", "role")
    op.drop_column("reference", "dismissed")
    op.drop_column("reference", "mask_key")
    op.drop_column("reference", "repeats")
    op.drop_index(op.f("ix_character_project_id"), table_name="character")
    op.drop_column("character", "model")
    op.drop_column("character", "project_id")
    op.drop_table("checkpoint")
    op.drop_table("project")
