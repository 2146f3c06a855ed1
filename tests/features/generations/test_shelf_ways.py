"""Everything on the shelf by its name: a real server and a real worker draw with models of every family and format."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image
from safetensors.torch import save_file

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests.engine import original, tiny
from tests.engine.vision import upscalers
from tests.installation import migrated_url, running_worker, settings_for

GENERATIONS = "/api/v1/generations"
WAIT = {"Prefer": "wait=150"}
SMALL = {"prompt": "a cat", "seed": 1, "num_inference_steps": 2, "width": 64, "height": 64}
WIDE = 768  # of Stable Diffusion's text encoder: an embedding is known by it
# Parts that diffusers tells apart by their width and depth must not be alike.
FAMILIES: dict[str, Callable[[], Any]] = {
    "sd": lambda: tiny.sd(cross=WIDE),
    "sdxl": lambda: tiny.sdxl(width_2=48, layers_2=10),
    "sd3": lambda: tiny.sd3(width_2=48),
    "flux": tiny.flux,
}
SINGLE = ("sd", "sdxl", "sd3")  # diffusers reads original Flux files at the published width alone

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Studio:
    """A server with a worker, and what they keep."""

    client: TestClient
    settings: Settings

    def ask(self, **request: Any) -> Any:
        """The answer at once."""
        return self.client.post(GENERATIONS, json=SMALL | request)

    def ended(self, job_id: str) -> dict[str, Any]:
        """A job, when it has ended."""
        while (job := self.client.get(f"/api/v1/jobs/{job_id}", headers=WAIT).json())["finished_at"] is None:
            pass  # each look waits
        return dict(job)

    def draw(self, **request: Any) -> dict[str, Any]:
        """A finished generation."""
        answer = self.ask(**request)
        assert answer.status_code == 202, answer.text
        job = self.ended(answer.json()["job_id"])
        assert job["state"] == "succeeded", job["failure"]
        return dict(self.client.get(f"{GENERATIONS}/{answer.json()['id']}").json())

    def picture(self, made: dict[str, Any]) -> Image.Image:
        """Its first picture."""
        return Image.open(io.BytesIO(self.client.get(made["pictures"][0]["url"]).content)).convert("RGB")

    def drawn(self, **request: Any) -> bytes:
        """The pixels of a new picture."""
        return self.picture(self.draw(**request)).tobytes()

    def bring(self, image: Image.Image) -> str:
        """The id of an input."""
        target = io.BytesIO()
        image.save(target, "PNG")
        return str(self.client.post("/api/v1/inputs", files={"file": ("a.png", target.getvalue())}).json()["id"])


def shelve(models: Path) -> None:
    """One folder for each family, a single file where diffusers reads one, and what goes with them."""
    for name, build in FAMILIES.items():
        folder = tiny.save_pipeline(build, models / name)
        pipeline = diffusers.DiffusionPipeline.from_pretrained(folder)
        if name == "sd3":  # single files do not hold this projection: diffusers puts the identity there
            pipeline.text_encoder.text_projection.weight.data = torch.eye(tiny.WIDTH)
            pipeline.save_pretrained(folder)
        if name in SINGLE:
            original.save(pipeline, models / f"{name}-single.safetensors")
        if name == "sd":
            go_along(pipeline, models)
        tiny.lora_file(pipeline, models / "loras" / f"ink-{name}.safetensors", text=name == "sd")


def go_along(pipeline: Any, models: Path) -> None:
    """What a Stable Diffusion is used with."""
    torch.manual_seed(1)
    net = diffusers.ControlNetModel.from_unet(pipeline.unet)
    tiny.vary(net)
    net.save_pretrained(models / "edges")
    save_file(net.state_dict(), models / "edges-single.safetensors")
    other = tiny.vae()
    other.save_pretrained(models / "colours")
    original.save_vae(other, models / "colours-single.safetensors")
    save_file({"emb_params": torch.randn(2, WIDE)}, models / "fog.safetensors")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    home = tmp_path_factory.mktemp("studio")
    (home / "models" / "loras").mkdir(parents=True)
    shelve(home / "models")
    upscalers.save(home / "models" / "sharper.safetensors")
    settings = settings_for(
        home, migrated_url("sqlite", home), models_dir=home / "models", default_model="sd", lease_seconds=30
    )
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client, running_worker(settings):
        yield Studio(client, settings)


@pytest.fixture(scope="module")
def photo(studio: Studio) -> str:
    return studio.bring(Image.effect_noise((64, 64), 80).convert("RGB"))


def test_everything_is_known_by_what_it_is(studio: Studio) -> None:
    listed = studio.client.get("/api/v1/models").json()
    assert listed["broken"] == []
    kinds = {each["name"]: (each["kind"], each["family"]) for each in listed["items"]}
    for family in FAMILIES:
        assert kinds[family] == ("base", family)
        assert kinds[f"ink-{family}"][0] == "lora"
    assert all(kinds[f"{family}-single"] == ("base", family) for family in SINGLE)
    assert [kinds[name][0] for name in ("edges", "edges-single")] == ["controlnet", "controlnet"]
    assert [kinds[name][0] for name in ("colours", "colours-single")] == ["vae", "vae"]
    assert (kinds["fog"], kinds["sharper"][0]) == (("embedding", "sd"), "upscaler")


@pytest.mark.parametrize("family", FAMILIES)
def test_from_words_from_a_picture_and_with_a_lora(studio: Studio, photo: str, family: str) -> None:
    plain = studio.drawn(model=family)
    over = studio.drawn(model=family, image=photo, strength=0.6, num_inference_steps=4)
    tagged = studio.draw(model=family, prompt=f"a cat <lora:ink-{family}:0.8>")
    listed = studio.draw(model=family, loras=[{"name": f"ink-{family}", "scale": 0.8}])
    assert len({plain, over, studio.picture(tagged).tobytes()}) == 3
    assert studio.picture(tagged).tobytes() == studio.picture(listed).tobytes(), "one thing in two spellings"
    (use,) = tagged["pictures"][0]["recipe"]["loras"]
    assert (use["name"], use["scale"], len(use["sha256"])) == (f"ink-{family}", 0.8, 64)
    assert studio.drawn(model=family) == plain, "the LoRA is off again"


@pytest.mark.parametrize("family", SINGLE)
def test_a_single_file_draws_what_its_folder_draws(studio: Studio, photo: str, family: str) -> None:
    single = f"{family}-single"
    ways: list[dict[str, Any]] = [
        {}, {"image": photo, "num_inference_steps": 4}, {"loras": [{"name": f"ink-{family}"}]}
    ]  # fmt: skip
    assert [studio.drawn(model=family, **way) for way in ways] == [studio.drawn(model=single, **way) for way in ways]


@pytest.mark.parametrize("base", ["sd", "sd-single"])
def test_a_controlnet_and_a_vae_from_folder_and_file(studio: Studio, photo: str, base: str) -> None:
    plain = studio.drawn(model=base)
    guided = {studio.drawn(model=base, controls=[{"model": net, "image": photo}]) for net in ("edges", "edges-single")}
    coloured = {studio.drawn(model=base, vae=vae) for vae in ("colours", "colours-single")}
    assert (len(guided), len(coloured), len({plain, *guided, *coloured})) == (1, 1, 3)


def test_within_a_mask_and_with_an_embedding(studio: Studio) -> None:
    source = Image.effect_noise((64, 64), 80).convert("RGB")
    mask = Image.new("L", (64, 64))
    mask.paste(255, (0, 0, 32, 64))
    made = studio.draw(image=studio.bring(source), mask_image=studio.bring(mask), mask_blur=0)
    kept, repainted = (32, 0, 64, 64), (0, 0, 32, 64)
    assert studio.picture(made).crop(kept).tobytes() == source.crop(kept).tobytes()
    assert studio.picture(made).crop(repainted).tobytes() != source.crop(repainted).tobytes()
    with_fog = studio.drawn(prompt="a cat in fog", embeddings=["fog"])
    assert with_fog != studio.drawn(prompt="a cat in fog")


def test_the_second_pass_begins_with_what_the_named_upscaler_made(studio: Studio) -> None:
    made = [studio.draw(hires={"scale": 2, "strength": 0.5, "upscaler": name}) for name in ("lanczos", "sharper")]
    first, second = (studio.picture(each) for each in made)
    assert first.size == second.size == (128, 128)
    assert first.tobytes() != second.tobytes()
    hires = made[1]["pictures"][0]["recipe"]["hires"]
    assert (hires["upscaler"], len(hires["upscaler_sha256"])) == ("sharper", 64)


def test_an_input_that_was_changed_is_not_drawn_from(studio: Studio) -> None:
    other = studio.bring(Image.new("RGB", (64, 64), "green"))
    key = studio.draw(image=other)["plan"]["image"]["key"]
    (studio.settings.data_dir / "storage" / key).write_bytes(b"something else")
    job = studio.ended(studio.ask(image=other).json()["job_id"])
    assert (job["state"], job["failure"]["code"]) == ("failed", "input_gone")
    assert "was changed in the storage" in job["failure"]["message"]
    studio.draw()


def test_what_belongs_to_another_family_is_refused_before_it_is_queued(studio: Studio) -> None:
    asked: list[dict[str, Any]] = [
        {"model": "sdxl", "vae": "ink-sdxl"}, {"model": "sdxl", "embeddings": ["fog"]},
        {"model": "flux", "loras": [{"name": "nobody"}]}, {"hires": {"upscaler": "edges"}},
    ]  # fmt: skip
    for request in asked:
        answer = studio.ask(**request)
        assert answer.status_code in {400, 409, 422}, (request, answer.text)


def test_a_single_file_becomes_a_folder_that_draws_the_same(studio: Studio) -> None:
    asked = studio.client.post("/api/v1/models/sd-single/convert", json={"dtype": "f32"})
    assert asked.status_code == 202, asked.text
    assert studio.ended(asked.json()["job_id"])["state"] == "succeeded"
    assert studio.drawn(model=asked.json()["name"]) == studio.drawn(model="sd-single")
