"""What ships: it loads in plain diffusers, stays small, and its pictures mean what the prompts say."""

import json
import subprocess
import sys

import pytest
import torch
from diffusers import StableDiffusionPipeline

from safelight.engine.starter import JUDGE, STARTER_PIPELINE
from safelight.engine.starter.judge import Judge, accuracy
from safelight.engine.starter.score import score_prompts

# diffusers' DPM-Solver scheduler converts a tensor the way numpy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def pipe():
    torch.set_num_threads(1)
    pipe = StableDiffusionPipeline.from_pretrained(STARTER_PIPELINE, dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def test_the_door_opens_without_torch():
    check = "import sys, safelight.engine.starter as s; assert s.JUDGE.is_dir(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)


def test_it_stays_small():
    assert sum(p.stat().st_size for p in STARTER_PIPELINE.rglob("*") if p.is_file()) < 50e6
    assert sum(p.stat().st_size for p in JUDGE.iterdir()) < 2e6


def test_it_names_no_machine():
    configs = [p.read_text() for p in STARTER_PIPELINE.rglob("*.json")]
    assert not [text for text in configs if "_name_or_path" in text or "/tmp" in text]


def test_it_is_a_standard_folder_with_its_own_defaults(pipe):
    about = json.loads((STARTER_PIPELINE / "safelight.json").read_text())
    assert about["family"] == "sd"
    assert {"num_inference_steps", "guidance_scale", "width", "height", "scheduler"} <= set(about["defaults"])
    assert pipe.scheduler.config.prediction_type == "v_prediction"
    assert pipe.safety_checker is None
    assert pipe.unet.config.in_channels == pipe.vae.config.latent_channels == 4
    assert pipe.vae.config.scaling_factor == 1.0


def test_the_judge_reads_true_pictures():
    measured = accuracy(Judge.load(), n=200)
    assert measured["all"] >= 0.97, measured


def test_pictures_mean_what_held_out_prompts_say(pipe):
    defaults = json.loads((STARTER_PIPELINE / "safelight.json").read_text())["defaults"]
    measured = score_prompts(
        pipe,
        32,
        seed=3,
        num_inference_steps=defaults["num_inference_steps"],
        guidance_scale=defaults["guidance_scale"],
    )
    assert measured.colour >= 0.9, measured
    assert measured.background >= 0.9, measured
    assert measured.object >= 0.85, measured
