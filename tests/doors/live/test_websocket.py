"""The WebSocket door: who gets which facts, in which order, and what it says to wrong frames."""

import asyncio
import json

import pytest

from safelight.doors.live import websocket
from safelight.doors.live.frames import MAX_FRAME, MAX_TOPICS


def test_hello_says_where_and_who(server, listen, play):
    async def story() -> None:
        async with listen() as client, listen() as second:
            assert client.hello["type"] == "hello"
            assert client.hello["seq"] >= 0
            assert client.hello["at"].endswith("Z")
            assert set(client.hello["server"]) == {"version", "instance"}
            assert client.hello["server"] == second.hello["server"]

    play(story())


def test_a_job_is_told_to_those_who_subscribed_once_and_by_their_narrowest_topic(server, listen, play):
    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        async with listen() as every, listen() as both, listen() as other:
            await every.subscribe("jobs")
            await both.subscribe(f"job:{job.id}", "jobs")
            await other.subscribe("gallery", "job:job_other")
            await asyncio.to_thread(job.progress, 5)
            await asyncio.to_thread(job.finish)
            step, end = await both.until_kind("job.succeeded")
            assert (step["topic"], step["kind"], step["id"]) == (f"job:{job.id}", "job.progress", job.id)
            assert (end["kind"], end["data"]["state"]) == ("job.succeeded", "succeeded")
            assert step["v"] == step["seq"] < end["seq"] == end["v"]
            assert step["data"]["progress"]["step"] == 5
            heard = await every.until_kind("job.succeeded")
            assert [(fact["topic"], fact["seq"]) for fact in heard] == [("jobs", step["seq"]), ("jobs", end["seq"])]
            assert [frame["type"] for frame in await other.in_time()] == ["pong"]

    play(story())


def test_other_topics_are_told_too(server, listen, play):
    async def story() -> None:
        async with listen() as client:
            await client.subscribe("gallery", "characters")
            await asyncio.to_thread(server.tell, "picture.updated", topic="gallery")
            await asyncio.to_thread(server.tell, "style.updated", topic="styles")
            await asyncio.to_thread(server.tell, "character.ready", topic="characters")
            picture, character = await client.until_kind("character.ready")
            assert (picture["topic"], picture["kind"], picture["id"]) == (
                "gallery", "picture.updated", "of picture.updated",
            )  # fmt: skip
            assert character["topic"] == "characters"

    play(story())


def test_after_unsubscribing_nothing_comes(server, listen, play):
    async def story() -> None:
        async with listen() as client, listen() as other:
            await client.subscribe("gallery", "styles")
            await client.send({"type": "unsubscribe", "topics": ["gallery", "never subscribed"]})
            await client.in_time()
            await other.subscribe("gallery")
            await asyncio.to_thread(server.tell, "picture.gone", topic="gallery")
            await asyncio.to_thread(server.tell, "style.gone", topic="styles")
            await other.until_kind("picture.gone")
            assert [fact["kind"] for fact in await client.until_kind("style.gone")] == ["style.gone"]

    play(story())


@pytest.mark.parametrize(
    ("frame", "code", "says"),
    [
        ("{", "bad_frame", "no JSON object"),
        ("[" * 5000, "bad_frame", "no JSON object"),
        ("[]", "bad_frame", "no JSON object"),
        ("{}", "bad_frame", "type: None"),
        ('{"type": "dance"}', "bad_frame", "type: dance"),
        ('{"type": ["subscribe"]}', "bad_frame", "type: ['subscribe']"),
        ('{"type": "subscribe"}', "bad_frame", "topics:"),
        ('{"type": "subscribe", "topics": "jobs"}', "bad_frame", "topics:"),
        ('{"type": "unsubscribe", "topics": [1]}', "bad_frame", "topics:"),
        (b'{"type": "ping"}', "bad_frame", "text frames"),
        ('{"type": "subscribe", "topics": ["galery"]}', "unknown_topic", "galery"),
        ('{"type": "subscribe", "topics": ["job:"]}', "unknown_topic", "job:"),
        ('{"type": "subscribe", "topics": ["job:a b"]}', "unknown_topic", "job:a b"),
        (json.dumps({"type": "ping", "x": "y" * MAX_FRAME}), "frame_too_large", "8192 bytes"),
        (json.dumps({"type": "ping", "x": "€" * (MAX_FRAME // 2)}, ensure_ascii=False), "frame_too_large", "8192"),
        (
            json.dumps({"type": "subscribe", "topics": [f"job:{n}" for n in range(MAX_TOPICS + 1)]}),
            "too_many_topics",
            "200",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_frame_is_answered_and_the_connection_goes_on(listen, play, frame, code, says):
    async def story() -> None:
        async with listen() as client:
            await client.send(frame)
            error = await client.next()
            assert (error["type"], error["code"]) == ("error", code)
            assert says in error["message"]
            assert error["hint"]
            assert [other["type"] for other in await client.in_time()] == ["pong"]

    play(story())


def test_the_limit_of_topics_is_per_connection_and_the_known_ones_of_a_frame_count(server, listen, play):
    async def story() -> None:
        async with listen() as client:
            await client.subscribe(*(f"job:{n}" for n in range(MAX_TOPICS - 1)))
            await client.send({"type": "subscribe", "topics": ["job:0", "gallery", "models"]})
            assert (await client.error())["code"] == "too_many_topics"
            await client.send({"type": "subscribe", "topics": ["job:0", "gallery"]})
            await client.send({"type": "unsubscribe", "topics": ["job:0"]})
            await client.send({"type": "subscribe", "topics": ["models", "modles"]})
            assert (await client.error())["code"] == "unknown_topic"
            await asyncio.to_thread(server.tell, "model.added", topic="models")
            await client.until_kind("model.added")

    play(story())


def test_a_quiet_connection_hears_the_servers_time(server, listen, play, monkeypatch):
    async def story() -> None:
        async with listen() as client:
            first, second = await client.next(), await client.next()
            assert (first["type"], second["type"]) == ("pong", "pong")
            assert first["at"] < second["at"]

    monkeypatch.setattr(websocket, "HEARTBEAT_SECONDS", 0.05)
    play(story())


def test_every_listener_sees_a_change_once_and_in_order(server, listen, play):
    """The benchmark live_listeners.py in small."""

    async def story() -> None:
        jobs = [await asyncio.to_thread(server.start_job) for _ in range(3)]

        async def hear(job_id: str) -> list[tuple[str, int]]:
            async with listen() as client:
                await client.subscribe(f"job:{job_id}", "gallery")
                ready.release()
                facts = [f for f in await client.until_kind("job.succeeded") if f["type"] == "event"]
            assert [fact["seq"] for fact in facts] == sorted({fact["seq"] for fact in facts})
            return [(fact["kind"], fact["data"].get("progress", {}).get("step", -1)) for fact in facts]

        ready = asyncio.Semaphore(0)
        async with asyncio.TaskGroup() as group:
            hearing = [group.create_task(hear(jobs[n % 3].id)) for n in range(30)]
            for _ in hearing:
                await ready.acquire()

            def work(job) -> None:
                for step in range(1, 11):
                    job.progress(step)
                job.finish()

            for job in jobs:
                group.create_task(asyncio.to_thread(work, job))
        for heard in (task.result() for task in hearing):
            assert [what for what in heard if what[0] != "job.progress"] == [("job.succeeded", -1)]
            steps = [step for kind, step in heard if kind == "job.progress"]
            assert steps == sorted(set(steps))
            assert steps[-1] == 10

    play(story())


def test_nothing_is_left_of_connections_that_are_gone(server, listen, play):
    def left() -> tuple[int, int, int, int]:
        hub = server.hub
        watched = len(hub._looks._watched)
        return len(asyncio.all_tasks()), len(hub._listeners), len(hub._by_topic), watched

    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        before = await asyncio.to_thread(server.ask, left)

        async def come_and_go(number: int) -> None:
            async with listen() as client:
                await client.send({"type": "subscribe", "topics": ["jobs", f"job:{job.id}", "gallery"]})
                if number % 3:
                    await client.in_time()
                if number % 2:
                    client.socket.transport.abort()

        for batch in range(10):
            await asyncio.gather(*(come_and_go(batch * 20 + number) for number in range(20)))
            await asyncio.to_thread(job.progress, batch + 1)
        async with asyncio.timeout(30):
            # The question itself is one task.
            while (now := await asyncio.to_thread(server.ask, left)) != before:  # noqa: ASYNC110  it is another loop
                await asyncio.sleep(0.05)
        assert now[1:] == (0, 0, 0)

    play(story())
