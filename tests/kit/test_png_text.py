import io

import pytest
from PIL import Image

from safelight.kit import png_text

PICTURE = Image.linear_gradient("L")


def test_texts_come_back_as_written() -> None:
    texts = {"a": "plain", "b": "東京 ☂", "c": "lines\nand lines", "d": ""}
    data = png_text.write(PICTURE, texts)
    assert png_text.read(data) == texts
    assert Image.open(io.BytesIO(data)).tobytes() == PICTURE.tobytes()


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
