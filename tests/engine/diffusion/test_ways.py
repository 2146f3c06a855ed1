"""Every way to draw, for every family: from a picture, within a mask, by a ControlNet, in a second pass."""

from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from safelight.engine.diffusion.errors import NoSuchVariant
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.errors import InvalidInput, SafelightError
from safelight.specs.generation import ControlUse, GenerationPlan, HiresSettings, ImageUse
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan

USE = ImageUse(key="k", sha256="0" * 64)
FAMILIES = ("sd", "sdxl", "sd3", "flux")


def wide_sd3() -> Any:
    """diffusers repaints by SD3s of 16 latent channels alone, and guides all blocks but the last."""
    narrow = tiny.sd3()
    parts = {**narrow.components, "vae": tiny.vae(16, flow=True)}
    shape = {**narrow.transformer.config, "in_channels": 16, "out_channels": 16, "num_layers": 2}
    parts["transformer"] = diffusers.SD3Transformer2DModel.from_config(shape)
    return diffusers.StableDiffusion3Pipeline(**parts)


@pytest.fixture(scope="module")
def models(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    wide = tiny.save_pipeline(wide_sd3, tmp_path_factory.mktemp("wide") / "sd3")
    folders = {**folders, "sd3": wide}
    return {family: load(folders[family], dtype=torch.float32, device="cpu", name=family) for family in FAMILIES}


def own(loaded: Loaded, **changes: object) -> GenerationPlan:
    return plan(scheduler="euler", num_inference_steps=4, **changes)


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    image = Image.new("RGB", (64, 64), (200, 40, 60))
    ImageDraw.Draw(image).ellipse((10, 10, 40, 50), fill=(20, 180, 90))
    return image


@pytest.fixture(scope="module")
def left_half() -> Image.Image:
    mask = Image.new("L", (64, 64))
    mask.paste(255, (0, 0, 32, 64))
    return mask


def pixels(image: Image.Image) -> Any:
    return np.asarray(image, dtype=int)


def bare(cls: Any, loaded: Loaded) -> Any:
    """Plain diffusers, as its documentation makes a pipeline of another."""
    made = cls.from_pipe(loaded.pipeline)
    made.set_progress_bar_config(disable=True)
    made.scheduler = loaded.pipeline.scheduler.from_config(loaded.scheduler_config)
    return made


IMAGE_CLASSES = {
    "sd": diffusers.StableDiffusionImg2ImgPipeline, "sdxl": diffusers.StableDiffusionXLImg2ImgPipeline,
    "sd3": diffusers.StableDiffusion3Img2ImgPipeline, "flux": diffusers.FluxImg2ImgPipeline,
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_from_a_picture_as_plain_diffusers_does(family: str, models: dict[str, Loaded], photo: Image.Image) -> None:
    loaded = models[family]
    asked = own(loaded, image=USE, strength=0.5, n=2, prompt_weighting="auto")
    first, second = generate(loaded, asked, aids=Aids(image=photo)).images
    assert np.abs(pixels(first) - pixels(second)).max() > 0
    pipeline = bare(IMAGE_CLASSES[family], loaded)
    pipeline.scheduler = _fresh(loaded)
    size = {"width": 64, "height": 64} if family in {"sd3", "flux"} else {}
    alone = pipeline(
        prompt="a cat", image=photo, strength=0.5, num_inference_steps=4, guidance_scale=4.0, **size,
        generator=torch.Generator("cpu").manual_seed(7),
    ).images[0]  # fmt: skip
    assert np.abs(pixels(first) - pixels(alone)).mean() <= 1
    assert type(loaded.pipeline).__name__ == bare(type(loaded.pipeline), loaded).__class__.__name__, "the base stays"


def _fresh(loaded: Loaded) -> Any:
    from safelight.engine.diffusion import schedulers

    return schedulers.make("euler", loaded.scheduler_config)


def test_what_a_pipeline_refuses_is_told(folders: dict[str, Path], photo: Image.Image, left_half: Image.Image) -> None:
    narrow = load(folders["sd3"], dtype=torch.float32, device="cpu")
    asked = own(narrow, image=USE, mask_image=USE, strength=1.0)
    with pytest.raises(InvalidInput, match="StableDiffusion3InpaintPipeline refuses this: The transformer"):
        generate(narrow, asked, aids=Aids(image=photo, mask=left_half))


@pytest.mark.parametrize("family", FAMILIES)
def test_within_a_mask_the_rest_stays_to_the_bit(
    family: str, models: dict[str, Loaded], photo: Image.Image, left_half: Image.Image
) -> None:
    asked = own(models[family], image=USE, mask_image=USE, strength=1.0)
    drawn = pixels(generate(models[family], asked, aids=Aids(image=photo, mask=left_half)).images[0])
    assert (drawn[:, 32:] == pixels(photo)[:, 32:]).all()
    assert np.abs(drawn[:, :32] - pixels(photo)[:, :32]).mean() > 1


def test_a_soft_mask_fades_and_a_cropped_one_draws_the_region_alone(
    models: dict[str, Loaded], photo: Image.Image, left_half: Image.Image
) -> None:
    loaded, aids = models["sd"], Aids(image=photo, mask=left_half)
    hard = own(loaded, image=USE, mask_image=USE, strength=1.0)
    soft = hard.model_copy(update={"mask_blur": 4})
    faded = pixels(generate(loaded, soft, aids=aids).images[0])
    assert (faded[:, 63] == pixels(photo)[:, 63]).all()
    assert np.abs(faded[:, 33] - pixels(photo)[:, 33]).max() > 0
    small = Image.new("L", (64, 64))
    small.paste(255, (8, 8, 24, 24))
    cropped = hard.model_copy(update={"padding_mask_crop": 4})
    drawn = pixels(generate(loaded, cropped, aids=Aids(image=photo, mask=small)).images[0])
    changed = np.argwhere((drawn != pixels(photo)).any(axis=2))
    assert changed.min() >= 8
    assert changed.max() < 24
    whole = pixels(generate(loaded, hard, aids=Aids(image=photo, mask=small)).images[0])
    assert (drawn != whole).any()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("upscaler", ["lanczos", "latent"])
def test_a_second_pass_is_larger_and_counted(family: str, upscaler: str, models: dict[str, Loaded]) -> None:
    again = HiresSettings(width=96, height=96, num_inference_steps=4, strength=0.5, upscaler=upscaler)
    told: list[tuple[int, int]] = []
    asked = own(models[family], hires=again, n=2)
    made = generate(models[family], asked, on_step=lambda done, total: told.append((done, total)))
    assert [image.size for image in made.images] == [(96, 96)] * 2
    assert told[-1] == (12, 12), "four steps and half of four, for two pictures"
    assert told == sorted(told)


def controlnet(family: str, loaded: Loaded, folder: Path) -> Path:
    torch.manual_seed(5)
    if family == "sd3":
        net = diffusers.SD3ControlNetModel.from_config(
            loaded.pipeline.transformer.config, extra_conditioning_channels=0
        )
    elif family == "flux":
        net = diffusers.FluxControlNetModel.from_transformer(
            loaded.pipeline.transformer, num_layers=1, num_single_layers=1, attention_head_dim=16,
            num_attention_heads=2,
        )  # fmt: skip
    else:
        net = diffusers.ControlNetModel.from_unet(
            loaded.pipeline.unet, conditioning_channels=3, load_weights_from_unet=True
        )
    tiny.vary(net)
    net.save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated")  # diffusers' own ControlNet uses it
@pytest.mark.parametrize("family", FAMILIES)
def test_controlnets_guide_alone_together_and_from_a_picture(
    family: str, models: dict[str, Loaded], photo: Image.Image, tmp_path: Path
) -> None:
    loaded = models[family]
    net = controlnet(family, loaded, tmp_path / "net")
    one, two = (ControlUse(name="net", image=USE, scale=scale) for scale in (1.0, 0.5))
    plain = generate(loaded, own(loaded)).images[0].tobytes()
    guided = generate(loaded, own(loaded, controls=[one], n=2), aids=Aids(controls=[(net, photo)])).images
    both = Aids(controls=[(net, photo), (net, photo.rotate(90))])
    pictures = {
        plain,
        guided[0].tobytes(),
        generate(loaded, own(loaded, controls=[two]), aids=Aids(controls=[(net, photo)])).images[0].tobytes(),
        generate(loaded, own(loaded, controls=[one, two]), aids=both).images[0].tobytes(),
    }
    assert len(pictures) == 4
    asked = own(loaded, controls=[one], image=USE, strength=0.5)
    aids = Aids(image=photo, controls=[(net, photo)])
    if family == "sd3":
        with pytest.raises(NoSuchVariant, match="image: diffusers has no such variant of StableDiffusion3Pipeline"):
            generate(loaded, asked, aids=aids)
    else:
        assert generate(loaded, asked, aids=aids).images[0].tobytes() not in pictures
    assert generate(loaded, own(loaded)).images[0].tobytes() == plain, "nothing of it stays"


def test_another_vae_draws_other_colours_and_is_given_back(models: dict[str, Loaded], tmp_path: Path) -> None:
    loaded = models["sd"]
    torch.manual_seed(9)
    tiny.vae().save_pretrained(tmp_path / "vae")
    before = generate(loaded, own(loaded)).images[0].tobytes()
    assert generate(loaded, own(loaded), aids=Aids(vae=tmp_path / "vae")).images[0].tobytes() != before
    assert generate(loaded, own(loaded)).images[0].tobytes() == before
    (tmp_path / "vae" / "config.json").write_text("{}")
    with pytest.raises(SafelightError, match=r"vae: it cannot be loaded: vae has no config\.json"):
        generate(loaded, own(loaded), aids=Aids(vae=tmp_path / "vae"))
    assert generate(loaded, own(loaded)).images[0].tobytes() == before


@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_an_embedding_is_a_word_for_one_generation(family: str, models: dict[str, Loaded], tmp_path: Path) -> None:
    from safetensors.torch import save_file

    loaded, path = models[family], tmp_path / "style.safetensors"
    vector = torch.randn(2, tiny.WIDTH, generator=torch.Generator().manual_seed(1))
    save_file({"clip_l": vector, "clip_g": vector.flip(0)} if family == "sdxl" else {"emb_params": vector}, path)
    asked = own(loaded, prompt="a cat zzstyle")
    before = generate(loaded, asked).images[0].tobytes()
    aids = Aids(embeddings=[(path, "zzstyle")])
    drawn = generate(loaded, asked, aids=aids).images[0].tobytes()
    assert drawn != before
    assert generate(loaded, asked, aids=aids).images[0].tobytes() == drawn
    assert generate(loaded, asked).images[0].tobytes() == before


def test_settings_of_the_call_reach_it(models: dict[str, Loaded]) -> None:
    loaded = models["sd"]
    changes: list[dict[str, Any]] = [{}, {"clip_skip": 1}, {"guidance_rescale": 0.7}]
    assert len({generate(loaded, own(loaded, **change)).images[0].tobytes() for change in changes}) == 3
    told = generate(models["flux"], own(models["flux"], clip_skip=1)).warnings
    assert told == ["FluxPipeline takes no clip_skip; it was left out."]


def test_seeds_of_their_own_draw_what_each_draws_alone(models: dict[str, Loaded]) -> None:
    loaded = models["sd"]
    drawn = generate(loaded, own(loaded, n=3, seeds=[5, 900, 5])).images
    assert np.abs(pixels(drawn[0]) - pixels(drawn[2])).max() <= 1
    alone = generate(loaded, own(loaded, seed=900)).images[0]
    assert np.abs(pixels(drawn[1]) - pixels(alone)).max() <= 1


def test_cancel_in_the_second_pass(models: dict[str, Loaded]) -> None:
    class Cancelled(Exception): ...

    def on_step(done: int, total: int) -> None:
        if done > 4:
            raise Cancelled

    loaded = models["sd"]
    again = HiresSettings(width=96, height=96, num_inference_steps=4, strength=0.5, upscaler="lanczos")
    with pytest.raises(Cancelled):
        generate(loaded, own(loaded, hires=again), on_step=on_step)
    assert generate(loaded, own(loaded, hires=again)).images[0].size == (96, 96)
