"""Ids sort by their birth, and tell it."""

from datetime import UTC, datetime, timedelta

import pytest

from safelight.kit.clock import utcnow
from safelight.kit.ids import born_at, first_id, new_id


def test_ids_sort_by_their_birth_and_never_meet() -> None:
    made = [new_id("pic") for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(len(each) == 30 for each in made)
    assert [born_at(each) for each in sorted(made)] == sorted(born_at(each) for each in made)


def test_ids_tell_their_time() -> None:
    before = utcnow() - timedelta(milliseconds=1)
    assert before <= born_at(new_id("pic")) <= utcnow()
    at = datetime(2026, 11, 21, 10, 30, 0, 123_000, tzinfo=UTC)
    assert born_at(first_id("pic", at)) == at
    assert first_id("pic", at) < first_id("pic", at + timedelta(milliseconds=1))
    assert first_id("pic", datetime(1900, 1, 1, tzinfo=UTC)) == "pic_" + "0" * 26
    for wrong in ("", "pic_", "pic_" + "u" * 26, "x"):
        with pytest.raises(ValueError, match="no id"):
            born_at(wrong)
