"""With any model: models beside their files, inputs, videos, measurements, tokens, jobs of the server."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_with_any_model"
down_revision = "2026_11_21_what_the_web_studio_s"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hub_token",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hub_token")),
    )
    op.create_table(
        "input_image",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("thumbnail_key", sa.String(length=300), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_input_image")),
        sa.UniqueConstraint("sha256", name=op.f("uq_input_image_sha256")),
    )
    with op.batch_alter_table("input_image", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_input_image_used_at"), ["used_at"], unique=False)

    op.create_table(
        "measurement",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("device_name", sa.String(length=128), nullable=False),
        sa.Column("options", sa.String(length=64), nullable=False),
        sa.Column("work", sa.String(length=64), nullable=False),
        sa.Column("peak_bytes", sa.BigInteger(), nullable=True),
        sa.Column("resident_bytes", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.create_index("ix_measurement_lookup", ["model", "device_name", "options", "work"], unique=True)

    op.create_table(
        "model",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=True),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("licence", sa.String(length=100), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_model")),
    )
    with op.batch_alter_table("model", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_sha256"), ["sha256"], unique=False)

    op.add_column("job", sa.Column("place", sa.String(length=16), nullable=False, server_default="worker"))
    op.create_index("ix_job_place_state", "job", ["place", "state"])
    op.add_column("picture", sa.Column("media_type", sa.String(length=40), nullable=False, server_default="image/png"))
    op.add_column("picture", sa.Column("poster_key", sa.String(length=300), nullable=True))
    op.add_column("picture", sa.Column("num_frames", sa.Integer(), nullable=True))
    op.add_column("picture", sa.Column("fps", sa.Double(), nullable=True))
    op.add_column(
        "worker",
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False, server_default="{}"
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.drop_column("facts")

    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.drop_column("fps")
        batch_op.drop_column("num_frames")
        batch_op.drop_column("poster_key")
        batch_op.drop_column("media_type")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_place_state")
        batch_op.drop_column("place")

    with op.batch_alter_table("model", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_sha256"))
        batch_op.drop_index(batch_op.f("ix_model_kind"))

    op.drop_table("model")
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.drop_index("ix_measurement_lookup")

    op.drop_table("measurement")
    with op.batch_alter_table("input_image", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_input_image_used_at"))

    op.drop_table("input_image")
    op.drop_table("hub_token")
