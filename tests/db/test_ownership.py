"""Whatever the query, a session finds only what its caller may see, and changes only what they may change."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from sqlalchemy import column, delete, event, exists, func, insert, select, table, update
from sqlalchemy.orm import Session, aliased, immediateload, joinedload, lazyload, selectinload, subqueryload
from sqlalchemy.sql.base import ExecutableOption

from safelight.db import Base, Database
from safelight.db.ownership import (
    EVERYBODYS,
    NOBODY,
    ReadOnly,
    Sight,
    Unguardable,
    guarded_tables,
    look_as,
    seen,
    seen_by,
    unguarded,
)
from safelight.features.accounts.tables import Account
from safelight.features.characters.tables import Character, Reference
from safelight.features.generations.tables import Generation, Picture
from safelight.features.projects.tables import Project, ProjectMember
from safelight.features.styles.tables import Style
from safelight.jobs.tables import Job, JobPreview
from safelight.kit.clock import utcnow
from safelight.migrations.tables import metadata

ANN, BEN = Sight("ann"), Sight("ben")
VIEWER = Sight("ben", reads=frozenset({"proj_ann"}))
EDITOR = Sight("ben", reads=frozenset({"proj_ann"}), writes=frozenset({"proj_ann"}))
OPERATOR = Sight("ben", is_operator=True)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A database with one of everything of Ann's, and of some of Ben's."""
    with database.transaction() as session:
        session.add(Project(id="proj_ann", name="Ann's", slug="anns", account_id="ann"))
        session.add_all([character("ann", "proj_ann"), character("ben", None)])
        session.add_all([job("ann"), job("ben")])
        session.flush()
        session.add(JobPreview(job_id="job_ann", position=0, step=1, image=b"x", at=utcnow()))
        session.add_all([generation("ann"), generation("ben")])
        session.flush()
        session.add_all([picture("ann"), picture("ben")])
    with database.transaction() as session:
        yield session
        session.rollback()


def character(whose: str, project_id: str | None) -> Character:
    return Character(
        id=f"char_{whose}",
        name=whose,
        slug=whose,
        trigger=whose,
        class_word="toy",
        base_model="tiny",
        source="trained",
        account_id=whose,
        project_id=project_id,
        references=[reference(f"ref_{whose}")],
    )


def reference(id_: str) -> Reference:
    return Reference(
        id=id_, position=0, filename="a.png", key="k", content_type="image/png", width=1, height=1, size=1, sha256="s"
    )


def job(whose: str) -> Job:
    return Job(id=f"job_{whose}", kind="generation", spec={}, needs={}, account_id=whose, subject="generation:x")


def generation(whose: str) -> Generation:
    return Generation(id=f"gen_{whose}", job_id=f"job_{whose}", prompt="", plan={}, account_id=whose)


def picture(whose: str) -> Picture:
    return Picture(
        id=f"pic_{whose}", generation_id=f"gen_{whose}", position=0, key="k", thumbnail_key="k", width=1, height=1,
        size=1, sha256="s", seed=1, recipe={}, month="2026-11", shape="a", account_id=whose, character_id="char_ann",
    )  # fmt: skip


def style(name: str = "Noir") -> Style:
    return Style(id=f"sty_{name}", name=name, group="Mine", prompt="noir")


Other = aliased(Character)
READ = {
    "entities": select(Character),
    "by id": select(Character.id).where(Character.id == "char_ann"),
    "columns": select(Character.name),
    "an expression": select(func.lower(Character.name)),
    "a count": select(func.count()).select_from(Character).having(func.count() > 1),
    "a count by its condition alone": select(func.count()).where(Character.id == "char_ann").having(func.count() > 0),
    "the greatest": select(func.min(Character.name)).where(Character.name == "ann").having(func.count() > 0),
    "an alias": select(Other.id),
    "a subquery": select(select(Character.id).subquery()),
    "a common table": select(select(Character.id.label("id")).cte()),
    "a scalar subquery": select(Job.id).where(
        Job.id == "job_ben", select(func.count(Character.id)).scalar_subquery() > 1
    ),
    "in a subquery": select(Job.id).where(
        Job.id == "job_ben", select(Character.id).where(Character.id == "char_ann").scalar_subquery() == "char_ann"
    ),
    "exists": select(Job.id).where(
        Job.id == "job_ben", exists().where(Character.id == "char_ann")
    ),
    "exists of a select": select(Job.id).where(
        Job.id == "job_ben", select(Character.id).where(Character.id == "char_ann").exists()
    ),
    "a join": select(Picture.id).join(Generation, Generation.id == Picture.generation_id),
    "an outer join": select(Character.name).select_from(Picture).outerjoin(
        Character, Character.id == Picture.character_id
    ).where(Picture.id == "pic_ben", Character.name.is_not(None)),
    "a union": select(Character.id).where(Character.id == "char_ann").union_all(
        select(Character.id).where(Character.id == "nobody")
    ),
    "a join along a relationship": select(Character.id).join(Character.references),
    "a join from one of its own": select(Character.id).select_from(Reference).join(
        Character, Character.id == Reference.character_id
    ),
    "a subquery of a subquery": select(
        select(select(Character.id).subquery().c.id.label("id")).cte().alias().c.id
    ),
    "the first of a window": select(Character.id, func.row_number().over(order_by=Character.id)),
}  # fmt: skip


@pytest.mark.parametrize("how", READ)
def test_no_query_finds_what_is_somebody_elses(session: Session, how: str) -> None:
    everybodys = session.execute(READ[how]).all()
    look_as(session, BEN)
    own = session.execute(READ[how]).all()
    assert len(own) < len(everybodys), READ[how]
    assert not [row for row in own if "char_ann" in str(row)]


def test_no_look_by_key_or_by_relationship_finds_it(session: Session) -> None:
    look_as(session, BEN)
    session.expunge_all()
    assert session.get(Character, "char_ann") is None
    assert session.get(Character, "char_ann", with_for_update=True, populate_existing=True) is None
    assert session.get(Reference, "ref_ann") is None, "a part is seen with its whole"
    assert session.get(JobPreview, ("job_ann", 0)) is None
    assert session.scalars(select(Reference.id)).all() == ["ref_ben"]
    mine = session.get(Character, "char_ben")
    assert mine is not None
    assert [each.id for each in mine.references] == ["ref_ben"]
    found = session.scalars(select(Generation).options(selectinload(Generation.pictures))).all()
    assert [[each.id for each in one.pictures] for one in found] == [["pic_ben"]]


@pytest.mark.parametrize("load", [joinedload, selectinload, subqueryload, lazyload, immediateload])
def test_what_lies_behind_a_relationship_is_guarded_though_the_query_does_not_name_it(
    session: Session, load: Callable[..., ExecutableOption]
) -> None:
    session.execute(update(Picture).where(Picture.id == "pic_ann").values(generation_id="gen_ben"))
    session.expunge_all()
    look_as(session, BEN)
    found = session.scalars(select(Generation).options(load(Generation.pictures))).unique().all()
    assert [[each.id for each in one.pictures] for one in found] == [["pic_ben"]]


def test_a_change_goes_by_no_row_of_somebody_elses(session: Session) -> None:
    look_as(session, BEN)
    by_anns = exists().where(Character.id == "char_ann")
    for change in (update(Job).values(title="x"), delete(Picture)):
        assert session.execute(change.where(by_anns)).rowcount == 0


@pytest.mark.parametrize("how", ["the class", "a list of rows"])
def test_bulk_changes_leave_alone_what_is_not_ones_own(session: Session, how: str) -> None:
    look_as(session, VIEWER)
    session.expunge_all()
    if how == "the class":
        assert session.scalars(update(Character).values(name="x").returning(Character.id)).all() == ["char_ben"]
        assert session.scalars(delete(Reference).returning(Reference.id)).all() == ["ref_ben"]
    else:
        with pytest.raises(Unguardable):
            session.execute(insert(Style), [{"id": "sty_1", "name": "Noir", "group": "Mine", "prompt": ""}])
    look_as(session, None)
    assert session.scalar(select(Character.name).where(Character.id == "char_ann")) == "ann"


def test_an_editor_changes_what_is_in_the_project_and_deletes_only_parts_of_it(session: Session) -> None:
    look_as(session, EDITOR)
    session.expunge_all()
    assert sorted(session.scalars(update(Character).values(description="x").returning(Character.id))) == [
        "char_ann",
        "char_ben",
    ]
    assert session.scalars(delete(Character).returning(Character.id)).all() == ["char_ben"]
    shared = session.get(Character, "char_ann")
    assert shared is not None
    shared.references.append(reference("ref_new"))
    session.flush()
    session.delete(shared.references[0])
    session.flush()
    assert shared.account_id == "ann"
    session.delete(shared)
    with pytest.raises(ReadOnly):
        session.flush()


@pytest.mark.parametrize("what", ["the row", "a part", "a new part", "a part that goes", "the row that goes"])
def test_a_viewer_changes_nothing(session: Session, what: str) -> None:
    look_as(session, VIEWER)
    session.expunge_all()
    shared = session.get(Character, "char_ann")
    assert shared is not None, "it is shared with him"
    match what:
        case "the row":
            shared.description = "mine now"
        case "a part":
            shared.references[0].caption = "mine now"
        case "a new part":
            shared.references.append(reference("ref_new"))
        case "a part that goes":
            session.delete(shared.references[0])
        case "the row that goes":
            session.delete(shared)
    with pytest.raises(ReadOnly):
        session.flush()


@pytest.mark.parametrize("sight", [VIEWER, EDITOR])
def test_nobody_makes_a_thing_their_own_by_moving_it(session: Session, sight: Sight) -> None:
    session.add(Project(id="proj_ben", name="Ben's", slug="bens", account_id="ben"))
    session.flush()
    look_as(session, Sight("ben", reads=sight.reads | {"proj_ben"}, writes=sight.writes | {"proj_ben"}))
    shared = session.get(Character, "char_ann")
    assert shared is not None
    for name, value in {"project_id": "proj_ben", "account_id": "ben"}.items():
        with session.begin_nested() as step:
            setattr(shared, name, value)
            with pytest.raises(ReadOnly):
                session.flush()
            step.rollback()


def test_a_thing_goes_only_into_a_project_that_one_may_change(session: Session) -> None:
    look_as(session, VIEWER)
    mine = session.get(Character, "char_ben")
    assert mine is not None
    with session.begin_nested() as step:
        mine.project_id = "proj_ann"
        with pytest.raises(ReadOnly):
            session.flush()
        step.rollback()
    look_as(session, EDITOR)
    mine.project_id = "proj_ann"
    session.flush()
    look_as(session, Sight("ann", reads=frozenset({"proj_ann"}), writes=frozenset({"proj_ann"})))
    mine.project_id = None  # her project: she may take his out of it, though not into another
    session.flush()


def test_what_is_added_belongs_to_whoever_adds_it(session: Session) -> None:
    look_as(session, BEN)
    session.add_all([style(), Project(id="proj_new", name="New", slug="new"), job("ben2")])
    new = Character(
        id="char_new", name="n", slug="n", trigger="n", class_word="toy", base_model="tiny", source="trained",
        project_id="proj_new", references=[reference("ref_new")],
    )  # fmt: skip
    session.add(new)
    with pytest.raises(ReadOnly):
        session.flush()  # the job says that it is somebody else's


def test_a_new_thing_goes_into_a_project_of_the_same_transaction(session: Session) -> None:
    look_as(session, BEN)
    session.add(Project(id="proj_new", name="New", slug="new"))
    session.flush()
    session.add(
        Character(
            id="char_new", name="n", slug="n", trigger="n", class_word="toy", base_model="tiny", source="trained",
            project_id="proj_new", references=[reference("ref_new")],
        )
    )  # fmt: skip
    session.flush()
    assert session.scalars(select(Project.account_id)).all() == ["ben"]


def test_the_project_itself_is_seen_by_its_members_and_changed_by_its_owner(session: Session) -> None:
    session.add(Account(id="ben", name="ben", role="member"))
    session.flush()
    session.add(ProjectMember(project_id="proj_ann", account_id="ben", role="editor"))
    session.flush()
    look_as(session, EDITOR)
    project = session.scalars(select(Project)).one()
    assert session.scalars(select(ProjectMember.role)).all() == ["editor"]
    with session.begin_nested() as step:
        project.name = "Ben's"
        with pytest.raises(ReadOnly):
            session.flush()
        step.rollback()
    member = session.get(ProjectMember, ("proj_ann", "ben"))
    assert member is not None
    member.role = "viewer"
    with pytest.raises(ReadOnly):
        session.flush()


def test_an_operator_sees_and_ends_every_job_and_nothing_else(session: Session) -> None:
    look_as(session, OPERATOR)
    assert len(session.scalars(select(Job.id)).all()) == 2
    assert session.get(JobPreview, ("job_ann", 0)) is not None
    assert session.scalars(select(Character.id)).all() == ["char_ben"]
    session.get_one(Job, "job_ann").priority = 1
    session.flush()


def test_nobody_sees_and_makes_nothing(session: Session) -> None:
    look_as(session, NOBODY)
    for guarded in guarded_tables():
        assert not session.scalars(select(guarded)).all()
    session.add(style())
    with pytest.raises(ReadOnly):
        session.flush()


def test_the_program_notes_on_somebodys_behalf(session: Session) -> None:
    look_as(session, VIEWER)
    shared = session.get_one(Character, "char_ann")
    with unguarded(session):
        shared.last_used_at = utcnow()
        assert session.scalars(select(func.count(Character.id))).one() == 2
    everybodys = select(Job.id).order_by(Job.id).execution_options(**EVERYBODYS)
    assert session.scalars(everybodys).all() == ["job_ann", "job_ben"]
    assert session.scalars(select(Job.id)).all() == ["job_ben"], "it ends with the block"
    with pytest.raises(ValueError, match="stop"), unguarded(session):
        raise ValueError("stop")
    assert session.scalars(select(Job.id)).all() == ["job_ben"]


def test_a_query_that_cannot_be_guarded_is_refused(session: Session) -> None:
    look_as(session, BEN)
    bare = table("character", column("id"), column("account_id"))
    for query in (select(Character.__table__), select(bare.c.id), select(func.count()).select_from(bare)):
        with pytest.raises(Unguardable):
            session.execute(query)
    own = select(bare.c.id).where(seen(session, bare.c)).execution_options(**EVERYBODYS)
    assert session.scalars(own).all() == ["char_ben"]


def test_a_sight_is_in_force_for_every_session_opened_below_it(database: Database) -> None:
    with seen_by(BEN):
        with database.transaction() as session:
            session.add(style())
        with seen_by(ANN), database.reading() as session:
            assert not session.scalars(select(Style.id)).all()
        with ThreadPoolExecutor(1) as pool:
            context = copy_context()
            found = pool.submit(context.run, lambda: _styles(database)).result()
        assert found == ["ben"]
    assert _styles(database) == ["ben"], "without one the program sees everything"


def _styles(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Style.account_id)))


def test_without_a_sight_a_query_is_left_as_it_is(database: Database) -> None:
    said: list[str] = []
    with database.reading() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *facts: said.append(facts[2]))
        session.scalars(select(Style.id)).all()
        look_as(session, BEN)
        session.scalars(select(Style.id)).all()
    assert ["account_id" in each for each in said] == [False, True]


def test_every_table_with_an_owner_or_a_whole_is_guarded() -> None:
    """A new table that points at a guarded one says whose it is, or why that is nobody's business."""
    metadata()  # all of them are imported
    names = {each.__tablename__ for each in guarded_tables()}
    loose = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        for key in mapper.local_table.foreign_keys
        if key.column.table.name in names
    } - names
    assert loose == {"webhook_call"}, "calls are found by their webhook, which is guarded"
