"""Settings of a training as they are typed, and how one picture is learnt from."""

import json

import pytest
import typer

from safelight.doors.cli.settings_given import given

ME = {
    "id": "ref_1", "filename": "me.png", "width": 64, "height": 64, "caption": None, "excluded": False, "repeats": 1,
    "mask_url": None,
}  # fmt: skip
ADA = {"id": "char_1", "name": "Ada", "references": [ME]}


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


def test_values_are_read_as_what_they_are():
    asked = given(
        ["resolution=768", "caption_dropout = 0.1", "flip=true", "lr_scheduler=cosine", 'prior_prompts=["a dog"]'],
        rank=4,
        method=None,
    )
    assert asked == {
        "rank": 4, "resolution": 768, "caption_dropout": 0.1, "flip": True, "lr_scheduler": "cosine",
        "prior_prompts": ["a dog"],
    }  # fmt: skip
    for wrong in ("resolution", "=5"):
        with pytest.raises(typer.BadParameter, match="NAME=VALUE"):
            given([wrong])


def test_all_settings_are_listed_with_their_defaults(at):
    found = {each["name"]: each for each in at("characters", "settings", "--json").json}
    assert (found["method"]["default"], found["rank"]["default"]) == ("lora", 16)
    assert all(each["description"] for each in found.values())
    assert "unmasked_weight" in at("characters", "settings").out


def test_training_sends_what_was_given(studio, at):
    studio.on("POST", "/api/v1/characters/ada/train", {"character": ADA, "job_id": "job_1"})
    done = at("characters", "train", "ada", "--method", "full", "--set", "num_prior_images=20", "--no-wait")
    assert done.code == 0, done.err
    _, path, body = studio.asked[-1]
    assert (path, json.loads(body)) == (
        "/api/v1/characters/ada/train",
        {"method": "full", "num_prior_images": 20},
    )


def test_a_picture_is_masked_and_repeated_by_its_file_name(studio, at, tmp_path):
    (tmp_path / "mask.png").write_bytes(b"grey")
    studio.on("GET", "/api/v1/characters/ada", ADA)
    studio.on("PATCH", "/api/v1/characters/ada/references/ref_1", ME | {"repeats": 3})
    studio.on("PUT", "/api/v1/characters/ada/references/ref_1/mask", ME | {"repeats": 3, "mask_url": "/x"})

    done = at("characters", "picture", "ada", "me.png", "--repeats", "3", "--mask", str(tmp_path / "mask.png"))

    assert done.code == 0, done.err
    (_, _, change), (method, path, sent) = studio.asked[-2:]
    assert json.loads(change) == {"repeats": 3}
    assert (method, path) == ("PUT", "/api/v1/characters/ada/references/ref_1/mask")
    assert b"grey" in sent
    assert "mask" in done.out

    unknown = at("characters", "picture", "ada", "you.png", "--leave-out")
    assert unknown.code == 2
    assert "me.png" in unknown.err
