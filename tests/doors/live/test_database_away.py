"""While the database is away, sockets stay; afterwards they are told what they missed."""

import asyncio

from pydantic import SecretStr

from safelight.settings import Settings
from tests import databases
from tests.doors.live.conftest import Server, opened


def test_listeners_outlive_the_database(tmp_path, play):
    postgres = databases.PostgresServer()
    try:
        url = databases.text_of(postgres.create())
        server = Server(
            Settings(
                _env_file=None, data_dir=tmp_path / "data", database_url=url, lease_seconds=300,
                secret_key=SecretStr("x" * 32),
            )
        )  # fmt: skip

        async def story() -> None:
            job = await asyncio.to_thread(server.start_job)
            async with opened(server) as client:
                await client.subscribe("gallery", f"job:{job.id}")
                seq = server.hub.seq
                await asyncio.to_thread(postgres.stop)
                # What needs the database is answered all the same: there is nothing to see, and facts may be lost.
                await client.send({"type": "subscribe", "topics": ["job:job_other"]})
                assert (await client.in_time())[-1]["type"] == "pong"
                async with opened(server, f"?after={seq + 1}") as other:
                    await other.send({"type": "subscribe", "topics": ["gallery"]})
                    assert (await other.next()) == {"type": "gap", "seq": seq}
                await asyncio.to_thread(postgres.start)
                await asyncio.to_thread(server.tell, "picture.after")
                facts = await client.until_kind("picture.after")
                assert facts[-1]["seq"] > seq
                await asyncio.to_thread(job.progress, 1, (0, b"look"))
                while not isinstance(await client.next(), bytes):
                    pass

        play(story())
        server.stop()
    finally:
        postgres.remove()
