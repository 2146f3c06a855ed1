"""Buckets, resizing, cropping."""

import pytest
from PIL import Image

from safelight.engine.vision.prepare import opened, prepare, upright_size
from safelight.kit.errors import InvalidInput
from safelight.kit.pictures.buckets import bucket_of, bucket_sizes


@pytest.mark.parametrize(("resolution", "step"), [(64, 8), (512, 64), (768, 64), (1024, 64)])
def test_buckets_keep_the_area_and_the_step(resolution, step):
    sizes = bucket_sizes(resolution, step)
    assert (resolution, resolution) in sizes
    assert {(height, width) for width, height in sizes} == set(sizes)
    for width, height in sizes:
        assert width % step == height % step == 0
        assert resolution / 2 <= width <= 2 * resolution
        assert width * height == pytest.approx(resolution**2, rel=0.2)


@pytest.mark.parametrize(
    ("size", "bucket"),
    [((512, 512), (512, 512)), ((3000, 2000), (640, 384)), ((2000, 3000), (384, 640)), ((9000, 100), (1024, 256))],
)
def test_the_nearest_shape_is_taken(size, bucket):
    assert bucket_of(size, 512, aspect_buckets=True) == bucket
    assert bucket_of(size, 512, aspect_buckets=False) == (512, 512)


def test_a_resolution_off_the_step_is_rounded():
    assert bucket_of((10, 10), 500, aspect_buckets=False) == (512, 512)
    assert bucket_of((10, 10), 500, aspect_buckets=True) == (512, 512)


def test_the_middle_is_kept():
    """Black, white, black thirds; a square crop of the middle is white."""
    wide = Image.new("RGB", (192, 64))
    wide.paste((255, 255, 255), (64, 0, 128, 64))
    made = prepare(wide, 64, aspect_buckets=False)
    assert (made.width, made.height) == made.image.size == (64, 64)
    assert made.crop == (64, 0, 128, 64)
    assert made.image.getextrema() == ((255, 255),) * 3
    assert not made.upscaled


def test_it_covers_its_bucket_and_tells_of_upscaling():
    made = prepare(Image.new("RGB", (40, 30)), 64, aspect_buckets=True)
    assert made.image.size == (72, 56)
    assert made.upscaled
    assert made.source == (40, 30)


def test_sideways_and_transparent_pictures():
    sideways = Image.new("RGBA", (60, 120), (255, 0, 0, 0))
    exif = sideways.getexif()
    exif[0x0112] = 6  # turn a quarter to the right
    assert upright_size(sideways) == (120, 60)
    made = prepare(sideways, 64, aspect_buckets=True)
    assert made.width > made.height
    assert made.image.getpixel((5, 5)) == (255, 255, 255)


def test_a_file_that_is_no_picture_is_named(tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(InvalidInput, match=r"broken\.png"), opened(broken):
        pass
