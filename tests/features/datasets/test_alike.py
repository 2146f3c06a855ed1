"""Which of many pictures repeat an earlier one."""

import io

import pytest
from PIL import Image, ImageOps

from safelight.features.datasets.service.alike import twins
from safelight.features.datasets.service.examining import Row, findings_of
from safelight.kit.pictures.doctor import Look, look_at
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


def test_what_most_pictures_have_is_how_the_set_is_and_no_fault_of_one() -> None:
    sharp = [opened(number) for number in range(8)]
    blurred = [image.resize((12, 12)).resize((128, 128)) for image in sharp]

    def kinds(images: list[Image.Image]) -> list[str]:
        looks = [Look.loaded(look_at(image).dumped()) for image in images]
        rows = [Row(str(at), str(at), "train", "a", look) for at, look in enumerate(looks)]
        found = findings_of(rows, check=lambda: None, on_progress=lambda _: None)
        return [each["kind"] for row in rows for each in found[row.id] if each["kind"] == "blurred"]

    assert kinds([*sharp[:6], blurred[7]]) == ["blurred"]
    assert kinds(blurred) == []
