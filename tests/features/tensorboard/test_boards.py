"""What keeps TensorBoards, with a small program in their place; the real one is in tests/doors/tensorboard."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete

from safelight.db import Database
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.tensorboard.errors import TensorBoardMissing
from safelight.features.tensorboard.service import board, boards
from safelight.features.tensorboard.service.board import Board
from safelight.features.tensorboard.service.boards import Boards
from safelight.features.tensorboard.service.mirror import Mirror
from safelight.storage import Storage, StorageAway
from tests import databases
from tests.factories.event_files import add_project, add_run, put_events
from tests.features.tensorboard.stand_in import STAND_IN

pytestmark = pytest.mark.usefixtures("stand_in")

IDLE = 900.0
PATIENCE = 30.0  # of a test with a slow machine


class Hands:
    """Boards over an installation, with a clock that is turned by hand."""

    def __init__(self, database: Database, storage: Storage, folder: Path) -> None:
        self.database, self.storage, self.folder = database, storage, folder
        self.now = 0.0
        self.idle = IDLE

    def tell(self, story: Callable[[Boards], Awaitable[None]], *, at_once: int = 4) -> None:
        async def told() -> None:
            kept = Boards(
                self.database,
                self.storage,
                self.folder,
                at_once=at_once,
                idle_seconds=self.idle,
                clock=lambda: self.now,
            )
            async with asyncio.timeout(PATIENCE), kept.at_work():
                await story(kept)

        asyncio.run(told())

    def run(self, number: int, **more: str) -> str:
        return add_run(self.database, number, **more)


@pytest.fixture
def hands(storage: Storage, tmp_path: Path) -> Hands:
    database = Database(databases.fresh_url("sqlite", tmp_path))
    yield Hands(database, storage, tmp_path / "boards")
    database.dispose()


async def ask(kept: Board, path: str = "/x") -> dict:
    address = await kept.ready(within=PATIENCE)
    assert address is not None, kept.failure
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        return (await client.get(f"{address}/tensorboard/{kept.target}{path}")).json()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  what is waited for is a file or a process of somebody else
        await asyncio.sleep(0.01)


def test_many_looks_at_once_start_one_process_and_the_end_leaves_nothing(hands: Hands) -> None:
    run = hands.run(12)
    put_events(hands.storage, run, [0.1])
    (hands.folder / "left by a killed server").mkdir(parents=True)
    pids: set[int] = set()

    async def story(kept: Boards) -> None:
        assert list(hands.folder.parent.glob("boards/*")) == []
        said = await asyncio.gather(*(ask(kept.open(run)) for _ in range(20)))
        pids.update(each["pid"] for each in said)
        assert said[0]["runs"] == ["12 resnet"]
        assert said[0]["secrets"] == ["SAFELIGHT_WORKER_PARENT"]
        assert kept.open(run).memory_bytes > 1_000_000
        other = await ask(kept.open(hands.run(13)))
        assert other["pid"] not in pids
        pids.add(other["pid"])

    hands.tell(story)
    assert len(pids) == 2
    assert not any(map(is_alive, pids))
    assert list(hands.folder.glob("*")) == []


def test_nobody_looks_any_more_and_it_ends_and_the_next_look_starts_it_again(hands: Hands) -> None:
    run = hands.run(1)

    async def story(kept: Boards) -> None:
        first = kept.open(run)
        before = await ask(first)
        with first.looked_at():
            hands.now += 10 * IDLE  # somebody reads a long answer
            await asyncio.sleep(0.1)
            assert kept.live(run) is first
        hands.now += IDLE - 1
        assert kept.open(run) is first  # a look begins the time anew
        hands.now += IDLE - 1
        await asyncio.sleep(0.1)
        assert kept.live(run) is first
        assert first.idle_seconds == IDLE - 1

        hands.now += 1
        await first.ended()
        assert kept.live(run) is None
        assert first.memory_bytes is None
        assert not is_alive(before["pid"])
        assert not (hands.folder / run).exists()

        again = await ask(kept.open(run))
        assert again["pid"] != before["pid"]
        assert again["runs"] == ["1 resnet"]

    hands.tell(story)


def test_no_more_than_so_many_and_the_longest_unused_makes_room(hands: Hands) -> None:
    one, two, three = (hands.run(number) for number in (1, 2, 3))

    async def story(kept: Boards) -> None:
        first, second = kept.open(one), kept.open(two)
        await asyncio.gather(ask(first), ask(second))
        hands.now += 5
        first.touch()

        third = kept.open(three)
        assert (kept.live(one), kept.live(two), kept.live(three)) == (first, None, third)
        await second.ended()
        await ask(third)

        # Opened again while it was ending, it does not read the folder that is being removed.
        hands.now += 5
        fourth = kept.open(two)
        assert kept.live(one) is None or kept.live(three) is None
        assert (await ask(fourth))["runs"] == ["2 resnet"]

    hands.tell(story, at_once=2)


def test_closed_and_opened_at_once_it_is_a_new_one_with_its_files(hands: Hands) -> None:
    run = hands.run(1)
    put_events(hands.storage, run, [0.1])

    async def story(kept: Boards) -> None:
        for _ in range(3):
            first = kept.open(run)
            await ask(first)
            first.end()
            second = kept.open(run)
            assert second is not first
            assert (await ask(second))["runs"] == ["1 resnet"]
            assert list((hands.folder / run / "1 resnet").iterdir())
            await kept.close(run)
            await kept.close(run)
        starting = kept.open(run)
        await kept.close(run)  # before it was ready
        assert starting.is_gone
        assert await starting.ready(within=0) is None

    hands.tell(story)


def test_a_crash_is_noticed_and_the_next_look_starts_it_again(hands: Hands) -> None:
    run = hands.run(1)

    async def story(kept: Boards) -> None:
        first = kept.open(run)
        before = await ask(first)
        os.kill(before["pid"], signal.SIGKILL)
        await first.ended()
        assert kept.live(run) is None
        assert kept.failure_of(run) is None
        assert (await ask(kept.open(run)))["pid"] != before["pid"]

    hands.tell(story)


def test_one_that_does_not_start_says_why_once_and_may_be_tried_again(hands: Hands) -> None:
    project = add_project(hands.database)
    hands.run(1, project_id=project)

    async def story(kept: Boards) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Mirror, "sync", lambda mirror, runs: (mirror.folder / "refuse").mkdir(parents=True))
            broken = kept.open(project)
            assert await broken.ready(within=PATIENCE) is None
            await broken.ended()
        assert kept.live(project) is None
        assert "No module named 'tensorboard'" in kept.failure_of(project)
        assert kept.failure_of(project, forget=True)
        assert kept.failure_of(project) is None
        assert (await ask(kept.open(project)))["runs"] == ["1 resnet"]

    hands.tell(story)


def test_one_that_ignores_its_end_is_killed(hands: Hands, monkeypatch) -> None:
    run = hands.run(1)
    monkeypatch.setattr(board, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(
        Mirror, "sync", lambda mirror, runs: (mirror.folder / "stubborn").mkdir(parents=True, exist_ok=True)
    )

    async def story(kept: Boards) -> None:
        said = await ask(kept.open(run))
        await kept.close(run)
        assert not is_alive(said["pid"])

    hands.tell(story)


def test_one_that_says_nothing_is_given_up(hands: Hands, monkeypatch) -> None:
    run = hands.run(1)
    monkeypatch.setattr(board, "_RUN", "import time\ntime.sleep(1000)\n")
    hands.idle = 5.0

    async def story(kept: Boards) -> None:
        mute = kept.open(run)
        assert await mute.ready(within=0.05) is None
        assert kept.live(run) is mute
        hands.now += board.START_SECONDS - 1  # to wait for it is not to leave it alone
        await asyncio.sleep(0.1)
        assert kept.live(run) is mute
        hands.now += 2
        await mute.ended()
        assert "said nothing" in kept.failure_of(run)

    hands.tell(story)


def test_what_runs_write_while_it_is_open_comes_and_what_is_deleted_goes(hands: Hands, monkeypatch) -> None:
    project = add_project(hands.database)
    first = hands.run(1, project_id=project)
    put_events(hands.storage, first, [0.1])

    async def story(kept: Boards) -> None:
        shown = kept.open(project)
        await ask(shown)
        folder = hands.folder / project
        second = hands.run(2, name="vit", project_id=project)
        put_events(hands.storage, second, [0.1, 0.2])
        await until(lambda: any((folder / "2 vit").glob("*")))
        await until(lambda: shown.shown == 2)

        # With the storage away it shows what it has.
        with pytest.MonkeyPatch.context() as patch:
            asked: list[str] = []

            def away(prefix: str) -> None:
                asked.append(prefix)
                raise StorageAway("The storage is away.", hint="Wait.")

            patch.setattr(hands.storage, "list", away)
            await until(lambda: len(asked) > 3)
            assert kept.live(project) is shown
        put_events(hands.storage, second, [0.1, 0.2, 0.3], file="2")
        await until(lambda: len(list((folder / "2 vit").glob("*"))) == 2)

        alone = kept.open(second)
        await ask(alone)
        with hands.database.transaction() as session:
            session.execute(delete(ClassifierRun).where(ClassifierRun.id == second))
        await alone.ended()
        await until(lambda: not (folder / "2 vit").exists())
        assert (folder / "1 resnet").exists()
        assert alone.failure is None

    hands.tell(story)


def test_where_it_is_not_installed_nothing_is_started(hands: Hands, monkeypatch) -> None:
    run = hands.run(1)
    monkeypatch.setattr(boards, "is_installed", lambda: False)

    async def story(kept: Boards) -> None:
        with pytest.raises(TensorBoardMissing):
            kept.open(run)
        assert kept.live(run) is None

    hands.tell(story)


KILLED = """
import asyncio, sys
from pathlib import Path
from safelight.features.tensorboard.service import board

class Copies:
    folder = Path(sys.argv[1])
    def sync(self, runs): self.folder.mkdir()

async def main():
    board._RUN = sys.argv[2]
    kept = board.Board("run_x", path="/x", mirror=Copies(), runs=list, idle_seconds=900, clock=lambda: 0.0)
    kept.start()
    assert await kept.ready(within=30)
    print(kept.process.pid, flush=True)
    await asyncio.sleep(1000)

asyncio.run(main())
"""


def test_it_dies_with_a_server_that_is_killed(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "copies"), STAND_IN], stdout=subprocess.PIPE, text=True
    )
    with server:
        pid = int(next(line for line in server.stdout if line.strip().isdigit()))
        assert is_alive(pid)
        server.kill()
    asyncio.run(asyncio.wait_for(until(lambda: not is_alive(pid)), PATIENCE))
