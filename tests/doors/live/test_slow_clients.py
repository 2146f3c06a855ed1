"""A client that does not read costs no memory, and is served what counts when it reads again."""

import asyncio
import socket

from tests.doors.live.conftest import opened, until

LONG = "x" * 20_000


def test_a_slow_client_gets_every_change_and_only_the_newest_progress(server, play):
    async def story() -> None:
        job = await asyncio.to_thread(server.start_job)
        async with narrow(server) as slow, opened(server) as quick:
            for client in (slow, quick):
                await client.subscribe(f"job:{job.id}", "gallery")

            def work() -> None:
                for step in range(1, 121):
                    job.context._next_write = 0.0
                    job.context.progress(step, 120, message=LONG)
                    if step % 30 == 0:
                        server.tell(f"picture.{step}")
                job.finish()

            working = asyncio.create_task(asyncio.to_thread(work))
            await quick.until_kind("job.succeeded")
            await working
            assert max(await asyncio.to_thread(server.ask, lambda: waiting(server))) < 10
            facts = await slow.until_kind("job.succeeded")
        steps = [fact["data"]["progress"]["step"] for fact in facts if fact["kind"] == "job.progress"]
        assert [fact["kind"] for fact in facts if fact["kind"] != "job.progress"] == [
            "picture.30", "picture.60", "picture.90", "picture.120", "job.succeeded",
        ]  # fmt: skip
        assert steps == sorted(steps)
        assert steps[-1] == 120
        assert len(steps) < 60
        assert [fact["seq"] for fact in facts] == sorted(fact["seq"] for fact in facts)

    play(story())


def narrow(server):
    """A client that reads a frame when it is asked to, through small buffers on both sides."""
    size = (socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
    server.uvicorn.servers[0].sockets[0].setsockopt(*size)  # what it accepts inherits that
    pipe = socket.create_connection(("127.0.0.1", server.port))
    pipe.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    return opened(server, sock=pipe, max_queue=1, ping_interval=None, close_timeout=0.1)


def waiting(server) -> list[int]:
    return [len(listener._line) for listener in server.hub._listeners]


def test_a_flood_of_wishes_is_answered_by_the_last_few(server, play):
    async def story() -> None:
        async with opened(server) as client:
            for _ in range(300):
                await client.send({"type": "subscribe", "topics": ["nothing"]})
            await client.in_time()

    play(story())
    until(lambda: not server.ask(lambda: waiting(server)), "nobody is left")
