"""Pictures in words: tiny BLIP and GIT models, what they are told, and how a captioning is stopped."""

import pytest
import torch
from PIL import Image

from safelight.engine.diffusion.errors import ModelBroken, OutOfMemory
from safelight.engine.vision.captioner import Captioner, one_line
from safelight.kit.identify import identify
from tests.engine.vision import captioners

PICTURES = [Image.effect_noise((50, 40), 80).convert("RGB"), Image.new("RGB", (40, 60), "red")]


@pytest.mark.parametrize("make", [captioners.blip, captioners.git])
def test_each_picture_gets_words_the_same_alone_and_together(tmp_path, make):
    assert identify(make(tmp_path)).kind == "captioner"
    captioner = Captioner.load(tmp_path, "cpu")

    together = captioner.caption(PICTURES, max_new_tokens=8)

    assert len(together) == 2
    assert all(set(text.split()) <= set(captioners.WORDS) for text in together)
    assert together == [captioner.caption([each], max_new_tokens=8)[0] for each in PICTURES]
    assert len(captioner.caption(PICTURES, instruction="a photo of", max_new_tokens=4, num_beams=2)) == 2


def test_what_was_to_be_said_first_changes_what_is_said(tmp_path):
    captioner = Captioner.load(captioners.blip(tmp_path), "cpu")

    plain = captioner.caption(PICTURES, max_new_tokens=8)
    led = captioner.caption(PICTURES, instruction="the red cat with", max_new_tokens=8)

    assert all(text.startswith("the red cat with") for text in led)
    assert plain != led


def test_it_stops_between_two_layers_and_leaves_nothing_of_itself(tmp_path, monkeypatch):
    captioner = Captioner.load(captioners.blip(tmp_path), "cpu")
    monkeypatch.setattr("safelight.engine.interrupt.EVERY_SECONDS", 0)
    asked = []

    def check():
        asked.append(True)
        if len(asked) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        captioner.caption(PICTURES, check=check)
    assert len(asked) == 3
    assert torch.is_grad_enabled()
    assert captioner.caption(PICTURES[:1], max_new_tokens=3)


def test_a_batch_that_does_not_fit_is_parted(tmp_path, monkeypatch):
    captioner = Captioner.load(captioners.blip(tmp_path), "cpu")
    whole, seen, most = captioner._words, [], 1

    def small(images, *given, **how):
        seen.append(len(images))
        if len(images) > most:
            raise torch.OutOfMemoryError("out of memory")
        return whole(images, *given, **how)

    monkeypatch.setattr(captioner, "_words", small)
    assert len(captioner.caption(PICTURES * 2, max_new_tokens=3)) == 4
    assert seen == [4, 2, 1, 1, 2, 1, 1]
    most = 0
    with pytest.raises(OutOfMemory, match="not enough memory"):
        captioner.caption(PICTURES)


@pytest.mark.parametrize("gone", ["config.json", "model.safetensors", "preprocessor_config.json"])
def test_a_folder_that_is_not_whole_is_named(tmp_path, gone):
    captioners.blip(tmp_path / "mine")
    for path in (tmp_path / "mine").glob(gone.replace("preprocessor_config", "*processor*")):
        path.unlink()

    with pytest.raises(ModelBroken, match="mine cannot be loaded as a captioner"):
        Captioner.load(tmp_path / "mine", "cpu")


def test_captions_are_one_plain_line():
    assert one_line("  A photo of a cat\n on a mat. ") == "a cat on a mat"
    assert one_line('"a dog"') == "a dog"
    assert one_line("an image of ") == "an image of"
