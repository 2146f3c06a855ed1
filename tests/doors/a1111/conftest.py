"""The real `webuiapi` client, at a real server with a stand-in for its worker."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import webuiapi

from tests import databases
from tests.doors.openai.conftest import KEY, Bench, serving
from tests.installation import migrated_url

__all__ = ["KEY", "Bench", "Client", "Connect"]


class Client(webuiapi.WebUIApi):
    """The client as it is, with a way to see its plain answers."""

    def ask(self, method: str, path: str, **more: Any) -> Any:
        return self.session.request(method, f"{self.baseurl}/{path}", timeout=60, **more)


Connect = Callable[..., Client]


@pytest.fixture
def more() -> dict[str, Any]:
    """Settings of the bench, for a test to say."""
    return {"lease_seconds": 300}  # the stand-in has no heartbeat


@pytest.fixture
def bench(tmp_path: Path, backend: str, more: dict[str, Any]) -> Iterator[Bench]:
    url = migrated_url(backend, tmp_path)
    with serving(tmp_path, url, **more) as bench:
        yield bench
    databases.drop(url)


@pytest.fixture
def connect(bench: Bench) -> Iterator[Connect]:
    """Makes clients that log in as a user."""
    made: list[Client] = []

    def make(user: str = "ann") -> Client:
        made.append(Client(baseurl=f"{bench.url}/sdapi/v1", username=user, password=KEY))
        return made[-1]

    yield make
    for client in made:
        client.session.close()


@pytest.fixture
def api(connect: Connect) -> Client:
    return connect()
