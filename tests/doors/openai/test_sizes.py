"""Somebody else's sizes, brought to what a model draws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.doors.openai.sizes import LARGEST_SHARE, fitted
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import GenerationSpec, ModelDefaults

SD, SDXL, STARTER = (ModelDefaults(width=side, height=side) for side in (512, 1024, 64))


@pytest.mark.parametrize(
    ("size", "own", "drawn"),
    [
        ("1024x1024", SDXL, (1024, 1024)), ("1536x1024", SDXL, (1536, 1024)), ("1024x1792", SDXL, (1024, 1792)),
        ("512x512", SDXL, (512, 512)), ("256x256", SDXL, (1024, 1024)), ("1024x1024", SD, (512, 512)),
        ("1536x1024", SD, (624, 416)), ("768x768", SD, (768, 768)), ("512x768", SD, (512, 768)),
        ("256x256", SD, (256, 256)), ("1024x1024", STARTER, (64, 64)), ("1792x1024", STARTER, (112, 64)),
        ("1000X1000", SDXL, (992, 992)), (" 640 × 480 ", SD, (640, 480)), ("auto", SD, None), ("", SD, None),
        (None, SD, None),
    ],
)  # fmt: skip
def test_the_shape_stays_and_the_area_is_one_that_the_model_draws(size, own, drawn) -> None:
    assert fitted(size, own) == drawn


@pytest.mark.parametrize("size", ["large", "1024", "1024x", "0x0", "-5x5", "1024x100", "1e3x1e3", "123456x123456"])
def test_what_is_no_size_is_named(size) -> None:
    with pytest.raises(InvalidInput) as refused:
        fitted(size, SD)
    assert refused.value.fields[0].field == "size"


@given(width=st.integers(1, 99_999), height=st.integers(1, 99_999), own=st.sampled_from([SD, SDXL, STARTER]))
def test_every_size_that_is_taken_can_be_drawn(width: int, height: int, own: ModelDefaults) -> None:
    try:
        drawn = fitted(f"{width}x{height}", own)
    except InvalidInput:
        assert max(width, height) > 8 * min(width, height)
        return
    assert drawn is not None
    GenerationSpec(prompt="a cat", width=drawn[0], height=drawn[1])
    assert max(drawn) / min(drawn) == pytest.approx(width / height if width > height else height / width, rel=0.25)
    assert drawn[0] * drawn[1] <= max(own.width * own.height * LARGEST_SHARE, 64 * 64 * 8) * 1.2
