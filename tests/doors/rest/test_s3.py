"""The same studio with its files in a real S3: a character is trained and drawn, and every link is the store's own."""

import time
from urllib.parse import urlsplit

import httpx
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from tests.factories.pictures import uploads
from tests.installation import migrated_url, running_worker, settings_for
from tests.storage.conftest import ACCESS_KEY, SECRET_KEY, S3Server, s3_server  # noqa: F401  a fixture


def test_a_character_lives_in_s3(tmp_path, s3_server: S3Server) -> None:  # noqa: F811  the fixture above
    settings = settings_for(
        tmp_path,
        migrated_url("sqlite", tmp_path),
        storage_url=f"s3://{s3_server.bucket}/studio-one",
        s3_endpoint=s3_server.options.endpoint,
        s3_access_key_id=ACCESS_KEY,
        s3_secret_access_key=SECRET_KEY,
    )
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client, running_worker(settings):
        made = client.post("/api/v1/characters", data={"name": "Pip"}, files=uploads(6)).json()
        deadline = time.monotonic() + 200
        while (job := client.get(f"/api/v1/jobs/{made['job_id']}").json())["state"] not in {"succeeded", "failed"}:
            assert time.monotonic() < deadline, job
            time.sleep(0.1)
        assert job["state"] == "succeeded", job["failure"]
        drawn = client.post(
            "/api/v1/generations", json={"prompt": "x", "character_id": "pip"}, headers={"Prefer": "wait=150"}
        ).json()
        character = client.get("/api/v1/characters/pip").json()

        links = [drawn["pictures"][0]["url"], character["references"][0]["url"], character["samples"][0]["url"]]
        for link in links:
            assert link.startswith(str(settings.s3_endpoint)), "straight from the store"
            assert httpx.get(link).content.startswith(b"\x89PNG")
            unsigned = urlsplit(link)._replace(query="").geturl()
            assert httpx.get(unsigned).status_code in {400, 403}, "rclone says 400, AWS 403"
        lora = client.get("/api/v1/characters/pip/lora")
        assert int.from_bytes(lora.content[:8], "little") < len(lora.content), "a safetensors header"

        bucket = s3_server.folder / s3_server.bucket / "studio-one" / "characters" / character["id"]
        assert sorted(path.name for path in bucket.iterdir()) == ["lora", "references", "samples"]
        assert client.delete("/api/v1/characters/pip").status_code == 204
        assert not [path for path in bucket.rglob("*") if path.is_file()]
    assert not (settings.data_dir / "storage").exists()
