"""A request of theirs as one of ours: models of several families, samplers, guidance, and what is left out."""

from typing import Any

import diffusers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from safelight.db import Database
from safelight.doors.a1111.asking import Asked, Pictures, understood
from safelight.doors.a1111.options import DEFAULTS, Options
from safelight.doors.a1111.pictures import Taken
from safelight.doors.a1111.schemas import Img2Img, Txt2Img
from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.features.styles import service as styling
from safelight.features.styles.schemas import StyleCreate
from safelight.kit.errors import InvalidInput, SafelightError
from tests.engine import tiny
from tests.factories import weights

WIDE = 768  # of Stable Diffusion's text encoder: an embedding is known by it


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> ModelShelf:
    folder = tmp_path_factory.mktemp("models")
    tiny.save_pipeline(lambda: tiny.sd(cross=WIDE), folder / "sd")
    tiny.save_pipeline(tiny.flux, folder / "flux")
    tiny.vae().save_pretrained(folder / "colours")
    diffusers.ControlNetModel.from_unet(tiny.unet()).save_pretrained(folder / "edges")
    weights.esrgan(folder / "4x-sharp.safetensors")
    weights.weights(folder / "fog.safetensors", {"emb_params": (2, WIDE)})
    return ModelShelf.at(folder, default="sd")


class Reader:
    """Reads requests for a caller with the options it set."""

    def __init__(self, database: Database, shelf: ModelShelf) -> None:
        self.database = database
        self.shelf = shelf

    def read(self, options: dict[str, Any] | None = None, **asked: Any) -> Asked:
        kind = Img2Img if "init_images" in asked else Txt2Img
        brought = Pictures()
        if kind is Img2Img:
            brought = Pictures(image=Taken("img_a", 64, 64), mask=Taken("img_m", 64, 64) if "mask" in asked else None)
        request = kind.model_validate({"prompt": "a cat"} | asked)
        with self.database.transaction() as session:
            return understood(
                session, request, options=Options(DEFAULTS | (options or {})), shelf=self.shelf, pictures=brought
            )


@pytest.fixture
def reader(database: Database, shelf: ModelShelf) -> Reader:
    return Reader(database, shelf)


def test_what_is_left_out_is_left_to_the_model(reader: Reader) -> None:
    asked = reader.read(width=None, steps=None, styles=None, override_settings=None)

    assert asked.notes == []
    assert asked.spec.model_dump(exclude_defaults=True) == {"prompt": "a cat", "model": "sd"}


@pytest.mark.parametrize(
    ("name", "schedule", "scheduler", "options"),
    [
        ("Euler a", "Automatic", "euler_a", {}),
        ("k_euler_ancestral", None, "euler_a", {}),
        ("euler", "karras", "euler", {"use_karras_sigmas": True}),
        ("DPM++ 2M", "Karras", "dpmpp_2m_karras", {}),
        ("DPM++ 2M Karras", "automatic", "dpmpp_2m_karras", {}),
        ("DPM++ 2M SDE Karras", None, "dpmpp_2m_sde", {"use_karras_sigmas": True}),
        ("DPM++ 2M SDE", "Exponential", "dpmpp_2m_sde", {"use_exponential_sigmas": True}),
        ("DDIM", "SGM Uniform", "ddim", {"timestep_spacing": "trailing"}),
        ("PLMS", "", "pndm", {}),
        (None, None, None, {}),
        ("Automatic", "uniform", "dpmpp_2m", {}),
        (None, "Karras", "dpmpp_2m_karras", {}),
    ],
)
def test_a_sampler_by_any_of_its_names(
    reader: Reader, name: str | None, schedule: str | None, scheduler: str | None, options: dict[str, Any]
) -> None:
    for field in ("sampler_name", "sampler_index"):
        asked = reader.read(**{field: name, "scheduler": schedule})
        assert (asked.spec.scheduler, asked.spec.scheduler_options) == (scheduler, options)
        assert asked.notes == []


@pytest.mark.parametrize(
    ("model", "name", "schedule", "scheduler", "said"),
    [
        ("sd", "DPM fast", None, None, "DPM fast"),
        ("sd", "Euler a", "KL Optimal", "euler_a", "KL Optimal"),
        ("sd", "DDIM", "Karras", "ddim", "Karras"),
        ("sd", "UniPC", "Beta", "unipc", "Beta"),
        ("flux", "Euler a", None, None, "does not go with flux"),
        ("flux", "Euler", "Simple", "euler", ""),
        ("flux", "DPM++ 2M Karras", None, None, "does not go with flux"),
    ],
)
def test_a_sampler_that_does_not_go_is_told(
    reader: Reader, model: str, name: str, schedule: str | None, scheduler: str | None, said: str
) -> None:
    asked = reader.read(sampler_name=name, scheduler=schedule, override_settings={"sd_model_checkpoint": model})

    assert asked.spec.scheduler == scheduler
    assert bool(asked.notes) is bool(said)
    assert said in " ".join(asked.notes)


def test_guidance_is_one_or_two(reader: Reader) -> None:
    flux = {"sd_model_checkpoint": "flux"}
    one = reader.read(flux, cfg_scale=3.5).spec
    two = reader.read(flux, cfg_scale=2, distilled_cfg_scale=4).spec
    off = reader.read(flux, cfg_scale=1, distilled_cfg_scale=4).spec
    plain = reader.read(cfg_scale=6, distilled_cfg_scale=3.5)

    assert [(each.guidance_scale, each.true_cfg_scale) for each in (one, two, off)] == [(3.5, None), (4, 2), (4, None)]
    assert (plain.spec.guidance_scale, plain.spec.true_cfg_scale) == (6, None)
    assert "distilled_cfg_scale" in plain.notes[0]


def test_options_and_their_overrides(reader: Reader) -> None:
    set_before = {"sd_model_checkpoint": "flux", "sd_vae": "colours.safetensors", "CLIP_stop_at_last_layers": 2}

    over = {"sd_model_checkpoint": "sd.safetensors [0123456789]", "sd_vae": "Automatic"}
    asked = reader.read(set_before, override_settings=over)
    assert (asked.spec.model, asked.spec.vae, asked.spec.clip_skip) == ("sd", None, 1)
    kept = reader.read(set_before)
    assert (kept.spec.model, kept.spec.vae, kept.spec.clip_skip) == ("flux", "colours", None)
    assert "CLIP_stop_at_last_layers" in kept.notes[0]
    assert reader.read(clip_skip=3).spec.clip_skip == 2
    assert reader.read(clip_skip=3, override_settings={"CLIP_stop_at_last_layers": 1}).spec.clip_skip is None
    forge = {"forge_additional_modules": ["/models/text_encoder/t5xxl.safetensors", "/models/VAE/colours.safetensors"]}
    assert reader.read(override_settings=forge).spec.vae == "colours"
    with pytest.raises(ModelNotFound):
        reader.read(override_settings={"sd_model_checkpoint": "colours"})
    with pytest.raises(InvalidInput, match="CLIP_stop_at_last_layers"):
        reader.read(override_settings={"CLIP_stop_at_last_layers": 40})


def test_styles_embeddings_and_hypernetworks(reader: Reader) -> None:
    with reader.database.transaction() as session:
        ink = styling.create(session, spec=StyleCreate(name="Ink", prompt="ink drawing of {prompt}"))

    asked = reader.read(styles=["ink", "Nothing"], prompt="a fog <hypernet:old:1>", negative_prompt="foggy")
    assert asked.spec.styles == [ink.id]
    assert asked.spec.prompt == "a fog"
    assert asked.spec.embeddings == ["fog"]
    assert any("'Nothing'" in note for note in asked.notes)
    assert any("hypernet" in note for note in asked.notes)
    assert reader.read(prompt="foggy").spec.embeddings == []
    assert reader.read({"sd_model_checkpoint": "flux"}, prompt="a fog").spec.embeddings == []


@pytest.mark.parametrize(
    ("fields", "hires"),
    [
        ({}, {"scale": 2.0, "strength": 0.7, "upscaler": "latent"}),
        ({"hr_scale": 1.5, "hr_upscaler": "None"}, {"scale": 1.5, "strength": 0.7, "upscaler": "lanczos"}),
        (
            {"hr_upscaler": "4x-sharp", "denoising_strength": 0.4},
            {"scale": 2.0, "strength": 0.4, "upscaler": "4x-sharp"},
        ),
        (
            {"hr_resize_x": 130, "hr_second_pass_steps": 7},
            {"width": 128, "height": 192, "strength": 0.7, "num_inference_steps": 7, "upscaler": "latent"},
        ),
        (
            {"hr_resize_x": 128, "hr_resize_y": 160},
            {"width": 128, "height": 160, "strength": 0.7, "upscaler": "latent"},
        ),
    ],
)
def test_a_second_pass(reader: Reader, fields: dict[str, Any], hires: dict[str, Any]) -> None:
    asked = reader.read(enable_hr=True, width=64, height=96, **fields)

    assert asked.spec.hires is not None
    assert asked.spec.hires.model_dump(exclude_none=True) == hires
    assert reader.read(enable_hr=False, **fields).spec.hires is None


def test_from_a_picture(reader: Reader) -> None:
    def start(**more: Any) -> Asked:
        return reader.read(init_images=["…"], steps=10, **more)

    plain = start()
    assert (plain.spec.image, plain.spec.strength, plain.spec.resize_mode) == ("img_a", 0.75, "exact")
    none = start(denoising_strength=0)
    assert 1 <= int(10 * (none.spec.strength or 0)) < 2
    assert "one step" in none.notes[0]
    assert start(denoising_strength=1).spec.strength == 1
    assert "resize_mode 3" in start(resize_mode=3).notes[0]
    assert "first was taken" in reader.read(init_images=["a", "b"]).notes[0]
    masked = start(mask="…", mask_blur=200, inpaint_full_res=False)
    assert (masked.spec.mask_image, masked.spec.mask_blur, masked.spec.padding_mask_crop) == ("img_m", 64, None)
    assert len(masked.notes) == 1
    assert start(mask="…", inpaint_full_res=True, inpaint_full_res_padding=32).spec.padding_mask_crop == 32


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.text(max_size=3))
FIELDS = sorted(Txt2Img.model_fields.keys() | Img2Img.model_fields.keys())


@given(asked=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_sent_is_understood_or_refused_in_words(reader: Reader, asked: dict[str, Any]) -> None:
    for start in ({}, {"init_images": ["…"], "mask": "…"}, {"enable_hr": True}):
        try:
            found = reader.read(**(start | asked))
        except (ValidationError, SafelightError):
            continue
        assert all(note.endswith(".") for note in found.notes)


def test_sizes_come_down_and_unknown_fields_pass(reader: Reader) -> None:
    asked = reader.read(width=515, height=77, s_churn=0.5, anything={"at": "all"}, seed=2**32 - 1)

    assert (asked.spec.width, asked.spec.height, asked.spec.seed) == (512, 72, 2**32 - 1)
    assert len(asked.notes) == 2
