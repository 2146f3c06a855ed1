"""Uploads straight to the storage: what they become, and what is refused and deleted."""

import hashlib
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.features.uploads import service
from safelight.features.uploads.service import receiving
from safelight.features.uploads.tables import Upload
from safelight.kit.clock import utcnow
from safelight.settings import Settings
from tests.factories import characters as make
from tests.factories.characters import studio_of
from tests.factories.files import full_disk
from tests.factories.people import add_account, add_key, bearer
from tests.factories.pictures import picture
from tests.factories.weights import esrgan

UPLOADS = "/api/v1/uploads"


def announced(client: TestClient, data: bytes, purpose: str, name: str = "a.png", **told: Any) -> dict[str, Any]:
    asked = {"purpose": purpose, "file_name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    answer = client.post(UPLOADS, json=asked | told)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def put(client: TestClient, upload: dict[str, Any], data: bytes) -> int:
    if upload["direct"]:
        return httpx.put(upload["url"], content=data, headers=upload["headers"], trust_env=False).status_code
    return client.put(upload["url"], content=data, headers=upload["headers"]).status_code


def sent(client: TestClient, data: bytes, purpose: str, name: str = "a.png", **target: Any) -> httpx.Response:
    upload = announced(client, data, purpose, name)
    assert put(client, upload, data) in {200, 204}
    answer: httpx.Response = client.post(f"{UPLOADS}/{upload['id']}/finish", json=target)
    return answer


def left(client: TestClient) -> list[str]:
    """What lies where uploads arrive."""
    return [file.key for file in studio_of(client).storage.list("uploads")]


def test_a_picture_becomes_an_input_once(client: TestClient, settings: Settings) -> None:
    data = picture(1)
    upload = announced(client, data, "input", "../../My cat.png")
    assert upload["direct"] == (settings.storage_url is not None)
    assert put(client, upload, data) in {200, 204}

    finished = client.post(f"{UPLOADS}/{upload['id']}/finish")

    assert finished.status_code == 200, finished.text
    shown = client.get(f"/api/v1/inputs/{finished.json()['input']['id']}").json()
    assert (shown["filename"], shown["width"]) == ("My cat.png", 96)
    again = client.post(f"{UPLOADS}/{upload['id']}/finish")
    assert (again.status_code, again.json()["code"]) == (409, "upload_finished")
    assert left(client) == []


def test_other_bytes_than_announced_are_refused_and_deleted(client: TestClient) -> None:
    data = picture(1)
    upload = announced(client, data, "input")
    finish = f"{UPLOADS}/{upload['id']}/finish"
    early = client.post(finish)
    assert (early.status_code, early.json()["code"]) == (409, "upload_missing")

    assert put(client, upload, data[:-1] + b"!") in {200, 204}
    changed = client.post(finish)
    assert (changed.status_code, changed.json()["code"]) == (422, "upload_differs")
    assert left(client) == []

    put(client, upload, data + b"more")  # a store that heeds the signed length takes it not at all
    longer = client.post(finish)
    assert longer.json()["code"] in {"upload_differs", "upload_missing"}
    assert left(client) == []

    assert put(client, upload, data) in {200, 204}
    assert client.post(finish).status_code == 200


def test_what_is_no_picture_is_refused_and_deleted(client: TestClient) -> None:
    bomb = bytearray(picture(1))
    bomb[16:24] = (60_000).to_bytes(4) * 2  # a PNG that says it is 60 000 × 60 000
    for data in (bytes(bomb), b"<html>"):
        refused = sent(client, data, "input")
        assert refused.status_code in {413, 422}, refused.text
        assert left(client) == []


def test_it_becomes_what_it_was_sent_for(client: TestClient, tmp_path: Path) -> None:
    draft = make.draft(client)
    reference = sent(client, picture(1), "reference", character=draft["id"], caption="asleep")
    assert reference.json()["reference"]["caption"] == "asleep", reference.text
    assert len(make.show(client, draft["id"])["references"]) == 1
    twice = sent(client, picture(1), "reference", character=draft["id"])
    assert twice.status_code == 409

    model = sent(client, esrgan(tmp_path / "x.safetensors").read_bytes(), "model", "Large.safetensors")
    assert model.json()["model"]["kind"] == "upscaler", model.text

    dataset = client.post("/api/v1/datasets", json={"name": "Cats"}).json()
    taken = sent(client, picture(2), "dataset", "cat.png", dataset=dataset["id"], split="train", label="cat")
    assert taken.status_code == 200, taken.text
    job = f"/api/v1/jobs/{taken.json()['dataset']['job_id']}"
    until = time.monotonic() + 30
    while (found := client.get(job).json())["finished_at"] is None:
        assert time.monotonic() < until, found
        time.sleep(0.02)
    (kept,) = client.get(f"/api/v1/datasets/{dataset['id']}/pictures").json()["items"]
    assert (kept["split"], kept["label"], kept["filename"]) == ("train", "cat", "cat.png")
    assert left(client) == []
    nobody = sent(client, picture(3), "reference")
    assert (nobody.status_code, "character" in nobody.text) == (400, True)


def test_too_large_ones_are_refused_before_a_byte_is_sent(client: TestClient) -> None:
    asked = {"purpose": "input", "file_name": "a.png", "size": 10**9, "sha256": "0" * 64}
    refused = client.post(UPLOADS, json=asked)
    assert (refused.status_code, refused.json()["code"]) == (413, "upload_too_large")
    assert client.post(UPLOADS, json=asked | {"size": 10, "sha256": "no"}).status_code in {400, 422}


def test_what_nobody_finishes_is_swept_and_what_is_given_up_is_gone(client: TestClient) -> None:
    studio = studio_of(client)
    forgotten, given_up = (announced(client, picture(number), "input") for number in (1, 2))
    for number, upload in enumerate((forgotten, given_up), 1):
        put(client, upload, picture(number))
    assert len(left(client)) == 2
    assert client.delete(f"{UPLOADS}/{given_up['id']}").status_code == 204
    assert service.sweep(studio.db, studio.storage) == 0
    with studio.db.transaction() as session:
        row = session.get(Upload, forgotten["id"])
        assert row is not None
        row.expires_at = utcnow() - timedelta(seconds=1)
    assert service.sweep(studio.db, studio.storage) == 1
    assert left(client) == []
    assert client.post(f"{UPLOADS}/{forgotten['id']}/finish").json()["code"] == "upload_not_found"


def test_an_upload_is_its_announcers_and_needs_what_its_purpose_needs(client: TestClient) -> None:
    studio = studio_of(client)
    keys = {}
    for name in ("ann", "ben"):
        keys[name] = bearer(add_key(studio.db, add_account(studio.db, name)))
    studio.gate.accounts_changed()
    asked = {"purpose": "model", "file_name": "a", "size": 3, "sha256": "0" * 64}
    refused = client.post(UPLOADS, json=asked, headers=keys["ann"])
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    upload = client.post(UPLOADS, json=asked | {"purpose": "input"}, headers=keys["ann"]).json()
    path = f"{UPLOADS}/{upload['id']}"
    for method, url in (("POST", f"{path}/finish"), ("PUT", f"{path}/content"), ("DELETE", path)):
        found = client.request(method, url, headers=keys["ben"])
        assert (found.status_code, found.json()["code"]) == (404, "upload_not_found")
    assert client.delete(path, headers=keys["ann"]).status_code == 204


def test_bytes_that_nobody_announced_are_swept_in_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    studio = studio_of(client)
    studio.storage.put("uploads/up_of-somebody-gone", b"x", content_type="text/plain")
    assert service.sweep(studio.db, studio.storage) == 0
    monkeypatch.setattr(service, "LASTS", timedelta(seconds=-5))
    assert service.sweep(studio.db, studio.storage) == 1
    assert left(client) == []


def test_a_file_through_the_studio_may_be_as_large_as_announced_whatever_it_holds(settings: Settings) -> None:
    """A checkpoint has gigabytes, and every fiftieth of its bytes would be a border of values in JSON."""
    small = settings.model_copy(update={"max_upload_mb": 1, "max_upload_total_mb": 1})
    with TestClient(create_app(small), base_url="http://127.0.0.1:8000") as client:
        data = b"[" * 6_000_000
        upload = announced(client, data, "model", "large.safetensors")
        through = f"{UPLOADS}/{upload['id']}/content"
        assert client.put(through, content=data).status_code == 204
        assert len(left(client)) == 1
        more = client.put(through, content=data + b"[")
        assert (more.status_code, more.json()["code"]) == (422, "upload_differs"), more.text
        assert list((settings.data_dir / "arrivals").iterdir()) == []


def test_a_full_disk_is_told_as_that(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = announced(client, picture(1), "input")
    through = f"{UPLOADS}/{upload['id']}/content"
    monkeypatch.setattr(receiving.tempfile, "NamedTemporaryFile", full_disk)

    answer = client.put(through, content=picture(1))

    assert (answer.status_code, answer.json()["code"]) == (507, "out_of_space"), answer.text
    assert "Make room" in answer.json()["hint"]
    monkeypatch.undo()
    assert client.put(through, content=picture(1)).status_code == 204, "it can be sent again"
