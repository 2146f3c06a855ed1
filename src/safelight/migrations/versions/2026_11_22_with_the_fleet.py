"""With the fleet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_with_the_fleet"
down_revision = "2026_11_22_with_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "join_token",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("labels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=True),
        sa.Column("pod_id", sa.String(length=40), nullable=True),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_join_token_digest")),
    )
    with op.batch_alter_table("join_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_token_pod_id"), ["pod_id"], unique=False)

    op.create_table(
        "pod_rule",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pod_rule")),
        sa.UniqueConstraint("name", name=op.f("uq_pod_rule_name")),
    )
    op.create_table(
        "provider_key",
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_key")),
    )
    op.create_table(
        "stored_model",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("files", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stored_model")),
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.String(length=40), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "workflow",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("manifest", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("graph", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workflow")),
    )
    op.create_table(
        "agent",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("labels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("token_id", sa.String(length=40), nullable=True),
        sa.Column("pod_id", sa.String(length=40), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["token_id"], ["join_token.id"], name=op.f("fk_agent_token_id_join_token"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("digest", name=op.f("uq_agent_digest")),
    )
    with op.batch_alter_table("agent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agent_pod_id"), ["pod_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agent_token_id"), ["token_id"], unique=False)

    op.create_table(
        "pod",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("provider_id", sa.String(length=80), nullable=True),
        sa.Column("rule_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("wanted", sa.String(length=16), nullable=False),
        sa.Column("plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("gpu", sa.String(length=80), nullable=False),
        sa.Column("dollars_per_hour", sa.Double(), nullable=False),
        sa.Column("cost", sa.Double(), nullable=False),
        sa.Column("costed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("failure", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alone_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("idle_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaving_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["pod_rule.id"], name=op.f("fk_pod_rule_id_pod_rule"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pod")),
        sa.UniqueConstraint("name", name=op.f("uq_pod_name")),
    )
    with op.batch_alter_table("pod", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pod_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pod_rule_id"), ["rule_id"], unique=False)
        batch_op.create_index("ix_pod_state", ["state"], unique=False)

    op.create_table(
        "pod_day",
        sa.Column("pod_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("dollars", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["pod_id"], ["pod.id"], name=op.f("fk_pod_day_pod_id_pod"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pod_id", "day", name=op.f("pk_pod_day")),
    )
    with op.batch_alter_table("pod_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pod_day_day"), ["day"], unique=False)

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("line", sa.String(length=48), server_default="", nullable=False))
        batch_op.drop_index(batch_op.f("ix_job_kind"))
        batch_op.drop_index(batch_op.f("ix_job_subject"))
        batch_op.create_index("ix_job_account_id_state_id", ["account_id", "state", "id"], unique=False)
        batch_op.create_index("ix_job_kind_id", ["kind", "id"], unique=False)
        batch_op.create_index(
            "ix_job_line",
            ["line", "priority", "queued_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'queued' AND place <> 'server'"),
            sqlite_where=sa.text("state = 'queued' AND place <> 'server'"),
        )
        batch_op.create_index("ix_job_state_finished_at", ["state", "finished_at"], unique=False)
        batch_op.create_index("ix_job_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_job_subject_id", ["subject", "id"], unique=False)

    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("speaks", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("engine", sa.String(length=16), server_default="native", nullable=False))
        batch_op.add_column(
            sa.Column(
                "labels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default="{}", nullable=False
            )
        )
        batch_op.add_column(sa.Column("shares_models", sa.Boolean(), server_default=sa.text("(true)"), nullable=False))
        batch_op.add_column(sa.Column("agent_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("pod_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("drain_requested_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.drop_column("drain_requested_at")
        batch_op.drop_column("pod_id")
        batch_op.drop_column("agent_id")
        batch_op.drop_column("shares_models")
        batch_op.drop_column("labels")
        batch_op.drop_column("engine")
        batch_op.drop_column("speaks")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_subject_id")
        batch_op.drop_index("ix_job_state_id")
        batch_op.drop_index("ix_job_state_finished_at")
        batch_op.drop_index(
            "ix_job_line",
            postgresql_where=sa.text("state = 'queued' AND place <> 'server'"),
            sqlite_where=sa.text("state = 'queued' AND place <> 'server'"),
        )
        batch_op.drop_index("ix_job_kind_id")
        batch_op.drop_index("ix_job_account_id_state_id")
        batch_op.create_index(batch_op.f("ix_job_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_kind"), ["kind"], unique=False)
        batch_op.drop_column("line")

    with op.batch_alter_table("pod_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pod_day_day"))

    op.drop_table("pod_day")
    with op.batch_alter_table("pod", schema=None) as batch_op:
        batch_op.drop_index("ix_pod_state")
        batch_op.drop_index(batch_op.f("ix_pod_rule_id"))
        batch_op.drop_index(batch_op.f("ix_pod_provider_id"))

    op.drop_table("pod")
    with op.batch_alter_table("agent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agent_token_id"))
        batch_op.drop_index(batch_op.f("ix_agent_pod_id"))

    op.drop_table("agent")
    op.drop_table("workflow")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_expires_at"))
        batch_op.drop_index(batch_op.f("ix_upload_account_id"))

    op.drop_table("upload")
    op.drop_table("stored_model")
    op.drop_table("provider_key")
    op.drop_table("pod_rule")
    with op.batch_alter_table("join_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_join_token_pod_id"))

    op.drop_table("join_token")
