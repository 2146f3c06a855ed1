"""The storage as admins see it."""

from fastapi.testclient import TestClient

from tests.factories.characters import studio_of


def test_the_storage_says_what_takes_its_room(client: TestClient):
    storage = studio_of(client).storage
    for key, size in {"generations/gen_1/0.png": 5, "generations/gen_1/0.thumb.webp": 2, "datasets/d/pictures/1.png": 9,
                      "characters/c/lora/v.safetensors": 3, "characters/c/checkpoints/j/1.1/state.json": 1,
                      "runs/r/state/1.1/state.json": 1}.items():  # fmt: skip
        storage.put(key, bytes(size), content_type="application/octet-stream")
    said = client.get("/api/v1/storage").json()
    assert {area["name"]: (area["files"], area["bytes"]) for area in said["areas"]} == {
        "datasets": (1, 9), "pictures": (2, 7), "loras": (1, 3), "checkpoints": (2, 2),
    }  # fmt: skip
    assert (said["kind"], said["files"], said["bytes"]) == ("folder", 6, 21)
    assert said["url"].startswith("file:///")
    assert (said["endpoint"], said["links_to"], said["direct_uploads"]) == (None, None, False)


def test_the_check_tells_each_step(client: TestClient):
    said = client.post("/api/v1/storage/check").json()
    states = {step["name"]: step["state"] for step in said["findings"]}
    assert said["ok"]
    assert [name for name, state in states.items() if state == "ok"] == ["reach", "write", "read", "list", "delete"]
    assert list(studio_of(client).storage.list()) == []


def test_a_storage_that_is_away_is_told_in_words(client: TestClient, tmp_path, monkeypatch):
    storage = studio_of(client).storage
    monkeypatch.setattr(storage, "root", tmp_path / "unmounted")
    said = client.post("/api/v1/storage/check").json()
    by_name = {step["name"]: step for step in said["findings"]}
    assert not said["ok"]
    assert by_name["write"]["state"] == "failed"
    assert by_name["write"]["hint"]
    assert by_name["delete"]["state"] == "skipped"
