"""What is accepted, what becomes of it, and what is refused with which words."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from safelight.kit.pictures import AcceptedPicture, PictureIntake, PictureLimits, RefusedPicture, thumbnail
from tests import hostile

ACCEPTED: dict[str, Callable[[], bytes]] = {
    maker.__name__: maker
    for maker in (
        *(hostile.png_under_jpg_name, hostile.exif_rotated_jpeg, hostile.png_with_text, hostile.jpeg_with_profile),
        *(hostile.jpeg_with_broken_profile, hostile.cmyk_jpeg, hostile.grey_jpeg, hostile.grey_alpha_png),
        *(hostile.sixteen_bit_png, hostile.sixteen_bit_rgb_png, hostile.palette_png_with_transparency),
        *(hostile.one_bit_png, hostile.animated_webp, hostile.animated_png, hostile.polyglot_jpeg, hostile.heic),
    )
}
REFUSED: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "text_as_jpg": (hostile.text_as_jpg, "picture_not_an_image", 400),
    "zero_bytes": (hostile.zero_bytes, "picture_not_an_image", 400),
    "zip_renamed": (hostile.zip_renamed, "picture_not_an_image", 400),
    "truncated_jpeg": (hostile.truncated_jpeg, "picture_truncated", 400),
    "truncated_png": (hostile.truncated_png, "picture_truncated", 400),
    "truncated_webp": (hostile.truncated_webp, "picture_truncated", 400),
    "truncated_heic": (hostile.truncated_heic, "picture_truncated", 400),
    "corrupt_png": (hostile.corrupt_png, "picture_truncated", 400),
    "header_alone": (lambda: b"\x89PNG\r\n\x1a\n", "picture_truncated", 400),
    "png_bomb": (hostile.png_bomb, "picture_too_many_pixels", 413),
    "real_png_bomb": (lambda: hostile.png_bomb(real=True), "picture_too_many_pixels", 413),
    "jpeg_bomb": (hostile.jpeg_bomb, "picture_too_many_pixels", 413),
    "webp_bomb": (hostile.webp_bomb, "picture_too_many_pixels", 413),
    "heic_bomb": (hostile.heic_bomb, "picture_too_many_pixels", 413),
    "tiny_png": (hostile.tiny_png, "picture_too_small", 400),
    "animated_gif": (hostile.animated_gif, "picture_format_unsupported", 400),
    "avif": (hostile.avif, "picture_format_unsupported", 400),
    "tiff": (lambda: hostile.encoded(hostile.picture(), "TIFF"), "picture_format_unsupported", 400),
    "bmp": (lambda: hostile.encoded(hostile.picture(), "BMP"), "picture_format_unsupported", 400),
    "svg": (lambda: b"<?xml version='1.0'?><svg width='9' height='9'/>", "picture_format_unsupported", 400),
}


def opened(picture: AcceptedPicture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    return image


def near(pixel: object, colour: tuple[int, int, int], tolerance: int = 6) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


def left_and_right(picture: AcceptedPicture) -> tuple[object, object]:
    image = opened(picture)
    middle = image.height // 4
    return image.getpixel((image.width // 4, middle)), image.getpixel((3 * image.width // 4, middle))


@pytest.mark.parametrize("name", ACCEPTED)
def test_whatever_came_in_a_plain_picture_comes_out(intake: PictureIntake, name: str) -> None:
    picture = intake.accept(ACCEPTED[name](), filename=f"../{name}.tiff")
    image = opened(picture)
    assert image.mode == "RGB"
    assert image.size == (picture.width, picture.height)
    assert image.format == picture.format.upper()
    assert picture.content_type == f"image/{picture.format}"
    assert picture.sha256 == hashlib.sha256(picture.data).hexdigest()
    assert picture.safe_name == f"{name}.{'jpg' if picture.format == 'jpeg' else 'png'}"
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not image.getexif()
    assert hostile.SECRET not in picture.data
    assert b"PK\3\4" not in picture.data


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_picture_that_comes_back_is_the_same_file(intake: PictureIntake, name: str) -> None:
    once = intake.accept(ACCEPTED[name](), filename="a")
    assert intake.accept(once.data, filename="a").data == once.data


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_the_file_the_reason_and_the_way_out(intake: PictureIntake, name: str) -> None:
    make, code, status = REFUSED[name]
    with pytest.raises(RefusedPicture) as caught:
        intake.accept(make(), filename=f"C:\\mine\\{name}.jpg")
    error = caught.value
    assert (error.code, error.status) == (code, status)
    assert f"“{name}.jpg”" in error.message
    assert error.hint
    assert error.fields[0].field == "file"


@pytest.mark.parametrize(
    ("name", "spoken"), [("svg", "an SVG"), ("avif", "an AVIF"), ("tiff", "a TIFF"), ("bmp", "a BMP")]
)
def test_a_format_is_told_as_it_is_spoken(intake: PictureIntake, name: str, spoken: str) -> None:
    with pytest.raises(RefusedPicture, match=f" is {spoken} file, which is not accepted"):
        intake.accept(REFUSED[name][0](), filename=name)


def test_where_any_size_will_do_a_small_picture_comes_in(intake: PictureIntake) -> None:
    tiny = hostile.tiny_png()
    assert (intake.accept(tiny, filename="digit.png", any_size=True).width) < intake.limits.min_side
    with pytest.raises(RefusedPicture):
        intake.accept(tiny, filename="digit.png")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied(intake: PictureIntake, orientation: int) -> None:
    from PIL import ImageOps

    lying = hostile.exif_rotated_jpeg(orientation)
    right = ImageOps.exif_transpose(Image.open(io.BytesIO(lying)))
    image = opened(intake.accept(lying, filename="a.jpg"))
    assert image.size == right.size
    assert max(extreme[1] for extreme in ImageChops.difference(image, right).getextrema()) < 12


def test_a_lying_picture_stands_up(intake: PictureIntake) -> None:
    picture = intake.accept(hostile.exif_rotated_jpeg(6), filename="a.jpg")
    image = opened(picture)
    assert image.size == (72, 96)
    assert near(image.getpixel((36, 20)), hostile.RED)
    assert near(image.getpixel((36, 80)), hostile.BLUE)


def test_a_png_with_orientation_stands_up(intake: PictureIntake) -> None:
    left, right = left_and_right(intake.accept(hostile.png_with_text(), filename="a.png"))
    assert (left, right) == (hostile.BLUE, hostile.RED)


@pytest.mark.parametrize("maker", [hostile.cmyk_jpeg, hostile.heic, hostile.polyglot_jpeg, hostile.animated_webp])
def test_colours_stay(intake: PictureIntake, maker: Callable[[], bytes]) -> None:
    left, right = left_and_right(intake.accept(maker(), filename="a"))
    assert near(left, hostile.RED)
    assert near(right, hostile.BLUE)


def test_a_colour_profile_is_turned_into_srgb(intake: PictureIntake) -> None:
    left, right = left_and_right(intake.accept(hostile.jpeg_with_profile(), filename="a.jpg"))
    assert near(left, hostile.RED[::-1])
    assert near(right, hostile.BLUE[::-1])


def test_a_broken_profile_is_left_out_and_said(intake: PictureIntake) -> None:
    picture = intake.accept(hostile.jpeg_with_broken_profile(), filename="a.jpg")
    assert near(left_and_right(picture)[0], hostile.RED)
    assert "profile" in picture.notes[0]


def test_transparency_becomes_white(intake: PictureIntake) -> None:
    assert left_and_right(intake.accept(hostile.grey_alpha_png(), filename="a")) == ((100,) * 3, hostile.WHITE)
    assert left_and_right(intake.accept(hostile.palette_png_with_transparency(), filename="a")) == (
        hostile.RED,
        hostile.WHITE,
    )


def test_sixteen_bits_keep_their_brightness(intake: PictureIntake) -> None:
    assert left_and_right(intake.accept(hostile.sixteen_bit_png(), filename="a")) == ((64,) * 3, (192,) * 3)
    assert left_and_right(intake.accept(hostile.sixteen_bit_rgb_png(), filename="a"))[0] == (64, 128, 192)


@pytest.mark.parametrize("maker", [hostile.animated_webp, hostile.animated_png])
def test_of_an_animation_the_first_picture_is_kept(intake: PictureIntake, maker: Callable[[], bytes]) -> None:
    picture = intake.accept(maker(), filename="a")
    assert left_and_right(picture)[0] == hostile.RED
    assert "first" in picture.notes[0]


def test_what_was_lossless_stays_so(intake: PictureIntake) -> None:
    formats = {
        "png": hostile.encoded(hostile.picture(), "PNG"),
        "jpeg": hostile.encoded(hostile.picture(), "JPEG"),
        "webp": hostile.encoded(hostile.picture(), "WEBP"),
        "heic": hostile.heic(),
    }
    accepted = {name: intake.accept(data, filename="a") for name, data in formats.items()}
    assert {name: picture.format for name, picture in accepted.items()} == {
        "png": "png",
        "jpeg": "jpeg",
        "webp": "jpeg",
        "heic": "jpeg",
    }
    assert {name: picture.original_format for name, picture in accepted.items()} == {name: name for name in formats}
    assert opened(accepted["png"]).tobytes() == hostile.picture().tobytes()


def test_a_file_on_disk_is_measured_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(hostile.png_under_jpg_name())
    with PictureIntake(PictureLimits(max_bytes=path.stat().st_size)) as intake:
        assert intake.accept(path, filename="a.png").width == 96
        path.write_bytes(path.read_bytes() + b"\0")
        with pytest.raises(RefusedPicture) as caught:
            intake.accept(path, filename="a.png")
    assert (caught.value.code, caught.value.status) == ("picture_too_many_bytes", 413)


def test_a_thumbnail_fits_into_its_square() -> None:
    for image_format in ("PNG", "JPEG", "WEBP"):
        small = Image.open(io.BytesIO(thumbnail(hostile.encoded(hostile.picture(1200, 600), image_format), side=200)))
        assert (small.format, small.size) == ("WEBP", (200, 100))
        assert near(small.getpixel((50, 50)), hostile.RED, 12)
    small = Image.open(io.BytesIO(thumbnail(hostile.png_under_jpg_name())))
    assert small.size == (96, 72)
