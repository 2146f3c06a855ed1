"""Which picture, which words, which chance: each step's batches follow from (seed, step) alone."""

from collections import Counter

import pytest
import torch

from safelight.engine.families.common.ddpm import Objective
from safelight.engine.training.data import Batches, BucketSampler, Encoded, Example
from safelight.engine.training.family import Framing
from safelight.engine.training.randomness import generator_at

WIDE, TALL = (16, 8), (8, 16)


class OnlyTime:
    """All that Batches asks of a family."""

    def draw_timesteps(self, generator, count, spec):
        return Objective(torch.linspace(0.99, 0.01, 1000), "epsilon").draw_timesteps(generator, count)


def example(number, bucket=WIDE, *, std=0.0, mirrored=False):
    """Latents all equal to its number; the mirrored variant to its negative."""
    shape = (4, bucket[1] // 4, bucket[0] // 4)
    framing = Framing(bucket, (0, 0), bucket)
    signs = (1, -1) if mirrored else (1,)
    variants = tuple(
        Encoded(torch.full(shape, float(sign * number)), torch.full(shape, std), framing) for sign in signs
    )
    return Example(f"picture {number}", variants)


def batches(examples, spec, prior=()):
    return Batches(examples, prior, family=OnlyTime(), spec=spec, device=torch.device("cpu"))


def test_each_caption_stays_with_its_picture(tiny_spec):
    """Through shuffling, buckets, flips and epochs: the words name the number that the latents hold."""
    spec = tiny_spec(train_batch_size=3, flip=True, caption_dropout=0.2, gradient_accumulation_steps=2)
    examples = [example(i, WIDE if i % 3 else TALL, mirrored=True) for i in range(1, 12)]
    prior = [example(100 + i, WIDE if i % 2 else TALL) for i in range(6)]
    signs, captions = Counter(), Counter()
    for step in range(40):
        for batch in batches(examples, spec, prior).of_step(step):
            for latents, caption, framing in zip(batch.latents, batch.captions, batch.framings, strict=True):
                number = latents.flatten()[0].item()
                assert caption in ("", f"picture {abs(number):.0f}")
                assert framing.size == (latents.shape[2] * 4, latents.shape[1] * 4)
                captions[caption] += 1
                signs[number > 0] += number < 100
    assert len(captions) == 1 + len(examples) + len(prior)
    assert 0.12 < captions[""] / captions.total() < 0.28
    assert 0.4 < signs[False] / signs.total() < 0.6


def test_a_step_is_the_same_whatever_came_before(tiny_spec):
    spec = tiny_spec(train_batch_size=2, flip=True)
    examples = [example(i, std=1.0, mirrored=True) for i in range(1, 6)]
    walked = batches(examples, spec)
    through = [list(walked.of_step(step)) for step in range(9)]
    (fresh,) = batches(examples, spec).of_step(8)
    (last,) = through[8]
    assert fresh.captions == last.captions
    for name in ("latents", "noise", "timesteps", "weights"):
        assert torch.equal(getattr(fresh, name), getattr(last, name))


def test_latents_are_drawn_anew_each_step(tiny_spec):
    spec = tiny_spec(train_batch_size=1)
    walked = batches([example(3, std=0.5)], spec)
    drawn = torch.stack([next(walked.of_step(step)).latents[0] for step in range(200)])
    assert drawn.mean().item() == pytest.approx(3, abs=0.05)
    assert drawn.std(dim=0).mean().item() == pytest.approx(0.5, abs=0.05)


def test_a_batch_holds_one_bucket_and_an_epoch_every_picture():
    buckets = [WIDE] * 5 + [TALL] * 3
    sampler = BucketSampler(buckets, 2, seed=7, stream="order")
    assert sampler.per_epoch == 5
    for epoch in range(4):
        plan = [sampler.batch(epoch * 5 + i) for i in range(5)]
        assert all(len({buckets[i] for i in batch}) == 1 and len(batch) == 2 for batch in plan)
        assert {i for batch in plan for i in batch} == set(range(8))
    orders = {tuple(tuple(sampler.batch(epoch * 5 + i)) for i in range(5)) for epoch in range(4)}
    assert len(orders) == 4


def test_one_picture_fills_a_large_batch():
    assert BucketSampler([WIDE], 4, seed=0, stream="order").batch(3) == [0, 0, 0, 0]


def test_prior_pictures_ride_along_with_their_weight(tiny_spec):
    spec = tiny_spec(train_batch_size=2, prior_loss_weight=0.5, caption_dropout=0, gradient_accumulation_steps=2)
    walked = batches([example(i) for i in range(1, 5)], spec, [example(100 + i) for i in range(3)])
    for batch in walked.of_step(0):
        assert batch.weights.tolist() == [0.25, 0.25, 0.125, 0.125]
        assert [latents.mean() >= 100 for latents in batch.latents] == [False, False, True, True]


def test_a_bucket_without_prior_pictures_goes_without(tiny_spec):
    walked = batches([example(1, TALL)], tiny_spec(train_batch_size=2), [example(100, WIDE)])
    (batch,) = walked.of_step(0)
    assert batch.weights.tolist() == [0.5, 0.5]


def test_places_have_chances_of_their_own():
    draws = {torch.rand(1, generator=generator_at(*place)).item() for place in ((0, "a", 1), (0, "a", 2), (1, "a", 1))}
    assert len(draws) == 3
