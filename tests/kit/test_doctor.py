"""What the look at a training set finds, and what it leaves alone."""

import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter

import safelight
from safelight.kit.pictures.doctor import picture_faults, sheet_of_file
from safelight.kit.pictures.doctor.look import sharpness_of


def drawn(path, seed, size=(96, 96), **save):
    chance = random.Random(seed)
    image = Image.new("RGB", size, (chance.randrange(256), 128, 200))
    pen = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        pen.ellipse((x, y, x + 20, y + 20), fill=tuple(chance.randrange(256) for _ in range(3)))
    image.save(path, **save)
    return path


def check(paths, resolution=64):
    sheets = [sheet_of_file(path.name, path) for path in paths]
    findings = picture_faults(sheets, resolution=resolution)
    return [(finding.kind, finding.key, finding.other) for finding in findings]


def test_good_pictures_are_left_alone(tmp_path):
    paths = [drawn(tmp_path / f"{i}.png", i) for i in range(4)]
    assert check(paths) == []


def test_repeats_are_found(tmp_path):
    first = drawn(tmp_path / "first.png", 1)
    same = tmp_path / "same.png"
    same.write_bytes(first.read_bytes())
    near = drawn(tmp_path / "near.jpg", 1, quality=80)
    assert check([first, same, near]) == [
        ("duplicate", "same.png", "first.png"),
        ("near_duplicate", "near.jpg", "first.png"),
    ]


def test_small_plain_and_broken_pictures_are_found(tmp_path):
    small = drawn(tmp_path / "small.png", 1, size=(50, 60))
    plain = tmp_path / "plain.png"
    Image.new("RGB", (90, 90), (10, 20, 30)).save(plain)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n...")
    assert check([small, plain, broken]) == [
        ("too_small", "small.png", None),
        ("nearly_uniform", "plain.png", None),
        ("unreadable", "broken.png", None),
    ]


def starter_drawings():
    return sorted((Path(safelight.__file__).parent / "engine/starter/sample_character").glob("*.png"))


def test_the_starter_drawings_are_found_sharp():
    assert len(starter_drawings()) == 20
    assert [finding for finding in check(starter_drawings()) if finding[0] == "blurred"] == []


@pytest.mark.parametrize("path", starter_drawings()[:5], ids=lambda path: path.name)
def test_a_blurred_picture_is_told_from_a_sharp_one(path):
    with Image.open(path) as sharp:
        assert sharpness_of(sharp.convert("L")) > 0.6
        assert sharpness_of(sharp.convert("L").filter(ImageFilter.GaussianBlur(0.01 * sharp.width))) < 0.35


@pytest.mark.parametrize("side", [300, 1200])
def test_blur_counts_alike_at_any_size(tmp_path, side):
    with Image.open(drawn(tmp_path / "sharp.png", 3)) as small:
        sharp = small.resize((side, side), Image.Resampling.NEAREST)
    sharp.save(tmp_path / "sharp.png")
    sharp.filter(ImageFilter.GaussianBlur(0.02 * side)).save(tmp_path / "soft.png")
    assert check([tmp_path / "sharp.png"]) == []
    assert check([tmp_path / "soft.png"]) == [("blurred", "soft.png", None)]


def test_a_plain_picture_is_not_also_called_blurred(tmp_path):
    Image.new("RGB", (90, 90), "white").save(tmp_path / "a.png")
    assert check([tmp_path / "a.png"]) == [("nearly_uniform", "a.png", None)]
