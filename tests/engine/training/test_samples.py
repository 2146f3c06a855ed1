"""Samples while learning: drawn when they are due, from the weights as they are, and the training is none the wiser."""

import random

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import load
from safelight.engine.training import loop
from safelight.engine.training import samples as module
from safelight.engine.training.loop import run_training
from safelight.engine.training.samples import Sample, SamplePlan
from safelight.kit.files import sha256_of
from safelight.specs.generation import GenerationPlan, LoraUse, ModelDefaults

SETTINGS = ModelDefaults(num_inference_steps=2, guidance_scale=3.0, width=32, height=32, scheduler="dpmpp_2m")
PROMPTS = ("sks bar", "a box")
EVERYTHING = {
    "max_train_steps": 6, "sample_every": 2, "flip": True, "caption_dropout": 0.3, "train_text_encoder": True,
    "ema_decay": 0.9, "target": "all", "gradient_checkpointing": True, "checkpoint_every": 3,
}  # fmt: skip


class Cancelled(BaseException):
    pass


class Album:
    """Keeps the samples it is given."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []

    def plan(self, **more: object) -> SamplePlan:
        return SamplePlan(
            **{"prompts": PROMPTS, "settings": SETTINGS, "seed": 7, "on_sample": self.samples.append, **more}
        )

    @property
    def places(self) -> list[tuple[int, int]]:
        return [(sample.step, sample.position) for sample in self.samples]


def row(step: int) -> list[tuple[int, int]]:
    return [(step, position) for position in range(len(PROMPTS))]


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image, dtype=int)


@pytest.mark.parametrize("precision", ["no", pytest.param("bf16", marks=pytest.mark.slow)])
def test_a_training_with_samples_is_the_one_without_bit_for_bit(precision, tiny_sd_v, pictures, tiny_spec, tmp_path):
    def trained(name, samples):
        torch.manual_seed(1)
        random.seed(1)
        spec = tiny_spec(**EVERYTHING, mixed_precision=precision)
        made = run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path / name, samples=samples)
        return made, torch.rand(3).tolist(), random.random()

    album = Album()
    (with_samples, *chance), (without, *same_chance) = trained("with", album.plan()), trained("without", None)
    assert album.places == [*row(0), *row(2), *row(4), *row(6)]
    assert with_samples.losses == without.losses
    ours, theirs = load_file(with_samples.path), load_file(without.path)
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert chance == same_chance, "the global generators stand where they stood"


def test_the_last_sample_is_what_the_finished_lora_draws(tiny_sd_v, pictures, tiny_spec, tmp_path):
    album = Album()
    spec = tiny_spec(max_train_steps=5, sample_every=2, ema_decay=0.9, learning_rate=0.05, train_text_encoder=True)
    made = run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path, samples=album.plan())
    assert album.places == [*row(0), *row(2), *row(4), *row(5)]

    base = load(tiny_sd_v, dtype=torch.float32, device="cpu", name="tiny")
    use = LoraUse(key="k", sha256=sha256_of(made.path))
    for sample in album.samples:
        plan = GenerationPlan(
            model="tiny", prompt=sample.prompt, negative_prompt="", seed=sample.seed, n=1, **SETTINGS.model_dump()
        )
        loras = [(made.path, use)] if sample.step == 5 else []
        if sample.step in {0, 5}:
            (drawn,) = generate(base, plan, loras).images
            assert np.abs(pixels(drawn) - pixels(sample.image)).max() <= 1, sample.step
    first, last = album.samples[0], album.samples[-len(PROMPTS)]
    assert np.abs(pixels(first.image) - pixels(last.image)).max() > 1, "it has learnt something"


def test_prompts_have_seeds_of_their_own_and_stay_the_same(tiny_sd, pictures, tiny_spec, tmp_path):
    album = Album()
    spec = tiny_spec(max_train_steps=2, sample_every=1)
    run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path, samples=album.plan())
    assert [(sample.prompt, sample.seed) for sample in album.samples] == [("sks bar", 7), ("a box", 8)] * 3
    assert {sample.image.size for sample in album.samples} == {(32, 32)}


def test_none_are_drawn_off_schedule_unless_somebody_asks(tiny_sd, pictures, tiny_spec, tmp_path):
    album, asked = Album(), iter([False, False, True, False, False])
    spec = tiny_spec(max_train_steps=4, sample_every=0)
    plan = album.plan(wanted_now=lambda: next(asked))
    run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path, samples=plan)
    assert album.places == row(2)


@pytest.mark.parametrize(
    "stopped_at", [pytest.param((2, 1), marks=pytest.mark.slow), (4, 0), pytest.param((6, 1), marks=pytest.mark.slow)]
)
def test_a_training_stopped_in_the_middle_of_a_row_draws_what_is_missing_and_nothing_twice(
    stopped_at, tiny_sd_v, pictures, tiny_spec, tmp_path
):
    spec = tiny_spec(**EVERYTHING)
    whole = Album()
    run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path / "whole", samples=whole.plan())

    album = Album()

    def keep(sample: Sample) -> None:
        if (sample.step, sample.position) == stopped_at:
            raise Cancelled
        album.samples.append(sample)

    def go_on(**more: object) -> None:
        plan = album.plan(drawn=album.places, **more)
        run_training(base=tiny_sd_v, pictures=pictures, spec=spec, work_dir=tmp_path / "own", samples=plan)

    with pytest.raises(Cancelled):
        go_on(on_sample=keep)
    assert (tmp_path / "own" / "checkpoints" / f"step-{stopped_at[0]:06d}").is_dir(), "nothing is learnt twice"
    go_on()
    assert album.places == whole.places
    for ours, theirs in zip(album.samples, whole.samples, strict=True):
        assert np.array_equal(pixels(ours.image), pixels(theirs.image)), (ours.step, ours.position)


def test_what_was_drawn_before_a_crash_is_not_drawn_again(tiny_sd, pictures, tiny_spec, tmp_path):
    """As on another machine: no checkpoint is there, the samples are."""
    album = Album()
    spec = tiny_spec(max_train_steps=4, sample_every=2)
    there = [*row(0), (2, 0), (3, 1)]  # step 3: asked for by somebody, and not finished
    plan = album.plan(drawn=there)
    run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path, samples=plan)
    assert album.places == [(2, 1), (3, 0), *row(4)]


def test_a_device_too_small_for_samples_trains_on(tiny_sd, pictures, tiny_spec, tmp_path, monkeypatch):
    album, tried = Album(), []

    def too_large(*arguments: object) -> None:
        tried.append(arguments)
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(module, "decoded", too_large)
    spec = tiny_spec(max_train_steps=4, sample_every=1)
    made = run_training(base=tiny_sd, pictures=pictures, spec=spec, work_dir=tmp_path, samples=album.plan())
    assert (made.steps, album.samples, len(tried)) == (4, [], 1)


def test_a_cancel_is_heard_between_denoising_steps(tiny_sd, pictures, tiny_spec, tmp_path):
    album, heard = Album(), []

    def on_progress(step: int, done: int, total: int) -> None:
        heard.append((step, done, total))
        if len(heard) == 3:
            raise Cancelled

    spec = tiny_spec(max_train_steps=4, sample_every=2, ema_decay=0.5)
    with pytest.raises(Cancelled):
        run_training(
            base=tiny_sd,
            pictures=pictures,
            spec=spec,
            work_dir=tmp_path,
            samples=album.plan(on_progress=on_progress),
        )
    assert heard == [(0, 1, 2), (0, 2, 2), (2, 1, 2)]
    assert album.places == row(0)
    assert (tmp_path / "checkpoints" / "step-000002").is_dir()


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


def test_time_for_samples_is_not_time_for_steps(tiny_sd, pictures, tiny_spec, tmp_path, monkeypatch):
    """Each step takes one second by this clock, and each picture ten."""
    clock, reports = Clock(), []
    learning_rate_of = loop.set_learning_rate

    def step(*arguments: object) -> float:
        clock.now += 1
        return learning_rate_of(*arguments)

    def on_sample(sample: Sample) -> None:
        clock.now += 10

    for place in (module, loop):
        monkeypatch.setattr(place, "time", clock)
    monkeypatch.setattr(loop, "set_learning_rate", step)
    run_training(
        base=tiny_sd,
        pictures=pictures,
        spec=tiny_spec(max_train_steps=4, sample_every=2),
        work_dir=tmp_path,
        on_step=reports.append,
        samples=SamplePlan(prompts=PROMPTS, settings=SETTINGS, on_sample=on_sample),
    )
    assert clock.now == 64
    assert [report.rate for report in reports] == pytest.approx([1, 1, 1, 1])
    # A report comes before the samples of its step.
    assert [report.eta_seconds for report in reports] == pytest.approx([3 + 40, 2 + 40, 1 + 20, 20])
