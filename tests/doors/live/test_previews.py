"""Previews: from a worker's hands to those who watch the job, the newest only, and nothing for anybody else."""

import asyncio

import httpx
import pytest

from safelight.doors.live import looks as looks_module
from tests.doors.live.conftest import until


def parts(frame: bytes) -> tuple[str, int, int, bytes]:
    """Job, position, step and image of a binary frame."""
    version, length = frame[0], frame[1]
    assert version == 1
    end = 2 + length
    return (
        frame[2:end].decode("ascii"),
        int.from_bytes(frame[end : end + 2]),
        int.from_bytes(frame[end + 2 : end + 4]),
        frame[end + 4 :],
    )


async def previews(client, count: int) -> list[tuple[str, int, int, bytes]]:
    """The next so many."""
    found: list[bytes] = []
    while len(found) < count:
        if isinstance(frame := await client.next(), bytes):
            found.append(frame)
    return [parts(frame) for frame in found]


def test_who_watches_a_job_sees_its_pictures_grow(server, listen, play):
    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        async with listen() as client, listen() as all_jobs:
            await client.subscribe(f"job:{job.id}")
            await all_jobs.subscribe("jobs")
            await asyncio.to_thread(job.progress, 3, (0, b"first"), (1, b"second"))
            assert await previews(client, 2) == [(job.id, 0, 3, b"first"), (job.id, 1, 3, b"second")]
            await asyncio.to_thread(job.progress, 4, (1, b"second again"))
            assert await previews(client, 1) == [(job.id, 1, 4, b"second again")]
            await asyncio.to_thread(job.finish)
            await all_jobs.until_kind("job.succeeded")
            assert all(not isinstance(frame, bytes) for frame in await all_jobs.in_time())

    play(story())


def test_who_comes_later_sees_the_newest_at_once(server, listen, play):
    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        await asyncio.to_thread(job.progress, 3, (0, b"old"), (1, b"second"))
        await asyncio.to_thread(job.progress, 5, (0, b"new"))
        expected = [(job.id, 0, 5, b"new"), (job.id, 1, 3, b"second")]
        async with listen() as first:
            await first.send({"type": "subscribe", "topics": [f"job:{job.id}"]})
            assert await previews(first, 2) == expected
            reads = await asyncio.to_thread(server.ask, lambda: count_reads(server))
            async with listen() as second:
                await second.send({"type": "subscribe", "topics": [f"job:{job.id}"]})
                assert await previews(second, 2) == expected
            assert reads() == 0

    play(story())


def test_nothing_is_read_for_a_job_that_nobody_watches(server, listen, play):
    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        reads = await asyncio.to_thread(server.ask, lambda: count_reads(server))
        async with listen() as client:
            await client.subscribe("jobs", "job:job_other")
            await asyncio.to_thread(until, lambda: reads() == 1, "it was looked for something of job_other")
            await asyncio.to_thread(job.progress, 3, (0, b"unseen"))
            await asyncio.to_thread(job.finish)
            await client.until_kind("job.succeeded")
        assert reads() == 1

    play(story())


def test_one_read_serves_all_watchers_at_most_four_times_a_second(server, listen, play, monkeypatch):
    monkeypatch.setattr(looks_module, "READ_SECONDS", 0.5)

    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        async with listen() as one, listen() as two:
            for client in (one, two):
                await client.subscribe(f"job:{job.id}")
            await asyncio.to_thread(job.progress, 1, (0, b"step 1"))
            await previews(one, 1)
            reads = await asyncio.to_thread(server.ask, lambda: count_reads(server))
            loop = asyncio.get_running_loop()
            began = loop.time()
            for step in range(2, 40):
                await asyncio.to_thread(job.progress, step, (0, b"step %d" % step))
            for client in (one, two):
                while (await previews(client, 1))[0][2] != 39:
                    pass
            assert reads() <= 2 + (loop.time() - began) / 0.5

    play(story())


def test_what_was_seen_of_a_job_is_forgotten_when_it_ends_or_begins_again(server, listen, play):
    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        async with listen() as client:
            await client.subscribe(f"job:{job.id}")
            await asyncio.to_thread(job.progress, 9, (0, b"picture"))
            await previews(client, 1)
            await asyncio.to_thread(job.finish)
            await client.until_kind("job.succeeded")
            async with listen() as later:
                await later.subscribe(f"job:{job.id}")
                assert [frame["type"] for frame in await later.in_time()] == ["pong"]
            assert job.id not in await asyncio.to_thread(
                server.ask, lambda: [name for name, one in server.hub._looks._watched.items() if one.newest]
            )

    play(story())


def test_a_poller_asks_for_the_newest(server):
    job = server.start_job()
    with httpx.Client(base_url=f"http://{server.host}/api/v1/jobs") as http:
        missing = http.get(f"/{job.id}/preview")
        assert (missing.status_code, missing.json()["code"]) == (404, "no_preview")
        job.progress(4, (0, b"zero"), (2, b"two"))
        first, third = http.get(f"/{job.id}/preview"), http.get(f"/{job.id}/preview?position=2")
        assert (first.content, third.content) == (b"zero", b"two")
        assert first.headers["content-type"] == "image/webp"
        assert first.headers["cache-control"] == "no-store"
        assert first.headers["preview-step"] == "4"
        assert int(first.headers["event-seq"]) > 0
        assert http.get(f"/{job.id}/preview?position=1").status_code == 404
        job.finish()
        assert http.get(f"/{job.id}/preview").json()["code"] == "no_preview"
        assert http.get("/job_nobody/preview").json()["code"] == "job_not_found"
        for position in ("-1", "70000", "x"):
            assert http.get(f"/{job.id}/preview?position={position}").status_code == 400


@pytest.fixture(autouse=True)
def _real_reader(server):
    """Tests count what is read; afterwards it is only read again."""
    looks = server.hub._looks
    yield
    looks.__dict__.pop("_read", None)


def count_reads(server):
    """From now on; the answer says how many."""
    looks, calls = server.hub._looks, []
    read = looks._read

    def counted(job_id, positions):
        calls.append(job_id)
        return read(job_id, positions)

    looks._read = counted
    return lambda: len(calls)
