"""What was to be read while the database was away is read afterwards, though nothing announces it again."""

import asyncio

import pytest

from safelight.db.database import DatabaseAway
from safelight.doors.live import looks as looks_module
from safelight.doors.live.facts import Look
from safelight.doors.live.looks import Looks


@pytest.mark.parametrize("how", ["watched", "announced"])
def test_a_look_is_not_lost_to_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(looks_module, "READ_SECONDS", 0.01)
    seen: list[Look] = []
    asked: list[set[int] | None] = []

    def read(job_id: str, positions: set[int] | None) -> list[Look]:
        asked.append(positions)
        if len(asked) < 3:
            raise DatabaseAway
        return [Look(job_id, 0, 1, b"look", "", None)]

    async def story() -> None:
        shown = asyncio.Event()

        def spread(look: Look) -> None:
            seen.append(look)
            shown.set()

        looks = Looks(None, spread)  # type: ignore[arg-type]  # nothing is read from it here
        monkeypatch.setattr(looks, "_read", read)
        if how == "watched":
            looks.watch("job_1")
        else:
            looks.announce("job_1", [0])
        async with asyncio.timeout(5):
            await shown.wait()
        await looks.close()

    asyncio.run(story())

    assert [look.image for look in seen] == [b"look"]
    assert asked == [None if how == "watched" else {0}] * 3
