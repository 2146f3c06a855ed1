"""The shipped reference pictures are what the script draws, and the base world has none of them."""

import json

from PIL import Image

from safelight.engine.starter import SAMPLE_CAPTIONS, SAMPLE_CHARACTER, SAMPLE_TRIGGER
from safelight.engine.starter.character import COUNT, draw_references
from safelight.engine.starter.drawing import draw
from safelight.engine.starter.score import has_pip_layout
from safelight.engine.starter.world import scenes


def shipped() -> list[Image.Image]:
    return [Image.open(path).convert("RGB") for path in sorted(SAMPLE_CHARACTER.glob("*.png"))]


def test_the_shipped_files_are_what_the_script_draws(tmp_path):
    drawn = draw_references(tmp_path)
    assert [p.name for p in drawn] == sorted(p.name for p in SAMPLE_CHARACTER.glob("*.png"))
    for path in drawn:
        with Image.open(path) as made, Image.open(SAMPLE_CHARACTER / path.name) as kept:
            assert made.size == (256, 256)
            assert made.tobytes() == kept.tobytes()
    assert json.loads((tmp_path / "captions.json").read_text()) == SAMPLE_CAPTIONS


def test_each_picture_has_a_caption_with_the_trigger_and_files_are_small():
    assert len(SAMPLE_CAPTIONS) == COUNT
    assert all(SAMPLE_TRIGGER in caption.split() for caption in SAMPLE_CAPTIONS.values())
    assert sum(p.stat().st_size for p in SAMPLE_CHARACTER.iterdir()) < 400_000


def test_the_layout_is_seen_in_every_reference_and_hardly_elsewhere():
    assert all(has_pip_layout(image) for image in shipped())
    world = scenes(9)
    mistaken = sum(has_pip_layout(draw(next(world))) for _ in range(400))
    assert mistaken <= 4
