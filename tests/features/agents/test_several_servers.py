"""Two servers on one PostgreSQL and one S3, and a machine that joined: real processes, and either server may die."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from websockets.asyncio.client import connect

from safelight.db import Database
from safelight.features.agents.service import role
from tests import databases
from tests.installation import TINY, migrated_url, tiny_models
from tests.storage.conftest import S3Server, free_port, s3_server

__all__ = ["s3_server"]  # what pytest finds here by name
LONG = 240.0  # two programs that import torch, on a busy machine


def until(condition: Callable[[], Any], what: str, *, seconds: float = LONG) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"not in {seconds:g} s: {what}")


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A safelight program, killed at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "safelight", *command],
            env={name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")} | environment,
            stdout=output,
            stderr=output,
            cwd=log.parent,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A PostgreSQL as a server leaves it."""
    database = Database(migrated_url("postgresql", tmp_path), pool_size=2)
    yield database
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP OWNED BY safelight_agent CASCADE"))
        connection.execute(text("DROP ROLE safelight_agent"))
    database.dispose()
    databases.drop(databases.text_of(database.url))


@pytest.mark.slow
def test_either_server_may_die_and_the_machine_that_joined_works_on(  # one story of real programs
    database: Database, s3_server: S3Server, tmp_path: Path
) -> None:
    agents_url = role.make(database, name="safelight_agent", password="not-a-secret-of-anyone")
    common = {
        "SAFELIGHT_DATABASE_URL": databases.text_of(database.url),
        "SAFELIGHT_AGENT_DATABASE_URL": agents_url,
        "SAFELIGHT_STORAGE_URL": f"s3://{s3_server.bucket}/fleet",
        "SAFELIGHT_S3_ENDPOINT": s3_server.options.endpoint or "",
        "SAFELIGHT_S3_ACCESS_KEY_ID": s3_server.options.access_key_id or "",
        "SAFELIGHT_S3_SECRET_ACCESS_KEY": s3_server.options.secret_access_key or "",
        "SAFELIGHT_SECRET_KEY": "one for both servers, and long enough for them",
        "SAFELIGHT_MODELS_DIR": str(tiny_models()),
        "SAFELIGHT_DEFAULT_MODEL": TINY,
        "SAFELIGHT_LEASE_SECONDS": "10",
    }
    ports = free_port(), free_port()
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                running(
                    ["serve", "--port", str(port), "--workers", "0"],
                    common | {"SAFELIGHT_DATA_DIR": str(tmp_path / f"server{port}")},
                    tmp_path / f"server{port}.log",
                )
            )
            for port in ports
        ]
        one, other = (
            stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)) for port in ports
        )
        for server in (one, other):
            until(lambda server=server: server.get("/ping").is_success, "a server answers")
        token = one.post("/api/v1/agents/tokens", json={"name": "attic", "labels": {"site": "attic"}}).json()["token"]
        (tmp_path / "token").write_text(token)
        kept = tmp_path / "agent"
        agent = stack.enter_context(
            running(
                ["agent", "--join", str(one.base_url), "--token-file", str(tmp_path / "token"), "--device", "cpu"],
                {
                    "SAFELIGHT_DATA_DIR": str(kept),
                    "SAFELIGHT_MODELS_DIR": str(tiny_models()),
                    "SAFELIGHT_CPU_THREADS": "1",
                    "SAFELIGHT_DATABASE_URL": "",  # as compose files leave it
                },
                tmp_path / "agent.log",
            )
        )
        worker = until(
            lambda: agent.poll() is not None or other.get("/api/v1/workers").json()["items"], "the worker is there"
        )
        assert agent.poll() is None, (tmp_path / "agent.log").read_text()[-3000:]
        assert (worker[0]["labels"], worker[0]["unfit"]) == ({"site": "attic"}, None)
        assert other.get("/api/v1/agents").json()["items"][0]["workers"] == [worker[0]["name"]]
        assert (kept / "agent.json").stat().st_mode & 0o077 == 0
        assert token not in (kept / "agent.json").read_text()
        with database.reading() as session:
            users = session.scalars(
                text("SELECT usename FROM pg_stat_activity WHERE query ILIKE '%heartbeat%' OR true")
            )
            assert "safelight_agent" in set(users)

        # A job asked of one server is told by the other's socket.
        assert asyncio.run(told_by(ports[1], lambda: draw(one))) == "job.succeeded"

        # The first goes without a word: the other places, and the machine works on.
        servers[0].kill()
        servers[0].wait()
        job = draw(other)
        until(lambda: state_of(other, job) == "succeeded", "a job of the server that is left", seconds=90)

        # Drained it takes nothing, and then again.
        name = worker[0]["name"]
        assert other.post(f"/api/v1/workers/{name}/drain").json()["state"] == "draining"
        job = draw(other)
        time.sleep(3)
        assert state_of(other, job) == "queued"
        assert agent.poll() is None
        other.delete(f"/api/v1/workers/{name}/drain")
        until(lambda: state_of(other, job) == "succeeded", "the job that waited", seconds=90)

        agent.send_signal(signal.SIGTERM)
        assert agent.wait(60) == 0
        said = (tmp_path / "agent.log").read_text()
        assert "agent_joined" in said
        assert token not in said
        assert "permission denied" not in said, said[-3000:]
        for port in ports:
            assert "Traceback" not in (tmp_path / f"server{port}.log").read_text()


def draw(server: httpx.Client) -> str:
    """The id of a job that draws a picture."""
    asked = server.post("/api/v1/generations", json={"prompt": "a lamp", "num_inference_steps": 2})
    assert asked.status_code == 202, asked.text
    return str(asked.json()["job_id"])


def state_of(server: httpx.Client, job: str) -> str:
    return str(server.get(f"/api/v1/jobs/{job}").json()["state"])


async def told_by(port: int, ask: Callable[[], str]) -> str:
    """How a job ends, as a socket tells it."""
    async with connect(f"ws://127.0.0.1:{port}/api/v1/events") as socket, asyncio.timeout(LONG):
        await socket.send('{"type": "subscribe", "topics": ["jobs"]}')
        job = await asyncio.to_thread(ask)
        while True:
            frame = await socket.recv()
            told = json.loads(frame) if isinstance(frame, str) else {}
            if job in str(told) and any(f"job.{end}" in str(told) for end in ("succeeded", "failed", "cancelled")):
                return next(f"job.{end}" for end in ("succeeded", "failed", "cancelled") if f"job.{end}" in str(told))
