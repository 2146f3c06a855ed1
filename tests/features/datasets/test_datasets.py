"""Datasets as people use them: sent, looked at, corrected, kept in versions, deleted."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.db import Database
from safelight.features.classifiers.tables import ClassifierRun
from safelight.settings import Settings
from tests.features.datasets.conftest import Send, packed, picture, small_set

Ended = Callable[[str], dict[str, Any]]


def kinds(client: TestClient, dataset: str) -> dict[str, int]:
    """What the doctor finds, and how often."""
    return {each["kind"]: each["count"] for each in client.get(f"{dataset}/doctor").json()["groups"]}


def listed(client: TestClient, dataset: str, **where: object) -> list[str]:
    """The pictures that a filter finds, as part/class/file."""
    items = client.get(f"{dataset}/pictures", params=where).json()["items"]
    return [f"{each['split']}/{each['label']}/{each['filename']}" for each in items]


def test_a_zip_with_faults_is_told_of_file_by_file_and_the_doctor_finds_the_rest(
    client: TestClient, dataset: str, send: Send, stored: Callable[[], list[str]]
) -> None:
    twin = Image.open(io.BytesIO(picture("traina0", side=40))).resize((80, 80), Image.Resampling.LANCZOS)
    larger = io.BytesIO()
    twin.save(larger, "PNG")
    files = {f"pets/{name}": data for name, data in small_set(train=5).items()} | {
        "pets/val/b/leak.png": picture("trainb1", side=40),
        "pets/train/b/contra.png": larger.getvalue(),
        "pets/train/b/again.png": picture("trainb2", side=40),
        "pets/train/a/cut.png": picture("cut")[:300],
        "pets/train/a/empty.png": b"",
        "pets/train/a/inner.zip": packed({"x.png": b"x"}),
        "pets/train/a/notes.txt": b"cats",
        "pets/__MACOSX/._a.png": b"x",
        "pets/stray.png": picture("stray"),
        "../evil.png": picture("evil"),
    }
    report = send({"pets.zip": packed(files)})
    codes = {each["path"]: each["code"] for each in report["refusals"]}
    assert codes == {
        "../evil.png": "path_unsafe",
        "pets/stray.png": "no_part",
        "pets/train/a/cut.png": "picture_truncated",
        "pets/train/a/empty.png": "picture_not_an_image",
        "pets/train/a/inner.zip": "picture_not_an_image",
    }
    assert {key: report[key] for key in ("added", "duplicates", "ignored", "refused")} == {
        "added": 16, "duplicates": 1, "ignored": 2, "refused": 5,
    }  # fmt: skip
    shown = client.get(dataset).json()
    assert shown["parts"] == {"train": 11, "val": 5, "test": 0}
    assert [each["label"] for each in shown["labels"]] == ["a", "b"]
    assert (shown["changed"], shown["version"], shown["findings"]) == (True, 0, 2)

    groups = {each["kind"]: each for each in client.get(f"{dataset}/doctor").json()["groups"]}
    assert set(groups) == {"contradiction", "leak"}
    both_a = groups["contradiction"]["findings"][0]["answers"][0]
    assert both_a["label"] == "Both are a"
    done = client.post(f"{dataset}/pictures/changes", json=both_a["change"]).json()
    assert done["changed"] == 1
    leave_out = groups["leak"]["findings"][0]["answers"][0]["change"]
    assert client.post(f"{dataset}/pictures/changes", json=leave_out).json()["changed"] == 1
    assert kinds(client, dataset) == {"near_duplicate": 1}
    keep = client.get(f"{dataset}/doctor").json()["groups"][0]["findings"][0]["answers"][-1]["change"]
    kept = client.post(f"{dataset}/pictures/changes", json=keep).json()
    assert (kinds(client, dataset), client.get(dataset).json()["findings"]) == ({}, 0)
    client.post(f"{dataset}/pictures/changes", json=kept["undo"][0])
    assert kinds(client, dataset) == {"near_duplicate": 1}

    again = send({"pets.zip": packed(files)})
    assert (again["added"], again["duplicates"]) == (1, 16)  # the one that was put into another class
    assert len(stored()) == 17, "uploads stay behind, or pictures that no row names"
    assert len(client.get(f"{dataset}/imports").json()) == 2


def test_pictures_are_moved_relabelled_left_out_and_brought_back(
    client: TestClient, dataset: str, send: Send, stored: Callable[[], list[str]]
) -> None:
    send(small_set(classes="ab", train=5, val=0))
    assert len(listed(client, dataset, label="a")) == 5
    split = client.post(f"{dataset}/split", json={"part": "val", "fraction": 0.4, "seed": 3}).json()
    chosen = listed(client, dataset, split="val")
    assert sorted(each.split("/")[1] for each in chosen) == ["a", "a", "b", "b"]
    for each in split["undo"]:
        client.post(f"{dataset}/pictures/changes", json=each)
    assert listed(client, dataset, split="val") == []
    client.post(f"{dataset}/split", json={"part": "val", "fraction": 0.4, "seed": 3})
    assert listed(client, dataset, split="val") == chosen, "the same seed takes the same pictures"

    some = client.get(f"{dataset}/pictures?label=a&split=train").json()["items"]
    one = f"{dataset}/pictures/{some[0]['id']}"
    moved = client.patch(one, json={"label": "Cafe\u0301", "excluded": True}).json()
    assert (moved["label"], moved["first_label"], moved["excluded"]) == ("Caf\xe9", "a", True)
    assert len(listed(client, dataset, relabelled=True)) == 1
    assert [each["label"] for each in client.get(dataset).json()["labels"]] == ["a", "b"], "left out, it counts nowhere"
    back = client.patch(one, json={"label": "a", "excluded": False}).json()
    assert (back["label"], back["first_label"]) == ("a", None)

    merged = client.post(f"{dataset}/classes/rename", json={"labels": ["a", "b"], "to": "pet"}).json()
    assert merged["changed"] == 10
    assert kinds(client, dataset)["one_class"] == 1
    for each in merged["undo"]:
        client.post(f"{dataset}/pictures/changes", json=each)
    assert [each["label"] for each in client.get(dataset).json()["labels"]] == ["a", "b"]

    page = client.get(f"{dataset}/pictures?limit=4").json()
    rest = client.get(f"{dataset}/pictures", params={"after": page["next"], "limit": 200}).json()
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (4, 6, None)
    gone = {"where": {"label": "b"}, "delete": True}
    assert client.post(f"{dataset}/pictures/changes", json=gone).json() == {"changed": 5, "undo": []}
    assert client.post(f"{dataset}/pictures/changes", json=gone).json() == {"changed": 0, "undo": []}
    assert len(stored()) == 5
    assert client.delete(one).status_code == 204
    assert client.delete(one).json()["code"] == "dataset_picture_not_found"


def test_a_version_stays_what_it_was_whatever_becomes_of_the_dataset(
    client: TestClient, dataset: str, send: Send, stored: Callable[[], list[str]], settings: Settings
) -> None:
    assert client.post(f"{dataset}/versions", json={}).json()["code"] == "dataset_empty"
    send({f"{name}": data for name, data in small_set(classes="ab", train=3, val=1).items()})
    first = client.post(f"{dataset}/versions", json={"note": "as it came"}).json()
    assert (first["number"], first["is_current"], first["pictures"]) == (1, True, 8)
    assert client.post(f"{dataset}/versions", json={}).json()["number"] == 1, "nothing has changed"
    assert client.get(dataset).json()["changed"] is False

    client.post(f"{dataset}/pictures/changes", json={"where": {"label": "b", "split": "train"}, "delete": True})
    client.post(f"{dataset}/pictures/changes", json={"where": {"label": "a", "split": "val"}, "split": "train"})
    client.post(f"{dataset}/classes/rename", json={"labels": ["b"], "to": "c: d?"})
    send({"new.png": picture("new", side=40)}, label="a", split="train")
    assert client.get(dataset).json()["changed"] is True
    changes = client.get(f"{dataset}/versions/1/diff").json()
    assert {each: changes[each]["count"] for each in ("added", "removed", "relabelled", "moved")} == {
        "added": 1, "removed": 3, "relabelled": 1, "moved": 1,
    }  # fmt: skip
    assert changes["relabelled"]["pictures"][0]["after"] == ["val", "c: d?"]
    assert client.post(f"{dataset}/versions", json={}).json()["number"] == 2

    before = [f"train/{each}/{number}.png" for each in "ab" for number in range(3)]
    now = [*(f"train/a/{number}.png" for number in range(3)), "train/a/new.png", "val/c_ d_/0.png"]
    for path, names in (("versions/1/download", [*before, "val/a/0.png", "val/b/0.png"]), ("download", now)):
        answer = client.get(f"{dataset}/{path}")
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        assert archive.testzip() is None
        assert set(names) <= set(archive.namelist())
    assert client.post(f"{dataset}/versions/1/restore").json()["changed"] == 6
    after = client.get(f"{dataset}/versions/1/diff").json()
    assert after["same"] is True
    assert client.get(f"{dataset}/versions/7/diff").json()["code"] == "dataset_version_not_found"

    database = Database(settings.effective_database_url)
    run = ClassifierRun(id="run_1", number=1, dataset_id=dataset.rpartition("/")[2], dataset_version=1, settings={})
    with database.transaction() as session:
        session.add(run)
    assert client.get(f"{dataset}/versions/1").json()["runs"] == 1
    assert client.delete(f"{dataset}?force=true").json()["code"] == "dataset_in_use"
    with database.transaction() as session:
        run.state = "succeeded"
        session.merge(run)
    assert client.delete(dataset).json()["code"] == "dataset_in_use"
    assert client.delete(f"{dataset}?force=true").status_code == 204
    assert stored() == []
    database.dispose()


def test_what_cannot_be_is_said(client: TestClient, dataset: str, ended: Ended) -> None:
    assert client.post("/api/v1/datasets", json={"name": "pets"}).json()["code"] == "dataset_name_taken"
    assert client.get("/api/v1/datasets/none").json()["code"] == "dataset_not_found"
    good = packed(small_set())
    bomb = bytearray(good)
    end = bomb.rfind(b"PK\x05\x06")
    bomb[end + 12 : end + 16] = (0xFFFFFF00).to_bytes(4, "little")
    for name, data in (("cut.zip", good[:-200]), ("no.zip", b"nothing"), ("bomb.zip", bytes(bomb))):
        answer = client.post(f"{dataset}/pictures", files={"files": (name, data)})
        assert (answer.status_code, answer.json()["code"]) == (422, "archive_unreadable"), name
        assert name in answer.json()["detail"]
    bare = client.post(f"{dataset}/pictures", files={"files": ("1.png", picture(1))}).json()
    [refusal] = ended(bare["job_id"])["results"]["unpack"]["refusals"]
    assert (refusal["path"], refusal["code"]) == ("1.png", "no_class")
    for change in ({}, {"ids": ["x"]}, {"ids": ["x"], "delete": True, "split": "val"}, {"ids": ["x"], "label": " . "}):
        assert client.post(f"{dataset}/pictures/changes", json=change).status_code in {400, 422}, change
    assert (
        client.post(f"{dataset}/classes/rename", json={"labels": ["z"], "to": "y"}).json()["code"] == "class_not_found"
    )
    assert client.post(f"{dataset}/split", json={"part": "val"}).json()["code"] == "dataset_empty"
    assert client.post(f"{dataset}/look").status_code == 400


def test_a_dataset_can_be_a_folder_where_it_lies(client: TestClient, tmp_path: Path, ended: Ended) -> None:
    folder = tmp_path / "digits"
    for name, data in (small_set(classes="0", train=6, val=1) | {"train/1/x.png": b"", "train/1/y.txt": b""}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    wrong = client.post("/api/v1/datasets", json={"name": "D", "path": str(tmp_path / "none")})
    assert wrong.status_code == 400
    made = client.post("/api/v1/datasets", json={"name": "Digits", "path": str(folder)}).json()
    at = f"/api/v1/datasets/{made['id']}"
    ended(made["job"]["id"])
    assert client.get(at).json()["parts"] == {"train": 7, "val": 1, "test": 0}
    assert kinds(client, at) == {"missing_in_val": 1, "few_in_class": 1, "unbalanced": 1}
    assert client.post(f"{at}/pictures", files={"files": ("1.png", b"x")}).json()["code"] == "dataset_is_folder"
    (folder / "train/1/x.png").unlink()
    started = client.post(f"{at}/look").json()
    ended(started["job_id"])
    assert client.get(at).json()["parts"]["train"] == 6
    folder.rename(tmp_path / "elsewhere")
    assert ended(client.post(f"{at}/look").json()["job_id"])["failure"]["code"] == "dataset_folder_away"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_full_dataset_takes_no_more(settings: Settings) -> None:
    from safelight.doors.app import create_app

    with TestClient(create_app(settings.model_copy(update={"max_dataset_pictures": 3}))) as client:
        client.post("/api/v1/datasets", json={"name": "Small"})
        path = "/api/v1/datasets/small/pictures"

        def failure(files: dict[str, bytes]) -> object:
            started = client.post(path, files={"files": ("a.zip", packed(files))}).json()
            job = client.get(f"/api/v1/jobs/{started['job_id']}", headers={"Prefer": "wait=60"}).json()
            return job["failure"] and job["failure"]["code"]

        assert failure({f"a/{number}.png": picture(number) for number in range(4)}) == "dataset_full"
        assert failure({f"a/{number}.png": picture(number) for number in range(3)}) is None
        assert client.post(path, files={"files": ("b.zip", packed({"a/9.png": picture(9)}))}).status_code == 413
