"""Another size for a picture: four ways, with whatever mode it comes in."""

import pytest
from PIL import Image

from safelight.kit.pictures.resize import fitted, resize, scaled, size_after

RED, BLUE = (255, 0, 0), (0, 0, 255)


def halves(width: int = 40, height: int = 20) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


@pytest.mark.parametrize(
    ("mode", "expected"), [("exact", (30, 30)), ("fit", (30, 15)), ("fill", (30, 30)), ("pad", (30, 30))]
)
@pytest.mark.parametrize("kind", ["RGB", "RGBA", "L", "P", "1", "CMYK", "I;16", "LA"])
def test_sizes(mode, expected, kind) -> None:
    picture = Image.new("I;16", (40, 20), 300) if kind == "I;16" else halves().convert(kind)
    made = resize(picture, (30, 30), mode=mode)
    assert made.size == expected == size_after((40, 20), (30, 30), mode)
    assert made.mode == "RGB", "nothing of it is transparent"


def test_fill_cuts_both_ends_off_and_keeps_proportions() -> None:
    made = resize(halves(), (20, 20), mode="fill")
    assert made.getpixel((2, 10)) == RED
    assert made.getpixel((17, 10)) == BLUE
    tall = resize(halves(20, 40), (40, 20), mode="fill")
    assert (tall.getpixel((2, 10)), tall.getpixel((37, 10))) == (RED, BLUE)


def test_pad_puts_bars_of_the_colour_around_it() -> None:
    made = resize(halves(), (40, 40), mode="pad", colour="#00ff00")
    assert (made.getpixel((20, 0)), made.getpixel((20, 39)), made.getpixel((2, 20))) == ((0, 255, 0), (0, 255, 0), RED)
    clear = resize(halves(), (40, 40), mode="pad", colour="#00ff0000")
    assert (clear.mode, clear.getpixel((0, 0))) == ("RGBA", (0, 255, 0, 0))
    assert clear.getpixel((2, 20)) == (*RED, 255)


def test_pad_shows_its_colour_around_a_transparent_picture_and_through_it() -> None:
    made = resize(Image.new("RGBA", (10, 10), (255, 0, 0, 0)), (20, 10), mode="pad", colour="#00ff00")
    assert made.getpixel((10, 5)) == (0, 255, 0, 255)


def test_hidden_colours_do_not_bleed_into_what_is_seen() -> None:
    picture = Image.new("RGBA", (40, 40), (0, 255, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 20, 40))
    edge = resize(picture, (10, 10))
    greens = [edge.getpixel((x, 5))[1] for x in range(10) if edge.getpixel((x, 5))[3] > 30]
    assert max(greens) < 30


def test_the_size_it_has_changes_no_pixel() -> None:
    picture = halves()
    for mode in ("exact", "fit", "fill", "pad"):
        assert resize(picture, (40, 20), mode=mode).tobytes() == picture.tobytes()


def test_no_side_vanishes() -> None:
    assert fitted((10_000, 10), (100, 100)) == (100, 1)
    assert scaled((3, 3), 0.01) == (1, 1)
    assert resize(Image.new("RGB", (1000, 2)), (100, 100), mode="fit").size == (100, 1)
    assert resize(Image.new("RGB", (1, 1)), (64, 33), mode="fill").size == (64, 33)
