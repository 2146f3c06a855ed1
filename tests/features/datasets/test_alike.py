"""Which of many pictures repeat an earlier one."""

import io

import pytest
from PIL import Image, ImageOps

from safelight.features.datasets.service.alike import twins
from safelight.kit.pictures.doctor.look import thumb_of
from tests.features.datasets.conftest import picture


def opened(seed: object) -> Image.Image:
    return Image.open(io.BytesIO(picture(seed, side=128)))


def test_copies_are_found_among_many_whatever_was_done_to_them() -> None:
    images = [opened(number) for number in range(40)]
    first = images[7]
    images += [ImageOps.mirror(first), first.crop((6, 4, 122, 126)), first.resize((64, 64)).resize((128, 128))]
    found = twins([thumb_of(image) for image in images])
    assert found == [None] * 40 + [7, 7, 7]


def test_pictures_of_one_colour_and_an_empty_set_are_no_trouble() -> None:
    plain = [thumb_of(Image.new("RGB", (40, 40), colour)) for colour in ("red", "blue", "white")]
    assert twins(plain) == [None] * 3
    assert twins([]) == []


def test_it_can_be_given_up() -> None:
    class GivenUp(Exception):
        pass

    def check() -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        twins([thumb_of(opened(1))], check=check)
