"""Twenty steps of each family, LoRA and all weights: the losses, the file, and the picture that plain diffusers draws.

`SAFELIGHT_GOLDEN=1` writes the losses anew.
"""

import gc
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.diffusion import schedulers
from safelight.engine.training.loop import Trained, run_training
from safelight.engine.training.samples import Sample, SamplePlan
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_import import to_diffusers
from safelight.kit.lora_keys import base_modules, check_fits, match
from safelight.kit.safetensors_header import read_header
from safelight.specs.generation import ModelDefaults
from safelight.specs.training import TrainSpec
from tests.engine.families.bases import PIXELS, pipeline_of

GOLDEN = Path(__file__).parents[2] / "golden" / "training" / "families.json"
FAMILIES = ("sd", "sdxl", "sd3", "flux dev")
METHODS = {
    "lora": {"method": "lora", "rank": 4, "alpha": 2.0, "target": "all", "learning_rate": 2e-2},
    "full": {"method": "full", "learning_rate": 1e-3},
}
RUNS = pytest.mark.parametrize(
    ("name", "method"),
    [
        # All weights: test_whole.py has it in every detail, and Flux differs most.
        pytest.param(name, method, marks=[pytest.mark.slow] if method == "full" and name != "flux dev" else [])
        for name in FAMILIES
        for method in METHODS
    ],
)
SETTINGS = ModelDefaults(num_inference_steps=2, guidance_scale=3.0, width=PIXELS, height=PIXELS, scheduler="euler")
PROMPT = "sks bar 1"


@dataclass(frozen=True)
class Run:
    base: Path
    trained: Trained
    samples: list[Sample]


@pytest.fixture(scope="module")
def run(home, squares, tmp_path_factory) -> Callable[[str, str], Run]:
    """One training of a family, with all that it may have: prior pictures, text encoders that learn, samples."""
    known: dict[tuple[str, str], Run] = {}

    def find(name: str, method: str) -> Run:
        if (name, method) not in known:
            samples: list[Sample] = []
            spec = TrainSpec(
                **METHODS[method], max_train_steps=20, sample_every=20, resolution=PIXELS, mixed_precision="no", seed=5,
                train_text_encoder=True, text_encoder_learning_rate=1e-2 if method == "lora" else 1e-4,
                num_prior_images=1, prior_prompts=["a box"], prior_num_inference_steps=1, caption_dropout=0.2,
            )  # fmt: skip
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(gc, "collect", lambda: 0)  # all that pytest holds would be looked through four times
                trained = run_training(
                    base=home(name),
                    pictures=squares,
                    spec=spec,
                    work_dir=tmp_path_factory.mktemp(method),
                    samples=SamplePlan(prompts=[PROMPT], settings=SETTINGS, on_sample=samples.append, seed=7),
                )
            known[name, method] = Run(home(name), trained, samples)
        return known[name, method]

    return find


@RUNS
def test_losses_of_seeded_steps(name, method, run):
    """As they were when last reviewed; other processors add up in another order, which twenty steps carry on."""
    losses, case = run(name, method).trained.losses, f"{name}, {method}"
    known = json.loads(GOLDEN.read_text()) if GOLDEN.is_file() else {}
    if os.environ.get("SAFELIGHT_GOLDEN"):
        known[case] = [round(loss, 6) for loss in losses]
        GOLDEN.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    assert len(losses) == 20
    assert losses == pytest.approx(known[case], rel=5e-3)


def draw(pipeline):
    pipeline.scheduler = schedulers.make(SETTINGS.scheduler, pipeline.scheduler.config)
    image = pipeline(
        PROMPT, num_inference_steps=2, guidance_scale=3.0, width=PIXELS, height=PIXELS,
        generator=torch.Generator().manual_seed(7),
    ).images[0]  # fmt: skip
    return np.asarray(image, dtype=int)


@RUNS
def test_plain_diffusers_draws_the_last_sample_from_the_file(name, method, run):
    found = run(name, method)
    first, last = found.samples
    assert (first.step, last.step) == (0, 20)
    if method == "full":
        pipeline = pipeline_of(found.trained.path)
    else:
        pipeline = pipeline_of(found.base)
        assert np.abs(draw(pipeline) - np.asarray(first.image, dtype=int)).max() <= 1, "before anything was learnt"
        pipeline.load_lora_weights(found.trained.path, adapter_name="x")
        every_key_has_its_place(pipeline, load_file(found.trained.path), name)
    assert np.abs(draw(pipeline) - np.asarray(last.image, dtype=int)).max() <= 1
    assert np.abs(np.asarray(first.image, dtype=int) - np.asarray(last.image, dtype=int)).mean() > 1


def every_key_has_its_place(pipeline, file, name):
    """diffusers only warns of keys that it has no use for."""
    prefixes = {key.partition(".")[0] for key in file}
    assert len(prefixes) == (3 if name in {"sdxl", "sd3"} else 2), "the denoiser, and CLIP's encoders"
    loaded = {
        f"{prefix}.{key.replace('.x.weight', '.weight')}": value
        for prefix in prefixes
        for key, value in getattr(pipeline, prefix).named_parameters()
        if ".lora_" in key
    }
    assert loaded.keys() == file.keys()
    assert all(torch.equal(value, loaded[key]) for key, value in file.items())


@pytest.mark.parametrize("name", FAMILIES)
def test_there_and_back_through_kohyas_layout_is_the_same_file(name, run, tmp_path):
    found = run(name, "lora")
    base, (kohya, back) = base_modules(found.base), (tmp_path / f"{name}.safetensors" for name in "kb")
    architecture = {"sd3": "sd3", "flux dev": "flux"}.get(name)
    to_kohya(found.trained.path, kohya, has_second_encoder=name in {"sdxl", "sd3"}, architecture=architecture)
    matched = match(read_header(kohya), base)
    assert (matched.unmatched, matched.mismatches) == ((), ())
    to_diffusers(kohya, back, check_fits(read_header(kohya), base, base_name=name))
    ours, theirs = load_file(found.trained.path), load_file(back)
    ours = {key.replace(".text_model.", "."): value for key, value in ours.items()}
    # The words' queries of SD3's last block change no picture, so they never learn: what is zero is left out.
    silent = {key.replace("lora_B", f"lora_{half}") for key, up in ours.items() if not up.any() for half in "AB"}
    assert {key for key in silent if key not in theirs} == ours.keys() - theirs.keys()
    assert all(torch.equal(value, ours[key]) for key, value in theirs.items())
    pipeline = pipeline_of(found.base)
    pipeline.load_lora_weights(back)
    assert np.abs(draw(pipeline) - np.asarray(found.samples[-1].image, dtype=int)).max() <= 1
