"""A picture as WebP: not a pixel and not a word of its recipe is lost."""

import io
import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import update

from safelight.features.access import Studio
from safelight.features.generations.tables import Picture
from safelight.kit import picture_text, png_text
from safelight.kit.clock import utcnow
from safelight.storage import layout
from tests.factories.gallery import seed_pictures


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_same_pixels_and_the_same_recipe(client: TestClient, studio: Studio) -> None:
    picture_id = seed_pictures(studio.db, studio.storage, 1, newest=utcnow() - timedelta(days=1), days=1)[0]
    shown = client.get(f"/api/v1/gallery/{picture_id}").json()
    recipe = json.dumps(shown["recipe"], ensure_ascii=False)
    image = Image.effect_noise((40, 24), 50).convert("RGB")
    key = layout.picture("gen_webp", 0)
    png = png_text.write(image, {"safelight": recipe, "parameters": "東京\nSteps: 4"})
    studio.storage.put(key, png, content_type="image/png")
    with studio.db.transaction() as session:
        session.execute(update(Picture).values(key=key))

    answer = client.get(f"/api/v1/gallery/{picture_id}/webp")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    with Image.open(io.BytesIO(answer.content)) as webp:
        assert (webp.format, webp.convert("RGB").tobytes()) == ("WEBP", image.tobytes())
    texts = picture_text.texts(io.BytesIO(answer.content))
    assert (json.loads(texts["safelight"]), texts["parameters"]) == (shown["recipe"], "東京\nSteps: 4")
    read = client.post("/api/v1/recipes/read", files={"file": answer.content}).json()
    assert (read["source"], read["recipe"]) == ("safelight", shown["recipe"])

    assert client.get("/api/v1/gallery/pic_none/webp").json()["code"] == "picture_not_found"
    with studio.db.transaction() as session:
        session.execute(update(Picture).values(media_type="video/webm"))
    assert client.get(f"/api/v1/gallery/{picture_id}/webp").status_code == 400
