"""What a picture claims of how it came about, over the API."""

import hashlib

from fastapi.testclient import TestClient
from PIL import Image

from safelight.features.recipes.service import provenance
from safelight.kit import png_text
from safelight.kit.claims import Signer
from safelight.specs.generation import ImageUse, LoraUse, Recipe

SIGNER = Signer(b"1" * 32)
RECIPE = Recipe(
    safelight="0.1.0", model="tiny", model_hash="ab", prompt="secret words", negative_prompt="", num_inference_steps=2,
    guidance_scale=1.0, width=64, height=64, seed=1, scheduler="ddim", character_id="char_ada", character_name="Ada",
    consent="consent",
    loras=[LoraUse(key="characters/x", sha256="cd", name="ada")], image=ImageUse(key="inputs/x", sha256="ef"),
)  # fmt: skip


def _verified(client: TestClient, data: bytes) -> dict:
    answer = client.post("/api/v1/recipes/verify", files={"file": ("a.png", data)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_claim_tells_model_loras_ingredients_and_grounds_and_no_words(client: TestClient) -> None:
    studio = client.app.state.studio
    with studio.db.reading() as session:
        assert not provenance.is_known(session, SIGNER)
    signed = provenance.sign(SIGNER, png_text.write(Image.new("L", (4, 4)), {}), RECIPE)
    assert _verified(client, signed)["state"] == "unknown_signer"
    with studio.db.transaction() as session:
        provenance.introduce(session, SIGNER)
    found = _verified(client, signed)
    assert (found["state"], found["signer"]) == ("intact", SIGNER.id)
    claim = found["claim"]
    assert claim["model"] == {"name": "tiny", "sha256": "ab"}
    assert claim["loras"] == [{"name": "ada", "sha256": "cd"}]
    assert claim["ingredients"] == [{"role": "image", "sha256": "ef"}]
    assert claim["character"] == {"id": "char_ada", "consent": "consent"}
    assert "secret words" not in str(claim)
    assert "Ada" not in str(claim)
    assert _verified(client, signed + b"x")["state"] == "changed"
    assert _verified(client, hashlib.sha256(signed).digest())["state"] == "none"
