"""The decoder process: bounded, replaceable, and gone when its parent is."""

import os
import select
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from safelight.kit.pictures import PictureIntake, PictureLimits, PicturesUnavailable, RefusedPicture
from tests import hostile

GOOD = hostile.png_under_jpg_name()


def pids(intake: PictureIntake) -> list[int]:
    return [child.pid for child in intake._children if child.pid is not None]


def refusal(intake: PictureIntake, data: bytes) -> RefusedPicture:
    with pytest.raises(RefusedPicture) as caught:
        intake.accept(data, filename="bad.png")
    return caught.value


def peak_memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def gone(pid: int, seconds: float = 20) -> bool:
    """Whether the process ends within the time."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def test_nothing_is_started_before_the_first_picture() -> None:
    with PictureIntake(PictureLimits(), workers=2) as intake:
        assert pids(intake) == []
        refusal(intake, b"")
        assert pids(intake) == []


def test_one_warm_process_takes_picture_after_picture(intake: PictureIntake) -> None:
    pictures = [
        hostile.encoded(Image.effect_noise((1024, 768), 20 + number).convert("RGB"), "JPEG") for number in range(20)
    ]
    intake.accept(GOOD, filename="a.png")
    before = pids(intake)
    assert [intake.accept(picture, filename="a.jpg").width for picture in pictures] == [1024] * 20
    assert pids(intake) == before
    assert len(before) == 1


@pytest.mark.parametrize(
    "bomb",
    [
        *(hostile.png_bomb, lambda: hostile.png_bomb(real=True), hostile.jpeg_bomb, hostile.webp_bomb),
        hostile.heic_bomb,
    ],
)
def test_a_bomb_is_refused_by_its_header(bomb: Callable[[], bytes]) -> None:
    with PictureIntake(PictureLimits()) as intake:
        intake.accept(GOOD, filename="a.png")
        before, memory = pids(intake), peak_memory(*pids(intake))
        assert refusal(intake, bomb()).code == "picture_too_many_pixels"
        assert pids(intake) == before
        assert peak_memory(*before) < memory + (30 << 20)


def test_a_picture_that_needs_too_much_memory_costs_the_process_and_nothing_else() -> None:
    with PictureIntake(PictureLimits(memory_bytes=300 << 20)) as intake:
        intake.accept(GOOD, filename="a.png")
        before = pids(intake)
        error = refusal(intake, hostile.memory_hog())
        assert error.code == "picture_decoder_crashed"
        assert "memory" in error.message
        assert intake.accept(GOOD, filename="a.png").width == 96
        assert pids(intake) != before


@pytest.mark.parametrize(
    ("file", "words"),
    [(b"crash", "SIGSEGV"), (b"exit", "status 3"), (b"huge answer", "decoder"), (b"no answer", "decoder")],
)
def test_a_crash_refuses_one_file(wicked: PictureIntake, file: bytes, words: str) -> None:
    error = refusal(wicked, file)
    assert error.code == "picture_decoder_crashed"
    assert words in error.message
    assert "“bad.png”" in error.message
    assert wicked.accept(GOOD, filename="a.png").width == 96


def test_a_hanging_decoder_is_given_up_and_replaced(wicked: PictureIntake) -> None:
    wicked.accept(GOOD, filename="a.png")
    before = pids(wicked)
    patient, wicked.limits = wicked.limits, replace(wicked.limits, timeout_seconds=0.2)
    assert refusal(wicked, b"hang").code == "picture_decode_timeout"
    wicked.limits = patient
    assert gone(*before)
    assert wicked.accept(GOOD, filename="a.png").width == 96


def test_a_process_that_was_killed_between_two_pictures_is_replaced(intake: PictureIntake) -> None:
    intake.accept(GOOD, filename="a.png")
    (victim,) = pids(intake)
    os.kill(victim, 9)
    intake._children[0]._process.wait()
    assert intake.accept(GOOD, filename="a.png").width == 96


def test_many_threads_share_few_processes() -> None:
    with PictureIntake(PictureLimits(), workers=2) as intake, ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda _: intake.accept(GOOD, filename="a.png"), range(40)))
        assert len({picture.sha256 for picture in pictures}) == 1
        processes = pids(intake)
        assert 1 <= len(processes) <= 2
    assert all(gone(pid) for pid in processes)


def test_closing_ends_a_picture_in_work(wicked: PictureIntake) -> None:
    with ThreadPoolExecutor(1) as pool:
        wicked.accept(GOOD, filename="a.png")
        (pid,) = pids(wicked)
        waiting = pool.submit(wicked.accept, b"hang", filename="a.png")
        while not waiting.running():
            pass
        wicked.close()
        with pytest.raises(PicturesUnavailable):
            waiting.result(timeout=20)
    assert gone(pid)
    with pytest.raises(PicturesUnavailable):
        wicked.accept(GOOD, filename="a.png")


def test_a_decoder_that_cannot_start_is_not_the_fault_of_the_file() -> None:
    with (
        PictureIntake(PictureLimits(), command=[sys.executable, "-c", "raise SystemExit(5)"]) as intake,
        pytest.raises(PicturesUnavailable, match="status 5"),
    ):
        intake.accept(GOOD, filename="a.png")


@pytest.mark.parametrize("file", [GOOD, b"hang"])
def test_no_process_outlives_a_killed_parent(file: bytes) -> None:
    program = """
import sys, threading
from safelight.kit.pictures import PictureIntake, PictureLimits
intake = PictureIntake(PictureLimits(timeout_seconds=1), command=[sys.executable, sys.argv[1]])
intake.accept(bytes.fromhex(sys.argv[2]), filename="a.png")
print(intake._children[0].pid, flush=True)
threading.Thread(target=intake.accept, args=(bytes.fromhex(sys.argv[3]),), kwargs={"filename": "a"}).start()
"""
    decoder = str(Path(__file__).with_name("wicked_decoder.py"))
    command = [sys.executable, "-c", program, decoder, GOOD.hex(), file.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        assert gone(child)


def test_the_decoder_sees_no_secret_of_the_server(wicked: PictureIntake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFELIGHT_API_KEY", "do not tell")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "do not tell")
    seen = wicked.accept(b"environment", filename="a").data.decode()
    assert "MALLOC_ARENA_MAX" in seen
    assert "SAFELIGHT" not in seen
    assert "AWS" not in seen


def test_the_decoder_loads_neither_server_nor_engine() -> None:
    program = "import sys, safelight.kit.pictures.decoder; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    forbidden = {"fastapi", "pydantic", "sqlalchemy", "torch", "numpy", "asyncio", "safelight.settings"}
    assert not forbidden & set(loaded)
