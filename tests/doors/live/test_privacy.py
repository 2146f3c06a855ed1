"""Whose facts and previews a listener hears: their own and what is shared with them, at either door, late or not."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import socketio
from sqlalchemy import delete, update

from safelight.events import publish
from safelight.features.accounts.tables import ApiKey
from safelight.features.projects.tables import ProjectMember
from safelight.jobs import moves, service
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from tests.doors.live.conftest import TASK, WORKER, Caller, JobContext, Server, Spec, opened, running, until
from tests.factories.people import add_account, add_key, add_project, bearer


class Theirs:
    """A running job of one account, in a project or in none."""

    def __init__(self, server: Server, account_id: str, project_id: str | None = None) -> None:
        self.server = server
        with server.db.transaction() as session:
            job = service.submit(session, kind="draw", spec=Spec())
            job.account_id, job.project_id = account_id, project_id
            moves.place(session, job, WORKER)
            moves.start(session, job)
        self.id = job.id
        self.context = JobContext(db=server.db, job=job, task=TASK, work_dir=server.folder)

    def progress(self, step: int, *looks: tuple[int, bytes]) -> None:
        for position, image in looks:
            self.context.preview(position, step, image)
        self.context._next_write = 0.0
        self.context.progress(step, 100)


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Ada with a project that Vi may look at, Bo, and Root, an admin; each with a key."""
    with running(tmp_path_factory.mktemp("people"), "sqlite") as server:
        ids = {name: add_account(server.db, name) for name in ("ada", "vi", "bo")}
        ids["root"] = add_account(server.db, "root", "admin")
        project = add_project(server.db, ids["ada"], "shared", **{ids["vi"]: "viewer"})
        keys = {name: add_key(server.db, id_) for name, id_ in ids.items()}
        until(server.app.state.studio.gate.has_accounts, "the accounts are seen")
        yield SimpleNamespace(server=server, project=project, keys=keys, **ids)


def listening(people: SimpleNamespace, who: str, query: str = ""):
    return opened(people.server, query, additional_headers=bearer(people.keys[who]))


async def a_look(client) -> bytes:
    while not isinstance(frame := await client.next(), bytes):
        pass
    return frame


def jobs_in(frames: list) -> set[str]:
    return {frame["data"]["id"] for frame in frames if not isinstance(frame, bytes) and frame.get("type") == "event"}


def test_each_hears_of_their_own_jobs_and_of_shared_ones_and_an_admin_of_all(people, play):
    async def story() -> None:
        begun = people.server.settle()
        async with (
            listening(people, "ada") as ada, listening(people, "vi") as vi, listening(people, "bo") as bo,
            listening(people, "root") as root,
        ):  # fmt: skip
            everyone = (ada, vi, bo, root)
            for client in everyone:
                await client.subscribe("jobs")
            private = await asyncio.to_thread(Theirs, people.server, people.ada)
            shared = await asyncio.to_thread(Theirs, people.server, people.ada, people.project)
            await asyncio.to_thread(people.server.settle)
            heard = [jobs_in(await client.in_time()) for client in everyone]
        assert heard == [{private.id, shared.id}, {shared.id}, set(), {private.id, shared.id}]
        # The same to who comes later and asks for what was missed.
        for who, expected in (("vi", {shared.id}), ("bo", set()), ("root", {private.id, shared.id})):
            async with listening(people, who, f"?after={begun}") as late:
                await late.send({"type": "subscribe", "topics": ["jobs", f"job:{private.id}"]})
                assert jobs_in(await late.in_time()) & {private.id, shared.id} == expected

    play(story())


def test_a_preview_is_for_who_sees_the_job_and_not_for_who_only_keeps_the_queue(people, play):
    async def story() -> None:
        private = await asyncio.to_thread(Theirs, people.server, people.ada)
        shared = await asyncio.to_thread(Theirs, people.server, people.ada, people.project)
        topics = (f"job:{private.id}", f"job:{shared.id}")
        async with (
            listening(people, "bo") as bo, listening(people, "root") as root, listening(people, "vi") as vi,
            listening(people, "ada") as ada,
        ):  # fmt: skip
            for client in (bo, root, vi, ada):
                await client.subscribe(*topics)
            await asyncio.to_thread(private.progress, 1, (0, b"private"))
            await asyncio.to_thread(shared.progress, 1, (0, b"shared"))
            looks = set()
            while len(looks) < 2:
                if isinstance(frame := await ada.next(), bytes):
                    looks.add(frame)
            assert {look.endswith(b"private") for look in looks} == {True, False}
            frames = [await client.in_time() for client in (bo, root, vi)]
            images = [[frame for frame in each if isinstance(frame, bytes)] for each in frames]
            if not images[2]:
                images[2] = [await a_look(vi)]
            assert [len(each) for each in images] == [0, 0, 1]
            assert images[2][0].endswith(b"shared")
        # What was read for Ada is there already: who subscribes now is no better off.
        async with listening(people, "ada") as ada, listening(people, "bo") as bo:
            await ada.subscribe(topics[0])
            await a_look(ada)
            await bo.subscribe(topics[0])
            assert not any(isinstance(frame, bytes) for frame in await bo.in_time())

    play(story())


def test_facts_of_things_go_where_the_things_go_and_those_of_everybody_to_all(people, play):
    def tell() -> None:
        with people.server.db.transaction() as session:
            publish(session, topic="models", kind="model.added", payload={"id": "for all"})
            publish(session, topic="gallery", kind="picture.added", payload={"id": "adas"}, account_id=people.ada)
            session.add(
                job := Job(id="job_new", kind="k", state="queued", spec={}, needs={}, project_id=people.project)
            )
            publish(session, topic="characters", kind="character.changed", payload={"id": "shared"}, of=job)
            job.account_id = people.ada

    async def story() -> None:
        async with listening(people, "ada") as ada, listening(people, "vi") as vi, listening(people, "bo") as bo:
            for client in (ada, vi, bo):
                await client.subscribe("models", "gallery", "characters")
            await asyncio.to_thread(tell)
            await asyncio.to_thread(people.server.settle)
            heard = [jobs_in(await client.in_time()) for client in (ada, vi, bo)]
        assert heard == [{"for all", "adas", "shared"}, {"for all", "shared"}, {"for all"}]

    play(story())


def test_a_revoked_key_closes_its_socket_and_a_share_that_ends_ends_the_news(people, play):
    key = add_key(people.server.db, people.vi)

    def again() -> None:
        asyncio.run_coroutine_threadsafe(people.server.hub.look_again(), people.server.loop).result(30)

    def unshare(*, back: bool = False) -> None:
        with people.server.db.transaction() as session:
            session.execute(delete(ProjectMember))
            if back:
                session.add(ProjectMember(project_id=people.project, account_id=people.vi, role="viewer"))
        again()

    def revoke() -> None:
        with people.server.db.transaction() as session:
            session.execute(update(ApiKey).where(ApiKey.name == key).values(revoked_at=utcnow()))
        again()

    async def story() -> None:
        async with opened(people.server, additional_headers=bearer(key)) as vi:
            await vi.subscribe("jobs")
            await asyncio.to_thread(unshare)
            await asyncio.to_thread(Theirs, people.server, people.ada, people.project)
            await asyncio.to_thread(people.server.settle)
            assert jobs_in(await vi.in_time()) == set()
            await asyncio.to_thread(unshare, back=True)
            await asyncio.to_thread(revoke)
            await asyncio.wait_for(vi.socket.wait_closed(), 30)
            assert (vi.socket.close_code, vi.socket.close_reason) == (4401, "Your log-in, or your key, is over.")

    play(story())


def test_a_key_that_may_not_read_may_not_listen(people, play):
    key = add_key(people.server.db, people.ada, ["generate"])

    async def story() -> None:
        with pytest.raises(Exception, match="4403"):
            async with opened(people.server, additional_headers=bearer(key)):
                pass

    play(story())
    why: list[dict] = []
    with pytest.raises(socketio.exceptions.ConnectionError):
        Caller(people.server.host, refused=why, auth={"key": key})
    assert why[0]["data"]["code"] == "not_allowed"


def test_rooms_are_as_private_with_a_key_that_only_the_connection_showed(people):
    private = Theirs(people.server, people.ada)
    key = add_key(people.server.db, people.bo)
    callers = {"ada": people.keys["ada"], "bo": key}
    for transport in ("polling", "websocket"):
        ada, bo = (Caller(people.server.host, transport, auth={"key": each}) for each in callers.values())
        assert ada.call("subscribe", {"job_id": private.id})["ok"]
        refused = bo.call("subscribe", {"job_id": private.id})
        assert (refused["ok"], refused["error"]["code"]) == (False, "job_not_found")
        assert bo.call("subscribe", {"topic": "jobs"})["ok"]
        private.progress(3)
        ada.until("job")
        assert private.id not in {fact["data"]["id"] for fact in bo.of("job")}
        if transport == "websocket":
            with people.server.db.transaction() as session:
                session.execute(update(ApiKey).where(ApiKey.name == key).values(revoked_at=utcnow()))
            bo.until("disconnect")
        for caller in (ada, bo):
            caller.close()


def test_what_one_listener_may_not_see_another_still_gets_from_the_same_reader(people, play):
    """Previews are read by a task of whoever subscribed first, which must not read as that one."""

    async def story() -> None:
        private = await asyncio.to_thread(Theirs, people.server, people.ada)
        await asyncio.to_thread(private.progress, 1, (0, b"private"))
        async with listening(people, "bo") as bo, listening(people, "ada") as ada:
            await bo.subscribe(f"job:{private.id}")
            await ada.subscribe(f"job:{private.id}")
            assert (await a_look(ada)).endswith(b"private")
            assert not any(isinstance(frame, bytes) for frame in await bo.in_time())

    play(story())
