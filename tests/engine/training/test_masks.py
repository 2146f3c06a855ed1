"""A mask goes with its picture through resize, crop and flip, and says what counts in the loss."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from safelight.engine.registry import family_of
from safelight.engine.training import phases
from safelight.engine.training.cache import LatentCache
from safelight.engine.training.data import Batches, Example, TrainingPicture
from safelight.engine.training.loop import run_training
from safelight.engine.training.masks import cut_alike, masked
from safelight.engine.vision.prepare import prepare

CPU = torch.device("cpu")


def painted(path, size, box, *, scale=1):
    """Red inside `box`, blue elsewhere; and its mask, white inside, `scale` times as large."""
    image, mask = Image.new("RGB", size, (0, 0, 255)), Image.new("L", (size[0] * scale, size[1] * scale), 0)
    image.paste((255, 0, 0), box)
    mask.paste(255, tuple(edge * scale for edge in box))
    image.save(path), mask.save(path.with_suffix(".mask.png"))
    return TrainingPicture(path, "red", mask=path.with_suffix(".mask.png"))


def encoded(base, picture, tmp_path, *, flip, unmasked_weight):
    cache = LatentCache(tmp_path / "latents", family=family_of(base), resolution=32, aspect_buckets=True, flip=flip)
    (variants,) = cache.encode([picture.path], CPU, lambda done, total: None)
    return masked(variants, picture.mask, unmasked_weight=unmasked_weight)


@pytest.mark.parametrize("scale", [1, 3])
def test_resized_cropped_and_mirrored_as_its_picture_is(scale, tiny_sd, tmp_path):
    # 96 x 64 goes into a wide bucket; the left third is red.
    picture = painted(tmp_path / "wide.png", (96, 64), (0, 0, 32, 64), scale=scale)
    plain, mirrored = encoded(tiny_sd, picture, tmp_path, flip=True, unmasked_weight=0.25)
    height, width = plain.mean.shape[-2:]
    assert plain.mask.shape == mirrored.mask.shape == (1, height, width)
    with Image.open(picture.path) as image:
        whole = prepare(image, 32, aspect_buckets=True).image
    shown = np.asarray(whole.resize((width, height), Image.Resampling.NEAREST))
    is_red = torch.from_numpy((shown[..., 0] > 127).copy())
    expected = torch.where(is_red, 1.0, 0.25)
    torch.testing.assert_close(plain.mask[0], expected)
    torch.testing.assert_close(mirrored.mask[0], expected.flip(-1))
    assert 0 < is_red.float().mean() < 0.5


def test_cut_beforehand_it_is_the_same(tiny_sd, tmp_path):
    """A worker prepares picture and mask before the training; there both are of the bucket's size already."""
    picture = painted(tmp_path / "wide.png", (96, 64), (10, 0, 40, 64), scale=2)
    (direct,) = encoded(tiny_sd, picture, tmp_path, flip=False, unmasked_weight=0.0)
    with Image.open(picture.path) as image:
        cut = prepare(image, 32, aspect_buckets=True)
    cut.image.save(tmp_path / "cut.png")
    cut_alike(picture.mask, cut.source, (cut.width, cut.height)).save(tmp_path / "cut.mask.png")
    beforehand = TrainingPicture(tmp_path / "cut.png", "red", mask=tmp_path / "cut.mask.png")
    (again,) = encoded(tiny_sd, beforehand, tmp_path, flip=False, unmasked_weight=0.0)
    assert torch.equal(again.mask, direct.mask)


def test_those_without_a_mask_count_everywhere(tiny_sd, tiny_spec, tmp_path):
    with_mask = painted(tmp_path / "a.png", (32, 32), (0, 0, 16, 32))
    without = TrainingPicture(with_mask.path, "blue")
    examples = [
        Example(each.caption, encoded(tiny_sd, each, tmp_path, flip=False, unmasked_weight=0.0))
        for each in (with_mask, without)
    ]
    spec = tiny_spec(caption_dropout=0.0)
    (batch,) = Batches(examples, [], family=family_of(tiny_sd), spec=spec, device=CPU).of_step(0)
    by_caption = dict(zip(batch.captions, batch.mask, strict=True))
    assert by_caption["blue"].min() == 1
    assert by_caption["red"].mean() == 0.5
    plain = Batches(examples[1:], [], family=family_of(tiny_sd), spec=spec, device=CPU)
    assert next(plain.of_step(0)).mask is None


@pytest.mark.slow
def test_what_is_masked_away_counts_as_little_as_is_said(tiny_sd, tiny_spec, tmp_path):
    masked_picture = painted(tmp_path / "a.png", (32, 32), (8, 0, 32, 32))
    losses = {}
    for weight, picture in ((1.0, replace(masked_picture, mask=None)), (1.0, masked_picture), (0.0, masked_picture)):
        spec = tiny_spec(max_train_steps=1, train_batch_size=1, unmasked_weight=weight, snr_gamma=None)
        work = tmp_path / f"{weight}-{picture.mask is None}"
        losses[weight, picture.mask is None] = run_training(
            base=tiny_sd, pictures=[picture], spec=spec, work_dir=work
        ).losses
    assert losses[1.0, False] == pytest.approx(losses[1.0, True], rel=1e-6)
    assert losses[0.0, False][0] < 0.9 * losses[1.0, True][0]


def test_repeats_come_so_often_in_an_epoch(tiny_sd, pictures, tiny_spec, tmp_path, monkeypatch):
    seen = {}
    encode = phases.encode

    def remember(run, given, prior):
        seen["batches"] = batches = encode(run, given, prior)
        return batches

    monkeypatch.setattr(phases, "encode", remember)
    often = [replace(pictures[0], repeats=3), *pictures[1:]]
    spec = tiny_spec(max_train_steps=1, train_batch_size=1, caption_dropout=0.0)
    run_training(base=tiny_sd, pictures=often, spec=spec, work_dir=tmp_path)
    epoch = [caption for step in range(6) for batch in seen["batches"].of_step(step) for caption in batch.captions]
    assert sorted(epoch) == sorted([pictures[0].caption] * 3 + [each.caption for each in pictures[1:]])
