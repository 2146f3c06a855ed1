"""Texts in the EXIF of WebP and JPEG files: as other programs write them, and from files made to hurt."""

import io
import json
import struct

import pytest
from PIL import Image

from safelight.kit import exif_text, picture_text, png_text
from safelight.kit.errors import InvalidInput

PICTURE = Image.linear_gradient("L").convert("RGB").resize((64, 48))
TEXTS = {
    "safelight": '{"prompt":"東京","seed":5,"guidance_scale":7.5}',
    "parameters": "a café in 東京\nSteps: 5, Seed: 5",
}


def texts(data: bytes) -> dict[str, str]:
    return picture_text.texts(io.BytesIO(data))


def encoded(kind: str, exif: Image.Exif | bytes) -> bytes:
    buffer = io.BytesIO()
    PICTURE.save(buffer, kind, exif=exif)
    return buffer.getvalue()


def test_a_webp_keeps_the_pixels_and_the_texts() -> None:
    data = exif_text.write_webp(PICTURE, TEXTS | {"other": "not kept"})
    with Image.open(io.BytesIO(data)) as image:
        assert image.convert("RGB").tobytes() == PICTURE.tobytes()
        comment = image.getexif().get_ifd(0x8769)[0x9286]
        assert comment == b"UNICODE\0" + TEXTS["parameters"].encode("utf-16-be"), "what AUTOMATIC1111's readers take"
    found = texts(data)
    assert found["parameters"] == TEXTS["parameters"]
    assert json.loads(found["safelight"]) == json.loads(TEXTS["safelight"])
    assert texts(exif_text.write_webp(PICTURE, {})) == {}
    assert exif_text.write_webp(PICTURE, TEXTS) == exif_text.write_webp(PICTURE, TEXTS), "no time in it"


@pytest.mark.parametrize("kind", ["WEBP", "JPEG"])
def test_what_others_write_is_read(kind: str) -> None:
    comfy = Image.Exif()
    comfy[0x0110], comfy[0x010F] = 'prompt:{"1": {}}', 'workflow:{"nodes": []}'
    assert texts(encoded(kind, comfy)) == {"prompt": '{"1": {}}', "workflow": '{"nodes": []}'}
    for comment, text in (
        (b"UNICODE\0" + "a cät".encode("utf-16-be"), "a cät"),
        (b"UNICODE\0" + "a cät".encode("utf-16-le"), "a cät"),
        (b"UNICODE\0" + "a cät".encode("utf-16"), "a cät"),
        (b"ASCII\0\0\0a cat", "a cat"),
        (bytes(8) + b"a cat", "a cat"),
    ):
        exif = Image.Exif()
        exif[0x8769] = {0x9286: comment}
        assert texts(encoded(kind, exif)) == {"parameters": text}
    camera = Image.Exif()
    camera[0x010F], camera[0x0110] = "Maker", "Model: X100"
    assert texts(encoded(kind, camera)) == {}


def test_little_endian_exif_is_read_too() -> None:
    value = b"prompt:{}\0"
    tiff = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<HHHII", 1, 0x010F, 2, len(value), 26)
    assert exif_text.texts_of(b"Exif\0\0" + tiff + struct.pack("<I", 0) + value) == {"prompt": "{}"}


@pytest.mark.parametrize(
    "exif",
    [b"", b"MM", b"MM\0*\0\0\0\x08", b"II*\0\xff\xff\xff\xff", b"XX*\0\0\0\0\x08" + bytes(100),
     b"MM\0*\0\0\0\x08\xff\xff" + b"\x87\x69\0\4\0\0\0\1\0\0\0\x08" * 200,
     b"MM\0*\0\0\0\x08\0\1\x01\x0f\0\2\xff\xff\xff\xff\xff\xff\xff\xff"],
)  # fmt: skip
def test_a_damaged_block_says_nothing(exif: bytes) -> None:
    assert exif_text.texts_of(exif) == {}


def test_files_that_are_cut_off_or_burst_say_so() -> None:
    webp, jpeg = exif_text.write_webp(PICTURE, TEXTS), encoded("JPEG", b"")
    at = webp.index(b"EXIF")
    bad = [webp[: at + 20], webp[: at + 5], webp[:at] + b"EXIF\xff\xff\xff\x7f", jpeg[:100], jpeg[:3] + b"no"]
    bad += [b"RIFF\0\0\0\0WEBP" + b"junk\0\0\0\0" * 10_001, b"\xff\xd8" + b"\xff\xfe\0\2" * 10_001]
    for data in bad:
        with pytest.raises(exif_text.BadExif) as caught:
            texts(data)
        assert caught.value.hint
    with pytest.raises(InvalidInput, match="GIF"):
        texts(b"GIF89a" + bytes(600))
    assert texts(png_text.write(PICTURE, {"a": "b"})) == {"a": "b"}
