"""What counts in the end: a character that was put back draws the very picture that it drew before."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.backup import vault as vaults
from safelight.backup.making import Making
from safelight.backup.restoring import Restoring
from safelight.doors.app import create_app
from safelight.kit.claims import Signer
from safelight.settings import Settings
from safelight.storage.configured import storage_from
from tests.backup.conftest import no_bucket
from tests.engine import tiny
from tests.fixtures_server import client, settings
from tests.installation import settings_for
from tests.worker import bench

__all__ = ["client", "settings"]  # what pytest finds here by name


def _drawn(client: TestClient, settings: Settings, character: str) -> dict:
    request = {"prompt": "reading", "character_id": character, "seed": 7, "num_inference_steps": 1}
    asked = client.post("/api/v1/generations", json=request)
    assert asked.status_code == 202, asked.text
    with bench.workshop(settings) as workshop:
        object.__setattr__(workshop, "signer", Signer(b"1" * 32))  # it is frozen
        bench.do(workshop, bench.claim(workshop, settings, asked.json()["job_id"]))
    made = client.get(f"/api/v1/generations/{asked.json()['id']}").json()
    assert made["status"] == "succeeded", made
    return made["pictures"][0]


@pytest.mark.computes
def test_a_restored_character_draws_the_same_picture(client: TestClient, settings: Settings, tmp_path: Path) -> None:
    file = tiny.lora_file(tiny.sd(), tmp_path / "ada.safetensors")
    ada = client.post("/api/v1/characters/import", data={"name": "Ada"}, files={"file": file.read_bytes()}).json()
    before = _drawn(client, settings, ada["id"])
    studio = client.app.state.studio
    with vaults.opened(str(tmp_path / "all.zip"), bucket=no_bucket, writing=True) as vault:
        made = Making(studio.db, studio.storage, vault).run()
    seen = {path: client.get(path).json() for path in ("/api/v1/gallery", "/api/v1/audit", "/api/v1/preferences")}

    # On SQLite, wherever it came from: into an installation that is not even there yet.
    new = settings_for(tmp_path / "new", f"sqlite:///{tmp_path / 'new.db'}")
    with vaults.opened(str(tmp_path / "all.zip"), bucket=no_bucket) as vault:
        Restoring(vault, made, new.effective_database_url, storage_from(new, studio.signer)).run()
    with TestClient(create_app(new), base_url="http://127.0.0.1:8000") as other:
        shown = other.get("/api/v1/gallery").json()
        assert [item["id"] for item in shown["items"]] == [item["id"] for item in seen["/api/v1/gallery"]["items"]]
        for path in ("/api/v1/audit", "/api/v1/preferences"):
            assert other.get(path).json() == seen[path]
        old = other.get(shown["items"][0]["url"]).content
        assert other.post("/api/v1/recipes/verify", files={"file": ("a.png", old)}).json()["state"] == "intact"
        again = _drawn(other, new, ada["id"])
    assert again["sha256"] == before["sha256"]
