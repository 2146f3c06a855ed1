"""Who comes back misses nothing that is still held, sees nothing twice, and is told when something was lost."""

import asyncio
import threading

import pytest
from sqlalchemy import delete

from safelight.doors.live import history as history_module
from safelight.events import EventRow, latest_id
from tests.doors.live.conftest import Server, opened


def test_nothing_is_missed_or_doubled_over_many_reconnects_while_others_write(server, listen, play):
    """Three writers on two topics; the client drops its connection after every few facts."""
    writers, each = 3, 30

    def write(number: int) -> None:
        for n in range(each):
            server.tell(f"{number}.{n}", topic=("gallery", "styles", "models")[number])

    async def story() -> None:
        server.settle()
        heard: list[dict] = []
        async with listen() as client:
            await client.subscribe("gallery", "styles")
            seq = client.hello["seq"]
        threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
        for thread in threads:
            thread.start()
        while len(heard) < 2 * each:
            async with listen(f"?after={seq}") as client:
                await client.send({"type": "subscribe", "topics": ["gallery", "styles"]})
                for _ in range(min(7, 2 * each - len(heard))):
                    heard.append(await client.next())
                    seq = heard[-1]["seq"]
        async with listen(f"?after={seq}") as client:
            await client.send({"type": "subscribe", "topics": ["gallery", "styles"]})
            assert [frame["type"] for frame in await client.in_time()] == ["pong"]
        for thread in threads:
            await asyncio.to_thread(thread.join)
        assert [fact["seq"] for fact in heard] == sorted({fact["seq"] for fact in heard})
        for number in (0, 1):
            mine = [fact["kind"] for fact in heard if fact["kind"].startswith(f"{number}.")]
            assert mine == [f"{number}.{n}" for n in range(each)]

    play(story())


def test_the_replay_waits_for_the_first_topics_and_goes_by_them(server, listen, play):
    async def story() -> None:
        before = await asyncio.to_thread(server.settle)
        await asyncio.to_thread(server.tell, "picture.missed", topic="gallery")
        await asyncio.to_thread(server.tell, "style.missed", topic="styles")
        await asyncio.to_thread(server.settle)
        async with listen(f"?after={before}") as client:
            assert [frame["type"] for frame in await client.in_time()] == ["pong"]
            await client.send({"type": "subscribe", "topics": ["unknown"]})
            await client.error()
            await client.send({"type": "subscribe", "topics": ["styles", "models"]})
            (fact,) = (await client.in_time())[:-1]
            assert (fact["kind"], fact["topic"]) == ("style.missed", "styles")
            assert [frame["type"] for frame in await client.in_time()] == ["pong"]

    play(story())


def test_what_was_told_between_hello_and_the_first_topics_is_not_lost(server, listen, play):
    async def story() -> None:
        async with listen() as client:
            await asyncio.to_thread(server.tell, "picture.between", topic="gallery")
            await asyncio.to_thread(server.settle)
            await client.send({"type": "subscribe", "topics": ["gallery"]})
            assert (await client.until_kind("picture.between"))[-1]["seq"] > client.hello["seq"]

    play(story())


def test_a_later_topic_begins_a_moment_earlier(server, listen, play):
    """The page fetches when it subscribes, and the fetch may be answered before the wish is heard."""

    async def story() -> None:
        async with listen() as client:
            await client.subscribe("models", "gallery")
            await asyncio.to_thread(server.tell, "style.just_now", topic="styles")
            await asyncio.to_thread(server.tell, "picture.known", topic="gallery")
            await client.until_kind("picture.known")
            await client.send({"type": "subscribe", "topics": ["styles", "gallery"]})
            facts = (await client.in_time())[:-1]
            assert "style.just_now" in [fact["kind"] for fact in facts]
            assert {fact["topic"] for fact in facts} == {"styles"}

    play(story())


@pytest.mark.parametrize("after", ["99999999999", "999999999999999999"])
def test_an_id_of_another_database_is_a_gap(server, listen, play, after):
    async def story() -> None:
        async with listen(f"?after={after}") as client:
            await client.send({"type": "subscribe", "topics": ["gallery"]})
            assert await client.next() == {"type": "gap", "seq": client.hello["seq"]}
            await asyncio.to_thread(server.tell, "picture.next", topic="gallery")
            await client.until_kind("picture.next")

    play(story())


@pytest.mark.parametrize("after", ["-1", "x", "1" * 30, "1.5", ""])
def test_an_id_that_is_none_is_told_and_taken_for_nothing(listen, play, after):
    async def story() -> None:
        async with listen(f"?after={after}") as client:
            error = await client.next()
            assert error["code"] == "invalid_input"
            assert error["message"].startswith("after: ")
            assert [frame["type"] for frame in await client.in_time()] == ["pong"]

    play(story())


async def replayed(server: Server, after: int, *topics: str) -> list[dict]:
    async with opened(server, f"?after={after}") as client:
        await client.send({"type": "subscribe", "topics": topics})
        return (await client.in_time())[:-1]


def test_a_restarted_server_replays_from_the_database(lone, play):
    async def story() -> None:
        job = await asyncio.to_thread(lone.start_job)
        seq = lone.settle()
        for step in range(1, 6):
            await asyncio.to_thread(job.progress, step)
        await asyncio.to_thread(lone.tell, "picture.made")
        await asyncio.to_thread(job.progress, 6)
        await asyncio.to_thread(job.finish)
        again = await asyncio.to_thread(lone.restarted)
        try:
            for _ in range(2):
                facts = await replayed(again, seq, "jobs", "gallery")
                # Progress that was overtaken is left out.
                assert [fact["kind"] for fact in facts] == ["picture.made", "job.progress", "job.succeeded"]
                assert facts[1]["data"]["progress"]["step"] == 6
            assert [fact["kind"] for fact in await replayed(again, facts[1]["seq"], "jobs")] == ["job.succeeded"]
        finally:
            await asyncio.to_thread(again.stop)

    play(story())


def test_what_was_trimmed_is_a_gap(lone, play):
    async def story() -> None:
        seq = lone.settle()
        await asyncio.to_thread(lone.tell, "picture.first", "picture.second", "picture.third")
        newest = lone.settle()
        with lone.db.transaction() as session:
            session.execute(delete(EventRow).where(EventRow.kind.in_(["picture.first", "picture.second"])))
        again = await asyncio.to_thread(lone.restarted)
        try:
            assert await replayed(again, seq, "gallery") == [{"type": "gap", "seq": newest}]
            assert [f["kind"] for f in await replayed(again, newest - 1, "gallery")] == ["picture.third"]
        finally:
            await asyncio.to_thread(again.stop)

    play(story())


def test_who_was_away_too_long_fetches_anew(lone, play, monkeypatch):
    monkeypatch.setattr(history_module, "REPLAYED", 3)

    async def story() -> None:
        seq = lone.settle()
        await asyncio.to_thread(lone.tell, "a", "b", "c", "d")
        newest = lone.settle()
        again = await asyncio.to_thread(lone.restarted)
        try:
            assert await replayed(again, newest - 4, "gallery") == [{"type": "gap", "seq": newest}]
            assert len(await replayed(again, newest - 3, "gallery")) == 3
            assert seq == newest - 4
        finally:
            await asyncio.to_thread(again.stop)

    play(story())


def test_another_server_may_have_told_more(lone, play, monkeypatch):
    """A client that moves from one server to another that lags behind it a little gets no gap."""

    async def story() -> None:
        monkeypatch.setattr(lone.app.state.studio.bus, "_spread", lambda: None)
        await asyncio.to_thread(lone.tell, "ahead")
        with lone.db.reading() as session:
            newest = latest_id(session)
        assert newest > lone.hub.seq
        assert await replayed(lone, newest, "gallery") == []
        assert await replayed(lone, newest + 1, "gallery") == [{"type": "gap", "seq": lone.hub.seq}]

    play(story())
