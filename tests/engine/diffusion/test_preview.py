import io
from pathlib import Path

import diffusers
import numpy as np
import pytest
import torch
from PIL import Image

from safelight.engine.diffusion import preview as module
from safelight.engine.diffusion import schedulers
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.latents import decoded, encoded
from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.diffusion.palette import Palette, specimens
from safelight.engine.diffusion.preview import Pace, Viewer, Watch, webp
from safelight.engine.starter import STARTER_PIPELINE
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan

Looks = list[tuple[int, dict[int, Image.Image]]]


@pytest.fixture
def at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHARE", float("inf"))


@pytest.fixture(scope="module")
def starter() -> Loaded:
    return load(STARTER_PIPELINE, dtype=torch.float32, device="cpu", name="starter")


def looked(loaded: Loaded, **changes: object) -> tuple[list[Image.Image], Looks]:
    """The finished pictures, and the looks at them."""
    looks: Looks = []
    max_batch = changes.pop("max_batch", None)
    made = generate(loaded, plan(**changes), on_look=lambda step, seen: looks.append((step, seen)), max_batch=max_batch)
    return made.images, looks


def likeness(looks: list[Image.Image], pictures: list[Image.Image]) -> float:
    """Correlation of all pixels, at the size of the pictures."""
    pairs = [(look.resize(picture.size), picture) for look, picture in zip(looks, pictures, strict=True)]
    first, second = (
        np.concatenate([np.asarray(image, dtype=float).ravel() for image in side]) for side in zip(*pairs, strict=True)
    )
    return float(np.corrcoef(first, second)[0, 1])


@pytest.mark.usefixtures("at_every_step")
@pytest.mark.parametrize("family", ["sd", "sdxl", "sd3", "flux"])
def test_every_family_shows_every_picture_at_its_place(family: str, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    made, looks = looked(loaded, n=3, max_batch=2, width=96, height=64, scheduler=loaded.defaults.scheduler)
    assert [(step, sorted(seen)) for step, seen in looks] == [(1, [0, 1]), (2, [0, 1]), (1, [2]), (2, [2])]
    assert {image.size for _, seen in looks for image in seen.values()} == {(96, 64)}
    plain = generate(loaded, plan(n=3, width=96, height=64, scheduler=loaded.defaults.scheduler), max_batch=2)
    for drawn, undisturbed in zip(made, plain.images, strict=True):
        assert drawn.tobytes() == undisturbed.tobytes(), "a look changes nothing"


@pytest.mark.usefixtures("at_every_step")
def test_a_large_picture_makes_a_small_look(sd: Loaded) -> None:
    _, looks = looked(sd, width=640, height=320, num_inference_steps=1)
    ((_, seen),) = looks
    assert seen[0].size == (256, 128)
    data = webp(seen[0])
    assert len(data) < 20_000
    assert Image.open(io.BytesIO(data)).format == "WEBP"


@pytest.mark.usefixtures("at_every_step")
@pytest.mark.parametrize("scheduler", ["dpmpp_2m", "ddim", "euler_a"])
def test_on_the_starter_a_look_is_like_the_picture(scheduler: str, starter: Loaded) -> None:
    pictures, first, last = [], [], []
    prompts = ("a red cat on a green background", "a blue house", "a pink monster with a blue hat", "a purple robot")
    for seed, prompt in enumerate(prompts):
        (picture,), looks = looked(starter, prompt=prompt, seed=seed, scheduler=scheduler, num_inference_steps=8)
        pictures.append(picture)
        first.append(looks[0][1][0])
        last.append(looks[-1][1][0])
    assert likeness(last, pictures) >= 0.9
    assert likeness(first, pictures) > 0.6, "what it will be, not noise"


@pytest.mark.parametrize("scheduler", [name for name in schedulers.supported({}) if name not in {"lcm", "pndm"}])
def test_the_foreseen_latents_are_those_without_the_noise(scheduler: str) -> None:
    """A denoiser that is always right foresees the same picture at every step, in every scheduler's own terms."""
    picture = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    for prediction in ("epsilon", "v_prediction"):
        config = dict(tiny.scheduler(prediction_type=prediction).config)
        solver = schedulers.make(scheduler, config)
        watch = Watch(solver, flow=False)
        assert watch.finished() is None
        solver.set_timesteps(6)
        sample = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(2)) * solver.init_noise_sigma
        for index, time in enumerate(solver.timesteps):
            solver.scale_model_input(sample, time)
            sigma = solver.sigmas[index] if hasattr(solver, "sigmas") else noise_over_picture(solver, time)
            alpha = 1 / (1 + sigma**2) ** 0.5
            clean = alpha * sample if solver.init_noise_sigma != 1 else sample  # variance-preserving
            noise = (clean - alpha * picture) / (sigma * alpha)
            output = noise if prediction == "epsilon" else alpha * noise - sigma * alpha * picture
            sample = solver.step(output, time, sample, return_dict=False)[0]
            found = watch.finished()
            assert found is not None
            torch.testing.assert_close(found, picture, atol=2e-3, rtol=0)


def noise_over_picture(solver: object, time: torch.Tensor) -> torch.Tensor:
    alpha = solver.alphas_cumprod[int(time)]
    return ((1 - alpha) / alpha).sqrt()


def test_the_foreseen_latents_of_flow_matching() -> None:
    solver = diffusers.FlowMatchEulerDiscreteScheduler()
    watch = Watch(solver, flow=True)
    solver.set_timesteps(4)
    picture, noise = torch.randn(2, 1, 4, 8, 8)
    sample = noise
    for time in solver.timesteps:
        sample = solver.step(noise - picture, time, sample, return_dict=False)[0]
        torch.testing.assert_close(watch.finished(), picture, atol=1e-5, rtol=0)


def test_a_palette_knows_the_colours_of_its_autoencoder(starter: Loaded) -> None:
    vae = starter.pipeline.vae
    palette = Palette(vae, factor=4)
    pictures = specimens(40, 64)[32:]  # others than it was fitted to
    with torch.no_grad():
        latents = encoded(vae, pictures * 2 - 1)
        colours, whole = palette.colours(latents), decoded(vae, latents)
    assert colours.shape == (8, 3, 32, 32)
    small = torch.nn.functional.adaptive_avg_pool2d(whole, 32)
    assert torch.corrcoef(torch.stack([colours.flatten(), small.flatten()]))[0, 1] > 0.9


def test_latents_go_to_the_autoencoder_and_back() -> None:
    torch.manual_seed(0)
    vae = tiny.vae(flow=True)
    mean, std = [0.1, 0.2, 0.3, 0.4], [2.0, 1.0, 0.5, 4.0]
    vae.register_to_config(scaling_factor=0.3, latents_mean=mean, latents_std=std)
    pixels = torch.rand(1, 3, 32, 32) * 2 - 1
    with torch.no_grad():
        raw = vae.encode(pixels).latent_dist.mode()
        ours = encoded(vae, pixels)
        torch.testing.assert_close(
            ours, (raw - torch.tensor(mean).view(1, 4, 1, 1)) * 0.3 / torch.tensor(std).view(1, 4, 1, 1)
        )
        torch.testing.assert_close(decoded(vae, ours), (vae.decode(raw).sample / 2 + 0.5).clamp(0, 1))


def test_what_cannot_be_shown_is_drawn_all_the_same(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    tried: list[object] = []

    def broken(*arguments: object) -> None:
        tried.append(arguments)
        raise RuntimeError("this autoencoder takes clips")

    monkeypatch.setattr(loaded.pipeline.vae, "encode", broken)
    images, looks = looked(loaded, num_inference_steps=4)
    assert len(images) == 1
    assert looks == []
    looked(loaded)
    assert len(tried) == 1, "it is not tried again"


def test_nothing_is_fitted_where_nobody_looks(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    monkeypatch.setattr(Viewer, "prepare", lambda self: pytest.fail("nobody looks"))
    generate(loaded, plan(), on_step=lambda done, total: None)


@pytest.mark.usefixtures("at_every_step")
def test_it_looks_only_when_asked(sd: Loaded) -> None:
    asked = iter([False, True, False, True])
    steps: list[int] = []
    generate(
        sd,
        plan(num_inference_steps=4),
        on_look=lambda step, seen: steps.append(step),
        wants_look=lambda: next(asked),
    )
    assert steps == [2, 4]


def test_a_dear_look_is_taken_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    pace, cpu = Pace(), torch.device("cpu")

    def look(seconds: float) -> None:
        with pace.looking(cpu):
            now[0] += seconds

    assert pace.due()
    look(0.3)
    now[0] += 9.9
    assert not pace.due(), "0.3 s are 3 % of 10 s"
    now[0] += 0.2
    assert pace.due()
