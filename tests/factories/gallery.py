"""A gallery of any size in a moment: rows in bulk, over a dozen drawn pictures that they share."""

import hashlib
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import insert

from safelight.db import Database
from safelight.features.characters.tables import Character, CharacterVersion
from safelight.features.generations.tables import Generation, Picture
from safelight.kit.ids import first_id
from safelight.kit.pictures import thumbnail
from safelight.kit.pictures.shape import shape_of
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.generation import GenerationPlan, LoraUse, Recipe
from safelight.storage import Storage, layout

SIZES = [(512, 512), (512, 768), (768, 512), (640, 360), (360, 640), (576, 448), (448, 576), (384, 384)]
DRAWN = 16
SUBJECTS = [
    "reading by a window",
    "walking in the rain",
    "on a bicycle",
    "with a red umbrella",
    "in a forest",
    "by the sea",
]
WAYS = ["portrait, soft light", "watercolour", "35mm photo", "pencil sketch", "at night, neon"]
COMMON, RARE = "portrait", "okapi"  # in about a fifth of the prompts, and in one of 10 000
CHARACTERS = {"char_ada": "Ada", "char_pip": "Pip", "char_juno": "Juno"}
PER_GENERATION = 4
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Drawn:
    """One stored picture that many rows show."""

    key: str
    thumbnail_key: str
    width: int
    height: int
    size: int
    sha256: str
    thumbhash: str


def seed_pictures(
    database: Database,
    storage: Storage | None,
    count: int,
    *,
    newest: datetime = NEWEST,
    days: int = 540,
    seed: int = 1,
) -> list[str]:
    """Fill a migrated database with `count` pictures of the last `days`; gives back their ids, newest first.

    With a storage all pictures and thumbnails can be opened. A third show one of three characters, 3 % are starred.
    """
    chance = random.Random(seed)
    drawn = [_drawn(number, storage) for number in range(DRAWN)]
    step = timedelta(days=days) / max(count, 1)
    with database.transaction() as session:
        session.execute(insert(Character), [_character(*each) for each in CHARACTERS.items()])
        session.execute(insert(CharacterVersion), [_version(each) for each in CHARACTERS])
    ids: list[str] = []
    made = _rows(count, newest, step, drawn, chance)
    while rows := list(islice(made, 2000)):
        generations = {row["generation_id"]: row.pop("generation") for row in rows}
        with database.transaction() as session:
            session.execute(insert(Generation), list(generations.values()))
            session.execute(insert(Picture), rows)
        ids += [row["id"] for row in rows]
    return ids


def _rows(
    count: int, newest: datetime, step: timedelta, drawn: list[Drawn], chance: random.Random
) -> Iterator[dict[str, Any]]:
    for number in range(count):
        at = newest - number * step
        if number % PER_GENERATION == 0:
            character_id = chance.choice([*CHARACTERS, None, None, None, None, None, None])
            asked = f"{chance.choice(SUBJECTS)}, {chance.choice(WAYS)}"
            if number % 10_000 == 5_000 or number == 0:
                asked += f" with an {RARE}"
            generation = _generation(at, asked, character_id, first_seed=chance.randrange(2**31))
        yield _picture(number, at, generation, chance.choice(drawn), starred=chance.random() < 0.03)


def _picture(number: int, at: datetime, generation: dict[str, Any], of: Drawn, *, starred: bool) -> dict[str, Any]:
    plan = GenerationPlan.model_validate(generation["plan"])
    position = number % PER_GENERATION
    recipe = Recipe(
        safelight="0.2.0",
        **plan.model_dump(include=Recipe.model_fields.keys() - {"seed", "width", "height"}),
        seed=plan.seed + position,
        width=of.width,
        height=of.height,
    )
    return {
        "id": first_id("pic", at),
        "generation": generation,
        "generation_id": generation["id"],
        "position": position,
        "key": of.key,
        "thumbnail_key": of.thumbnail_key,
        "width": of.width,
        "height": of.height,
        "size": of.size,
        "sha256": of.sha256,
        "seed": recipe.seed,
        "recipe": recipe.model_dump(mode="json"),
        "kind": "image",
        "model": recipe.model,
        "character_id": recipe.character_id,
        "words": "\n".join(filter(None, (recipe.prompt, recipe.character_name, recipe.model))).lower(),
        "month": f"{at:%Y-%m}",
        "shape": shape_of(of.width, of.height),
        "thumbhash": of.thumbhash,
        "favourite": starred,
        "deleted_at": None,
        "created_at": at,
    }


def _generation(at: datetime, asked: str, character_id: str | None, *, first_seed: int) -> dict[str, Any]:
    name = CHARACTERS[character_id] if character_id else None
    plan = GenerationPlan(
        model="starter" if character_id else "tiny",
        prompt=f"{name} {asked}" if name else asked,
        asked_prompt=asked,
        negative_prompt="",
        num_inference_steps=20,
        guidance_scale=7.5,
        width=512,
        height=512,
        seed=first_seed,
        n=PER_GENERATION,
        scheduler="dpmpp_2m",
        loras=[_lora(character_id)] if character_id else [],
        character_id=character_id,
        character_name=name,
    )
    return {
        "id": first_id("gen", at),
        "job_id": first_id("job", at),
        "character_id": character_id,
        "prompt": asked,
        "plan": plan.model_dump(mode="json"),
        "notes": [],
        "created_at": at,
    }


def _character(id_: str, name: str) -> dict[str, Any]:
    lora = _lora(id_)
    return {
        "id": id_,
        "name": name,
        "slug": name.lower(),
        "trigger": name.lower(),
        "class_word": "person",
        "base_model": "starter",
        "source": "imported",
        "version": 1,
        "lora_key": lora.key,
        "lora_sha256": lora.sha256,
        "lora_size": 1,
    }


def _version(id_: str) -> dict[str, Any]:
    lora = _lora(id_)
    return {
        "character_id": id_,
        "number": 1,
        "lora_key": lora.key,
        "lora_sha256": lora.sha256,
        "lora_size": 1,
        "base_model": "starter",
    }


def _lora(character_id: str) -> LoraUse:
    return LoraUse(key=layout.lora(character_id, "v1"), sha256=hashlib.sha256(character_id.encode()).hexdigest())


def _drawn(number: int, storage: Storage | None) -> Drawn:
    data, small, (width, height), hashed = _files(number)
    key, thumbnail_key = layout.picture("gen_seeded", number), layout.thumbnail("gen_seeded", number)
    if storage is not None:
        storage.put(key, data, content_type="image/png")
        storage.put(thumbnail_key, small, content_type="image/webp")
    return Drawn(key, thumbnail_key, width, height, len(data), hashlib.sha256(data).hexdigest(), hashed)


@cache
def _files(number: int) -> tuple[bytes, bytes, tuple[int, int], str]:
    image = _shapes(number, *SIZES[number % len(SIZES)])
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue(), thumbnail(buffer.getvalue()), image.size, thumbhash(image)


def _shapes(number: int, width: int, height: int) -> Image.Image:
    chance = random.Random(number)
    image = Image.new("RGB", (width, height), tuple(chance.randrange(256) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    for _ in range(8):
        left, top, wide = chance.randrange(width), chance.randrange(height), chance.randrange(40, 240)
        fill = tuple(chance.randrange(256) for _ in range(3))
        pen.ellipse((left, top, left + wide, top + wide * chance.uniform(0.5, 1.5)), fill=fill)
    return image
