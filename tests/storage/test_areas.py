"""What the files are, counted beside whoever asks."""

import threading
from datetime import UTC, datetime

import pytest

from safelight.storage import ListedFile, StorageAway, layout
from safelight.storage.areas import Area, Counting, area_of


@pytest.mark.parametrize(
    ("key", "area"),
    [
        (layout.picture("gen_1", 0), "pictures"),
        (layout.sample("char_1", "v1", "a"), "pictures"),
        (layout.reference("char_1", "ref_1"), "references"),
        (layout.lora("char_1", "v1"), "loras"),
        (layout.training_state("char_1", "job_1", 5, 1, "state.json"), "checkpoints"),
        (f"{layout.run_state('run_1', 3, 1)}/state.pt", "checkpoints"),
        (layout.run_archive("run_1"), "runs"),
        (layout.dataset_picture("ds_1", "p", "png"), "datasets"),
        (layout.input_picture("in_1", "png"), "uploads"),
        ("something/else.txt", "other"),
    ],
)
def test_a_key_says_what_its_file_is(key: str, area: Area) -> None:
    assert area_of(key) == area


def test_a_slow_count_is_not_waited_for_and_found_later() -> None:
    listed, may_go_on = threading.Event(), threading.Event()

    def slowly() -> list[ListedFile]:
        listed.set()
        may_go_on.wait(20)
        return [ListedFile("generations/g/0.png", 7, datetime.now(UTC))]

    counting = Counting(slowly)
    assert counting.latest(wait_seconds=0.01) is None
    assert listed.wait(20)
    may_go_on.set()
    counted = counting.latest(wait_seconds=20)
    assert counted is not None
    assert [(area.name, area.files, area.bytes) for area in counted.areas] == [("pictures", 1, 7)]


def test_a_count_that_failed_is_told_and_tried_again() -> None:
    answers: list[list[ListedFile] | None] = [None, []]

    def list_files() -> list[ListedFile]:
        found = answers.pop(0)
        if found is None:
            raise StorageAway("away", hint="wait")
        return found

    counting = Counting(list_files)
    with pytest.raises(StorageAway):
        counting.latest(wait_seconds=20)
    counted = counting.latest(wait_seconds=20)
    assert counted is not None
    assert counted.areas == []
