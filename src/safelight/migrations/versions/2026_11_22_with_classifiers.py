"""With classifiers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_with_classifiers"
down_revision = "2026_11_21_with_training_in_earn"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "classifier_config",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("dataset_id", sa.String(length=40), nullable=True),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("cloned_from", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier_config")),
    )
    with op.batch_alter_table("classifier_config", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classifier_config_project_id"), ["project_id"], unique=False)

    op.create_table(
        "classifier_run",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("config_id", sa.String(length=40), nullable=True),
        sa.Column("sweep_id", sa.String(length=40), nullable=True),
        sa.Column("dataset_id", sa.String(length=40), nullable=False),
        sa.Column("dataset_version", sa.Integer(), nullable=True),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("job_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("monitored", sa.Double(), nullable=True),
        sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("model_key", sa.String(length=300), nullable=True),
        sa.Column("model_sha256", sa.String(length=64), nullable=True),
        sa.Column("model_size", sa.Integer(), nullable=True),
        sa.Column("model", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier_run")),
        sa.UniqueConstraint("number", name=op.f("uq_classifier_run_number")),
    )
    with op.batch_alter_table("classifier_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classifier_run_dataset_id"), ["dataset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_classifier_run_job_id"), ["job_id"], unique=False)
        batch_op.create_index("ix_classifier_run_project_id_created_at", ["project_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_classifier_run_sweep_id"), ["sweep_id"], unique=False)

    op.create_table(
        "classifier_sweep",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("config_id", sa.String(length=40), nullable=True),
        sa.Column("dataset_id", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("space", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier_sweep")),
    )
    with op.batch_alter_table("classifier_sweep", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classifier_sweep_project_id"), ["project_id"], unique=False)

    op.create_table(
        "dataset",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("job_id", sa.String(length=40), nullable=True),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
        sa.UniqueConstraint("slug", name=op.f("uq_dataset_slug")),
    )
    with op.batch_alter_table("dataset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dataset_project_id"), ["project_id"], unique=False)

    op.create_table(
        "classifier_prediction",
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("split", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.String(length=40), nullable=True),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("predicted", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("loss", sa.Double(), nullable=False),
        sa.Column("top", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("thumbnail_key", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["classifier_run.id"],
            name=op.f("fk_classifier_prediction_run_id_classifier_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "split", "position", name=op.f("pk_classifier_prediction")),
    )
    with op.batch_alter_table("classifier_prediction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_classifier_prediction_cell", ["run_id", "split", "label", "predicted", "confidence"], unique=False
        )
        batch_op.create_index("ix_classifier_prediction_loss", ["run_id", "split", "loss"], unique=False)

    op.create_table(
        "dataset_picture",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("dataset_id", sa.String(length=40), nullable=False),
        sa.Column("split", sa.String(length=8), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("thumbnail_key", sa.String(length=300), nullable=True),
        sa.Column("thumbhash", sa.String(length=64), nullable=True),
        sa.Column("findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("dismissed", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("first_label", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name=op.f("fk_dataset_picture_dataset_id_dataset"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_picture")),
    )
    with op.batch_alter_table("dataset_picture", schema=None) as batch_op:
        batch_op.create_index("ix_dataset_picture_dataset_id_sha256", ["dataset_id", "sha256"], unique=False)
        batch_op.create_index(
            "ix_dataset_picture_dataset_id_split_label", ["dataset_id", "split", "label"], unique=False
        )

    op.create_table(
        "dataset_version",
        sa.Column("dataset_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("manifest_key", sa.String(length=300), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["dataset.id"], name=op.f("fk_dataset_version_dataset_id_dataset"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dataset_id", "number", name=op.f("pk_dataset_version")),
    )


def downgrade() -> None:
    op.drop_table("dataset_version")
    with op.batch_alter_table("dataset_picture", schema=None) as batch_op:
        batch_op.drop_index("ix_dataset_picture_dataset_id_split_label")
        batch_op.drop_index("ix_dataset_picture_dataset_id_sha256")

    op.drop_table("dataset_picture")
    with op.batch_alter_table("classifier_prediction", schema=None) as batch_op:
        batch_op.drop_index("ix_classifier_prediction_loss")
        batch_op.drop_index("ix_classifier_prediction_cell")

    op.drop_table("classifier_prediction")
    with op.batch_alter_table("dataset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dataset_project_id"))

    op.drop_table("dataset")
    with op.batch_alter_table("classifier_sweep", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classifier_sweep_project_id"))

    op.drop_table("classifier_sweep")
    with op.batch_alter_table("classifier_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classifier_run_sweep_id"))
        batch_op.drop_index("ix_classifier_run_project_id_created_at")
        batch_op.drop_index(batch_op.f("ix_classifier_run_job_id"))
        batch_op.drop_index(batch_op.f("ix_classifier_run_dataset_id"))

    op.drop_table("classifier_run")
    with op.batch_alter_table("classifier_config", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classifier_config_project_id"))

    op.drop_table("classifier_config")
