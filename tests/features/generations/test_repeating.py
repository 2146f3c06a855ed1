"""The same picture once more: to the last pixel by a real worker, or a word on what is missing."""

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageChops
from sqlalchemy import delete, select, update

from safelight.doors.app import create_app
from safelight.events import EventRow
from safelight.features.characters.tables import Character, CharacterVersion
from safelight.features.generations import service
from safelight.features.generations.service.pictures import picture_from
from safelight.kit import png_text
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.generation import MAX_SEED, Recipe
from safelight.storage import StoredFile
from tests.engine import tiny
from tests.installation import TINY, migrated_url, running_worker, settings_for, tiny_models

GENERATIONS, GALLERY, RECIPES = "/api/v1/generations", "/api/v1/gallery", "/api/v1/recipes"
WAIT = {"Prefer": "wait=150"}


def pixels(client: TestClient, picture: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(client.get(picture["url"]).content)).convert("RGB")


def farthest(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of any value, of 255."""
    return max(high for _, high in ImageChops.difference(one, other).getextrema())


def imported(client: TestClient, folder: Path, name: str) -> dict[str, Any]:
    file = tiny.lora_file(tiny.sd(), folder / f"{name}.safetensors")
    made = client.post("/api/v1/characters/import", data={"name": name}, files={"file": file.read_bytes()})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


@pytest.mark.computes
def test_the_same_pixels_from_the_gallery_and_from_the_file(client: TestClient, settings: Any, tmp_path: Path) -> None:
    ada = imported(client, tmp_path, "Ada")
    request = {"prompt": "reading", "character_id": ada["id"], "lora_scale": 0.6, "seed": 11}
    with running_worker(settings):
        made = client.post(GENERATIONS, json=request, headers=WAIT).json()
        picture = made["pictures"][0]
        again = client.post(f"{GALLERY}/{picture['id']}/again", json={}, headers=WAIT)
        recipe = client.post(f"{RECIPES}/read", files={"file": client.get(picture["url"]).content}).json()["recipe"]
        dropped = client.post(f"{RECIPES}/again", json={"recipe": recipe}, headers=WAIT)
        other = client.post(f"{GALLERY}/{picture['id']}/again", json={"seed": "new", "n": 3}, headers=WAIT)
        third = other.json()["pictures"][2]
        alone = client.post(f"{GALLERY}/{third['id']}/again", json={}, headers=WAIT)
        together = ask(client, third["recipe"], batch="same", headers=WAIT).json()
        older = recipe | {"versions": recipe["versions"] | {"torch": "1.0"}, "model_hash": "0" * 64}
        foreseen = client.post(f"{RECIPES}/read", files={"file": with_recipe(older)}).json()
        made_now = ask(client, older, headers=WAIT).json()

    assert again.status_code == dropped.status_code == other.status_code == 201, again.text
    for repeated in (again.json(), dropped.json()):
        assert repeated["plan"] == made["plan"]
        assert repeated["prompt"] == "reading"
        assert repeated["character_id"] == ada["id"]
        assert farthest(pixels(client, repeated["pictures"][0]), pixels(client, picture)) == 0
    assert other.json()["plan"]["seed"] != 11
    assert {**other.json()["plan"], "seed": 11, "n": 1} == made["plan"], "all but the seed is the same"
    assert all(farthest(pixels(client, picture), pixels(client, each)) > 1 for each in other.json()["pictures"])
    assert again.json()["pictures"][0]["sha256"] == picture["sha256"], "the very same file"
    assert (dropped.json()["pictures"][0]["sha256"], dropped.json()["differences"]) == (picture["sha256"], [])
    assert recipe["batch"] == {"index": 0, "seeds": [11], "shared": False}
    assert recipe["versions"].keys() == {"torch", "diffusers", "transformers", "peft"}
    assert len(recipe["model_hash"]) == 64

    assert third["recipe"]["batch"]["index"] == 2
    assert [each["sha256"] for each in together["pictures"]] == [each["sha256"] for each in other.json()["pictures"]]
    assert together["differences"] == []

    for said in (foreseen, made_now):
        named = {each["field"]: (each["then"], each["now"], each["effect"]) for each in said["differences"]}
        assert named == {
            "model_hash": ("0" * 64, recipe["model_hash"], "another"),
            "versions.torch": ("1.0", recipe["versions"]["torch"], "close"),
        }

    # Sums over a batch of three are rounded in another order than over one.
    assert farthest(pixels(client, third), pixels(client, alone.json()["pictures"][0])) <= 1

    shown = client.get(f"{GALLERY}/{picture['id']}").json()
    assert re.fullmatch(r"[A-Za-z0-9+/=]{20,36}", shown["thumbhash"])
    assert shown["lineage"]["character"]["version"] == 1
    assert len(client.get(GALLERY, params={"q": "ada reading"}).json()["items"]) == 11


@pytest.fixture
def queued(client: TestClient, tmp_path: Path) -> dict[str, Any]:
    """The recipe of a picture of Ada."""
    ada = imported(client, tmp_path, "Ada")
    plan = client.post(GENERATIONS, json={"prompt": "a cat", "character_id": ada["id"]}).json()["plan"]
    fields = {name: plan[name] for name in Recipe.model_fields if name in plan}
    return Recipe(safelight="0", **fields).model_dump(mode="json")


def ask(client: TestClient, recipe: dict[str, Any], headers: dict[str, str] | None = None, **more: object) -> Any:
    return client.post(f"{RECIPES}/again", json={"recipe": recipe, **more}, headers=headers)


def with_recipe(recipe: dict[str, Any]) -> bytes:
    return png_text.write(Image.new("RGB", (8, 8)), {"safelight": json.dumps(recipe)})


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite"])
def test_another_installation_makes_the_very_same_file(client: TestClient, settings: Any, tmp_path: Path) -> None:
    """Only the file is taken along; there the same model lies under another name."""
    models = tmp_path / "there" / "models"
    shutil.copytree(tiny_models() / TINY, models / "renamed")
    url = migrated_url("sqlite", models.parent)
    elsewhere = settings_for(tmp_path / "there", url, models_dir=models, default_model="renamed")
    with running_worker(settings):
        made = client.post(GENERATIONS, json={"prompt": "a cat", "seed": 3, "n": 2}, headers=WAIT).json()
        file = client.get(made["pictures"][1]["url"]).content
    with TestClient(create_app(elsewhere), base_url="http://127.0.0.1:8000") as there, running_worker(elsewhere):
        found = there.post(f"{RECIPES}/read", files={"file": file}).json()
        again = ask(there, found["recipe"], batch="same", headers=WAIT).json()
    assert (found["exact"], found["missing"], found["spec"]["model"]) == (True, [], "renamed")
    assert (again["plan"]["model"], again["differences"]) == ("renamed", [])
    assert Image.open(io.BytesIO(file)).tobytes() == pixels(there, again["pictures"][1]).tobytes()


def test_a_batch_is_drawn_again_as_it_was(client: TestClient, queued: dict[str, Any]) -> None:
    recipe = {**queued, "seed": 9, "batch": {"index": 1, "seeds": [4, 9, 2]}}
    plan = ask(client, recipe, batch="same").json()["plan"]
    assert (plan["seed"], plan["n"], plan["seeds"]) == (4, 3, [4, 9, 2])
    plan = ask(client, {**recipe, "batch": {"index": 1, "seeds": [8, 9]}}, batch="same").json()["plan"]
    assert (plan["seed"], plan["n"], plan["seeds"]) == (8, 2, [])
    said = ask(client, recipe).json()
    assert (said["plan"]["seed"], said["plan"]["n"]) == (9, 1)
    assert [each["message"] for each in said["differences"]] == [
        "It was picture 2 of 3 drawn together, now 1 of 1: single values may differ by 1/255."
    ]
    for wrong in ({"index": 3, "seeds": [9]}, {"index": 0, "seeds": [4, 9]}, {"index": 0, "seeds": []},
                  {"index": 1, "seeds": [-1, 9]}, {"index": 0, "seeds": [9] * 65}):  # fmt: skip
        assert ask(client, {**recipe, "batch": wrong}, batch="same").status_code == 400, wrong
    assert ask(client, recipe, batch="same", seed="new").json()["errors"][0]["field"] == "batch"
    assert ask(client, recipe, batch="same", n=2).status_code == 400


@pytest.mark.parametrize("field", ["image", "mask_image"])
def test_the_file_of_a_strangers_picture_is_never_opened(
    client: TestClient, queued: dict[str, Any], field: str
) -> None:
    use = {"key": "../../secret.key", "sha256": "7" * 64}
    refused = ask(client, queued | {field: use})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, field)
    with_control = queued | {"controls": [{"name": "canny", "image": use}], "vae": {"name": "ft"}}
    assert [each["field"] for each in ask(client, with_control).json()["errors"]] == ["vae", "controls", "controls"]


def test_a_picture_to_start_from_is_known_by_its_content(client: TestClient, queued: dict[str, Any]) -> None:
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((64, 64)).save(buffer, "PNG")
    brought = client.post("/api/v1/inputs", files={"file": ("a.png", buffer.getvalue(), "image/png")}).json()
    recipe = queued | {"image": {"key": "elsewhere/x.png", "sha256": brought["sha256"]}, "strength": 0.7}
    plan = ask(client, recipe).json()["plan"]
    assert plan["image"]["key"] != "elsewhere/x.png"
    assert (plan["image"]["sha256"], plan["strength"]) == (brought["sha256"], 0.7)
    found = client.post(f"{RECIPES}/read", files={"file": with_recipe(recipe)}).json()
    assert (found["spec"]["image"], found["spec"]["strength"]) == (brought["id"], 0.7)
    assert client.post(GENERATIONS, json=found["spec"]).json()["plan"]["image"] == plan["image"]


def test_what_is_missing_is_said_at_once(client: TestClient, queued: dict[str, Any]) -> None:
    jobs = len(client.get("/api/v1/jobs").json()["items"])
    refused = ask(client, {**queued, "model": "sdxl", "loras": [{"key": "x", "sha256": "5" * 64}]})
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "cannot_repeat")
    assert "'sdxl' is not installed here" in problem["detail"]
    assert "The version of Ada that drew this picture is gone." in problem["detail"]
    assert "tiny" in problem["hint"], "what would work"
    assert [each["field"] for each in problem["errors"]] == ["model", "loras"]
    assert len(client.get("/api/v1/jobs").json()["items"]) == jobs


def test_a_lora_is_known_by_its_content(client: TestClient, queued: dict[str, Any], tmp_path: Path) -> None:
    """A picture of another studio, or of a character that was deleted and imported again."""
    key = queued["loras"][0]["key"]
    elsewhere = {**queued["loras"][0], "key": "../../secret.key"}
    foreign = ask(client, {**queued, "character_id": "char_elsewhere", "loras": [elsewhere]}).json()
    assert foreign["plan"]["loras"][0]["key"] == key, "the key of a stranger is never opened"
    assert foreign["character_id"] == queued["character_id"]


def test_a_version_that_was_kept_still_draws(client: TestClient, queued: dict[str, Any]) -> None:
    studio = client.app.state.studio
    with studio.db.transaction() as session:
        session.execute(update(Character).values(version=2, lora_key="characters/x/lora/v2.st", lora_sha256="2" * 64))
    assert ask(client, queued).json()["plan"]["loras"] == queued["loras"]
    with studio.db.transaction() as session:
        session.execute(delete(CharacterVersion))
    assert ask(client, queued).json()["code"] == "cannot_repeat"


def test_seeds_and_counts(client: TestClient, queued: dict[str, Any]) -> None:
    assert ask(client, {**queued, "seed": MAX_SEED}, n=2).json()["errors"][0]["field"] == "n"
    assert ask(client, {**queued, "seed": MAX_SEED}).json()["plan"]["seed"] == MAX_SEED
    assert ask(client, {**queued, "seed": MAX_SEED}, seed="new", n=64).status_code == 202
    for wrong in ({"n": 0}, {"n": 65}, {"seed": "old"}, {"vary": "little"}):
        assert ask(client, queued, **wrong).status_code == 400, wrong


def test_the_same_idempotency_key_makes_it_once(client: TestClient, queued: dict[str, Any]) -> None:
    first, second = (
        client.post(f"{RECIPES}/again", json={"recipe": queued}, headers={"Idempotency-Key": "once"}) for _ in "ab"
    )
    assert first.json()["id"] == second.json()["id"]
    assert first.headers["location"] == f"{GENERATIONS}/{first.json()['id']}"


def test_a_row_says_what_the_gallery_needs() -> None:
    recipe = Recipe(
        safelight="0", model="Tiny", prompt="ohwx woman, Reading", asked_prompt="Ada Reading", styles=["Film Noir"],
        negative_prompt="", num_inference_steps=2, guidance_scale=7.5, width=768, height=512, seed=5,
        scheduler="euler", character_id="char_ada", character_name="Ada",
    )  # fmt: skip
    row = picture_from(
        generation_id="gen_1",
        position=2,
        stored=StoredFile("generations/gen_1/2.png", 10, "a" * 64, "image/png"),
        small=StoredFile("generations/gen_1/2.thumb.webp", 5, "b" * 64, "image/webp"),
        image_size=(768, 512),
        recipe=recipe,
        thumbhash=thumbhash(Image.new("RGB", (768, 512), "red")),
    )
    assert row.words == "ada reading\nohwx woman, reading\nada\ntiny\nfilm noir"
    assert (row.model, row.character_id, row.kind, row.seed, row.size) == ("Tiny", "char_ada", "image", 5, 10)
    assert (row.width, row.height, row.shape) == (768, 512, "p")
    assert row.month == f"{row.created_at:%Y-%m}"


def test_a_recipe_with_a_letter_that_no_database_holds(
    client: TestClient, queued: dict[str, Any], backend: str
) -> None:
    answer = ask(client, {**queued, "prompt": "a\0b"})
    assert answer.status_code == (400 if backend == "postgresql" else 202)


def test_what_shows_a_style_stands_in_no_list(client: TestClient) -> None:
    style = client.post("/api/v1/styles", json={"name": "Dusk", "prompt": "{prompt}, at dusk", "group": "Mine"}).json()
    asked = client.post(f"/api/v1/styles/{style['id']}/thumbnail", json={})
    assert asked.status_code == 202, asked.text
    studio = client.app.state.studio
    with studio.db.transaction() as session:
        row = picture_from(
            generation_id=asked.json()["generation_id"],
            position=0,
            stored=StoredFile("generations/s/0.png", 1, "0" * 64, "image/png"),
            small=StoredFile("generations/s/0.thumb.webp", 1, "0" * 64, "image/webp"),
            image_size=(64, 64),
            recipe=Recipe(
                safelight="0", model="tiny", prompt="x", negative_prompt="", num_inference_steps=1, guidance_scale=1,
                width=64, height=64, seed=1, scheduler="euler",
            ),
            thumbhash="x",
        )  # fmt: skip
        service.record(session, generation_id=asked.json()["generation_id"], pictures=[row], notes=[])
    assert client.get(GALLERY).json()["items"] == []
    assert client.get(GENERATIONS).json()["items"] == []
    with studio.db.reading() as session:
        assert session.scalars(select(EventRow).where(EventRow.topic == "gallery")).all() == []
