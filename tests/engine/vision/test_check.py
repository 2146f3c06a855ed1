"""What the look at a training set finds, and what it leaves alone."""

import random

from PIL import Image, ImageDraw

from safelight.engine.vision.check import check_pictures


def drawn(path, seed, size=(96, 96), **save):
    chance = random.Random(seed)
    image = Image.new("RGB", size, (chance.randrange(256), 128, 200))
    pen = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        pen.ellipse((x, y, x + 20, y + 20), fill=tuple(chance.randrange(256) for _ in range(3)))
    image.save(path, **save)
    return path


def kinds(findings):
    return [(finding.kind, finding.path.name, finding.other and finding.other.name) for finding in findings]


def test_good_pictures_are_left_alone(tmp_path):
    paths = [drawn(tmp_path / f"{i}.png", i) for i in range(4)]
    assert check_pictures(paths, resolution=64) == []


def test_repeats_are_found(tmp_path):
    first = drawn(tmp_path / "first.png", 1)
    same = tmp_path / "same.png"
    same.write_bytes(first.read_bytes())
    near = drawn(tmp_path / "near.jpg", 1, quality=80)
    findings = check_pictures([first, same, near], resolution=64)
    assert kinds(findings) == [("duplicate", "same.png", "first.png"), ("near_duplicate", "near.jpg", "first.png")]


def test_small_plain_and_broken_pictures_are_found(tmp_path):
    small = drawn(tmp_path / "small.png", 1, size=(50, 60))
    plain = tmp_path / "plain.png"
    Image.new("RGB", (90, 90), (10, 20, 30)).save(plain)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n...")
    assert kinds(check_pictures([small, plain, broken], resolution=64)) == [
        ("too_small", "small.png", None),
        ("nearly_uniform", "plain.png", None),
        ("unreadable", "broken.png", None),
    ]
