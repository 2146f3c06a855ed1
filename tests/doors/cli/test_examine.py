"""`safelight examine` of a folder without a studio, and `characters doctor` and `captions` with one."""

import json
from pathlib import Path

import pytest
from PIL import ImageOps

from tests.doors.cli.conftest import job
from tests.kit import doctor_set

DOCTOR = "/api/v1/characters/ada/doctor"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good picture, its mirror image, a broken file, and captions."""
    place = tmp_path / "set"
    (place / "10_ada").mkdir(parents=True)
    one = doctor_set.pip(1)
    one.save(place / "10_ada" / "a.png")
    ImageOps.mirror(one).save(place / "10_ada" / "b.png")
    (place / "10_ada" / "broken.png").write_bytes((place / "10_ada" / "a.png").read_bytes()[:2000])
    (place / "10_ada" / "a.txt").write_text("ada woman reads")
    (place / "10_ada" / "b.caption").write_text("a man")
    return place


def test_a_folder_is_looked_over_without_a_studio(typed, folder):
    told = typed("examine", str(folder), "--trigger", "ada", "--class-word", "woman", "--json")

    assert told.code == 0
    assert {(each["kind"], each["key"]) for each in told.json["findings"]} == {
        ("unreadable", "10_ada/broken.png"), ("near_duplicate", "10_ada/b.png"),
        ("caption_without_trigger", "10_ada/b.png"), ("caption_other_class", "10_ada/b.png"), ("too_few", None),
    }  # fmt: skip
    assert "damaged" in told.json["findings"][0]["message"], "problems come first, with the reason"
    some = typed("examine", str(folder), "--kind", "near_duplicate")
    assert "10_ada/b.png" in some.out
    assert "broken" not in some.out


def test_a_folder_without_pictures_is_wrong_usage(typed, tmp_path):
    (tmp_path / "empty").mkdir()
    told = typed("examine", str(tmp_path / "empty"))
    assert (told.code, "no pictures" in told.err) == (2, True)


def offer(action: str, **more: object) -> dict:
    return {"label": action, "answer": {"action": action, "references": ["ref_1"], **more}}


def finding(kind: str, *offers: dict) -> dict:
    picture = {"id": "ref_1", "filename": "a.png"}
    return {
        "id": f"ref_1:{kind}", "kind": kind, "severity": "warning", "message": f"It is {kind}.", "value": None,
        "picture": picture, "other": None, "answers": list(offers),
    }  # fmt: skip


def test_findings_are_answered_by_their_first_answer_of_a_kind(typed, studio):
    findings = [
        finding("blurred", offer("leave_out"), offer("keep", kind="blurred")),
        finding("odd_aspect", offer("keep")),
    ]
    report = {"pictures": 7, "findings": findings, "not_looked_for": ["Faces: no detector."]}
    done = {"changed": ["ref_1"], "undo": [{"action": "take_in", "references": ["ref_1"]}]}
    studio.on("GET", DOCTOR, report)
    studio.on("POST", f"{DOCTOR}/answers", done)

    shown = typed("--server", studio.url, "characters", "doctor", "ada")
    assert "It is blurred." in shown.out
    assert "Faces" in shown.err
    left = typed("--server", studio.url, "characters", "doctor", "ada", "--apply", "leave-out", "--json")
    assert left.json == done
    sent = [json.loads(body) for method, _, body in studio.asked if method == "POST"]
    assert sent == [{"answers": [{"action": "leave_out", "references": ["ref_1"]}]}]

    Path("done.json").write_text(left.out)
    assert typed("--server", studio.url, "characters", "doctor", "ada", "--answers", "done.json").code == 0
    assert json.loads(studio.asked[-1][2]) == {"answers": done["undo"]}
    assert typed("--server", studio.url, "characters", "doctor", "ada", "--apply", "burn").code == 2


def test_captions_by_a_model_are_shown_before_and_after(typed, studio):
    character = "/api/v1/characters/ada"
    reference = {"id": "ref_1", "filename": "a.png", "caption": None}

    studio.on("GET", character, {"references": [reference]}, {"references": [reference | {"caption": "ada, a hat"}]})
    studio.on("POST", f"{character}/captions", {"job_id": "job_1", "pictures": 1, "model": "blip"}, status=202)
    studio.on("GET", "/api/v1/jobs/job_1", job())

    told = typed("--server", studio.url, "characters", "captions", "ada", "--model", "any", "--json")

    assert told.code == 0, told.err
    assert [(each["before"], each["after"]) for each in told.json["changes"]] == [(None, "ada, a hat")]
    sent = next(json.loads(body) for method, _, body in studio.asked if method == "POST")
    assert sent == {"only_empty": True, "apply": True}
    mixed = typed("--server", studio.url, "characters", "captions", "ada", "--model", "any", "--find", "x")
    assert (mixed.code, "--find" in mixed.err) == (2, True)
