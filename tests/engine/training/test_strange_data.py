"""Pictures and captions as people bring them: each is learnt from, with its own words, or refused by name."""

import itertools
from dataclasses import replace

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from structlog.testing import capture_logs

from safelight.engine.registry import family_of
from safelight.engine.training import phases
from safelight.engine.training.cache import LatentCache
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.errors import TrainingDiverged
from safelight.engine.training.loop import run_training
from safelight.engine.vision.prepare import prepare
from tests import hostile

CPU = torch.device("cpu")
COLOURS = ["red", "lime", "blue", "black", "white", "yellow"]
STRANGE = {
    "cmyk": hostile.cmyk_jpeg,
    "grey and alpha": hostile.grey_alpha_png,
    "16 bits": hostile.sixteen_bit_png,
    "16 bits a colour": hostile.sixteen_bit_rgb_png,
    "palette with holes": hostile.palette_png_with_transparency,
    "1 bit": hostile.one_bit_png,
    "animated webp": hostile.animated_webp,
    "animated png": hostile.animated_png,
    "animated gif": hostile.animated_gif,
    "on its side": hostile.exif_rotated_jpeg,
}


def batches_of(monkeypatch, **arguments):
    """What a training would see, step by step."""
    kept = {}
    encode = phases.encode

    def remember(run, given, prior):
        kept["batches"] = found = encode(run, given, prior)
        return found

    monkeypatch.setattr(phases, "encode", remember)
    run_training(**arguments)
    monkeypatch.undo()
    return kept["batches"]


def _exact(example):
    """Without the chance that is in latents, which would hide which picture they are of."""
    still = tuple(replace(each, std=torch.zeros_like(each.std)) for each in example.variants)
    return replace(example, variants=still)


def test_no_cache_shuffle_or_flip_parts_a_picture_from_its_words(tiny_sd, tiny_spec, tmp_path, monkeypatch):
    """A peer's script fills its cache in one shuffled order and reads it in another: this is the test it fails."""
    pictures = []
    for number, colour in enumerate(COLOURS):
        image = Image.new("RGB", (48, 32) if number % 2 else (32, 48), colour)
        image.paste("gray", (0, 0, 8, 8))
        image.save(tmp_path / f"{number}.png")
        pictures.append(TrainingPicture(tmp_path / f"{number}.png", f"it is {colour}", repeats=1 + number % 3))
    spec = tiny_spec(max_train_steps=1, flip=True, caption_dropout=0.0, gradient_accumulation_steps=2)
    cache = LatentCache(tmp_path / "own", family=family_of(tiny_sd), resolution=32, aspect_buckets=True, flip=True)
    known = dict(
        zip(
            [picture.caption for picture in pictures],
            cache.encode([picture.path for picture in pictures], CPU, lambda done, total: None),
            strict=True,
        )
    )
    # The second time everything comes from the disk, and in another order.
    for given in (pictures, pictures[::-1]):
        batches = batches_of(monkeypatch, base=tiny_sd, pictures=given, spec=spec, work_dir=tmp_path / "work")
        batches.examples = [_exact(example) for example in batches.examples]
        seen = {caption: set() for caption in known}
        for batch in itertools.chain.from_iterable(batches.of_step(step) for step in range(20)):
            for latents, caption in zip(batch.latents, batch.captions, strict=True):
                near = {
                    (name, turned): (latents - variant.mean).abs().mean()
                    for name, variants in known.items()
                    for turned, variant in enumerate(variants)
                    if variant.mean.shape == latents.shape
                }
                name, turned = min(near, key=near.get)
                assert name == caption
                seen[caption].add(turned)
        assert all(turned == {0, 1} for turned in seen.values()), "each came as it is and mirrored"


def test_strange_pictures_of_mixed_sizes_are_learnt_from(tiny_sd, tiny_spec, tmp_path):
    pictures = []
    for name, make in STRANGE.items():
        path = tmp_path / f"{name}.png"
        path.write_bytes(make())
        pictures.append(TrainingPicture(path, name))
    spec = tiny_spec(max_train_steps=5)
    trained = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path / "work")
    assert len(trained.losses) == 5
    assert all(torch.isfinite(tensor).all() for tensor in load_file(trained.path).values())


def test_sixteen_bits_keep_their_greys(tmp_path):
    ramp = Image.new("I;16", (64, 64))
    ramp.putdata([column * 1000 for _ in range(64) for column in range(64)])
    ramp.save(tmp_path / "ramp.png")
    with Image.open(tmp_path / "ramp.png") as image:
        shown = prepare(image, 64, aspect_buckets=True).image
    assert [shown.getpixel((column, 0))[0] for column in (0, 20, 40, 63)] == pytest.approx([0, 78, 156, 245], abs=2)


@pytest.mark.parametrize("caption", ["", "word " * 400 + "süß 日 🦊\n<b>"])
def test_one_picture_and_any_caption(caption, tiny_sd, pictures, tiny_spec, tmp_path):
    alone = [replace(pictures[0], caption=caption)]
    with capture_logs() as logs:
        trained = run_training(base=tiny_sd, pictures=alone, spec=tiny_spec(max_train_steps=2), work_dir=tmp_path)
    assert len(trained.losses) == 2
    is_told = any(line["event"] == "captions_truncated" for line in logs)
    assert is_told == (len(caption) > 22)  # each of its letters is a token, or several


@pytest.mark.slow
def test_what_was_learnt_before_a_loss_exploded_is_kept(tiny_sd, pictures, tiny_spec, tmp_path):
    spec = tiny_spec(
        learning_rate=1.0, rank=64, alpha=512, max_train_steps=400, target="all", checkpoint_every=1, max_grad_norm=100
    )
    with pytest.raises(TrainingDiverged) as caught:
        run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path)
    newest = max((tmp_path / "checkpoints").iterdir())
    assert f"step {int(newest.name[-6:]) + 1}" in caught.value.message
    assert "learning rate" in caught.value.hint
    assert all(torch.isfinite(tensor).all() for tensor in load_file(newest / "lora.safetensors").values())
