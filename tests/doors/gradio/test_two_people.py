"""The real playground of two people: each draws as themselves, and finds nothing of the other's."""

from collections.abc import Iterator

import httpx
import pytest

pytest.importorskip("gradio", reason="the extra `gradio` is not installed")

from gradio_client import Client
from gradio_client.exceptions import AppError

from safelight.db import Database
from safelight.settings import Settings
from tests.browser.studio import RunningStudio
from tests.doors.gradio.conftest import connected
from tests.doors.gradio.test_playground import GENERATE, followed
from tests.factories.people import add_account, add_key, bearer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class People:
    """Ann and Bob, who are members, and their keys."""

    def __init__(self, studio: RunningStudio) -> None:
        self.studio = studio
        database = Database(
            Settings(_env_file=None, data_dir=studio.folder / "data").effective_database_url, pool_size=1
        )
        add_account(database, "root", "admin")
        ids = {name: add_account(database, name) for name in ("ann", "bob")}
        self.keys = {name: bearer(add_key(database, each)) for name, each in ids.items()}
        self.reading = bearer(add_key(database, ids["ann"], scopes=("read",)))
        database.dispose()

    def page(self, headers: dict[str, str]) -> Client:
        """The playground as they see it; files stay where they are."""
        return connected(self.studio, headers=headers, download_files=False)

    def listed(self, name: str) -> list[str]:
        """The prompts of what they have drawn."""
        answer = httpx.get(f"{self.studio.url}/api/v1/generations", headers=self.keys[name], timeout=60)
        return [each["prompt"] for each in answer.json()["items"]]


@pytest.fixture
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    folder = tmp_path_factory.mktemp("people")
    studio = RunningStudio(folder, only="api,gradio")
    try:
        studio.start()
        studio.wait_for_worker()
        people = People(studio)
        studio.stop()  # whether there are accounts is known from the start
        studio.start()
        yield people
    finally:
        studio.stop()


def test_each_draws_as_themselves_and_finds_nothing_of_the_other(people: People) -> None:
    ann, bob = (people.page(people.keys[name]) for name in ("ann", "bob"))
    pictures, recipe = followed(ann, "/generate", **{**GENERATE, "steps": 2})[-1][-2:]
    assert recipe["prompt"] == "a red house"
    assert (people.listed("ann"), people.listed("bob")) == (["a red house"], [])

    address = pictures[0]["image"]["url"]
    assert httpx.get(address, timeout=60).status_code == 200
    unsigned = address.partition("?")[0]
    assert httpx.get(unsigned, headers=people.keys["bob"], timeout=60).status_code == 403, (
        "the link is all that opens it"
    )

    followed(bob, "/generate", **{**GENERATE, "prompt": "a blue tree", "steps": 2})
    assert (people.listed("ann"), people.listed("bob")) == (["a red house"], ["a blue tree"])
    for name, other in (("ann", "blue tree"), ("bob", "red house")):
        page = httpx.get(f"{people.studio.url}/playground/config", headers=people.keys[name], timeout=60)
        assert page.status_code == 200
        assert other not in page.text

    with pytest.raises(AppError, match="generate"):
        followed(people.page(people.reading), "/generate", **GENERATE)
    assert people.listed("ann") == ["a red house"]
    with pytest.raises(Exception, match="credentials were not provided"):
        people.page({})
    ann.close()
    bob.close()
