"""The playground through Gradio's own client: pictures and characters made by a real worker, step by step."""

import hashlib
import re
from pathlib import Path

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests.browser.studio import RunningStudio
from tests.factories.pictures import picture
from tests.installation import TINY

GENERATE = {
    "prompt": "a red house", "character": "", "styles": [], "avoid": "", "count": 1, "likeness": 1, "model": "starter",
    "width": 64, "height": 64, "seed": "5", "steps": 12, "guidance": 4, "sampler": "dpmpp_2m",
}  # fmt: skip
TRAIN = {"files": None, "name": "Pip", "what": "monster", "preset": "Good", "model": TINY, "seed": ""}


def followed(playground: Client, endpoint: str, /, **values: object) -> list[tuple]:
    """All that a call said on its way."""
    job = playground.submit(api_name=endpoint, **values)
    job.result(timeout=240)
    return job.outputs()


def uploads(folder: Path, count: int) -> list[object]:
    paths = []
    for number in range(count):
        paths.append(folder / f"picture-{number}.png")
        paths[-1].write_bytes(picture(number))
    return [handle_file(str(path)) for path in paths]


def test_pictures_are_drawn_and_every_step_is_seen(playground: Client, studio: RunningStudio) -> None:
    said = followed(playground, "/generate", **{**GENERATE, "count": 2, "steps": 30, "styles": ["starter-on-blue"]})

    progress = [each[0] for each in said]
    steps = [int(step) for text in progress for step in re.findall(r"step (\d+) of 60", text)]
    assert len(set(steps)) >= 2, progress
    assert steps == sorted(steps)
    assert "Ready." in progress[-1]
    assert "value='1.0000'" in progress[-1]

    pictures, recipe = said[-1][-2:]
    assert [each["caption"] for each in pictures] == ["seed 5", "seed 6"]
    assert recipe["prompt"] == "a red house on a blue background"
    assert (recipe["asked_prompt"], recipe["styles"], recipe["model"]) == ("a red house", ["On blue"], "starter")
    (made,) = studio.get("/generations")["items"]
    assert [each["seed"] for each in made["pictures"]] == [5, 6], "the same history as everywhere"
    fetched = [Path(each["image"]).read_bytes() for each in pictures]
    assert [hashlib.sha256(data).hexdigest() for data in fetched] == [each["sha256"] for each in made["pictures"]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prompt": " "}, "prompt: "),
        ({"seed": "many"}, "seed: "),
        ({"seed": "-1"}, "seed: "),
        ({"width": 63}, "63 is less than minimum"),
        ({"character": "char_nobody"}, "not in the list of choices"),
        ({"styles": ["mood-noir"] * 9}, "styles: "),
    ],
)
def test_what_cannot_be_drawn_is_said_in_words(playground: Client, changes: dict, words: str) -> None:
    with pytest.raises((AppError, ValueError), match=re.escape(words)):
        followed(playground, "/generate", **{**GENERATE, **changes})


def test_a_character_learns_before_ones_eyes_and_can_be_drawn(
    playground: Client, studio: RunningStudio, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    files = [*uploads(tmp_path, 6), handle_file(str(tmp_path / "broken.png"))]
    said = followed(playground, "/train", **{**TRAIN, "files": files})

    progress = [each[0] for each in said]
    assert any("Looking at the pictures: 3 of 7." in text for text in progress)
    assert any("Learn" in text and "step" in text and "loss" in text for text in progress), progress
    assert "✓ Save" in progress[-1]
    assert any("broken.png" in each[1] for each in said if isinstance(each[1], str)), "what was not taken is named"
    wall, drawable = said[-1][-2:]
    (pip,) = studio.get("/characters")["items"]
    assert (pip["name"], pip["status"], pip["reference_count"]) == ("Pip", "ready", 6)
    curves = [each[2]["data"] for each in said if isinstance(each[2], dict) and "data" in each[2]]
    assert [step for step, _ in curves[-1]] == [1, 2, 3, 4], "the loss of every step"
    # A fast machine learns these four steps between two looks; what was shown before was the same curve, begun.
    assert all(curve == curves[-1][: len(curve)] for curve in curves)
    samples = [each[3] for each in said if isinstance(each[3], list)]
    assert {picture["caption"].partition(":")[0] for picture in samples[-1]} == {"step 0", "step 4"}
    assert [face["caption"] for face in wall] == ["Pip · ready"]
    assert ["Pip", pip["id"]] in [list(choice) for choice in drawable["choices"]]

    fresh = followed(playground, "/generate", **{**GENERATE, "model": TINY, "character": pip["id"], "steps": 2})
    assert fresh[-1][-1]["character_name"] == "Pip"


@pytest.mark.parametrize(
    ("changes", "count", "words"),
    [
        ({}, 3, "at least 5 pictures; Few has 3"),
        ({}, 0, "at least 5 pictures; Few has 0"),
        ({"name": " "}, 5, "name: "),
        ({"seed": "x"}, 5, "seed: "),
    ],
)
def test_what_cannot_be_learnt_leaves_nothing_behind(
    playground: Client, studio: RunningStudio, tmp_path: Path, changes: dict, count: int, words: str
) -> None:
    before = {path for path in (studio.folder / "data/storage").rglob("*") if path.is_file()}
    with pytest.raises(AppError, match=re.escape(words)):
        followed(playground, "/train", **{**TRAIN, "name": "Few", "files": uploads(tmp_path, count), **changes})
    assert "Few" not in {each["name"] for each in studio.get("/characters")["items"]}
    assert {path for path in (studio.folder / "data/storage").rglob("*") if path.is_file()} == before


def test_only_what_is_meant_for_programs_is_told_to_them(playground: Client) -> None:
    told = playground.view_api(return_format="dict", print_info=False)
    assert set(told["named_endpoints"]) == {"/generate", "/train"}
    assert told["unnamed_endpoints"] == {}


def test_the_page_asks_nothing_of_other_hosts(playground: Client, studio: RunningStudio) -> None:
    answer = httpx.get(f"{studio.url}/playground/", headers={"Accept": "text/html"}, timeout=60)
    head = answer.text.partition("</head>")[0]
    asked = re.findall(r"""(?:src|href|content)\s*=\s*["'](https?:[^"']*)""", head)
    assert [url for url in asked if not url.startswith(studio.url)] == []
    rules = answer.headers["content-security-policy"]
    assert "https:" not in rules
    assert "http:" not in rules
    assert "default-src 'self'" in rules
    assert '"analytics_enabled":false' in answer.text.replace(" ", "")
    for path in re.findall(r'(?:src|href)="\./(assets/[^"]+)"', answer.text):
        assert httpx.get(f"{studio.url}/playground/{path}", timeout=30).status_code == 200
