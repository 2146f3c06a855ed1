import io
import random

import pytest
from PIL import Image, ImageCms

from safelight.kit import png_text

PICTURE = Image.linear_gradient("L")


def test_texts_come_back_as_written() -> None:
    texts = {"a": "plain", "b": "東京 ☂", "c": "lines\nand lines", "d": ""}
    data = png_text.write(PICTURE, texts)
    assert png_text.read(data) == texts
    assert Image.open(io.BytesIO(data)).tobytes() == PICTURE.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (1, 7), (5, 1), (33, 18)])
def test_every_pixel_of_every_kind_of_picture_comes_back(mode: str, size: tuple[int, int]) -> None:
    image = noise(mode, size)
    with Image.open(io.BytesIO(png_text.write(image, {"a": "b"}))) as again:
        again.load()
        assert (again.size, again.mode, again.info["a"]) == (size, mode, "b")
        assert again.tobytes() == image.tobytes()
        assert again.getpalette() == image.getpalette()


def test_a_colour_profile_stays() -> None:
    image = noise("RGB", (4, 4))
    image.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with Image.open(io.BytesIO(png_text.write(image, {}))) as again:
        assert again.info["icc_profile"] == image.info["icc_profile"]


def test_the_same_picture_gives_the_same_bytes() -> None:
    image = noise("RGB", (64, 64))
    assert png_text.write(image, {"a": "b"}) == png_text.write(image.copy(), {"a": "b"})
    assert png_text.write(image, {"a": "b"}) != png_text.write(image, {"a": "c"})


def test_a_smooth_picture_becomes_a_small_file() -> None:
    image = Image.radial_gradient("L").convert("RGB")
    pillows = io.BytesIO()
    image.save(pillows, "PNG", compress_level=1)
    assert len(png_text.write(image, {})) < 1.1 * len(pillows.getvalue()) < 0.2 * len(image.tobytes())


def noise(mode: str, size: tuple[int, int]) -> Image.Image:
    if mode == "I;16":
        return Image.frombytes(mode, size, random.Random(1).randbytes(2 * size[0] * size[1]))
    return Image.frombytes("RGBA", size, random.Random(1).randbytes(4 * size[0] * size[1])).convert(mode)


@pytest.mark.parametrize("data", [b"", b"no picture", png_text.write(PICTURE, {"a": "x"})[:40]])
def test_anything_else_has_no_texts(data: bytes) -> None:
    assert png_text.read(data) == {}


def test_other_formats_have_no_texts() -> None:
    buffer = io.BytesIO()
    PICTURE.save(buffer, "JPEG", comment="x")
    assert png_text.read(buffer.getvalue()) == {}


def test_a_text_that_unpacks_to_too_much_is_not_read() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("bomb", "a" * 50_000_000, zip=True)
    buffer = io.BytesIO()
    PICTURE.save(buffer, "PNG", pnginfo=info)
    assert len(buffer.getvalue()) < 200_000
    assert png_text.read(buffer.getvalue()) == {}
