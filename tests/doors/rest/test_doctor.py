"""The dataset doctor over the API: what it finds, what is answered, and how it is undone."""

import io

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, add, show
from tests.factories.pictures import picture


def encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def drawn(number: int, **size: int) -> Image.Image:
    return Image.open(io.BytesIO(picture(number, **size))).convert("RGB")


@pytest.fixture
def ada(client: TestClient) -> dict:
    """Five good pictures, a mirrored one, a blurred one and a very wide one."""
    made = make.draft(client, 5, name="Ada", class_word="woman")
    wide = Image.new("RGB", (900, 90), "navy")
    ImageDraw.Draw(wide).ellipse((700, 5, 780, 85), fill="orange", outline="white")
    for name, image in (
        ("mirrored.png", ImageOps.mirror(drawn(0))),
        ("soft.png", drawn(7, side=300).filter(ImageFilter.GaussianBlur(6))),
        ("wide.png", wide),
    ):
        assert add(client, made["id"], encoded(image), name).status_code == 201
    return show(client, made["id"])


def report(client: TestClient, character: dict) -> dict:
    answer = client.get(f"{CHARACTERS}/{character['id']}/doctor")
    assert answer.status_code == 200, answer.text
    return answer.json()


def send(client: TestClient, character: dict, *answers: dict):
    return client.post(f"{CHARACTERS}/{character['id']}/doctor/answers", json={"answers": list(answers)})


def found(told: dict) -> dict[tuple[str | None, str], dict]:
    return {((each["picture"] or {}).get("filename"), each["kind"]): each for each in told["findings"]}


def test_each_finding_has_its_picture_a_reason_and_answers(client: TestClient, ada: dict) -> None:
    told = report(client, ada)

    findings = found(told)
    assert set(findings) == {
        ("mirrored.png", "near_duplicate"), ("soft.png", "blurred"), ("wide.png", "odd_aspect"), (None, "too_few"),
        (None, "caption_empty"),
    }  # fmt: skip
    assert findings["mirrored.png", "near_duplicate"]["other"]["filename"] == "000.png"
    assert "%" in findings["soft.png", "blurred"]["message"]
    assert findings["soft.png", "blurred"]["value"] < 0.48
    assert findings["wide.png", "odd_aspect"]["value"] == pytest.approx(0.6, abs=0.05)
    assert client.get(findings["soft.png", "blurred"]["picture"]["thumbnail_url"]).status_code == 200
    for each in told["findings"]:
        assert each["answers"] or each["kind"] == "too_few"
    assert told["pictures"] == 8
    assert show(client, ada["id"])["references"] == ada["references"], "nothing is changed by looking"


def test_an_answer_is_sent_as_it_is_offered_and_undone_by_what_comes_back(client: TestClient, ada: dict) -> None:
    before = report(client, ada)
    offered = [each["answers"][0]["answer"] for each in before["findings"] if each["picture"]]

    first = send(client, ada, *offered).json()
    assert len(first["changed"]) == 3
    assert {each["kind"] for each in report(client, ada)["findings"]} == {"too_few", "caption_empty"}
    again = send(client, ada, *offered).json()
    assert again == {"changed": [], "undo": []}, "a second click"

    assert len(send(client, ada, *first["undo"]).json()["changed"]) == 3
    assert set(found(report(client, ada))) == set(found(before))


def test_a_crop_takes_the_part_with_the_detail_and_the_whole_stays(client: TestClient, ada: dict, stored) -> None:
    files = stored()
    wide = found(report(client, ada))["wide.png", "odd_aspect"]
    crop = next(each["answer"] for each in wide["answers"] if each["answer"]["action"] == "recrop")

    undo = send(client, ada, crop).json()["undo"]

    reference = next(each for each in show(client, ada["id"])["references"] if each["filename"] == "wide.png")
    left, _, right, _ = reference["crop"]
    assert left < 700 < 780 < right, "the ellipse is in it"
    assert (reference["width"], reference["height"]) == (right - left, 90)
    with Image.open(io.BytesIO(client.get(reference["url"]).content)) as image:
        assert image.size == (right - left, 90)
    assert client.get(reference["whole_url"]).status_code == 200
    narrower = {**crop, "box": [690, 0, 790, 90]}
    back = send(client, ada, narrower).json()["undo"]
    assert back == [crop | {"kind": None, "caption": None}], "to the crop before"

    send(client, ada, *back)
    assert send(client, ada, *undo).json()["changed"]
    assert stored() == files, "no part is left behind"
    assert client.delete(f"{CHARACTERS}/{ada['id']}/references/{reference['id']}").status_code == 204
    assert not [name for name in stored() if reference["id"] in name]


def test_what_a_person_keeps_is_told_no_more_until_it_is_wanted_again(client: TestClient, ada: dict) -> None:
    soft = found(report(client, ada))["soft.png", "blurred"]
    keep = next(each["answer"] for each in soft["answers"] if each["answer"]["action"] == "keep")

    send(client, ada, keep)

    told = report(client, ada)
    assert ("soft.png", "blurred") not in found(told)
    assert [each["kind"] for each in told["kept"]] == ["blurred"]
    shown = next(each for each in show(client, ada["id"])["references"] if each["filename"] == "soft.png")
    assert shown["findings"] == []
    send(client, ada, told["kept"][0]["answers"][0]["answer"])
    assert ("soft.png", "blurred") in found(report(client, ada))


def test_captions_are_looked_at_with_the_trigger_and_the_window_of_the_model(client: TestClient, ada: dict) -> None:
    texts = ["ada woman by a window", "a man in the rain", "IMG_1.jpg", "ada " + "and a word more " * 30, "a woman"]
    ids = [each["id"] for each in ada["references"]]
    given = dict(zip(ids, texts, strict=False))
    assert client.post(f"{CHARACTERS}/{ada['id']}/references/captions", json={"captions": given}).status_code == 200

    findings = found(report(client, ada))

    captions = {name: kind for name, kind in findings if kind.startswith("caption")}
    assert captions == {
        "001.png": "caption_without_trigger", "002.png": "caption_not_text", "003.png": "caption_too_long",
        "004.png": "caption_without_trigger", "mirrored.png": "caption_empty", "soft.png": "caption_empty",
        "wide.png": "caption_empty",
    }  # fmt: skip
    assert ("001.png", "caption_other_class") in findings
    long = findings["003.png", "caption_too_long"]
    send(client, ada, *[each["answers"][0]["answer"] for key, each in findings.items() if "caption" in key[1]])
    assert not [kind for _, kind in found(report(client, ada)) if kind in {"caption_too_long", "caption_not_text"}]
    assert long["answers"][0]["answer"]["caption"].startswith("ada and a word more")


REFUSED = [
    ({"action": "keep"}, 400, "kind"),
    ({"action": "recrop"}, 400, "box"),
    ({"action": "recrop", "box": [0, 0, 5000, 90]}, 400, "within the picture"),
    ({"action": "recrop", "box": [0, 0, 10, 90]}, 400, "64 pixels"),
    ({"action": "recrop", "box": [0, 0, 10]}, 400, "box"),
    ({"action": "set_caption"}, 400, "caption"),
    ({"action": "set_caption", "caption": "a\0b"}, 400, "caption"),
    ({"action": "burn"}, 400, "action"),
    ({"action": "leave_out", "references": ["ref_nonsense"]}, 404, "ref_nonsense"),
]


def test_what_cannot_be_done_changes_nothing(client: TestClient, ada: dict, stored) -> None:
    files, leave = stored(), {"action": "leave_out", "references": [ada["references"][0]["id"]]}
    last = ada["references"][-1]["id"]

    for answer, status, said in REFUSED:
        refused = send(client, ada, leave, {"references": [last], **answer})
        assert refused.status_code == status, refused.text
        assert said in refused.text

    assert stored() == files
    assert show(client, ada["id"])["references"] == ada["references"]


def test_nothing_is_answered_while_it_is_trained(client: TestClient) -> None:
    bob = make.draft(client, 5, name="Bob")
    make.train(client, bob["id"])

    refused = send(client, bob, {"action": "leave_out", "references": [bob["references"][0]["id"]]})

    assert (refused.status_code, refused.json()["code"]) == (409, "character_in_training")
    assert report(client, bob)["pictures"] == 5, "looking is allowed"


def test_pictures_from_before_they_were_measured_are_measured_when_the_doctor_comes(
    client: TestClient, ada: dict
) -> None:
    from safelight.features.characters.tables import Reference

    with make.studio_of(client).db.transaction() as session:
        for each in ada["references"]:
            session.get(Reference, each["id"]).findings = []

    assert ("soft.png", "blurred") in found(report(client, ada))
    assert [each for each in show(client, ada["id"])["references"] if each["findings"]]
