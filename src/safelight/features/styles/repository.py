"""Where styles come from: the built-in ones are a file of the package, the others are rows."""

import json
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from safelight.features.styles.schemas import StyleWords
from safelight.features.styles.tables import Style, StyleThumbnail
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED

BUILT_IN = Path(__file__).with_name("built_in.json")


@cache
def built_in() -> tuple[StyleWords, ...]:
    """The styles that ship with Safelight, in the order in which they are shown."""
    groups = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    return tuple(StyleWords(group=group, **style) for group, styles in groups.items() for style in styles)


def own(session: Session) -> list[StyleWords]:
    """The styles that people made, by name."""
    found = (words_of(style) for style in session.scalars(select(Style)))
    return sorted(found, key=lambda style: style.name.casefold())


def known(session: Session) -> list[StyleWords]:
    """Every style, own ones first."""
    return [*own(session), *built_in()]


def row(session: Session, style_id: str) -> Style | None:
    """A person's own style."""
    return session.get(Style, style_id)


def hold(session: Session) -> None:
    """Keep other writers out until this transaction ends, so that a free name stays free. SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE style IN SHARE ROW EXCLUSIVE MODE"))


def words_of(style: Style) -> StyleWords:
    """A row as the rest of the feature knows styles."""
    return StyleWords(
        id=style.id,
        name=style.name,
        group=style.group,
        prompt=style.prompt,
        negative_prompt=style.negative_prompt,
        built_in=False,
        updated_at=style.updated_at,
    )


def thumbnail(session: Session, *, style_id: str, model: str) -> StyleThumbnail | None:
    """What a style looks like with a model, drawn or being drawn."""
    return session.get(StyleThumbnail, (style_id, model))


def thumbnail_of(session: Session, generation_id: str) -> StyleThumbnail | None:
    """The thumbnail that a generation is for."""
    return session.scalar(select(StyleThumbnail).where(StyleThumbnail.generation_id == generation_id))


def thumbnails(session: Session, style_ids: Collection[str]) -> Sequence[StyleThumbnail]:
    """All thumbnails of these styles, newest first."""
    query = select(StyleThumbnail).where(StyleThumbnail.style_id.in_(style_ids))
    return session.scalars(query.order_by(StyleThumbnail.created_at.desc(), StyleThumbnail.model)).all()


def drawing(session: Session, found: Collection[StyleThumbnail]) -> dict[str, str]:
    """Style → generation, of the thumbnails whose job has not ended."""
    subjects = {f"generation:{each.generation_id}": each for each in found}
    query = select(Job.subject).where(Job.subject.in_(subjects), Job.state.not_in(FINISHED))
    return {
        subjects[subject].style_id: subjects[subject].generation_id for subject in session.scalars(query) if subject
    }


def forget_thumbnails(session: Session, style_id: str) -> None:
    """A style is gone or says something else: what it looked like is no longer true."""
    session.execute(delete(StyleThumbnail).where(StyleThumbnail.style_id == style_id))
