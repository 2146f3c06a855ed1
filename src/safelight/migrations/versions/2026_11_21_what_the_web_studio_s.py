"""What the web studio shows. Rows of before get what can be said of them from what they hold."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from safelight.kit.pictures.shape import shape_of

revision = "2026_11_21_what_the_web_studio_s"
down_revision = "2026_11_21_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "preference",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_preference")),
    )
    op.create_table(
        "style",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("group", sa.String(length=80), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("negative_prompt", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_style")),
        sa.UniqueConstraint("name", name=op.f("uq_style_name")),
    )
    op.create_table(
        "style_thumbnail",
        sa.Column("style_id", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("generation_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("style_id", "model", name=op.f("pk_style_thumbnail")),
    )
    op.create_table(
        "character_version",
        sa.Column("character_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lora_key", sa.String(length=300), nullable=False),
        sa.Column("lora_sha256", sa.String(length=64), nullable=False),
        sa.Column("lora_size", sa.Integer(), nullable=False),
        sa.Column("base_model", sa.String(length=200), nullable=False),
        sa.Column("training", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("job_id", sa.String(length=40), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("final_loss", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["character_id"],
            ["character.id"],
            name=op.f("fk_character_version_character_id_character"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("character_id", "number", name=op.f("pk_character_version")),
    )
    op.create_table(
        "job_preview",
        sa.Column("job_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_preview_job_id_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_job_preview")),
    )
    op.add_column("character", sa.Column("preset", sa.String(length=16), nullable=True))
    op.add_column(
        "character",
        sa.Column(
            "overrides",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            server_default="{}",
        ),
    )
    op.add_column("character", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column("job", sa.Column("title", sa.String(length=200), nullable=False, server_default=""))
    op.add_column(
        "job",
        sa.Column(
            "wishes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False, server_default="[]"
        ),
    )

    op.add_column("picture", sa.Column("kind", sa.String(length=16), nullable=False, server_default="image"))
    op.add_column("picture", sa.Column("model", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("picture", sa.Column("character_id", sa.String(length=40), nullable=True))
    op.add_column("picture", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.add_column("picture", sa.Column("month", sa.String(length=7), nullable=False, server_default="1970-01"))
    op.add_column("picture", sa.Column("shape", sa.String(length=1), nullable=False, server_default="g"))
    op.add_column("picture", sa.Column("thumbhash", sa.String(length=64), nullable=True))
    op.add_column("picture", sa.Column("favourite", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("picture", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "picture",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default="1970-01-01 00:00:00+00:00"),
    )
    op.create_index("ix_picture_character_id", "picture", ["character_id", "deleted_at", "id"], unique=False)
    op.create_index("ix_picture_favourite", "picture", ["favourite", "deleted_at", "id"], unique=False)
    op.create_index("ix_picture_gallery", "picture", ["deleted_at", "id", "month", "shape"], unique=False)
    op.create_index("ix_picture_model", "picture", ["model", "deleted_at", "id"], unique=False)

    op.add_column("reference", sa.Column("thumbnail_key", sa.String(length=300), nullable=True))
    op.add_column("reference", sa.Column("thumbhash", sa.String(length=64), nullable=True))
    op.add_column("reference", sa.Column("dhash", sa.String(length=16), nullable=True))
    op.add_column(
        "reference",
        sa.Column(
            "findings",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            server_default="[]",
        ),
    )
    op.add_column("reference", sa.Column("excluded", sa.Boolean(), nullable=False, server_default=sa.false()))

    op.add_column("sample", sa.Column("step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sample", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sample", sa.Column("job_id", sa.String(length=40), nullable=True))
    op.add_column("sample", sa.Column("thumbnail_key", sa.String(length=300), nullable=True))
    op.add_column("sample", sa.Column("thumbhash", sa.String(length=64), nullable=True))
    op.add_column("sample", sa.Column("width", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sample", sa.Column("height", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "sample",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default="1970-01-01 00:00:00+00:00"),
    )

    if not op.get_context().as_sql:
        _describe_pictures()
        _record_versions()


def _describe_pictures() -> None:
    """Give the pictures of before what the gallery sorts and searches by."""
    bind = op.get_bind()
    picture, generation = _tables(bind, "picture", "generation")
    rows = bind.execute(
        sa.select(picture.c.id, picture.c.width, picture.c.height, picture.c.recipe, generation.c.created_at).join(
            generation, picture.c.generation_id == generation.c.id
        )
    ).all()
    for id_, width, height, recipe, created_at in rows:
        said = [recipe.get("prompt"), recipe.get("character_name"), recipe.get("model")]
        bind.execute(
            picture.update()
            .where(picture.c.id == id_)
            .values(
                created_at=created_at,
                month=f"{created_at:%Y-%m}",
                shape=shape_of(width, height),
                model=recipe.get("model") or "",
                character_id=recipe.get("character_id"),
                words=" ".join(word for word in said if word).lower(),
            )
        )


def _record_versions() -> None:
    """Every character in use has one version that is known, and samples of its last step."""
    bind = op.get_bind()
    character, version, sample = _tables(bind, "character", "character_version", "sample")
    for row in bind.execute(sa.select(character).where(character.c.lora_key.is_not(None))).mappings().all():
        steps = (row["training"] or {}).get("max_train_steps")
        bind.execute(
            version.insert().values(
                character_id=row["id"],
                number=row["version"],
                lora_key=row["lora_key"],
                lora_sha256=row["lora_sha256"],
                lora_size=row["lora_size"],
                base_model=row["base_model"],
                training=row["training"],
                job_id=row["job_id"],
                steps=steps,
                created_at=row["updated_at"],
            )
        )
        kept = sa.select(sample.c.id).where(sample.c.character_id == row["id"]).order_by(sample.c.id)
        for position, id_ in enumerate(bind.scalars(kept).all()):
            bind.execute(sample.update().where(sample.c.id == id_).values(step=steps or 0, position=position))


def _tables(bind: sa.Connection, *names: str) -> list[sa.Table]:
    metadata = sa.MetaData()
    return [sa.Table(name, metadata, autoload_with=bind) for name in names]


def downgrade() -> None:
    with op.batch_alter_table("sample", schema=None) as batch_op:
        batch_op.drop_column("created_at")
        batch_op.drop_column("height")
        batch_op.drop_column("width")
        batch_op.drop_column("thumbhash")
        batch_op.drop_column("thumbnail_key")
        batch_op.drop_column("job_id")
        batch_op.drop_column("position")
        batch_op.drop_column("step")

    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.drop_column("excluded")
        batch_op.drop_column("findings")
        batch_op.drop_column("dhash")
        batch_op.drop_column("thumbhash")
        batch_op.drop_column("thumbnail_key")

    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.drop_index("ix_picture_model")
        batch_op.drop_index("ix_picture_gallery")
        batch_op.drop_index("ix_picture_favourite")
        batch_op.drop_index("ix_picture_character_id")
        batch_op.drop_column("created_at")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("favourite")
        batch_op.drop_column("thumbhash")
        batch_op.drop_column("shape")
        batch_op.drop_column("month")
        batch_op.drop_column("words")
        batch_op.drop_column("character_id")
        batch_op.drop_column("model")
        batch_op.drop_column("kind")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("wishes")
        batch_op.drop_column("title")

    with op.batch_alter_table("character", schema=None) as batch_op:
        batch_op.drop_column("last_used_at")
        batch_op.drop_column("overrides")
        batch_op.drop_column("preset")

    op.drop_table("job_preview")
    op.drop_table("character_version")
    op.drop_table("style_thumbnail")
    op.drop_table("style")
    op.drop_table("preference")
