"""The whole recipe runs end to end on a tiny configuration, and the same seed gives the same losses."""

import pytest
import torch
from diffusers import StableDiffusionPipeline

from safelight.engine.starter.autoencoder import AutoencoderConfig, train_autoencoder
from safelight.engine.starter.denoiser import DenoiserConfig, train_denoiser
from safelight.engine.starter.recipe import RecipeConfig, tiny_recipe
from safelight.engine.starter.tokenizer import build_tokenizer
from safelight.engine.starter.train import STAGES, train

# diffusers' DPM-Solver scheduler converts a tensor the way numpy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_every_stage_runs_and_the_folder_loads(tmp_path):
    stages = []
    train(tmp_path, config=tiny_recipe(), on_progress=lambda stage, _share, _figures: stages.append(stage))
    assert set(stages) == set(STAGES)
    pipe = StableDiffusionPipeline.from_pretrained(tmp_path / "pipeline", dtype=torch.float32)
    assert pipe.safety_checker is None
    assert (tmp_path / "pipeline" / "safelight.json").is_file()


def test_the_same_seed_gives_the_same_losses():
    def losses(seed: int) -> list[float]:
        seen: list[float] = []
        tiny = tiny_recipe()
        vae = train_autoencoder(tiny.autoencoder, seed=seed, report=lambda _, f: seen.append(f["loss"]))
        train_denoiser(tiny.denoiser, vae, build_tokenizer(), seed=seed, report=lambda _, f: seen.append(f["loss"]))
        return seen

    assert losses(3) == losses(3)
    assert losses(3) != losses(4)


def test_minutes_scale_all_parts_alike():
    recipe = RecipeConfig(
        autoencoder=AutoencoderConfig(minutes=10, decoder_minutes=5), denoiser=DenoiserConfig(minutes=45)
    ).within(6)
    parts = recipe.autoencoder.minutes, recipe.autoencoder.decoder_minutes, recipe.denoiser.minutes
    assert parts == pytest.approx((1.0, 0.5, 4.5))
