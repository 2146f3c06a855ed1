"""The shelf over HTTP: what is dropped in is there, outside models stay where they are, and nothing needed goes."""

import json
import shutil
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.db import Database
from safelight.doors.app import create_app
from safelight.events import read_after
from safelight.features.characters.tables import Character
from safelight.jobs import service as jobs
from safelight.kit.identify import Identity, identify
from safelight.settings import Settings
from safelight.specs.models import ConvertJobSpec
from tests.factories import weights

API = "/api/v1/models"


def names(client: TestClient, **query: str) -> list[str]:
    return [model["name"] for model in client.get(API, params=query).json()["items"]]


def problem(answer: object) -> tuple[int, str]:
    document = answer.json()
    return document["status"], document["code"]


def test_what_is_dropped_in_is_there_of_every_kind_with_no_click(client: TestClient, folder: Path) -> None:
    weights.lora(folder / "loras" / "ink.safetensors")
    weights.esrgan(folder / "anything" / "deeper" / "sharp.safetensors")

    assert sorted(names(client)) == ["ink", "sharp", "starter"]
    assert (
        names(client, kind="lora") == names(client, family="sd", kind="lora") == names(client, search="INK") == ["ink"]
    )
    assert names(client, kind="lora", family="flux") == []
    ink = client.get(f"{API}/ink").json()
    assert (ink["kind"], ink["family"], ink["version"], ink["format"]) == ("lora", "sd", "1.x", "diffusers-lora")
    assert (ink["location"], ink["managed"], ink["rank"]) == ("loras/ink.safetensors", True, 2)
    assert client.get(f"{API}/sharp").json()["scale"] == 4


def test_what_cannot_be_used_is_listed_with_the_reason(client: TestClient, folder: Path) -> None:
    (folder / "old.ckpt").write_bytes(b"PK\x03\x04 a zip of pickles")
    (folder / "page.safetensors").write_text("<!DOCTYPE html><html>Please log in</html>")
    (folder / "half.safetensors").write_bytes(weights.lora(folder / "x.safetensors").read_bytes()[:-3])

    listed = client.get(API).json()

    assert {each["name"]: each["code"] for each in listed["broken"]} == {
        "old.ckpt": "pickled_weights",
        "page": "bad_weights_file",
        "half": "bad_weights_file",
    }
    assert all(each["hint"] for each in listed["broken"] if each["name"] != "half")
    assert set(names(client)) == {"starter", "x"}
    assert problem(client.get(f"{API}/page")) == (400, "model_unusable")


def test_a_model_elsewhere_is_used_where_it_lies_and_only_forgotten(client: TestClient, tmp_path: Path) -> None:
    path = weights.lora(tmp_path / "elsewhere" / "far.safetensors")

    added = client.post(API, json={"path": str(path)})
    again = client.post(API, json={"path": str(path)})

    assert added.status_code == again.status_code == 201
    assert (added.json()["name"], added.json()["managed"], added.json()["location"]) == ("far", False, str(path))
    assert names(client, kind="lora") == ["far"]
    assert client.delete(f"{API}/far").json() == {"name": "far", "files": "kept", "freed_bytes": 0}
    assert path.exists()
    assert names(client, kind="lora") == []


def test_a_model_whose_files_are_gone_says_so_and_can_be_removed(client: TestClient, tmp_path: Path) -> None:
    path = weights.lora(tmp_path / "far.safetensors")
    client.post(API, json={"path": str(path), "name": "my far"})
    path.unlink()

    assert problem(client.get(f"{API}/my far")) == (400, "model_unusable")
    assert [each["name"] for each in client.get(API).json()["broken"]] == ["my far"]
    assert client.delete(f"{API}/my far").status_code == 200
    assert client.get(API).json()["broken"] == []


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "a\\b", "x" * 201, "nul\x00"])
def test_a_name_that_is_no_name_is_refused(client: TestClient, tmp_path: Path, name: str) -> None:
    path = weights.lora(tmp_path / "far.safetensors")
    assert client.post(API, json={"path": str(path), "name": name}).status_code in {400, 422}
    assert names(client, kind="lora") == []


def test_two_people_who_add_the_same_name_at_once_get_one_model(client: TestClient, tmp_path: Path) -> None:
    paths = [weights.lora(tmp_path / str(n) / "far.safetensors", fill=n) for n in range(2)]
    answers: list[int] = []

    def add(path: Path) -> None:
        answers.append(client.post(API, json={"path": str(path)}).status_code)

    threads = [threading.Thread(target=add, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [201, 409]
    assert names(client, kind="lora") == ["far"]


@pytest.mark.parametrize("way", ["model_folders", "api_key", "public_url"])
def test_a_server_that_others_reach_reads_models_only_from_its_folders(
    settings: Settings, tmp_path: Path, way: str
) -> None:
    inside = weights.lora(tmp_path / "shared" / "in.safetensors")
    outside = weights.lora(tmp_path / "private" / "out.safetensors")
    link = tmp_path / "shared" / "link.safetensors"
    link.symlink_to(outside)
    value = {"model_folders": str(tmp_path / "shared"), "api_key": "key", "public_url": "https://studio.example"}[way]
    told = Settings(_env_file=None, **{**settings.model_dump(), way: value})
    headers = {"Authorization": "Bearer key"}

    with TestClient(create_app(told), base_url="http://127.0.0.1:8000", headers=headers) as client:
        sneaky = f"{tmp_path}/shared/../private/out.safetensors"
        nothing = tmp_path / "private" / "not there"
        for path in (outside, link, sneaky, nothing, "/etc/passwd"):
            for route in (API, f"{API}/identify"):
                assert problem(client.post(route, json={"path": str(path)})) == (403, "path_not_allowed")
        expected = 201 if way == "model_folders" else 403
        assert client.post(API, json={"path": str(inside)}).status_code == expected
        assert client.post(f"{API}/identify", json={"path": "nothing here"}).status_code == 400


def test_identify_says_what_a_file_is_and_keeps_nothing(client: TestClient, tmp_path: Path) -> None:
    path = weights.lora(tmp_path / "far.safetensors")

    found = client.post(f"{API}/identify", json={"path": str(path)}).json()

    assert (found["kind"], found["family"], found["rank"], found["dtype"]) == ("lora", "sd", 2, "float16")
    assert found["parameters"] == 2 * (768 + 320)
    assert names(client, kind="lora") == []


def test_settings_of_a_person_go_over_those_of_the_files_and_back(client: TestClient) -> None:
    changed = client.patch(
        f"{API}/starter",
        json={"defaults": {"num_inference_steps": 7}, "load": {"vae_tiling": True}, "training": {"rank": 5}},
    ).json()
    assert (changed["defaults"]["num_inference_steps"], changed["load"]["vae_tiling"]) == (7, True)
    assert changed["training"]["rank"] == 5
    assert changed["settings"]["defaults"]["num_inference_steps"] == 7

    more = client.patch(f"{API}/starter", json={"defaults": {"guidance_scale": 2}, "description": "Mine"}).json()
    assert (more["defaults"]["num_inference_steps"], more["defaults"]["guidance_scale"]) == (7, 2)
    assert (client.get(f"{API}/starter").json()["description"], more["load"]["vae_tiling"]) == ("Mine", True)

    back = client.patch(f"{API}/starter", json={"defaults": None, "load": None, "description": None}).json()
    assert back["defaults"]["num_inference_steps"] != 7
    assert (back["settings"]["load"], back["load"]["vae_tiling"], back["training"]["rank"]) == (None, False, 5)


@pytest.mark.parametrize(
    "changes",
    [
        {"defaults": {"width": 63}},
        {"defaults": {"steps": 3}},
        {"load": {"tiling": True}},
        {"training": {"rank": 0}},
        {"x": 1},
    ],
)
def test_a_setting_that_cannot_be_is_refused_whole(client: TestClient, changes: dict[str, object]) -> None:
    before = client.get(f"{API}/starter").json()
    assert client.patch(f"{API}/starter", json={"description": "new", **changes}).status_code in {400, 422}
    assert client.get(f"{API}/starter").json() == before


def test_a_name_once_given_stays_and_is_given_once(client: TestClient, folder: Path) -> None:
    weights.lora(folder / "b" / "ink.safetensors")
    weights.lora(folder / "styles" / "a.safetensors")
    assert client.patch(f"{API}/ink", json={"name": "black ink"}).json()["name"] == "black ink"
    weights.lora(folder / "a" / "ink.safetensors", fill=1)
    weights.lora(folder / "c" / "ink.safetensors", fill=2)

    assert set(names(client, kind="lora")) == {"black ink", "a", "ink", "c--ink"}
    assert client.get(f"{API}/black ink").json()["location"] == "b/ink.safetensors"
    assert problem(client.patch(f"{API}/ink", json={"name": "a"})) == (409, "model_exists")
    assert problem(client.patch(f"{API}/starter", json={"name": "mine"})) == (409, "model_built_in")


def test_a_removed_model_takes_its_files_along(client: TestClient, folder: Path) -> None:
    path = weights.lora(folder / "loras" / "ink.safetensors")
    size = client.get(f"{API}/ink").json()["size_bytes"]

    removed = client.delete(f"{API}/ink").json()

    assert removed == {"name": "ink", "files": "deleted", "freed_bytes": size}
    assert not path.exists()
    assert [file for file in folder.rglob("*") if file.is_file()] == []
    assert problem(client.delete(f"{API}/ink")) == (404, "model_not_found")
    assert problem(client.delete(f"{API}/starter")) == (409, "model_built_in")


def test_a_link_in_the_models_folder_goes_and_what_it_leads_to_stays(
    client: TestClient, folder: Path, tmp_path: Path
) -> None:
    path = weights.lora(tmp_path / "elsewhere" / "far.safetensors")
    (folder / "here.safetensors").symlink_to(path)
    assert client.get(f"{API}/here").status_code == 200

    assert client.delete(f"{API}/here").status_code == 200
    assert path.exists()
    assert list(folder.iterdir()) == []


def test_what_is_needed_is_not_removed_unless_forced(client: TestClient, folder: Path, db: Database) -> None:
    shutil.copytree(Path(client.app.state.shelf.path("starter")), folder / "base")
    with db.transaction() as session:
        session.add(
            Character(
                id="ch_ada",
                name="Ada",
                slug="ada",
                trigger="ada",
                class_word="woman",
                base_model="base",
                preset="good",
                overrides={},
                source="imported",
            )
        )

    refused = client.delete(f"{API}/base")
    assert problem(refused) == (409, "model_in_use")
    assert "Ada" in refused.json()["detail"]
    assert problem(client.patch(f"{API}/base", json={"name": "other"})) == (409, "model_in_use")
    assert client.delete(f"{API}/base", params={"force": True}).status_code == 200
    assert not (folder / "base").exists()


def test_a_model_that_a_job_waits_for_is_not_removed(client: TestClient, folder: Path, db: Database) -> None:
    weights.lora(folder / "ink.safetensors")
    with db.transaction() as session:
        job = jobs.submit(
            session, kind="convert", spec=ConvertJobSpec(name="ink", target="x", dtype="f16"), model_key="ink"
        )

    refused = client.delete(f"{API}/ink")

    assert problem(refused) == (409, "model_in_use")
    assert job.id in refused.json()["detail"]


def test_an_upload_lands_in_the_folder_of_its_kind(client: TestClient, folder: Path, tmp_path: Path) -> None:
    data = weights.lora(tmp_path / "up.safetensors").read_bytes()

    made = client.post(f"{API}/upload", files={"file": ("../../ink.safetensors", data)})
    twice = client.post(f"{API}/upload", files={"file": ("ink.safetensors", data)})

    assert (made.status_code, made.json()["location"]) == (201, "loras/ink.safetensors")
    assert (folder / "loras" / "ink.safetensors").read_bytes() == data
    assert problem(twice) == (409, "model_exists")
    for name, content in (
        ("a.ckpt", data),
        ("b.safetensors", b"<html>"),
        ("c.safetensors", data[:-1]),
        (".safetensors", data),
    ):
        assert client.post(f"{API}/upload", files={"file": (name, content)}).status_code == 400
    assert [str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()] == ["loras/ink.safetensors"]


def test_a_character_or_picture_cannot_be_drawn_by_a_lora(client: TestClient, folder: Path) -> None:
    weights.lora(folder / "ink.safetensors")
    refused = client.post("/api/v1/generations", json={"prompt": "a cat", "model": "ink"})
    assert problem(refused) == (404, "model_not_found")
    assert "LoRA" in refused.json()["detail"]


def test_listing_reads_no_header_twice_not_even_after_a_restart(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        weights.lora(folder / f"{number}.safetensors", fill=number)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        assert len(names(client, kind="lora")) == 5
        names(client)

    read: list[str] = []

    def identified(path: Path) -> Identity:
        read.append(path.name)
        return identify(path)

    monkeypatch.setattr("safelight.features.models.repository.identify", identified)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        assert len(names(client, kind="lora")) == 5
    assert set(read) == {"pipeline"}  # the starter's, which ships with Safelight; two threads may look at once


def test_a_file_that_changed_is_looked_at_again(client: TestClient, folder: Path) -> None:
    path = weights.lora(folder / "ink.safetensors")
    first = client.get(f"{API}/ink").json()
    weights.lora(path, {"unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k": (2048, 640)}, rank=4)

    second = client.get(f"{API}/ink").json()

    assert (first["family"], second["family"], second["rank"]) == ("sd", "sdxl", 4)
    assert first["sha256"] != second["sha256"]


def test_listeners_learn_of_what_was_dropped_in(client: TestClient, folder: Path, db: Database) -> None:
    weights.lora(folder / "ink.safetensors")
    client.get(API)
    client.patch(f"{API}/ink", json={"description": "Black"})
    client.delete(f"{API}/ink")

    with db.reading() as session:
        told = [(event.kind, event.payload["id"]) for event in read_after(session, 0) if event.topic == "models"]
    assert told == [("model.added", "ink"), ("model.changed", "ink"), ("model.removed", "ink")]


def test_a_card_beside_the_weights_is_read_afresh_and_costs_no_new_hash(client: TestClient, folder: Path) -> None:
    shutil.copytree(Path(client.app.state.shelf.path("starter")), folder / "base")
    before = client.get(f"{API}/base").json()
    card = (
        json.loads((folder / "base" / "safelight.json").read_text())
        if (folder / "base" / "safelight.json").exists()
        else {}
    )
    (folder / "base" / "safelight.json").write_text(json.dumps({**card, "description": "Changed"}))

    after = client.get(f"{API}/base").json()

    assert (after["description"], after["sha256"]) == ("Changed", before["sha256"])
    assert before["sha256"]
