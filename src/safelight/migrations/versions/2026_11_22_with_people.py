"""With people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_with_people"
down_revision = "2026_11_22_with_classifiers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tokens_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limits", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_account_id_id", ["account_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_subject_id", ["subject", "id"], unique=False)

    op.create_table(
        "login_attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_attempt_at"), ["at"], unique=False)

    op.create_table(
        "usage_day",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("bytes_stored", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "key_id", "day", name=op.f("pk_usage_day")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("start", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("limits", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_key_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_api_key_account_id_name")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_key_hash")),
    )
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_identity_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_account_id"), ["account_id"], unique=False)

    op.create_table(
        "login",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("token", name=op.f("uq_login_token")),
    )
    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_previous"), ["previous"], unique=False)

    op.create_table(
        "project_member",
        sa.Column("project_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_project_member_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_member_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "account_id", name=op.f("pk_project_member")),
    )
    with op.batch_alter_table("project_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_member_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("character", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("consent", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True)
        )
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_character_idempotency_key"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_character_slug"), type_="unique")
        batch_op.create_index(batch_op.f("ix_character_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_character_account_id_idempotency_key"), ["account_id", "idempotency_key"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_character_account_id_slug"), ["account_id", "slug"])

    with op.batch_alter_table("classifier_config", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_classifier_config_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("classifier_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_classifier_run_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_classifier_run_project_id"), ["project_id"], unique=False)

    with op.batch_alter_table("classifier_sweep", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_classifier_sweep_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("dataset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_dataset_slug"), type_="unique")
        batch_op.create_index(batch_op.f("ix_dataset_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_dataset_account_id_slug"), ["account_id", "slug"])

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("project_id", sa.String(length=40), nullable=True))

    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_generation_idempotency_key"), type_="unique")
        batch_op.create_index(batch_op.f("ix_generation_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_generation_account_id_idempotency_key"), ["account_id", "idempotency_key"]
        )

    with op.batch_alter_table("input_image", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_input_image_sha256"), type_="unique")
        batch_op.create_index(batch_op.f("ix_input_image_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_input_image_account_id_sha256"), ["account_id", "sha256"])

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("project_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("key_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("pictures", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_job_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_project_id"), ["project_id"], unique=False)

    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_picture_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_project_slug"), type_="unique")
        batch_op.create_index(batch_op.f("ix_project_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_project_account_id_slug"), ["account_id", "slug"])

    with op.batch_alter_table("style", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.String(length=40), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_style_name"), type_="unique")
        batch_op.create_index(batch_op.f("ix_style_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_style_account_id_name"), ["account_id", "name"])


def downgrade() -> None:
    with op.batch_alter_table("style", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_style_account_id_name"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_style_account_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_style_name"), ["name"])
        batch_op.drop_column("account_id")

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_project_account_id_slug"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_project_account_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_project_slug"), ["slug"])
        batch_op.drop_column("account_id")

    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picture_account_id"))
        batch_op.drop_column("account_id")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_project_id"))
        batch_op.drop_index(batch_op.f("ix_job_account_id"))
        batch_op.drop_column("pictures")
        batch_op.drop_column("key_id")
        batch_op.drop_column("account_id")
        batch_op.drop_column("project_id")

    with op.batch_alter_table("input_image", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_input_image_account_id_sha256"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_input_image_account_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_input_image_sha256"), ["sha256"])
        batch_op.drop_column("account_id")

    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_generation_account_id_idempotency_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_generation_account_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_generation_idempotency_key"), ["idempotency_key"])
        batch_op.drop_column("account_id")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("project_id")
        batch_op.drop_column("account_id")

    with op.batch_alter_table("dataset", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_dataset_account_id_slug"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_dataset_account_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_dataset_slug"), ["slug"])
        batch_op.drop_column("account_id")

    with op.batch_alter_table("classifier_sweep", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classifier_sweep_account_id"))
        batch_op.drop_column("account_id")

    with op.batch_alter_table("classifier_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classifier_run_project_id"))
        batch_op.drop_index(batch_op.f("ix_classifier_run_account_id"))
        batch_op.drop_column("account_id")

    with op.batch_alter_table("classifier_config", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classifier_config_account_id"))
        batch_op.drop_column("account_id")

    with op.batch_alter_table("character", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_character_account_id_slug"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_character_account_id_idempotency_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_character_account_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_character_slug"), ["slug"])
        batch_op.create_unique_constraint(batch_op.f("uq_character_idempotency_key"), ["idempotency_key"])
        batch_op.drop_column("account_id")
        batch_op.drop_column("consent")

    with op.batch_alter_table("project_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_member_account_id"))

    op.drop_table("project_member")
    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_previous"))
        batch_op.drop_index(batch_op.f("ix_login_expires_at"))
        batch_op.drop_index(batch_op.f("ix_login_account_id"))

    op.drop_table("login")
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_account_id"))

    op.drop_table("identity")
    op.drop_table("api_key")
    op.drop_table("usage_day")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_attempt_at"))

    op.drop_table("login_attempt")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject_id")
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index("ix_audit_entry_account_id_id")

    op.drop_table("audit_entry")
    op.drop_table("account")
