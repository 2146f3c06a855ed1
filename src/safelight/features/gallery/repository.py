"""Every query of the gallery. All of them are newest first and find their place by id, never by counting."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from safelight.db.ownership import seen
from safelight.features.characters.tables import Character, CharacterVersion, Checkpoint
from safelight.features.gallery.schemas import GalleryFilter
from safelight.features.generations.tables import Generation, Picture
from safelight.kit.ids import first_id

_IN_GALLERY = Picture.month != ""  # what shows a style has no month
_AS_TOLD = {"synchronize_session": False}  # no picture is held in a session here
_STRAY = timedelta(days=3)  # a picture of an older Safelight took its month from its request


@dataclass(frozen=True)
class Chosen:
    """The pictures that pass a filter, and the columns that sort them."""

    where: tuple[ColumnElement[bool], ...]
    sort: tuple[InstrumentedAttribute[Any], ...]

    def only(self, *more: ColumnElement[bool]) -> "Chosen":
        """Those of them that also fulfil `more`."""
        return Chosen((*self.where, *more), self.sort)

    def newest_first(self, *columns: Any) -> Select[Any]:
        """A query over them."""
        return select(*columns).where(*self.where).order_by(*(column.desc() for column in self.sort))

    def oldest_first(self, *columns: Any) -> Select[Any]:
        """A query over them."""
        return select(*columns).where(*self.where).order_by(*(column.asc() for column in self.sort))


_ITEM = (
    Picture.id,
    Picture.generation_id,
    Picture.key,
    Picture.thumbnail_key,
    Picture.width,
    Picture.height,
    Picture.thumbhash,
    Picture.favourite,
    Picture.kind,
    Picture.media_type,
    Picture.poster_key,
    Picture.num_frames,
    Picture.fps,
    Picture.created_at,
    Picture.deleted_at,
    Picture.character_id,
    Picture.model,
    Picture.seed,
    Generation.prompt,
    func.coalesce(Character.name, Picture.recipe["character_name"].as_string()).label("character_name"),
)


def chosen(session: Session, wanted: GalleryFilter) -> Chosen:
    """The pictures that pass a filter."""
    in_bin = wanted.bin or wanted.binned_at is not None
    where: list[ColumnElement[bool]] = [
        Picture.deleted_at.is_not(None) if in_bin else Picture.deleted_at.is_(None),
        _IN_GALLERY,
    ]
    for column, value in (
        (Picture.deleted_at, wanted.binned_at),
        (Picture.character_id, wanted.character_id),
        (Picture.model, wanted.model),
        (Picture.kind, wanted.kind),
        (Picture.seed, wanted.seed),
    ):
        if value is not None:
            where.append(column == value)
    if wanted.favourite is not None:
        where.append(Picture.favourite.is_(wanted.favourite))
    where += [Picture.words.contains(word, autoescape=True) for word in (wanted.q or "").lower().split()]
    if wanted.style is not None:
        where.append(_has_style(session, wanted.style))
    if wanted.since is not None:
        where.append(Picture.id >= first_id("pic", wanted.since))
    if wanted.until is not None:
        where.append(Picture.id < first_id("pic", wanted.until))
    if wanted.month is not None:
        where += _of_month(wanted.month)
    # Outside the bin all share one deleted_at, null; PostgreSQL takes the index only if it is told to sort by it.
    return Chosen(tuple(where), (Picture.id,) if in_bin else (Picture.deleted_at, Picture.id))


def those(ids: Sequence[str]) -> Chosen:
    """The pictures of these ids, in the bin or not."""
    return Chosen((Picture.id.in_(ids), _IN_GALLERY), (Picture.id,))


def page(session: Session, pictures: Chosen, *, limit: int) -> Sequence[Row[Any]]:
    """The newest of them, with what an item shows."""
    return session.execute(_with_names(pictures.newest_first(*_ITEM).limit(limit))).all()


def item(session: Session, picture_id: str) -> Row[Any] | None:
    """One picture, with what its item and its detail show."""
    wanted = those([picture_id]).newest_first(*_ITEM, Picture.size, Picture.sha256, Picture.recipe, Generation)
    return session.execute(_with_names(wanted)).one_or_none()


def recipe(session: Session, picture_id: str) -> dict[str, Any] | None:
    """How one picture was made."""
    return session.scalar(select(Picture.recipe).where(Picture.id == picture_id, _IN_GALLERY))


def outline(session: Session, pictures: Chosen) -> Sequence[tuple[str, str, str]]:
    """Id, month and shape of each: three columns of one index."""
    query = pictures.newest_first(Picture.id, Picture.month, Picture.shape)
    query = query.where(seen(session, Picture))  # a bare connection asks nobody whose rows these are
    with session.connection().execute(query) as result:
        # As the driver gives them: of 100 000 rows, making Row objects takes three times as long as the query.
        rows: Sequence[tuple[str, str, str]] = result.cursor.fetchall() if result.cursor else []
    return rows


def neighbours(session: Session, pictures: Chosen, picture_id: str) -> tuple[str | None, str | None]:
    """The next newer and the next older picture."""
    newer = pictures.only(Picture.id > picture_id).oldest_first(Picture.id)
    older = pictures.only(Picture.id < picture_id).newest_first(Picture.id)
    return session.scalar(newer.limit(1)), session.scalar(older.limit(1))


def ids(session: Session, pictures: Chosen, *, limit: int | None = None) -> Sequence[str]:
    """Their ids."""
    return session.scalars(pictures.newest_first(Picture.id).limit(limit)).all()


def change(session: Session, pictures: Chosen, **values: Any) -> list[tuple[str, str]]:
    """Set columns of all of them; gives back id and account of those that it was this call that changed."""
    changed = update(Picture).where(*pictures.where).values(**values).returning(Picture.id, Picture.account_id)
    rows = session.execute(changed, execution_options=_AS_TOLD)
    return sorted(((row.id, row.account_id) for row in rows), reverse=True)


def take_out(session: Session, pictures: Chosen, *, limit: int) -> list[Row[Any]]:
    """Delete the rows of up to `limit` of them; gives back id, account, keys and generation of each."""
    meant = pictures.newest_first(Picture.id).limit(limit).scalar_subquery()
    gone = delete(Picture).where(Picture.id.in_(meant))
    columns = (
        Picture.id, Picture.account_id, Picture.key, Picture.thumbnail_key, Picture.poster_key, Picture.generation_id
    )  # fmt: skip
    rows: Iterable[Row[Any]] = session.execute(gone.returning(*columns), execution_options=_AS_TOLD)
    return sorted(rows, key=lambda row: str(row.id), reverse=True)


def emptied(session: Session, generation_ids: Collection[str]) -> Sequence[Generation]:
    """Those of these generations that have no picture left."""
    left = exists().where(Picture.generation_id == Generation.id)
    return session.scalars(select(Generation).where(Generation.id.in_(generation_ids), ~left)).all()


def character_name(session: Session, character_id: str) -> str | None:
    """The character's present name; None when it is gone."""
    return session.scalar(select(Character.name).where(Character.id == character_id))


def version_of(session: Session, character_id: str, *, model: str, lora_sha256s: Collection[str]) -> int | None:
    """The version of a character that has one of these LoRA files or that model, or had it before another step."""
    is_drawn_by = or_(CharacterVersion.model == model, CharacterVersion.lora_sha256.in_(lora_sha256s))
    now = select(func.max(CharacterVersion.number)).where(CharacterVersion.character_id == character_id, is_drawn_by)
    had = Checkpoint.sha256.in_(lora_sha256s)
    before = select(func.max(Checkpoint.version)).where(Checkpoint.character_id == character_id, had)
    return session.scalar(now) or session.scalar(before)


def _with_names(query: Select[Any]) -> Select[Any]:
    return query.join(Generation, Generation.id == Picture.generation_id).outerjoin(
        Character, Character.id == Picture.character_id
    )


def _of_month(month: str) -> list[ColumnElement[bool]]:
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    end = start + timedelta(days=31) + _STRAY
    return [Picture.month == month, Picture.id >= first_id("pic", start), Picture.id < first_id("pic", end)]


def _has_style(session: Session, name: str) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "postgresql":
        return func.jsonb_exists(Picture.recipe["styles"], name)
    names = func.json_each(Picture.recipe, "$.styles").table_valued("value")
    return exists().select_from(names).where(names.c.value == name)
